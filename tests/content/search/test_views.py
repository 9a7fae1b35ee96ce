from typing import Any

import pytest

from accounts.sites.models import Site
from content.search.services import index_pages
from tests.content.search.conftest import Index, row
from tests.people import People
from tests.queries import CountQueries

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_page_shows_hits_with_their_words_marked(index: Index, client_for: Any) -> None:
    index("Boats of the harbour", "Forty boats lie in the harbour.", path="/articles/boats/")
    page = client_for().get("/search/?q=harbour").content.decode()
    assert 'href="/articles/boats/"' in page
    assert "<mark>harbour</mark>" in page
    assert 'value="harbour"' in page
    assert "noindex" in page


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?q=",
        "?q=zeppelin",
        f"?q={'harbour+' * 400}",
        "?q=harbour&cursor=nonsense",
        "?q=%22%00%FF",
        "?cursor=x",
        "?q=-a",
    ],
)
def test_every_query_is_answered_with_a_page(index: Index, client_for: Any, query: str) -> None:
    index("Harbour")
    response = client_for().get(f"/search/{query}")
    assert response.status_code == 200
    assert b"</html>" in response.content


def test_a_query_is_shown_as_text(client_for: Any, site: Site) -> None:
    page = client_for().get("/search/", {"q": '"><script>alert(1)</script>'}).content.decode()
    assert "<script>alert(1)" not in page


def test_older_results_are_a_link_away(client_for: Any, site: Site) -> None:
    index_pages([row(site, f"Harbour {number}", path=f"/p{number}/") for number in range(25)])
    client = client_for()
    first = client.get("/search/?q=harbour")
    cursor = first.content.decode().partition("cursor=")[2].partition('"')[0]
    assert cursor
    second = client.get(f"/search/?q=harbour&cursor={cursor}").content.decode()
    found = [f"/p{number}/" for number in range(25) if f'href="/p{number}/"' in first.content.decode() + second]
    assert len(found) == 25


def test_nothing_of_another_site_is_shown(client_for: Any, site: Site) -> None:
    assert b"Noise of the other site" not in client_for().get("/search/?q=noise+harbour").content


def test_the_page_touches_no_session_and_asks_little(index: Index, client_for: Any, people: People) -> None:
    index("Harbour")
    client = client_for(people.editor)
    with CountQueries() as queries:
        response = client.get("/search/?q=harbour")
    assert queries.count <= 4  # the site's own row, its menus, the search
    assert "Cookie" not in response.get("Vary", "")
    assert not response.cookies
    assert response["Cache-Control"].startswith("public")


def test_only_reading_is_allowed(client_for: Any, site: Site) -> None:
    assert client_for().post("/search/?q=harbour").status_code == 405
