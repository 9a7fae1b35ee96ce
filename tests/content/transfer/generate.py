"""WXR files of any size, the same for the same numbers: `python -m tests.content.transfer.generate 20000 > big.xml`.

Posts are as in a magazine of ten years: blocks and classic text, links to each other, terms, comments, pictures.
"""

import random
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

ORIGIN = "https://old.example.org"
_TEXT = """
harbour boat morning council bridge market train winter garden window letter ferry school river
light paper street summer captain island storm bakery museum concert library teacher engine forest
valley copper silver number people between without against before under quiet narrow early local
public modern simple ancient green northern because
"""
_WORDS = _TEXT.split()
_HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wfw="http://wellformedweb.org/CommentAPI/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
<title>The Old Paper</title><link>https://old.example.org</link><language>en</language>
<wp:wxr_version>1.2</wp:wxr_version>
<wp:base_site_url>https://old.example.org</wp:base_site_url><wp:base_blog_url>https://old.example.org</wp:base_blog_url>
"""
_ITEM = """<item><title><![CDATA[{title}]]></title><link>{link}</link>
<dc:creator><![CDATA[{author}]]></dc:creator><guid isPermaLink="false">{origin}/?p={id}</guid>
<content:encoded><![CDATA[{body}]]></content:encoded><excerpt:encoded><![CDATA[{excerpt}]]></excerpt:encoded>
<wp:post_id>{id}</wp:post_id><wp:post_date_gmt>{date}</wp:post_date_gmt><wp:post_name>{slug}</wp:post_name>
<wp:status>{status}</wp:status><wp:post_parent>{parent}</wp:post_parent><wp:menu_order>0</wp:menu_order>
<wp:post_type>{type}</wp:post_type><wp:post_password>{password}</wp:post_password><wp:is_sticky>0</wp:is_sticky>
{more}</item>
"""


def words(rng: random.Random, count: int) -> str:
    return " ".join(rng.choices(_WORDS, k=count))


def sentence(rng: random.Random) -> str:
    return f"{words(rng, rng.randint(7, 16)).capitalize()}."


def paragraph(rng: random.Random) -> str:
    return " ".join(sentence(rng) for _ in range(rng.randint(3, 6)))


def item(**fields: object) -> str:
    """One `<item>`; what is not given is that of a plain published post."""
    known = {"id": 1, "title": "A post", "slug": "", "body": "", "excerpt": "", "status": "publish", "type": "post"}
    known |= {"date": "2020-01-02 08:00:00", "author": "ann", "password": "", "more": "", "parent": 0, "origin": ORIGIN}
    values: dict[str, object] = known | fields
    values.setdefault(
        "link", f"{ORIGIN}/{str(values['date'])[:10].replace('-', '/')}/{values['slug'] or values['id']}/"
    )
    return _ITEM.format(**values)


def document(*items: str, head: str = "", origin: str = ORIGIN) -> str:
    """A whole file around these items."""
    return f"{_HEAD.replace(ORIGIN, origin)}{head}{''.join(items)}</channel>\n</rss>\n"


def _authors() -> Iterator[str]:
    for number in range(12):
        yield f"<wp:author><wp:author_login>author-{number}</wp:author_login>"
        yield f"<wp:author_display_name>Author Number {number}</wp:author_display_name></wp:author>\n"


def _terms(topics: int = 300) -> Iterator[str]:
    for number in range(40):
        parent = f"section-{number // 4}" if number >= 10 else ""
        yield f"<wp:category><wp:category_nicename>section-{number}</wp:category_nicename>"
        yield f"<wp:category_parent>{parent}</wp:category_parent>"
        yield f"<wp:cat_name>Section {number}</wp:cat_name></wp:category>\n"
    for number in range(topics):
        yield f"<wp:tag><wp:tag_slug>topic-{number}</wp:tag_slug><wp:tag_name>Topic {number}</wp:tag_name></wp:tag>\n"


def _body(rng: random.Random, number: int) -> str:
    target = rng.randint(1, max(1, number))
    link = f'<a href="{ORIGIN}/?p={target}">{words(rng, 2)}</a>'
    paragraphs = [paragraph(rng) for _ in range(rng.randint(11, 20))]
    paragraphs[1] += f" {link}."
    if number % 3 == 0:
        return "\n\n".join([*paragraphs[:4], f"<h2>{words(rng, 3)}</h2>", *paragraphs[4:]])
    blocks = [f"<!-- wp:paragraph -->\n<p>{text}</p>\n<!-- /wp:paragraph -->" for text in paragraphs]
    blocks.insert(3, f"<!-- wp:heading -->\n<h2>{words(rng, 3)}</h2>\n<!-- /wp:heading -->")
    listed = "".join(f"<li>{words(rng, 4)}</li>" for _ in range(4))
    blocks.insert(7, f"<!-- wp:list -->\n<ul>{listed}</ul>\n<!-- /wp:list -->")
    return "\n\n".join(blocks)


def post(number: int, *, seed: int = 7) -> str:
    """The post of this number, the same whatever is around it."""
    rng = random.Random(seed * 1_000_003 + number)  # noqa: S311
    when = datetime(2014, 1, 1, 6, tzinfo=UTC) + timedelta(minutes=rng.randint(0, 5_000_000))
    date = f"{when:%Y-%m-%d %H:%M:%S}"
    slug = f"{words(rng, 3).replace(' ', '-')}-{number}"
    section = rng.randint(0, 39)
    more = f'<category domain="category" nicename="section-{section}"><![CDATA[Section {section}]]></category>\n'
    for topic in rng.sample(range(300), 3):
        more += f'<category domain="post_tag" nicename="topic-{topic}"><![CDATA[Topic {topic}]]></category>\n'
    for comment in range(number % 3):
        more += f"<wp:comment><wp:comment_id>{number * 10 + comment}</wp:comment_id>"
        more += f"<wp:comment_author>Reader</wp:comment_author><wp:comment_date_gmt>{date}</wp:comment_date_gmt>"
        more += f"<wp:comment_content>{sentence(rng)}</wp:comment_content><wp:comment_approved>1</wp:comment_approved>"
        more += "</wp:comment>\n"
    link = f"{ORIGIN}/{when:%Y/%m/%d}/{slug}/"
    title, author = f"{words(rng, 5).capitalize()} {number}", f"author-{rng.randint(0, 11)}"
    body = _body(rng, number)
    return item(id=number, title=title, slug=slug, body=body, date=date, author=author, more=more, link=link)


def with_people(count: int) -> Iterator[str]:
    """A file of `count` posts of which the last three need a person."""
    yield from _opening(topics=6)
    yield from (post(number) for number in range(1, count - 2))
    yield item(id=count - 2, title="For members", slug="for-members", body="Behind a password.", password="enter")
    yield item(
        id=count - 1,
        title="Too late",
        slug="too-late",
        body="It was planned.",
        status="future",
        date="2021-05-01 08:00:00",
    )
    yield item(id=count, title="With a form", slug="with-a-form", body='Write to us: [contact-form-7 id="4"]')
    yield "</channel>\n</rss>\n"


def generate(count: int) -> Iterator[str]:
    """A file of `count` posts, piece by piece."""
    yield from _opening()
    yield from (post(number) for number in range(1, count + 1))
    yield "</channel>\n</rss>\n"


def _opening(topics: int = 300) -> Iterator[str]:
    yield _HEAD
    yield from _authors()
    yield from _terms(topics)


if __name__ == "__main__":
    for piece in generate(int(sys.argv[1])):
        sys.stdout.write(piece)
