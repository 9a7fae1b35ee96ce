"""Which sections a text belongs to, so that rules about a section hold for what stands in it."""

from collections.abc import Iterable

from django.db.models import Q

from accounts.sites.models import Site
from ai.policies.scopes import register
from content.articles.models import Article
from content.taxonomy.models import Category


def _sections(site: Site, name: str) -> Iterable[str]:
    """`category:<id>` of the article's categories and all above them."""
    if not name.isdecimal():
        return []
    article = Article.objects.filter(site=site, pk=int(name)).first()
    if article is None:
        return []
    more = Q(pk__in=article.more_categories.values("pk"))
    rows = Category.objects.filter(Q(pk=article.category_id) | more).values_list("trail", flat=True)
    return [f"category:{pk}" for pk in sorted({pk for trail in rows for pk in trail})]


register("article", _sections)
