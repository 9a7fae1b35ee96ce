"""Prompts in the admin: versions, faults, comparison, roll-back, test runs."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.audit.models import Entry
from accounts.jobs import execution
from accounts.jobs.models import Job
from accounts.sites.models import Site
from ai.engine import gates, prompting, samples, services
from ai.engine.models import PromptOverride, Run
from ai.engine.samples import Samples
from ai.guards import Expect
from ai.providers.models import Model, Provider
from ai.spending.models import Budget
from tests.ai.engine.asking import TEXT
from tests.ai.engine.conftest import ANSWER
from tests.ai.server import ScriptedServer, Step
from tests.conftest import ClientFor
from tests.people import People

pytestmark = pytest.mark.django_db
LIST = "/admin/engine/promptoverride/"
PAGE = f"{LIST}tests.text/"
GOOD = "Rewrite: {{ text|fence }}"


def versions(site: Site) -> list[tuple[int, bool, str]]:
    rows = PromptOverride.objects.filter(site=site).order_by("version")
    return list(rows.values_list("version", "is_active", "text"))


def counts(site: Site) -> str:
    prompt = prompting.prompt_for("tests.text", site)
    return prompt.version if prompt else ""


@pytest.fixture
def three(site: Site, people: People) -> list[PromptOverride]:
    """Version 1 and 2 in use, 3 a draft."""
    made = {"site": site, "purpose": "tests.text", "by": people.admin}
    texts = [f"{word}: {{{{ text|fence }}}}" for word in ("First", "Second", "Third")]
    return [services.save_prompt(text=text, use=text != texts[2], note=text[:5], **made) for text in texts]


def test_the_list_shows_every_prompt_with_what_counts_and_who_is_asked(
    site: Site, people: People, client_for: ClientFor, model: Model, three: list[PromptOverride]
) -> None:
    html = client_for(people.admin).get(LIST).content.decode()
    assert "tests.text" in html and "Version 2" in html and "Draft: version 3" in html and "scripted-1" in html
    assert people.admin.email in html or str(people.admin) in html


def test_the_list_asks_no_more_for_more_versions(site: Site, people: People, client_for: ClientFor) -> None:
    client = client_for(people.admin)
    client.get(LIST)
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    for number in range(12):
        PromptOverride.objects.create(site=site, purpose="tests.text", version=number + 1, text=GOOD)
        Run.objects.create(site=site, purpose="tests.text", attempt=1)
    with CaptureQueriesContext(connection) as many:
        assert "Version 12" in client.get(LIST).content.decode()
    assert len(many) <= len(few)


def test_the_page_of_a_prompt_asks_no_more_for_more_versions(site: Site, people: People, client_for: ClientFor) -> None:
    client = client_for(people.admin)
    for number in range(2):
        PromptOverride.objects.create(site=site, purpose="tests.text", version=number + 1, text=GOOD)
    client.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        client.get(PAGE)
    for number in range(12):
        PromptOverride.objects.create(site=site, purpose="tests.text", version=number + 3, text=GOOD)
    with CaptureQueriesContext(connection) as many:
        client.get(PAGE)
    assert len(many) <= len(few)


def test_a_saved_text_is_a_new_version_and_counts(site: Site, people: People, client_for: ClientFor) -> None:
    client = client_for(people.admin)
    html = client.get(PAGE).content.decode()
    assert "text" in html and "The program&#x27;s own text is in use." in html.replace("'", "&#x27;")
    answer = client.post(PAGE, {"text": GOOD.replace(":", ":\r\n"), "note": "Shorter", "use": "1"})
    assert answer.headers["Location"] == PAGE
    row = PromptOverride.objects.get(site=site)
    assert (row.version, row.text, row.note) == (1, "Rewrite:\n {{ text|fence }}", "Shorter")
    assert (row.created_by, row.used_by) == (people.admin, people.admin)
    assert counts(site) == "site 1"
    assert Entry.objects.filter(topic="engine.prompt_changed", site=site).count() == 1


def test_a_broken_text_is_not_saved_and_says_why(site: Site, people: People, client_for: ClientFor) -> None:
    answer = client_for(people.admin).post(PAGE, {"text": "Write {{ headline }}", "use": "1"})
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "There is no variable “headline”" in html and "Write {{ headline }}" in html, "nothing typed is lost"
    assert versions(site) == []
    with pytest.raises(services.PromptError, match="headline"):
        services.save_prompt(site=site, purpose="tests.text", text="Write {{ headline }}", by=None)


def test_a_draft_changes_nothing_until_it_is_used(
    site: Site, people: People, client_for: ClientFor, three: list[PromptOverride]
) -> None:
    assert counts(site) == "site 2"
    client_for(people.admin).post(f"{PAGE}use/", {"version": "3"})
    assert counts(site) == "site 3"
    assert len(versions(site)) == 3, "a draft that is the newest needs no copy"
    third = PromptOverride.objects.get(site=site, version=3)
    assert third.used_by == people.admin and third.used_at is not None


def test_rolling_back_makes_a_new_version_equal_to_the_old(
    site: Site, people: People, client_for: ClientFor, three: list[PromptOverride]
) -> None:
    answer = client_for(people.admin).post(f"{PAGE}use/", {"version": "1"}, follow=True)
    assert "Version 4 counts from now on" in answer.content.decode()
    newest = PromptOverride.objects.get(site=site, version=4)
    assert (newest.text, newest.copy_of, newest.created_by) == (three[0].text, 1, people.admin)
    assert counts(site) == "site 4"
    client_for(people.admin).post(f"{PAGE}use/", {"version": "4"})
    assert len(versions(site)) == 4, "what counts already is not saved again"


def test_the_programs_own_text_is_one_click_away_and_versions_stay(
    site: Site, people: People, client_for: ClientFor, three: list[PromptOverride]
) -> None:
    client = client_for(people.admin)
    client.post(f"{PAGE}use/", {"version": "file"})
    assert counts(site) == "file 1"
    assert len(versions(site)) == 3
    client.post(f"{PAGE}use/", {"version": "2"})
    assert counts(site) == "site 4"


def test_a_version_that_cannot_serve_any_more_is_not_taken_into_use(
    site: Site, people: People, client_for: ClientFor
) -> None:
    PromptOverride.objects.create(site=site, purpose="tests.text", version=1, text="{{ gone }}", is_active=False)
    html = client_for(people.admin).post(f"{PAGE}use/", {"version": "1"}, follow=True).content.decode()
    assert "There is no variable “gone”" in html
    assert counts(site) == "file 1"


@pytest.mark.parametrize("version", ["", "9", "x", "99999999999999999999"])
def test_a_version_that_there_is_not_says_so(people: People, client_for: ClientFor, version: str) -> None:
    html = client_for(people.admin).post(f"{PAGE}use/", {"version": version}, follow=True).content.decode()
    assert "There is no such version" in html


def test_what_stands_against_a_version_needs_a_reason_that_is_kept(
    site: Site, people: People, client_for: ClientFor, three: list[PromptOverride], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        gates, "_gates", [lambda site, purpose, texts: {text: "Worse." for text in texts if "Third" in text}]
    )
    client = client_for(people.admin)
    assert "Worse." in client.get(PAGE).content.decode()
    assert "Worse." in client.post(f"{PAGE}use/", {"version": "3"}, follow=True).content.decode()
    assert counts(site) == "site 2"
    answer = client.post(PAGE, {"text": three[2].text, "use": "1"})
    assert "Worse." in answer.content.decode() and "Why it shall be used" in answer.content.decode()
    client.post(f"{PAGE}use/", {"version": "3", "force": "The old one is gone"})
    row = PromptOverride.objects.get(site=site, version=3)
    assert (row.is_active, row.forced, row.used_by) == (True, "The old one is gone", people.admin)


def test_two_versions_are_compared_by_words(
    site: Site, people: People, client_for: ClientFor, three: list[PromptOverride]
) -> None:
    client = client_for(people.admin)
    html = client.get(f"{PAGE}compare/?before=1&after=3").content.decode()
    assert "<del>First</del>" in html and "<ins>Third</ins>" in html
    assert "They are the same" in client.get(f"{PAGE}compare/?before=2").content.decode()
    assert client.get(f"{PAGE}compare/?before=77").status_code == 404
    row = three[0]
    assert client.get(f"{LIST}{row.pk}/change/").headers["Location"] == f"{PAGE}compare/?after=1"
    assert client.get(f"{LIST}add/?purpose=tests.text").headers["Location"] == PAGE


def tried(client: Any, site: Site, **data: str) -> tuple[str, Job]:
    answer = client.post(f"{PAGE}try/", {"version": "file", "typed": '{"text": "The pier opens."}'} | data)
    assert answer.status_code == 302, answer.content.decode()
    job = Job.objects.get(site=site, kind="engine.try_prompts")
    execution.run(job.pk)
    return client.get(answer.headers["Location"]).content.decode(), job


def test_a_test_run_shows_answer_checks_tokens_and_time_and_changes_nothing(
    site: Site, people: People, client_for: ClientFor, model: Model, server: ScriptedServer
) -> None:
    html, job = tried(client_for(people.admin), site)
    run = Run.objects.get(site=site)
    assert (run.purpose, run.scope, run.user, run.job) == ("tests.text", "trial", people.admin, job)
    assert (run.prompt_version, run.model) == ("file 1", "scripted-1")
    for said in (ANSWER, "Usable", "scripted-1", "Checks", "preamble", "The pier opens."):
        assert said in html
    assert versions(site) == []


def test_two_versions_are_tried_side_by_side(
    site: Site, people: People, client_for: ClientFor, model: Model, server: ScriptedServer,
    three: list[PromptOverride],
) -> None:  # fmt: skip
    html, _ = tried(client_for(people.admin), site, version="3", against="file")
    assert "Version 3" in html and "The program&#x27;s own text" in html
    sent = [asked.body["messages"][-1]["content"] for asked in server.asked]
    assert sent[0].startswith("Third: <text>") and sent[1].startswith("<text>")
    assert counts(site) == "site 2"


def test_a_worker_that_takes_over_pays_nothing_twice(
    site: Site, people: People, client_for: ClientFor, model: Model, server: ScriptedServer
) -> None:
    _, job = tried(client_for(people.admin), site, against="file")
    Job.objects.filter(pk=job.pk).update(state="queued", claim="", lease_until=None)
    execution.run(job.pk)
    assert len(server.asked) == 2


def test_a_model_can_be_named_also_a_draft_but_none_of_another_site(
    site: Site, noise_site: Site, people: People, client_for: ClientFor, model: Model, server: ScriptedServer
) -> None:
    draft = Model.objects.create(provider=model.provider, name="scripted-2", state="draft")
    foreign = Model.objects.get(provider__site=noise_site)
    client = client_for(people.admin)
    data = {"version": "file", "typed": '{"text": "x"}', "model": str(foreign.pk)}
    assert "Select a valid choice" in client.post(f"{PAGE}try/", data).content.decode()
    tried(client, site, model=str(draft.pk))
    assert server.asked[-1].body["model"] == "scripted-2"


def test_budgets_hold_for_test_runs_and_the_page_says_so(
    site: Site, people: People, client_for: ClientFor, model: Model, server: ScriptedServer
) -> None:
    Budget.objects.create(site=site, unit="tokens", limit=1, period="day")
    html, _ = tried(client_for(people.admin), site)
    assert "Not usable" in html and "budget" in html.lower()
    assert server.asked == []


def test_a_failed_check_is_shown_with_the_answer(
    site: Site, people: People, client_for: ClientFor, model: Model, server: ScriptedServer
) -> None:
    bad = Step(text="Here is your text: the pier opens.")
    server.script(bad, bad)
    html, _ = tried(client_for(people.admin), site)
    assert "Not usable" in html and "preamble" in html and "the pier opens." in html


def test_articles_of_the_site_can_be_chosen_where_a_room_offers_them(
    site: Site, people: People, client_for: ClientFor, model: Model, server: ScriptedServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    def context(site: Site, reference: str) -> dict[str, str]:
        if reference != "7":
            raise LookupError("It is too short.")
        return {"text": TEXT}

    offered = Samples(lambda site, words: [("7", "The pier"), ("8", "Nothing")], context, lambda told: Expect())
    monkeypatch.setitem(samples._samples, "tests.text", offered)
    client = client_for(people.admin)
    assert "The pier" in client.get(PAGE).content.decode()
    data = {"version": "file", "sample": "8"}
    assert "It is too short." in client.post(f"{PAGE}try/", data).content.decode()
    tried(client, site, sample="7", typed="")
    assert TEXT in server.asked[-1].body["messages"][-1]["content"]


@pytest.mark.parametrize(
    ("typed", "says"), [("{", "This is no JSON"), ("[1]", "no variables"), ("", "Choose an article")]
)
def test_a_sample_that_cannot_be_understood_says_so(
    people: People, client_for: ClientFor, typed: str, says: str
) -> None:
    html = client_for(people.admin).post(f"{PAGE}try/", {"version": "file", "typed": typed}).content.decode()
    assert says in html


def test_prompts_and_test_runs_of_another_site_do_not_exist_here(
    site: Site, noise_site: Site, people: People, client_for: ClientFor, model: Model
) -> None:
    job = services.try_prompts("tests.text", ["file"], {"text": "x"}, site=noise_site, by=people.superuser)
    row = PromptOverride.objects.create(site=noise_site, purpose="tests.text", version=5, text=GOOD)
    client = client_for(people.admin)
    assert client.get(f"{PAGE}trials/{job.public_id}/").status_code == 404
    assert client.get(f"{PAGE}compare/?after=5").status_code == 404
    assert client.get(f"{LIST}{row.pk}/change/").status_code in (302, 404)
    assert "There is no such version" in client.post(f"{PAGE}use/", {"version": "5"}, follow=True).content.decode()


def test_only_administrators_see_and_change_prompts(people: People, client_for: ClientFor, site: Site) -> None:
    for user in (people.editor, people.creator, people.viewer, people.stranger):
        client = client_for(user)
        for address in (LIST, PAGE, f"{PAGE}compare/"):
            assert client.get(address).status_code in (302, 403, 404)
        for address, data in (
            (PAGE, {"text": GOOD, "use": "1"}),
            (f"{PAGE}use/", {"version": "file"}),
            (f"{PAGE}try/", {}),
        ):
            assert client.post(address, data).status_code in (302, 403, 404)
    assert versions(site) == [] and not Job.objects.filter(kind="engine.try_prompts").exists()


def test_a_provider_that_is_switched_off_is_not_offered(site: Site, people: People, client_for: ClientFor) -> None:
    provider = Provider.objects.create(site=site, name="Off", base_url="https://x.example", is_enabled=False)
    Model.objects.create(provider=provider, name="off-model")
    assert "off-model" not in client_for(people.admin).get(PAGE).content.decode()
