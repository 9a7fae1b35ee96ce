"""Content for measurements: `filling.py N [--site HOST]` fills the database of DATABASE_URL up to N articles.

About 800 words in paragraphs with headings and links, 5 tags of 200, 1 to 2 of 20 authors, one of 12 categories,
one of a few lead pictures. The same number gives the same text. Articles go live through `publish_many`, as imports do.
"""

import argparse
import io
import logging
import random
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
TAGS, AUTHORS, CATEGORIES, PICTURES = 200, 20, 12, 6
BATCH = 200
FIRST = datetime(2020, 1, 1, tzinfo=UTC)
_SYLLABLES = [
    *("ka", "lo", "mi", "ra", "ten", "sol", "ve", "dun", "har", "bor", "quay", "lin", "sto", "mar", "net", "tide"),
    *("fer", "glas", "wen", "tor", "bri", "nor", "sal", "dek"),
]


def words_of(seed: int, count: int, vocabulary: int = 4000) -> list[str]:
    """Words whose frequencies fall off as those of a language do."""
    draw = random.Random(seed)  # noqa: S311 - text, not secrets
    return [word(int(vocabulary * draw.random() ** 3)) for _ in range(count)]


def word(number: int) -> str:
    text = ""
    while True:
        number, rest = divmod(number, len(_SYLLABLES))
        text += _SYLLABLES[rest]
        if number == 0:
            return text
        number -= 1


def body(number: int) -> str:
    """About 800 words: a lead, then six sections with a heading, two paragraphs and a link."""
    words = words_of(number, 800)
    parts = [f'<p data-id="b{number % 100_000:05d}00">{_sentences(words[:60])}</p>']
    for section in range(6):
        chunk = words[60 + section * 123 : 60 + (section + 1) * 123]
        name = f"b{number % 100_000:05d}{section}"
        parts.append(f'<h2 data-id="{name}1">{" ".join(chunk[:4]).capitalize()}</h2>')
        link = f'<a href="/articles/bench-{(number * 7 + section) % 1000 + 1}/">{chunk[4]} {chunk[5]}</a>'
        parts.append(f'<p data-id="{name}2">{_sentences(chunk[6:66])} {link}.</p>')
        parts.append(f'<p data-id="{name}3">{_sentences(chunk[66:])}</p>')
    return "\n".join(parts)


def _sentences(words: list[str]) -> str:
    lines = [words[at : at + 14] for at in range(0, len(words), 14)]
    return " ".join(f"{' '.join(line).capitalize()}." for line in lines)


def fill(count: int, host: str) -> float:
    """Bring the site up to `count` articles; returns articles a second of what was made."""
    from content.articles.models import Article
    from content.publishing.publishing import publish_many

    site = _site(host)
    terms = _terms(site)
    have = Article.objects.filter(site=site, slug__startswith="bench-").count()
    started, made = time.monotonic(), 0
    for first in range(have + 1, count + 1, BATCH):
        numbers = range(first, min(first + BATCH, count + 1))
        articles = _articles(site, numbers, terms)
        result = publish_many(articles, by=None, gate="record")
        if result.problems:
            raise SystemExit(f"filling.py: {result.problems[0]}")
        made += len(articles)
        rate = made / (time.monotonic() - started)
        print(f"\r{numbers[-1]:>7} of {count}  {rate:5.0f} a second", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return made / (time.monotonic() - started) if made else 0.0


def _site(host: str) -> Any:
    from accounts.sites.models import Domain
    from accounts.sites.services import create_site

    known = Domain.objects.filter(host=host).select_related("site").first()
    return known.site if known else create_site(name="Bench", domains=[host, "localhost"], by=None)


def _terms(site: Any) -> dict[str, list[Any]]:
    from content.taxonomy.models import Author, Category, Tag

    for model, prefix, count in ((Tag, "tag", TAGS), (Author, "author", AUTHORS), (Category, "category", CATEGORIES)):
        for number in range(model.objects.filter(site=site, slug__startswith=f"{prefix}-").count(), count):
            name = f"{prefix} {word(number + 500)}{number}".capitalize()
            model.objects.create(site=site, name=name, slug=f"{prefix}-{number}")
    return {
        "tags": list(Tag.objects.filter(site=site, slug__startswith="tag-").order_by("pk")),
        "authors": list(Author.objects.filter(site=site, slug__startswith="author-").order_by("pk")),
        "categories": list(Category.objects.filter(site=site, slug__startswith="category-").order_by("pk")),
        "pictures": _pictures(site),
    }


def _pictures(site: Any) -> list[Any]:
    from django.core.files.base import ContentFile
    from PIL import Image

    from content.media.models import Asset
    from content.media.processing import make_renditions
    from content.media.services import upload

    known = list(Asset.objects.filter(site=site, title__startswith="Bench").order_by("pk"))
    for number in range(len(known), PICTURES):
        picture = Image.effect_noise((160, 120), 40 + number * 10).resize((1600, 1200)).convert("RGB")
        data = io.BytesIO()
        picture.save(data, "JPEG", quality=80)
        file = ContentFile(data.getvalue(), f"bench-{number}.jpg")
        asset = upload(file, site=site, by=None, title=f"Bench {number}", alt="Noise of the sea")
        make_renditions(asset.pk)
        known.append(asset)
    return known


def _articles(site: Any, numbers: range, terms: dict[str, list[Any]]) -> list[Any]:
    from content.articles.models import Article, ArticleAuthor

    articles = []
    for number in numbers:
        articles.append(
            Article(
                site=site,
                title=" ".join(words_of(number + 10**6, 6)).capitalize(),
                slug=f"bench-{number}",
                summary=_sentences(words_of(number + 2 * 10**6, 28)),
                body=body(number),
                hero=terms["pictures"][number % PICTURES],
                category=terms["categories"][number % CATEGORIES],
                is_featured=number % 500 == 0,
                published_at=FIRST + timedelta(minutes=17 * number),
            )
        )
    Article.objects.bulk_create(articles)
    slugs = [article.slug for article in articles]
    articles = list(Article.objects.filter(site=site, slug__in=slugs).order_by("published_at"))
    through = Article.tags.through
    tags, bylines = [], []
    for article, number in zip(articles, numbers, strict=True):
        draw = random.Random(number)  # noqa: S311
        tags += [through(article=article, tag=tag) for tag in draw.sample(terms["tags"], 5)]
        authors = draw.sample(terms["authors"], 1 + number % 2)
        bylines += [ArticleAuthor(article=article, author=author, position=at) for at, author in enumerate(authors)]
    through.objects.bulk_create(tags)
    ArticleAuthor.objects.bulk_create(bylines)
    return articles


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("count", type=int)
    parser.add_argument("--site", default="127.0.0.1", help="host of the site (default: %(default)s)")
    options = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    logging.disable(logging.INFO)  # the audit stream would drown the counter
    rate = fill(options.count, options.site)
    print(f"{rate:.0f} articles a second")


if __name__ == "__main__":
    main()
