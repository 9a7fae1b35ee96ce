"""What an import has made, in words that do not depend on ids and clocks: `python -m tests.content.transfer.state`."""

import json
from typing import Any

import django


def of(site: Any) -> dict[str, Any]:
    """Everything that readers and editors see of the imported content of a site."""
    from content.articles.models import Article, Page
    from content.media.models import Asset
    from content.publishing.models import LivePage, LiveTerm, Redirect, Revision, Schedule
    from content.search.models import IndexedPage
    from content.taxonomy.models import Author, Category, Tag
    from content.transfer.models import ImportedItem, PictureUse

    texts = ("title", "slug", "summary", "body", "state", "version", "published_at", "has_changes", "seo_title")
    paths = dict(LivePage.objects.filter(site=site).values_list("pk", "path"))
    titles = {("article", pk): title for pk, title in Article.objects.filter(site=site).values_list("pk", "title")}
    titles |= {("page", pk): title for pk, title in Page.objects.filter(site=site).values_list("pk", "title")}
    items = ("source", "kind", "source_id", "title", "state", "needs_person", "note", "line", "path", "payload_hash")
    live = ("path", "title", "body", "summary", "words", "published_at")
    places = LiveTerm.objects.filter(site=site).values_list("term", "page")
    plans = Schedule.objects.filter(site=site).values_list("kind", "object_id", "due_at", "state")
    uses = PictureUse.objects.filter(item__site=site)
    rows = {
        "articles": [[*row, *_names(pk)] for pk, *row in Article.objects.filter(site=site).values_list("pk", *texts)],
        "pages": Page.objects.filter(site=site).values_list(*texts, "parent__title", "position"),
        "authors": Author.objects.filter(site=site).values_list("name", "slug", "description"),
        "categories": Category.objects.filter(site=site).values_list("name", "slug", "parent__slug"),
        "tags": Tag.objects.filter(site=site).values_list("name", "slug"),
        "live": LivePage.objects.filter(site=site).values_list(*live),
        "terms": [[term.split(":")[0], paths[page]] for term, page in places],
        "redirects": Redirect.objects.filter(site=site).values_list("path", "target"),
        "revisions": [
            [titles[kind, pk], number, reason]
            for kind, pk, number, reason in Revision.objects.filter(site=site).values_list(
                "kind", "object_id", "number", "reason"
            )
        ],
        "plans": [[titles[kind, pk], due, state] for kind, pk, due, state in plans],
        "found": IndexedPage.objects.filter(site=site).values_list("path", "title", "text"),
        "ledger": ImportedItem.objects.filter(site=site).values_list(*items),
        "uses": uses.values_list("item__source_id", "asset__source_id", "is_hero"),
        "pictures": Asset.objects.filter(site=site).values_list("title", "alt", "sha256", "is_public"),
    }
    return {name: sorted(json.dumps(list(row), default=str) for row in found) for name, found in rows.items()}


def _names(pk: int) -> list[Any]:
    from content.articles.models import Article

    article = Article.objects.get(pk=pk)
    bylines = [byline.author.name for byline in article.bylines.select_related("author")]
    tags = sorted(article.tags.values_list("name", flat=True))
    more = sorted(article.more_categories.values_list("name", flat=True))
    return [str(article.category or ""), more, tags, bylines]


if __name__ == "__main__":
    django.setup()
    from accounts.sites.models import Site

    print(json.dumps(of(Site.objects.order_by("pk").first())))
