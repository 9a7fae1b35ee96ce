"""Proposals, drafts and runs of another site that look like those under test."""

from accounts.sites.models import Site
from ai.engine.models import Run
from ai.proposals.models import Proposal, Provenance
from ai.writing.models import Brief, BriefSource, Draft, DraftSection
from content.articles.models import Article
from tests.people import People

TEXT = "The harbour opens its new pier on Saturday."


def make(site: Site, people: People) -> None:
    article = Article.objects.create(
        site=site, title="The new pier", slug="the-new-pier", body=f"<p>{TEXT}</p>", created_by=people.creator
    )
    run = Run.objects.create(site=site, user=people.creator, key="draft:noise:outline", purpose="writing.outline")
    about = {"site": site, "kind": "article", "object_id": article.pk, "model": "built in"}
    proposal = Proposal.objects.create(
        **about, field="title", after="A pier for everyone", base_hash="0" * 64, run=run, created_by=people.creator
    )
    Provenance.objects.create(**about, field="title", text="A pier for everyone", proposal=proposal)
    brief = Brief.objects.create(site=site, topic="The new pier", language="en", facts=f"- {TEXT}")
    BriefSource.objects.create(brief=brief, number=1, kind="text", title="Notes", text=TEXT, state="ready")
    draft = Draft.objects.create(
        site=site, brief=brief, kind="article", object_id=article.pk, created_by=people.creator, outline_run=run
    )
    DraftSection.objects.create(draft=draft, position=0, text=TEXT, state="done")
