"""Bulk work of another site."""

from accounts.sites.models import Site
from ai.bulk.models import Bulk, BulkItem
from content.articles.models import Article
from tests.people import People


def make(site: Site, people: People) -> None:
    article = Article.objects.filter(site=site).order_by("pk").first()
    bulk = Bulk.objects.create(site=site, task="summary", total=1, created_by=people.creator)
    BulkItem.objects.create(bulk=bulk, object_id=article.pk if article else 1, note="It failed.")
