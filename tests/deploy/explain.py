"""What the database does for each list at 200,000 rows: `DATABASE_URL=mysql://… python -m tests.deploy.explain`.

Fills a database of its own (it must be empty, or filled by this) by INSERT … SELECT from MariaDB's sequence engine,
asks readers' pages and the admin's lists as creator, editor and administrator, and looks at every SELECT of theirs:
the plan may scan or sort no large table as a whole, and the server may have read no more rows than `MOST`. Exits 1
with the statements that do. Takes minutes: no part of the plain suite.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "aicmr.settings.test"

os.environ.setdefault("ALLOWED_HOSTS", "testserver,localhost")

import django

django.setup()

from django.apps import apps  # noqa: E402
from django.contrib import admin  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, models, reset_queries  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.models import User  # noqa: E402
from accounts.sites.models import Site  # noqa: E402
from tests.people import People, SiteClient, make_site, make_team, make_user  # noqa: E402

ROWS = 200_000
MOST = 60_000  # rows that one statement may read: a list counts 10,000 at most, past four that are not meant for each
# What no index helps, and what must look at everything once: measured and printed, but no fault.
KNOWN = {
    "LIKE '%": "a search in titles looks at them all",
    "proposals_marked": "marks of articles that were never looked at are caught up with, once",
    "publishing_liveterm`.`term` IN": "the pages of a term are counted in its index",
}
LARGE = 20_000
_AT = "TIMESTAMPADD(MINUTE, -seq, '2026-06-01 00:00:00')"
_ID = "CONCAT('{}', LPAD(seq, 19, '0'))"
_WORDS = "CONCAT('harbour ', MD5(seq %% 5000), ' ', MD5(seq %% 777), ' boat', seq %% 100)"


def tables(site: Site, team: dict[str, User]) -> dict[str, dict[str, str]]:
    """By model, what each row of number `seq` says; fields that are not named have their defaults."""
    who = f"IF(seq %% 3 = 0, {team['creator'].pk}, IF(seq %% 3 = 1, {team['other_creator'].pk}, {team['editor'].pk}))"
    here = str(site.pk)
    path = "CONCAT('/articles/text-', seq, '/')"
    page = {"site": here, "path": path, "kind": "'article'", "language": "'en'", "published_at": _AT}
    return {
        "articles.article": {
            **{"site": here, "public_id": _ID.format("a"), "title": _WORDS, "slug": "CONCAT('text-', seq)"},
            **{"translation_group": _ID.format("g"), "state": "IF(seq %% 4 = 0, 'draft', 'published')"},
            **{"created_by": who, "updated_by": who, "created_at": _AT, "updated_at": _AT, "body": "REPEAT('x', 500)"},
        },
        "publishing.livepage": {
            **page,
            **{"path_key": f"SUBSTR(SHA2({path}, 256), 1, 32)", "object_id": "seq", "title": _WORDS},
            **{
                "translation_group": _ID.format("g"),
                "modified_at": _AT,
                "etag": "MD5(seq)",
                "body": "REPEAT('x', 500)",
            },
            **{"labels": "'{}'", "head": "'{}'"},
        },
        "search.indexedpage": {**page, "ref": "seq", "title": _WORDS, "text": _WORDS, "tokens": _WORDS},
        "audit.entry": {
            **{"site": here, "public_id": _ID.format("e"), "topic": "'publishing.page_published'", "actor": who},
            **{"payload": "'{}'", "created_at": _AT},
        },
        "audit.delivery": {
            **{"entry": "seq", "receiver": "'room.receivers.on_it'", "due_at": _AT},
            "state": "IF(seq %% 50000 = 0, 'dead', 'done')",
        },
        "jobs.job": {
            **{"site": here, "public_id": _ID.format("j"), "kind": "'test.net'", "label": "CONCAT('Net ', seq)"},
            **{"state": "IF(seq %% 50000 = 0, 'queued', 'done')", "due_at": _AT, "created_by": who, "created_at": _AT},
        },
        "publishing.revision": {
            **{"site": here, "kind": "'article'", "object_id": "1 + seq %% 50000", "number": "1 + FLOOR(seq / 50000)"},
            **{"reason": "'autosaved'", "created_by": who, "created_at": _AT, "snapshot": "'{}'"},
        },
        "engine.run": {
            **{
                "site": here,
                "public_id": _ID.format("r"),
                "user": who,
                "purpose": "'writing.title'",
                "state": "'done'",
            },
            **{"created_at": _AT, "key": _ID.format("k"), "attempt": "1", "sent_host": "'ai.example.org'"},
        },
        "media.asset": {
            **{
                "site": here,
                "public_id": _ID.format("m"),
                "title": _WORDS,
                "sha256": "SHA2(seq, 256)",
                "state": "'ready'",
            },
            **{"created_by": who, "created_at": _AT, "original": "CONCAT('o/', seq)", "width": "1", "height": "1"},
        },
        "taxonomy.tag": {"site": here, "public_id": _ID.format("t"), "name": "CONCAT('Tag ', seq)"},
    }


def fill(model: type[models.Model], count: int, said: dict[str, str]) -> None:
    names, values, given = [], [], []
    for field in model._meta.concrete_fields:
        if field.name in said:
            value = said[field.name]
        elif isinstance(field, models.AutoField):
            continue
        else:
            value = "%s"
            default = field.get_default() if not getattr(field, "auto_now_add", False) else timezone.now()
            if default is None and not field.null:
                default = _blank(field)
            given.append(field.get_db_prep_save(default, connection))
        names.append(connection.ops.quote_name(field.column))
        values.append(value)
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(values)} FROM seq_1_to_{count}", given
        )


def _blank(field: Any) -> Any:
    if isinstance(field, models.DateTimeField):
        return timezone.now()
    return 1 if isinstance(field, models.IntegerField) else ""


def make(count: int) -> tuple[Site, People]:
    call_command("migrate", verbosity=0)
    known = Site.objects.filter(name="Explained").first()
    if known is None:
        site, root = make_site("Explained", "testserver", "localhost"), make_user("root@platform.test", superuser=True)
        team = make_team(site, "explained.test")
        stranger = make_user("stranger@explained.test")
        People(stranger=stranger, superuser=root, **team)
        for label, said in tables(site, team).items():
            began = time.monotonic()
            small = {"taxonomy.tag": count // 100}.get(label, count)
            if label == "taxonomy.tag":
                said |= {"slug": "CONCAT('tag-', seq)", "name_key": "MD5(seq)"}
                said = {name: sql for name, sql in said.items() if name in _fields(label)}
            fill(apps.get_model(label), small, {name: sql for name, sql in said.items() if name in _fields(label)})
            print(f"{label}: {small} rows in {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
        _place(site, count)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE TABLE " + ", ".join(t for t in connection.introspection.table_names()))
        known = site
    find = {name: User.objects.get(email=f"{name.replace('_', '-')}@explained.test") for name in _TEAM}
    return known, People(superuser=User.objects.get(email="root@platform.test"), **find)


_TEAM = ("viewer", "creator", "other_creator", "editor", "admin", "stranger")


def _fields(label: str) -> set[str]:
    return {field.name for field in apps.get_model(label)._meta.concrete_fields}


def _place(site: Site, count: int) -> None:
    """Every page in the list of all, of a category, a tag, an author and its month."""
    Category, Author, Tag = (apps.get_model(f"taxonomy.{name}") for name in ("Category", "Author", "Tag"))
    category = Category.objects.create(site=site, name="Boats", slug="boats")
    author = Author.objects.create(site=site, name="Ada", slug="ada")
    tag = Tag.objects.filter(site=site).order_by("pk")[0]
    terms = ["all", "kind:article", f"cat:{category.pk}", f"author:{author.pk}", f"tag:{tag.pk}"]
    with connection.cursor() as cursor:
        for term in [*[f"'{name}'" for name in terms], "CONCAT('month:', DATE_FORMAT(published_at, '%%Y-%%m'))"]:
            cursor.execute(
                f"INSERT INTO publishing_liveterm (site_id, term, published_at, page_id)"
                f" SELECT site_id, {term}, published_at, id FROM publishing_livepage",
                [],
            )


def readers() -> list[str]:
    tag = apps.get_model("taxonomy.Tag").objects.order_by("pk")[0].slug
    lists = ["/", "/categories/boats/", f"/tags/{tag}/", "/authors/ada/", "/archive/", "/archive/2026/3/"]
    files = ["/feed.xml", "/categories/boats/feed.xml", "/sitemap.xml", "/sitemap-1.xml", "/sitemap-3.xml"]
    files += ["/sitemap-lists.xml", "/robots.txt", "/llms.txt"]
    searches = ["/search/?q=boat7", "/search/?q=harbour", "/search/?q=harbour+boat7", "/search/?q=nothinglikeit"]
    return [*lists, *files, *searches, "/articles/text-77/", "/articles/text-199999/", "/no/such/page/"]


def lists(person: User) -> list[str]:
    found = []
    for model in admin.site._registry:
        base = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        found += [base, f"{base}?q=boat7", f"{base}?p=20"]
    found += ["/admin/", "/admin/articles/article/?state__exact=draft", "/admin/articles/article/?trash=1"]
    found += ["/admin/audit/delivery/?state__exact=dead", "/admin/audit/entry/?topic=publishing.page_published"]
    found += ["/admin/jobs/job/?state__exact=queued", "/admin/operations/status/now/"]
    return [*found, "/admin/articles/article/77/change/", "/admin/articles/article/77/revisions/"]


def examine(site: Site, people: People) -> list[str]:
    large = _large()
    problems, seen, asked, known = [], set(), 0, {}
    asking: list[tuple[str, User | None, list[str]]] = [("reader", None, readers())]
    for who in ("creator", "editor", "admin", "superuser"):
        asking.append((who, getattr(people, who), lists(getattr(people, who))))
    for who, user, addresses in asking:
        client = SiteClient(site, user)
        client.raise_request_exception = False
        client.get("/admin/" if user else "/robots.txt")
        for address in addresses:
            reset_queries()  # no more than 9,000 are remembered
            with CaptureQueriesContext(connection) as captured:
                status = client.get(address).status_code
            asked += status == 200
            if status >= 500:
                problems.append(f"{who} {address}: {status}")
            for query in captured.captured_queries:
                sql = query["sql"]
                if sql.startswith(("SELECT", "(SELECT")) and sql not in seen:
                    seen.add(sql)
                    found = [f"{who} {address}: {what}\n    {sql[:900]}" for what in _look(sql, large)]
                    why = next((why for mark, why in KNOWN.items() if mark in sql), "")
                    if why and found:
                        known[why] = max(known.get(why, 0), int(found[0].split(": reads ")[-1].split()[0]))
                    problems += [] if why else found
    for why, rows in known.items():
        print(f"known: {why} (up to {rows} rows)")
    print(f"{asked} pages, {len(seen)} statements", file=sys.stderr)
    return problems


def _large() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_rows > %s",
            [LARGE],
        )
        return {row[0] for row in cursor.fetchall()}


def _look(sql: str, large: set[str]) -> Iterator[str]:
    """What the plan and the counters of the server hold against the statement."""
    if not any(table in sql for table in large):
        return
    with connection.cursor() as cursor:
        cursor.execute("FLUSH STATUS")
        began = time.monotonic()
        cursor.execute(sql.replace("%", "%%"), [])
        cursor.fetchall()
        took = time.monotonic() - began
        cursor.execute("SHOW SESSION STATUS LIKE 'Handler_read%%'", [])
        read = sum(int(value) for _, value in cursor.fetchall())
        cursor.execute("EXPLAIN FORMAT=JSON " + sql.replace("%", "%%"), [])
        plan = json.loads(cursor.fetchone()[0])
    if read > MOST:
        yield f"reads {read} rows in {took * 1000:.0f} ms"
    yield from _scans(plan, large, read > MOST)


def _scans(node: Any, large: set[str], is_heavy: bool) -> Iterator[str]:
    if isinstance(node, list):
        for each in node:
            yield from _scans(each, large, is_heavy)
    elif isinstance(node, dict):
        table = node.get("table") if isinstance(node.get("table"), dict) else None
        if table and table.get("access_type") == "ALL" and table.get("table_name") in large:
            yield f"scans all of {table['table_name']}"
        if "filesort" in node and is_heavy:
            yield "sorts what it has read"
        for each in node.values():
            yield from _scans(each, large, is_heavy)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=ROWS)
    options = parser.parse_args()
    if connection.vendor != "mysql":
        raise SystemExit("explain: DATABASE_URL must name a database of MariaDB that is empty, or filled by this.")
    site, people = make(options.rows)
    problems = examine(site, people)
    print("\n".join(problems) or "every statement uses its index")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
