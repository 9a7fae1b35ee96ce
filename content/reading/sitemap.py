"""Sitemaps (sitemaps.org 0.9 with Google's image extension), cut so that every file is one range scan.

File n holds the pages whose ids lie in [n × 10,000, (n + 1) × 10,000): never more than 10,000 addresses, no counting,
and publishing one page changes one file. The index probes once per file that has a page.
"""

from typing import TYPE_CHECKING
from urllib.parse import quote

from django.db.models.fields.json import KT

from content.publishing.models import LivePage
from content.reading import scans
from content.reading.atom import escape
from content.taxonomy.models import Author, Category

if TYPE_CHECKING:
    from accounts.sites.models import Site

PER_FILE = 10_000
MOST_LISTS = 4_000
CONTENT_TYPE = "application/xml; charset=utf-8"
_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
_NAMES = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_IMAGES = 'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'


def files_of(site: "Site") -> list[int]:
    """The numbers of the files that hold a page of the site: one probe for each file between the first and the last."""
    table = LivePage._meta.db_table
    where = f"FROM {table} p WHERE p.site_id = %s"
    ends = scans.probe([(f"SELECT {end}(p.id) {where}", [site.pk]) for end in ("MIN", "MAX")])  # noqa: S608
    if None in ends:
        return []
    sql = f"SELECT MIN(p.id) {where} AND p.id >= %s AND p.id < %s"  # noqa: S608
    numbers = range(ends[0] // PER_FILE, ends[1] // PER_FILE + 1)
    found = scans.probe([(sql, [site.pk, number * PER_FILE, (number + 1) * PER_FILE]) for number in numbers])
    return [pk // PER_FILE for pk in found if pk is not None]


def write_index(site: "Site", base_url: str) -> str:
    names = ["lists", *map(str, files_of(site))]
    rows = "".join(f"<sitemap><loc>{escape(base_url)}/sitemap-{name}.xml</loc></sitemap>\n" for name in names)
    return f"{_HEAD}<sitemapindex {_NAMES}>\n{rows}</sitemapindex>\n"


def write_file(site: "Site", number: int, base_url: str) -> str:
    """Addresses, dates and lead pictures of one file; '' if the site has no page in it."""
    rows = (
        LivePage.objects.for_site(site)
        .filter(pk__gte=number * PER_FILE, pk__lt=(number + 1) * PER_FILE, access="public")
        .order_by("pk")
        .values_list("path", "modified_at", KT("labels__picture__src"), KT("head__robots"), KT("head__canonical"))
    )
    base = escape(base_url)
    urls = [
        f"<url><loc>{base}{_loc(path)}</loc><lastmod>{modified_at.isoformat(timespec='seconds')}</lastmod>"
        f"{_image(base, src)}</url>\n"
        for path, modified_at, src, robots, canonical in rows
        if "noindex" not in (robots or "") and (not canonical or canonical.endswith(path))
    ]
    return f"{_HEAD}<urlset {_NAMES} {_IMAGES}>\n{''.join(urls)}</urlset>\n" if urls else ""


def write_lists(site: "Site", base_url: str) -> str:
    """Home, categories and authors; tags and months lead to the same articles and stay out."""
    base = escape(base_url)
    found = [model.objects.filter(site=site).order_by("pk")[:MOST_LISTS] for model in (Category, Author)]
    paths = ["/", *(row.get_absolute_url() for rows in found for row in rows)]
    rows = "".join(f"<url><loc>{base}{_loc(path)}</loc></url>\n" for path in paths)
    return f"{_HEAD}<urlset {_NAMES}>\n{rows}</urlset>\n"


def _loc(path: str) -> str:
    return escape(quote(path, safe="/%~"))


def _image(base: str, src: str | None) -> str:
    if not src:
        return ""
    return f"<image:image><image:loc>{'' if '//' in src else base}{escape(src)}</image:loc></image:image>"
