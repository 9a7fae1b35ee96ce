"""Names that only the database knows, as JSON: ids of terms, the key of the article, a cursor far down a list."""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))


def main() -> None:
    import django

    django.setup()
    from content.publishing.models import LivePage, LiveTerm
    from content.publishing.paths import path_key
    from content.reading.scans import Cursor
    from content.taxonomy.models import Author, Category, Tag

    page = LivePage.objects.get(path_key=path_key("/articles/bench-7/"))
    ids = {
        "tag": f"tag:{Tag.objects.get(slug='tag-3').pk}",
        "author": f"author:{Author.objects.get(slug='author-3').pk}",
        "category": f"cat:{Category.objects.get(slug='category-3').pk}",
    }
    places = LiveTerm.objects.filter(site=page.site, term=ids["tag"]).order_by("published_at", "page_id")
    deep = places[min(25, places.count() - 1)]
    cursor = str(Cursor(deep.published_at, deep.page_id))
    print(json.dumps({"site": page.site_id, "key": page.path_key, "deep": cursor, **ids}))


if __name__ == "__main__":
    main()
