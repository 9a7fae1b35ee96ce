"""Whatever is sent to the pages of AI, they answer in words: no address breaks on odd numbers, texts or ids."""

from typing import Any

import pytest

from accounts.sites.models import Site
from ai.proposals.models import Proposal
from ai.review.models import Review
from ai.rewriting.models import Rewrite
from ai.writing.models import Draft
from tests.ai.proposals.making import make_article, make_proposal
from tests.conftest import ClientFor, make_noise
from tests.people import People

pytestmark = pytest.mark.django_db
ODD = ["²", "-1", "9" * 30, "9" * 5_000, "a\x00b", "🦆" * 300, "<b>'\";--", "NaN", "٣", "../.."]
LISTS = [
    *("engine/run", "engine/run/status", "engine/promptoverride", "evals/goldenset", "evals/evalrun", "evals/canary"),
    *("proposals/proposal", "proposals/proposal/rates", "proposals/provenance", "bulk/bulk", "review/review"),
    *("writing/draft", "rewriting/rewrite", "usage/usage", "usage/sending", "policies/rule", "policies/privacy"),
    *("providers/provider", "providers/model", "providers/route", "spending/budget"),
]
PAGES = [
    *("engine/promptoverride/writing.title", "engine/promptoverride/writing.title/compare", "writing/draft/add"),
    *("evals/goldenset/add", "evals/evalrun/add", "bulk/bulk/add", "writing/draft/earlier", "review/review/cost"),
    *("engine/promptoverride/writing.title/trials/none", "policies/rule/add", "providers/provider/add"),
    *("spending/budget/add", "providers/model/add", "providers/route/add"),
]
# Names that pages of AI read from an address.
ASKED = [
    *("q", "p", "o", "page", "state", "field", "kind", "section", "model", "prompt", "author", "age", "confidence"),
    *("bundle", "batch", "before", "after", "decided", "first", "last", "measure", "site", "from", "words", "purpose"),
    *("article", "golden_set", "check", "versions", "models", "limit", "task", "ids", "into", "since", "until", "by"),
    *("_kind", "_object", "_field", "seen", "text", "in", "moved"),
]
PROMPT = "/admin/engine/promptoverride/writing.title/"
# What is sent to which address: each name gets each odd value in turn, the others what is right.
SENT: dict[str, tuple[str, ...]] = {
    PROMPT: ("text", "note", "force"),
    f"{PROMPT}use/": ("version", "force"),
    f"{PROMPT}try/": ("version", "against", "model", "sample", "typed"),
    "/admin/bulk/bulk/add/": (
        "task",
        "into",
        "ids",
        "state",
        "category",
        "tag",
        "author",
        "language",
        "words",
        "since",
    ),
    "/admin/evals/goldenset/add/": ("purpose", "name", "language", "limit"),
    "/admin/evals/evalrun/add/": ("golden_set", "versions", "models", "limit"),
    "/admin/proposals/proposal/decide/": ("action", "chosen", "all", "section", "author", "batch", "confidence"),
    "/admin/proposals/proposal/undo/": ("batch",),
    "/admin/writing/draft/add/": (
        *("topic", "facts", "instructions", "audience", "tone", "words", "language", "links", "pasted", "articles"),
        "article",
    ),
    "/admin/writing/draft/cost/": ("topic", "facts", "words", "links", "articles", "article"),
    "/admin/writing/draft/suggest/": ("_kind", "_object", "_field", "_mode", "_steer_title"),
    "/admin/writing/draft/pick/": ("_proposal", "_number"),
    "/admin/review/review/ask/": ("_kind", "_object"),
    "/admin/rewriting/rewrite/ask/": (
        *("_kind", "_object", "_blocks", "_action", "_tone", "_language", "_instruction"),
    ),
    "/admin/policies/rule/switch/": ("to", "where", "reason"),
    "/admin/policies/rule/add/": ("policy", "feature", "scope", "reason"),
    "/admin/providers/provider/add/": ("name", "backend", "base_url", "key", "at_once"),
    "/admin/spending/budget/add/": ("user", "feature", "period", "unit", "amount", "currency", "alert_at"),
}
TYPED = {
    '{"text": "\\ud800"}': 302,
    '{"text": "\\u0000"}': 302,
    '{"text": NaN}': 200,
    "[" * 50_000: 200,
    '{"text": 1e999}': 200,
    "7": 200,
    '"x"': 200,
}


def right(article: Any) -> dict[str, dict[str, str]]:
    """What an address takes."""
    text = {"_kind": "article", "_object": str(article.pk)}
    return {
        "/admin/writing/draft/add/": {"topic": "Pier", "facts": "- It opens.", "language": "en"},
        "/admin/writing/draft/cost/": {"topic": "Pier", "facts": "- It opens.", "language": "en"},
        "/admin/writing/draft/suggest/": text | {"_field": "title"},
        "/admin/review/review/ask/": text,
        "/admin/rewriting/rewrite/ask/": text | {"_blocks": "aaaaaaaa", "_action": "rewrite"},
        "/admin/bulk/bulk/add/": {"task": "summary"},
        f"{PROMPT}try/": {"version": "file"},
        "/admin/proposals/proposal/decide/": {"action": "accept"},
        "/admin/spending/budget/add/": {"period": "day", "unit": "tokens", "amount": "10", "alert_at": "80"},
        "/admin/policies/rule/add/": {"policy": "local"},
    }


def said(response: Any) -> str:
    assert response.status_code < 500
    return "" if response.streaming else response.content.decode()


@pytest.mark.slow
@pytest.mark.parametrize("page", [*LISTS, *PAGES])
def test_pages_take_odd_addresses(page: str, client_for: ClientFor, people: People) -> None:
    client = client_for(people.superuser)
    for odd in ODD:
        said(client.get(f"/admin/{page}/", dict.fromkeys(ASKED, odd)))


@pytest.mark.slow
@pytest.mark.parametrize("address", list(SENT))
def test_forms_take_odd_values(address: str, client_for: ClientFor, site: Site, people: People) -> None:
    client = client_for(people.superuser)
    told = right(make_article(site, people.creator)).get(address, {})
    for name in SENT[address]:
        for odd in ODD:
            said(client.post(address, told | {name: odd}))
    said(client.post(address, {}))
    said(client.post(address, dict.fromkeys(SENT[address], "x" * 70_000)))


@pytest.mark.parametrize(("typed", "status"), TYPED.items(), ids=range(len(TYPED)))
def test_variables_of_a_test_run_are_plain_json(typed: str, status: int, client_for: ClientFor, people: People) -> None:
    """What no database takes is left out, what is no JSON is told; the page of the test run can be read."""
    client = client_for(people.admin)
    response = client.post(f"{PROMPT}try/", {"version": "file", "typed": typed})
    assert response.status_code == status
    assert "Test run" in said(client.get(response["Location"])) if status == 302 else "error" in said(response)


@pytest.mark.parametrize("odd", ODD)
def test_what_waits_takes_odd_values(odd: str, client_for: ClientFor, site: Site, people: People) -> None:
    make_noise(site, people)
    client = client_for(people.superuser)
    proposal = Proposal.objects.filter(site=site).order_by("pk")[0]
    draft, review = Draft.objects.filter(site=site)[0], Review.objects.filter(site=site)[0]
    rewrite, section = Rewrite.objects.filter(site=site)[0], draft.sections.all()[0].pk
    note = review.notes.all()[0].public_id
    outline = {"title": odd, "do": f"up:{odd}", "part": odd, f"fact-{odd}": str(section), f"heading-{section}": odd}
    sent: dict[str, dict[str, str]] = {
        f"proposals/proposal/{proposal.public_id}/accept": {f"_proposal_text_{proposal.public_id}": odd},
        f"proposals/proposal/{proposal.public_id}/undo": {},
        f"writing/draft/{draft.public_id}/outline": outline,
        f"review/review/{review.public_id}/decide": {"_note": note, "_do": "dismiss", f"_why_{note}": odd},
        f"rewriting/rewrite/{rewrite.public_id}/decide": {"_passage": "0", "_do": odd, "_option_0": odd},
        f"rewriting/rewrite/{rewrite.public_id}/again": {"_passage": "0", "_instruction_0": odd},
    }
    for address, data in sent.items():
        for headers in ({}, {"HX-Request": "true"}):
            said(client.post(f"/admin/{address}/", data, headers=headers))


def test_deciding_twice_is_told_in_words(client_for: ClientFor, site: Site, people: People) -> None:
    article = make_article(site, people.creator)
    row = make_proposal(article, people.creator)
    client, address = client_for(people.editor), f"/admin/proposals/proposal/{row.public_id}"
    headers = {"HX-Request": "true"}
    assert 'role="alert"' not in said(client.post(f"{address}/accept/", headers=headers))
    for action in ("accept", "reject", "rebase", "supersede"):
        assert 'role="alert"' in said(client.post(f"{address}/{action}/", headers=headers)), action
