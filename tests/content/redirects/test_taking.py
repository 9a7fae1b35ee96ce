"""A list of redirects into rows, through the command."""

import csv
import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.sites.models import Site
from content.publishing import services as publishing
from content.publishing.models import Redirect
from content.redirects import services
from content.redirects.models import RedirectPattern
from tests.content.reading.rows import Shelf
from tests.people import People
from tests.queries import CountQueries

pytestmark = pytest.mark.django_db


def table(site: Site) -> dict[str, str]:
    return dict(Redirect.objects.filter(site=site).values_list("path", "target"))


def take(site: Site, text: str) -> list[tuple[str, str]]:
    return [(row.state, row.note) for row in services.take_list(site=site, text=text, by=None)]


def test_a_list_is_kept_and_the_same_list_changes_nothing(site: Site, noise_site: Site) -> None:
    text = "/old/,/new/\n/shop,https://shop.example.org/\n/blog/*,/articles/:splat/\n"
    assert [state for state, _ in take(site, text)] == ["new"] * 3
    ids = set(Redirect.objects.filter(site=site).values_list("pk", flat=True))
    assert [state for state, _ in take(site, text)] == ["unchanged"] * 3
    assert set(Redirect.objects.filter(site=site).values_list("pk", flat=True)) == ids
    assert table(site) == {"/old/": "/new/", "/shop/": "https://shop.example.org/"}
    assert RedirectPattern.objects.get(site=site).target == "/articles/:splat/"
    assert table(noise_site) == {"/old/": "/articles/first/"}


def test_chains_within_the_list_and_with_what_was_there_collapse(site: Site, people: People) -> None:
    publishing.save_redirect(site=site, path="/oldest/", target="/old/", by=people.editor)
    publishing.save_redirect(site=site, path="/newer/", target="/newest/", by=people.editor)
    take(site, "/old/,/middle/\n/middle/,/newer/\n")
    assert set(table(site).items()) == {(path, "/newest/") for path in ("/oldest/", "/old/", "/middle/", "/newer/")}


def test_a_chain_that_no_site_has_is_refused_before_it_keeps_anybody_waiting(site: Site) -> None:
    found = take(site, "".join(f"/{number}/,/{number + 1}/\n" for number in range(300, 0, -1)))
    assert [state for state, _ in found[:101]] == ["new"] * 101
    assert "name the last address" in found[101][1]


def test_lines_that_cannot_be_kept_are_left_out_and_say_why(site: Site, shelf: Shelf) -> None:
    shelf.page("/articles/here/")
    lines = ["/articles/here/,/x/", "/a/,/b/", "/b/,/a/", "/a/,/c/", "no slash,/x/", "/admin/x/,/y/"]
    text = "\n".join([*lines, "/p/*,/p/q/:splat", "/e/,//evil.example/"])
    found = take(site, text)
    assert [state for state, _ in found] == ["left out", "new", *["left out"] * 6]
    for (_, note), why in zip(
        [row for row in found if row[1]],
        [
            "page answers",
            "circle",
            "line 2 already",
            "begins with a slash",
            "program itself",
            "circle",
            "begins with a slash",
        ],
        strict=True,
    ):
        assert why in note
    assert table(site) == {"/a/": "/b/"}


def test_a_long_list_costs_no_query_for_each_line(site: Site) -> None:
    def cost(name: str, size: int) -> int:
        text = "".join(f"/{name}-{number}/,/new-{number}/\n" for number in range(size))
        with CountQueries() as queries:
            take(site, text)
        return queries.count

    cost("warm", 2)
    assert cost("long", 400) <= cost("short", 10) + 4  # rows go in by the hundred


def test_the_command_says_what_became_of_the_list(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, report = tmp_path / "list.csv", tmp_path / "report.csv"
    file.write_bytes("/caf\u00e9/,/new/\n/wrong,\n".encode("cp1252"))
    call_command("import_redirects", file, "--dry-run", "--site", site.host)
    assert "Would be: 1 new, 0 replaced, 0 unchanged, 1 left out." in capsys.readouterr().out
    assert table(site) == {}
    call_command("import_redirects", file, "--report", report, "--site", site.host)
    told = capsys.readouterr()
    assert "Line 2: /wrong needs an old address and a new one." in told.err
    assert table(site) == {"/caf\u00e9/": "/new/"}
    assert [row["state"] for row in csv.DictReader(io.StringIO(report.read_text()))] == ["new", "left out"]


@pytest.mark.parametrize(("content", "advice"), [(None, "cannot be read"), (b"", "empty"), (b"[1", "no JSON")])
def test_a_file_that_is_no_list_is_refused_in_one_line(
    site: Site, tmp_path: Path, content: bytes | None, advice: str
) -> None:
    file = tmp_path / "list.csv"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(CommandError, match=advice):
        call_command("import_redirects", file, "--site", site.host)
