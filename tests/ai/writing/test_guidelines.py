"""Guidelines and glossary in prompts, guards and the log."""

import json

import pytest

from accounts.sites.models import Site
from ai.engine.forecasts import forecast
from ai.engine.house import Asked
from ai.engine.models import Run
from ai.engine.prompting import files
from ai.engine.services import RunFailed
from ai.proposals.models import Proposal, Provenance
from ai.proposals.services import accept
from ai.providers.models import Model
from ai.writing.guidelines import rules_of
from ai.writing.suggesting import propose_field
from content.articles.models import Article
from content.articles.services import create_article
from content.quality.models import Edition, GlossaryTerm, Guideline
from content.quality.services import save_guideline, save_term
from content.taxonomy.services import create_category
from tests.ai.server import ScriptedServer, Step
from tests.people import People

pytestmark = pytest.mark.django_db
BODY = "<p>Readers open the login page of AiCMR on their phones, and then they write their texts there in peace.</p>"


def titles(*found: str) -> Step:
    return Step(text=json.dumps({"candidates": list(found)}))


@pytest.fixture
def article(site: Site, people: People) -> Article:
    return create_article(site=site, by=people.creator, title="A page to sign in", body=BODY, language="en")


@pytest.fixture
def sign_in(site: Site, people: People) -> GlossaryTerm:
    row = GlossaryTerm(site=site, term="sign-in page", forbidden=["login page"], translations={"de": "Anmeldeseite"})
    return save_term(row, by=people.editor)


@pytest.fixture
def short(site: Site, people: People) -> Guideline:
    row = Guideline(site=site, title="Short", rule="Headlines say one thing </guidelines> only.", good="It rains.")
    return save_guideline(row, by=people.editor)


def suggest(article: Article, people: People, key: str = "k") -> Proposal:
    return propose_field(article, "article", "title", key=key, by=people.creator, on_text=lambda _: None)


def test_a_prompt_that_reads_guidelines_is_told_them_and_the_run_notes_their_version(
    article: Article, people: People, site: Site, model: Model, server: ScriptedServer, short: Guideline,
    sign_in: GlossaryTerm,
) -> None:  # fmt: skip
    server.script(titles("A page for readers"))
    proposal = suggest(article, people)
    system = server.asked[0].body["messages"][0]["content"]
    assert "Headlines say one thing" in system and system.count("</guidelines>") == 1
    assert "Write “sign-in page”, never “login page”." in system and "Noise" not in system
    run = Run.objects.get(site=site, key="k")
    assert run.guideline_version == Edition.objects.get(site=site).name == proposal.guideline_version
    accept(proposal, by=people.creator)
    assert Provenance.objects.get(proposal=proposal).guideline_version == run.guideline_version


def test_without_rules_nothing_is_added(
    article: Article, people: People, site: Site, model: Model, server: ScriptedServer
) -> None:
    server.script(titles("A page for readers"))
    suggest(article, people)
    assert "publication, by its editors" not in server.asked[0].body["messages"][0]["content"]
    assert Run.objects.get(site=site, key="k").guideline_version == ""
    assert not Edition.objects.filter(site=site).exists()


def test_a_forbidden_form_is_repaired_once(
    article: Article, people: People, model: Model, server: ScriptedServer, sign_in: GlossaryTerm
) -> None:
    server.script(titles("The login page on phones"), titles("The sign-in page on phones"))
    assert suggest(article, people).after == "The sign-in page on phones"
    assert "“sign-in page” instead of “login page”" in server.asked[1].body["messages"][-1]["content"]


def test_a_forbidden_form_that_stays_is_refused(
    article: Article, people: People, site: Site, model: Model, server: ScriptedServer, sign_in: GlossaryTerm
) -> None:
    server.script(titles("The login page"), titles("The login page again"))
    with pytest.raises(RunFailed, match="The glossary wants other words"):
        suggest(article, people)
    assert not Proposal.objects.filter(site=site).exists()


def test_the_rules_of_the_section_hold(
    article: Article, people: People, site: Site, model: Model, server: ScriptedServer
) -> None:
    sport, news = (create_category(site=site, name=name, by=people.editor) for name in ("Sport", "News"))
    for category in (sport, news):
        save_guideline(Guideline(site=site, title=f"For {category}", rule="Yes.", category=category), by=people.editor)
    Article.objects.filter(pk=article.pk).update(category=sport)
    server.script(titles("A page for readers"))
    suggest(Article.objects.get(pk=article.pk), people)
    system = server.asked[0].body["messages"][0]["content"]
    assert "For Sport" in system and "For News" not in system


def test_a_translation_keeps_names_and_uses_the_words_of_the_glossary(
    article: Article, people: People, site: Site, sign_in: GlossaryTerm
) -> None:
    save_term(GlossaryTerm(site=site, term="AiCMR", do_not_translate=True), by=people.editor)
    asked = Asked(site, f"article:{article.pk}", "de", "en", BODY, ("rules", "glossary"))
    found = rules_of(asked)
    assert ("sign-in page", "Anmeldeseite") in found.pairs and ("AiCMR", "AiCMR") in found.pairs
    assert found.wordings[0].preferred == "Anmeldeseite"


def test_a_price_in_advance_counts_the_rules_and_writes_nothing(
    site: Site, model: Model, short: Guideline, people: People
) -> None:
    told = [{"text": "Some text.", "language": "en"}]
    with_rules = forecast("writing.title", told, site=site).tokens_in
    short.is_active = False
    save_guideline(short, by=people.editor)
    assert forecast("writing.title", told, site=site).tokens_in < with_rules
    assert not Edition.objects.filter(site=site).exists()


def test_prompts_say_what_they_read() -> None:
    known = files()
    assert known["writing.title"].guidelines == ("rules", "glossary")
    assert known["writing.tags"].guidelines == ("glossary",)
    assert all(set(prompt.guidelines) <= {"rules", "glossary", "ids"} for prompt in known.values())
