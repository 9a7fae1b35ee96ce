"""`editor.py SECONDS`: publishes an article every second, as a busy newsroom does."""

import time

from starting import begin


def main() -> None:
    (seconds,) = begin()
    from accounts.sites.models import Site
    from content.articles.services import create_article
    from content.publishing.services import publish
    from content.taxonomy.models import Tag
    from deploy.bench.filling import body

    site = Site.objects.get(domains__host="127.0.0.1")
    tag = Tag.objects.get(site=site, slug="tag-3")
    for number in range(int(seconds)):
        next_one = time.monotonic() + 1
        article = create_article(
            site=site, by=None, title=f"Editor {time.time():.3f}", body=body(number), tags=[tag.pk]
        )
        publish(article, by=None)
        time.sleep(max(0.0, next_one - time.monotonic()))


if __name__ == "__main__":
    main()
