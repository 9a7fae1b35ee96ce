"""Help that people of another site asked for in their texts."""

from accounts.sites.models import Site
from ai.proposals.models import Proposal
from ai.rewriting.models import Passage, Rewrite
from content.articles.models import Article
from tests.people import People


def make(site: Site, people: People) -> None:
    article = Article.objects.filter(site=site).order_by("pk").first()
    about = {"site": site, "kind": "article", "object_id": article.pk if article else 1, "created_by": people.creator}
    rewrite = Rewrite.objects.create(**about, action="rewrite")
    proposal = Proposal.objects.filter(site=site).order_by("pk").first()
    Passage.objects.create(rewrite=rewrite, position=0, block_id="aaaaaaaa", state="done", proposal=proposal)
