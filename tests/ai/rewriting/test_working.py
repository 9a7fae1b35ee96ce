"""A request from the wish to the accepted text, with a language model."""

import pytest

from accounts.sites.models import Site
from ai.engine.models import Run
from ai.proposals.exceptions import BaseMoved
from ai.proposals.models import Provenance
from ai.proposals.services import rebase
from ai.providers.models import Model
from ai.rewriting import services
from ai.rewriting.models import Passage
from aicmr.lib import html
from content.articles.models import Article
from tests.ai.rewriting.answers import GOOD
from tests.ai.rewriting.making import asked, make_article, only, worked, written
from tests.ai.server import ScriptedServer
from tests.people import People

pytestmark = pytest.mark.django_db
LINK = '<a href="https://harbour.test/pier">'


def block(article: Article, block_id: str) -> html.Block:
    article.refresh_from_db()
    return next(each for each in html.blocks(article.body) if each.id == block_id)


@pytest.mark.parametrize("action", ["rewrite", "shorten", "expand", "simplify", "grammar"])
def test_a_passage_is_replaced_with_its_link_and_its_id(site: Site, people: People, model: Model, action: str) -> None:
    article = make_article(site, people.creator)
    others = [each.html for each in html.blocks(article.body) if each.id != "aaaaaaaa"]
    passage = written(article, people.creator, action)
    assert passage.proposal, passage.note
    services.replace(passage.proposal, by=people.creator)
    new = block(article, "aaaaaaaa")
    assert LINK in new.html and new.tag == "p"
    assert [each.html for each in html.blocks(article.body) if each.id != "aaaaaaaa"] == others
    ledger = Provenance.objects.get(proposal=passage.proposal)
    assert f'data-p="{ledger.public_id}"' in new.html
    assert ledger.text == new.text and ledger.model == "scripted-1"


def test_nothing_changes_before_a_person_decides(site: Site, people: People, model: Model) -> None:
    article = make_article(site, people.creator)
    written(article, people.creator, "rewrite")
    before = article.body
    article.refresh_from_db()
    assert article.body == before


def test_inserting_below_keeps_the_passage_and_marks_only_what_is_new(site: Site, people: People, model: Model) -> None:
    article = make_article(site, people.creator)
    passage = written(article, people.creator, "rewrite", "bbbbbbbb")
    assert passage.proposal
    services.insert_below(passage.proposal, by=people.creator)
    article.refresh_from_db()
    blocks = html.blocks(article.body)
    at = next(place for place, each in enumerate(blocks) if each.id == "bbbbbbbb")
    assert 'data-p="oldmark1"' not in blocks[at + 1].html
    assert blocks[at].text == "People may walk there every day. Dogs may not."
    assert blocks[at + 1].text == "People may walk there daily. No dogs."
    ledger = Provenance.objects.get(proposal=passage.proposal)
    assert ledger.text == blocks[at + 1].text
    assert ledger.public_id not in blocks[at].html and ledger.public_id in blocks[at + 1].html
    passage.proposal.refresh_from_db()
    assert passage.proposal.state == "accepted"


def test_continuing_adds_a_paragraph_after_the_last_chosen_one(site: Site, people: People, model: Model) -> None:
    article = make_article(site, people.creator)
    passage = written(article, people.creator, "continue", "aaaaaaaa", "bbbbbbbb")
    assert passage.block_id == "bbbbbbbb" and passage.proposal, passage.note
    services.replace(passage.proposal, by=people.creator)
    article.refresh_from_db()
    blocks = html.blocks(article.body)
    at = next(place for place, each in enumerate(blocks) if each.id == "bbbbbbbb")
    assert blocks[at].text.startswith("People may walk") and blocks[at + 1].text == GOOD["continue"]


def test_a_list_takes_the_place_of_a_paragraph_under_its_id(site: Site, people: People, model: Model) -> None:
    article = make_article(site, people.creator)
    passage = written(article, people.creator, "list")
    assert passage.proposal, passage.note
    services.replace(passage.proposal, by=people.creator)
    new = block(article, "aaaaaaaa")
    assert new.tag == "ul" and new.html.count("<li>") == 3 and LINK in new.html


def test_a_table_takes_the_place_of_a_paragraph_with_a_head(site: Site, people: People, model: Model) -> None:
    article = make_article(site, people.creator)
    passage = written(article, people.creator, "table")
    assert passage.proposal, passage.note
    services.replace(passage.proposal, by=people.creator)
    new = block(article, "aaaaaaaa")
    assert new.tag == "table" and new.html.count('<th scope="col">') == 2 and LINK in new.html


def test_a_translation_says_its_language(site: Site, people: People, model: Model) -> None:
    article = make_article(site, people.creator)
    passage = written(article, people.creator, "translate", language="de")
    assert passage.proposal, passage.note
    services.replace(passage.proposal, by=people.creator)
    new = block(article, "aaaaaaaa")
    assert 'lang="de"' in new.html and LINK in new.html and "Hafenamt" in new.text


def test_each_block_is_sent_by_itself_and_pictures_and_code_are_not(
    site: Site, people: People, model: Model, server: ScriptedServer
) -> None:
    article = make_article(site, people.creator)
    ids = [each.id for each in html.blocks(article.body)]
    rewrite = worked(asked(article, people.creator, "rewrite", *ids))
    states = {passage.block_id: passage.state for passage in rewrite.passages.all()}
    assert states["aaaaaaaa"] == states["bbbbbbbb"] == "done"
    assert {states["cccccccc"], states["dddddddd"], states["gggggggg"]} == {"skipped"}
    assert len(server.asked) == 4
    sent = "\n".join(str(each.body["messages"]) for each in server.asked)
    assert "harbour.test" not in sent and "make pier" not in sent and "oldmark1" not in sent
    runs = Run.objects.filter(site=site, purpose="rewriting.rewrite", head=None)
    assert runs.count() == 4 and {run.scope for run in runs} == {f"article:{article.pk}"}


def test_what_changed_meanwhile_is_not_overwritten_but_put_together(site: Site, people: People, model: Model) -> None:
    article = make_article(site, people.creator)
    passage = written(article, people.creator, "rewrite", "bbbbbbbb")
    assert passage.proposal
    Article.objects.filter(pk=article.pk).update(
        body=article.body.replace("Dogs may not.</p>", "Dogs may not. Bicycles may.</p>")
    )
    with pytest.raises(BaseMoved):
        services.replace(passage.proposal, by=people.creator)
    assert "Bicycles may." in block(article, "bbbbbbbb").text
    merged = rebase(passage.proposal, by=people.creator)
    services.replace(merged, by=people.creator)
    assert "daily" in block(article, "bbbbbbbb").text and "Bicycles may." in block(article, "bbbbbbbb").text


def test_an_answer_that_is_what_stands_there_proposes_nothing(site: Site, people: People, model: Model) -> None:
    passage = written(make_article(site, people.creator), people.creator, "grammar", "eeeeeeee")
    assert passage.state == Passage.State.NOTHING and passage.proposal is None
    assert "nothing to change" in passage.note


def test_asking_again_steers_and_keeps_the_earlier_answer_to_choose(
    site: Site, people: People, model: Model, server: ScriptedServer
) -> None:
    article = make_article(site, people.creator)
    rewrite = worked(asked(article, people.creator))
    first = only(rewrite)
    other = GOOD["rewrite"].replace("was shut", "stood closed")
    server.state.answer = lambda body, purpose: other
    assert services.ask_again(first, instruction="Say closed.", by=people.creator)
    again = only(worked(rewrite))
    assert "Say closed." in str(server.asked[-1].body["messages"])
    assert again.proposal and first.proposal and again.proposal.pk != first.proposal.pk
    assert again.proposal.options == [again.proposal.after, first.proposal.after]
    services.replace(again.proposal, option=1, by=people.creator)
    assert "was shut" in block(article, "aaaaaaaa").text
    again.proposal.refresh_from_db()
    assert again.proposal.state == "accepted"


def test_a_worker_that_died_pays_nothing_twice(
    site: Site, people: People, model: Model, server: ScriptedServer
) -> None:
    article = make_article(site, people.creator)
    rewrite = worked(asked(article, people.creator))
    first = only(rewrite)
    rewrite.passages.update(state="writing", proposal=None)
    type(rewrite.job).objects.filter(pk=rewrite.job_id).update(state="queued")  # type: ignore[union-attr]
    again = only(worked(rewrite))
    assert len(server.asked) == 1
    assert again.proposal == first.proposal


def test_cancelling_before_it_began_leaves_everything(site: Site, people: People, model: Model) -> None:
    rewrite = asked(make_article(site, people.creator), people.creator)
    services.cancel(rewrite, by=people.creator)
    assert only(worked(rewrite)).state == Passage.State.CANCELLED


def test_all_are_replaced_at_once(site: Site, people: People, model: Model) -> None:
    article = make_article(site, people.creator)
    rewrite = worked(asked(article, people.creator, "rewrite", "aaaaaaaa", "bbbbbbbb"))
    assert services.replace_all(rewrite, by=people.creator).done == 2
    assert "daily" in block(article, "bbbbbbbb").text and "was shut" in block(article, "aaaaaaaa").text
