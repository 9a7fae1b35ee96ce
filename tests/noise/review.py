"""A review of the other site, with a note."""

from accounts.sites.models import Site
from ai.review.models import Note, Review
from content.articles.models import Article
from tests.people import People


def make(site: Site, people: People) -> None:
    article = Article.objects.filter(site=site).order_by("pk").first()
    about = {"kind": "article", "object_id": article.pk if article else 1, "version": 1}
    review = Review.objects.create(site=site, created_by=people.creator, body="<p>Noise</p>", is_done=True, **about)
    Note.objects.create(
        review=review, fingerprint="noise", category="clarity", priority=1, block_id="noise000", base_hash="0" * 64,
        reason="Noise of the other site", replacement="<p>Noise</p>", state="dismissed", why="Noise",
    )  # fmt: skip
