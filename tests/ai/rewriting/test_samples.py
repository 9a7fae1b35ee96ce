"""What the prompts of this room are tried on: passages of the site's articles, told and checked as in earnest."""

import pytest

from accounts.jobs import execution
from accounts.sites.models import Site
from ai.engine import samples
from ai.engine.models import Run
from ai.engine.prompting import files
from ai.engine.services import try_prompts
from ai.providers.models import Model
from ai.rewriting.actions import ACTIONS
from tests.ai.rewriting.making import LINKED, make_article
from tests.ai.server import ScriptedServer, Step
from tests.people import People

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("action", sorted(ACTIONS))
def test_every_prompt_is_told_all_that_it_needs(site: Site, people: People, action: str) -> None:
    article = make_article(site, people.creator, language="en")
    purpose = ACTIONS[action].purpose
    offered = samples.of(purpose)
    assert offered.choices(site, "pier") == [(str(article.pk), "The new pier")] and offered.context
    told = offered.context(site, str(article.pk))
    prompt = files()[purpose]
    assert {each.name for each in prompt.variables} == set(told) and told["document"]
    assert told["document"] in prompt.messages(told)[-1]["content"]
    wanted = {"tone": "Friendly", "instruct": "Address the reader directly."}.get(action, "")
    assert (told["tone"] or told["instruction"]) == wanted
    assert (told["target"] == "de") == (action == "translate")


def test_a_test_run_is_held_to_the_marks_of_the_passage(
    site: Site, people: People, model: Model, server: ScriptedServer
) -> None:
    article = make_article(site, people.creator, language="en", body=LINKED)
    context = samples.of("rewriting.rewrite").context
    assert context
    told = context(site, str(article.pk))
    assert "<a-2>harbour office</a-2>" in told["document"] and "harbour.test" not in told["document"]
    lost = Step(text=told["document"].replace("<a-2>", "").replace("</a-2>", ""))
    server.script(lost, lost)
    job = try_prompts(
        site=site, purpose="rewriting.rewrite", context=told, versions=["file"], model=None, by=people.admin
    )
    execution.run(job.pk)
    run = Run.objects.get(site=site, scope="trial", head=None)
    assert (run.state, run.error_kind) == ("failed", "guard")


def test_an_article_without_a_passage_cannot_be_tried(site: Site, people: People) -> None:
    article = make_article(site, people.creator, body='<pre data-id="dddddddd"><code>make pier</code></pre>')
    context = samples.of("rewriting.list").context
    assert context
    with pytest.raises(LookupError, match="no passage"):
        context(site, str(article.pk))
