"""Golden sets, evaluations and canaries in the admin."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.sites.models import Site
from ai.engine import services as engine
from ai.evals import comparing
from ai.evals.gates import against_canary
from ai.evals.models import EvalRun, GoldenItem, GoldenSet
from ai.evals.services import start_eval
from ai.providers.models import Model, Route
from content.articles.models import Article
from tests.ai.evals.conftest import BAD, PURPOSE, SUMMARY, Answers, worked, written
from tests.ai.evals.test_comparing import SHORT, compare, draft
from tests.ai.server import ScriptedServer
from tests.conftest import ClientFor
from tests.people import People

pytestmark = pytest.mark.django_db
SETS, EVALS, CANARIES = "/admin/evals/goldenset/", "/admin/evals/evalrun/", "/admin/evals/canary/"


def test_a_set_is_built_and_shown(site: Site, people: People, client_for: ClientFor, articles: list[Article]) -> None:
    client = client_for(people.admin)
    data = {"purpose": PURPOSE, "name": "Accepted", "limit": "4"}
    answer = client.post(f"{SETS}add/", data)
    row = GoldenSet.objects.get(site=site, name="Accepted")
    assert answer.headers["Location"] == f"{SETS}{row.pk}/change/" and row.created_by == people.admin
    html = client.get(f"{SETS}{row.pk}/change/").content.decode()
    assert SUMMARY.format(n=5) in html and "4 texts" in html and "Published article" in html
    assert "choose another name" in client.post(f"{SETS}add/", data).content.decode()


def test_an_evaluation_is_priced_begun_and_shown_side_by_side(
    site: Site, people: People, client_for: ClientFor, golden: GoldenSet, model: Model, answers: Answers,
    server: ScriptedServer,
) -> None:  # fmt: skip
    client, other = client_for(people.admin), Model.objects.get(provider=model.provider, name="other")
    answers["other"] = written(BAD)
    assert "Accepted" in client.get(f"{EVALS}add/").content.decode()
    query = f"golden_set={golden.public_id}&check=1&models={other.pk}"
    html = client.get(f"{EVALS}add/?{query}").content.decode()
    assert "12 calls" in html and "file 1, other" in html and "USD" in html and server.asked == []
    answer = client.post(f"{EVALS}add/", {"golden_set": golden.public_id, "models": [other.pk]})
    row = EvalRun.objects.get(site=site, created_by=people.admin)
    assert answer.headers["Location"] == f"{EVALS}{row.pk}/change/"
    worked(row)
    html = client.get(f"{EVALS}{row.pk}/change/").content.decode()
    for said in (SUMMARY.format(n=5), "Refused by the checks", "Worse", "passed the checks 0% against 100%", "<svg"):
        assert said in html, said
    assert "Compared" in client.get(f"{EVALS}{row.public_id}/figures/").content.decode()


def test_cancel_and_go_on_stand_on_the_page(
    people: People, client_for: ClientFor, golden: GoldenSet, model: Model, server: ScriptedServer
) -> None:
    client = client_for(people.admin)
    client.post(f"{EVALS}add/", {"golden_set": golden.public_id})
    row = EvalRun.objects.get(golden_set=golden)
    client.post(f"{EVALS}{row.public_id}/cancel/")
    assert "Go on" in client.get(f"{EVALS}{row.pk}/change/").content.decode()
    client.post(f"{EVALS}{row.public_id}/resume/")
    assert worked(row).results.waiting().count() == 0
    assert len(server.asked) == 6


def test_without_a_set_the_page_says_what_to_do(people: People, client_for: ClientFor) -> None:
    html = client_for(people.admin).get(f"{EVALS}add/").content.decode()
    assert "Build one from accepted texts" in html


@pytest.mark.parametrize(
    "query", ["golden_set=nothing&check=1", "golden_set=&check=1", "golden_set={id}&check=1&limit=x"]
)
def test_what_cannot_be_understood_asks_again(
    people: People, client_for: ClientFor, golden: GoldenSet, model: Model, query: str
) -> None:
    answer = client_for(people.admin).get(f"{EVALS}add/?{query.format(id=golden.public_id)}")
    assert answer.status_code == 200 and b"Begin" not in answer.content


def test_a_prompt_that_was_measured_as_worse_asks_for_a_reason_on_its_page(
    site: Site, people: People, client_for: ClientFor, golden: GoldenSet, model: Model, answers: Answers
) -> None:
    from_draft = draft(site, SHORT.replace("Write", "Badly write").replace("Badly", "badly"))
    compare(golden, versions=[str(from_draft.version)])
    page = f"/admin/engine/promptoverride/{PURPOSE}/"
    client = client_for(people.admin)
    html = client.get(page).content.decode()
    assert "measured it as worse" in html and "Why all the same" in html
    client.post(f"{page}use/", {"version": str(from_draft.version)})
    from_draft.refresh_from_db()
    assert not from_draft.is_active
    client.post(f"{page}use/", {"version": str(from_draft.version), "force": "For a day"})
    from_draft.refresh_from_db()
    assert (from_draft.is_active, from_draft.forced, from_draft.used_by) == (True, "For a day", people.admin)


def test_a_canary_is_started_promoted_and_rolled_back_in_one_click_each(
    site: Site, people: People, client_for: ClientFor, model: Model
) -> None:
    client, route = client_for(people.admin), Route.objects.get(site=site)
    other = Model.objects.get(provider=model.provider, name="other")
    page = f"{CANARIES}{route.pk}/"
    assert "Try another model" in client.get(f"{page}change/").content.decode()
    assert "per cent" in client.post(f"{page}start/", {"model": other.pk, "share": "70"}).content.decode()
    client.post(f"{page}start/", {"model": other.pk, "share": "10"})
    assert "Promote other" in client.get(f"{page}change/").content.decode()
    assert "10 %" in client.get(CANARIES).content.decode()
    client.post(f"{page}promote/")
    route.refresh_from_db()
    assert route.model == other
    assert "Roll back to good" in client.get(f"{page}change/").content.decode()
    client.post(f"{page}back/")
    route.refresh_from_db()
    assert route.model == model
    assert "nothing to take back" in client.post(f"{page}back/", follow=True).content.decode()


def test_a_canary_that_was_measured_as_worse_asks_for_a_reason(
    site: Site, people: People, client_for: ClientFor, golden: GoldenSet, model: Model, answers: Answers
) -> None:
    answers["other"] = written(BAD)
    compare(golden, models=["other"])
    client, route = client_for(people.admin), Route.objects.get(site=site)
    other = Model.objects.get(provider=model.provider, name="other")
    client.post(f"{CANARIES}{route.pk}/start/", {"model": other.pk, "share": "10"})
    html = client.get(f"{CANARIES}{route.pk}/change/").content.decode()
    assert "measured it as worse" in html and "Why all the same" in html
    client.post(f"{CANARIES}{route.pk}/promote/")
    route.refresh_from_db()
    assert route.model == model


@pytest.mark.slow
@pytest.mark.parametrize("purpose", ["*", "writing.*", PURPOSE])
def test_a_canary_of_all_sites_is_held_to_what_any_site_has_measured(
    people: People, client_for: ClientFor, golden: GoldenSet, model: Model, answers: Answers, purpose: str
) -> None:
    answers["other"] = written(BAD)
    compare(golden, models=["other"])
    model.provider.site = None
    model.provider.save()
    other = Model.objects.get(provider=model.provider, name="other")
    route = Route.objects.create(site=None, purpose=purpose, model=model, canary=other, canary_share=10)
    elsewhere = Route.objects.create(site=None, purpose="writing.title", model=model, canary=other, canary_share=10)
    assert against_canary(elsewhere) == ""
    client, page = client_for(people.superuser), f"{CANARIES}{route.pk}/"
    html = client.get(f"{page}change/").content.decode()
    assert "measured it as worse" in html and f"On {golden.site}:" in html
    assert "measured it as worse" in client.post(f"{page}promote/", follow=True).content.decode()
    route.refresh_from_db()
    assert route.model == model
    answers["other"] = written(SUMMARY)
    compare(golden, models=["other"])  # only the newest of a site counts
    client.post(f"{page}promote/")
    route.refresh_from_db()
    assert (route.model, route.forced) == (other, "")


def test_routes_of_all_sites_are_for_platform_staff(people: People, client_for: ClientFor, model: Model) -> None:
    model.provider.site = None
    model.provider.save()
    route = Route.objects.create(site=None, purpose="writing.title", model=model)
    assert client_for(people.admin).get(f"{CANARIES}{route.pk}/change/").status_code in (302, 404)
    assert client_for(people.admin).post(f"{CANARIES}{route.pk}/back/").status_code == 404
    assert client_for(people.superuser).get(f"{CANARIES}{route.pk}/change/").status_code == 200


def test_everything_is_for_administrators_of_this_site(
    site: Site, people: People, client_for: ClientFor, golden: GoldenSet, model: Model
) -> None:
    row = compare(golden)
    pages = [
        SETS,
        EVALS,
        CANARIES,
        f"{SETS}{golden.pk}/change/",
        f"{EVALS}{row.pk}/change/",
        f"{EVALS}add/",
        f"{SETS}add/",
    ]
    for user in (people.editor, people.creator, people.viewer, people.stranger):
        assert all(client_for(user).get(page).status_code in (302, 403, 404) for page in pages)
        client_for(user).post(f"{EVALS}add/", {"golden_set": golden.public_id})
    assert EvalRun.objects.filter(site=site).count() == 1


@pytest.mark.parametrize("address", [SETS, EVALS, CANARIES])
def test_lists_do_not_ask_more_for_more_rows(
    address: str, site: Site, people: People, client_for: ClientFor, golden: GoldenSet, model: Model
) -> None:
    client = client_for(people.admin)

    def grow(count: int) -> None:
        for number in range(count):
            made = GoldenSet.objects.create(site=site, name=f"{number} of {count}", purpose=PURPOSE)
            EvalRun.objects.create(site=site, golden_set=made, purpose=PURPOSE, created_by=people.admin)
            extra = Model.objects.create(provider=model.provider, name=f"m{count}-{number}")
            Route.objects.create(site=site, purpose="*", position=number + 1, model=extra, canary=model)

    grow(1)
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    grow(12)
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) <= len(few)


def test_the_page_of_an_evaluation_asks_no_more_for_more_texts(
    people: People, client_for: ClientFor, golden: GoldenSet, model: Model
) -> None:
    client, small, large = client_for(people.admin), compare(golden, limit=2), compare(golden)
    client.get(f"{EVALS}{small.pk}/change/")
    with CaptureQueriesContext(connection) as few:
        client.get(f"{EVALS}{small.pk}/change/")
    with CaptureQueriesContext(connection) as many:
        client.get(f"{EVALS}{large.pk}/change/")
    assert len(many) <= len(few)


def test_many_texts_are_shown_in_pages(people: People, client_for: ClientFor, golden: GoldenSet, model: Model) -> None:
    item = golden.items.all()[0]
    GoldenItem.objects.bulk_create(
        GoldenItem(golden_set=golden, source="article", reference=f"x{n}", context=item.context, expected=f"Text {n}.")
        for n in range(20)
    )
    client, row = client_for(people.admin), start_eval(comparing.plan(golden, by=None), by=None)
    assert "Text 19." not in client.get(f"{EVALS}{row.pk}/change/").content.decode()
    assert "Text 19." in client.get(f"{EVALS}{row.pk}/change/?page=2").content.decode()
    for odd in ("abc", "²", "-1", "0", "9" * 30):
        assert client.get(f"{EVALS}{row.pk}/change/", {"page": odd}).status_code == 200
    assert engine.forecast(PURPOSE, [item.context], site=golden.site).calls == 1
