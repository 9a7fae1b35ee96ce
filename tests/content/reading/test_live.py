import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.sites import hosts
from accounts.sites.models import Site
from content.publishing.models import Redirect, SiteState
from content.publishing.paths import path_key
from tests.conftest import ClientFor
from tests.content.reading.rows import NOON, Shelf
from tests.people import People


@pytest.fixture
def browser(client_for: ClientFor) -> Client:
    return client_for()


def redirect(site: Site, path: str, target: str) -> None:
    Redirect.objects.create(site=site, path=path, path_key=path_key(path), target=target)


def test_a_live_page_shows_its_text(browser: Client, shelf: Shelf) -> None:
    shelf.page("/articles/first/", title="The first <story>", body="<p>By the <em>water</em>.</p>")
    text = browser.get("/articles/first/").text
    assert "<h1>The first &lt;story&gt;</h1>" in text
    assert "<p>By the <em>water</em>.</p>" in text
    assert "Mara Lindqvist" in text
    assert "4 minutes to read" in text


def test_the_page_of_another_site_is_not_found(browser: Client, shelf: Shelf, noise_shelf: Shelf) -> None:
    noise_shelf.page("/articles/theirs/")
    assert browser.get("/articles/theirs/").status_code == 404


def test_a_page_that_is_not_public_is_not_found(browser: Client, shelf: Shelf) -> None:
    shelf.page("/articles/paid/", title="Paid secret", access="paid")
    assert browser.get("/articles/paid/").status_code == 404
    for address in ("/", "/tags/boats/", "/feed.xml", "/llms.txt", "/sitemap-0.xml"):
        assert "Paid secret" not in browser.get(address).text


@pytest.mark.parametrize("asked", ["/articles/first", "/articles///first/"])
def test_an_address_without_its_slashes_leads_to_the_page(browser: Client, shelf: Shelf, asked: str) -> None:
    shelf.page("/articles/first/")
    response = browser.get(asked, {"a": "1"})
    assert (response.status_code, response["Location"]) == (301, "/articles/first/?a=1")


def test_a_list_without_its_slash_leads_to_the_list(browser: Client, shelf: Shelf) -> None:
    response = browser.get("/tags/boats")
    assert (response.status_code, response["Location"]) == (301, "/tags/boats/")


@pytest.mark.parametrize("asked", ["/old/path/", "/old/path"])
def test_an_old_address_leads_to_the_new_one(browser: Client, shelf: Shelf, asked: str) -> None:
    redirect(shelf.site, "/old/path/", "/articles/größe/")
    response = browser.get(asked, {"from": "mail"})
    assert response.status_code == 301
    assert response["Location"] == "/articles/gr%C3%B6%C3%9Fe/?from=mail"


def test_the_old_address_of_a_list_leads_on_too(browser: Client, shelf: Shelf) -> None:
    redirect(shelf.site, "/tags/ships/", "/tags/boats/")
    assert browser.get("/tags/ships/")["Location"] == "/tags/boats/"


def test_a_redirect_of_another_site_leads_nowhere(browser: Client, shelf: Shelf, noise_site: Site) -> None:
    redirect(noise_site, "/was/there/", "/new/")
    assert browser.get("/was/there/").status_code == 404


def test_addresses_in_other_scripts_answer(browser: Client, shelf: Shelf) -> None:
    shelf.page("/articles/đường-đi-bộ/")
    assert browser.get("/articles/đường-đi-bộ/").status_code == 200


@pytest.mark.parametrize("address", ["/", "/articles/first/", "/tags/boats/", "/feed.xml", "/robots.txt", "/nowhere/"])
def test_only_reading_is_allowed(browser: Client, shelf: Shelf, address: str) -> None:
    shelf.page("/articles/first/")
    for method in (browser.post, browser.put, browser.delete, browser.patch):
        assert method(address).status_code == 405


def test_head_answers_like_get_without_a_body(browser: Client, shelf: Shelf) -> None:
    shelf.page("/articles/first/")
    response = browser.head("/articles/first/")
    assert (response.status_code, response.content) == (200, b"")
    assert response["ETag"] == browser.get("/articles/first/")["ETag"]


@pytest.mark.parametrize("address", ["/", "/articles/first/", "/tags/boats/", "/feed.xml", "/nowhere/"])
def test_answers_may_be_cached_for_everybody(client_for: ClientFor, shelf: Shelf, people: People, address: str) -> None:
    shelf.page("/articles/first/")
    signed_in, stranger = client_for(people.admin).get(address), client_for().get(address)
    assert signed_in.content == stranger.content
    assert "Cookie" not in signed_in.get("Vary", "")
    assert signed_in["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert not signed_in.cookies


def test_a_publication_elsewhere_on_the_site_renews_the_page(browser: Client, shelf: Shelf) -> None:
    shelf.page("/articles/first/")
    etag = browser.get("/articles/first/")["ETag"]
    SiteState.objects.filter(site=shelf.site).update(sequence=2)
    assert browser.get("/articles/first/", headers={"if-none-match": etag}).status_code == 200


def test_a_new_name_of_the_site_renews_the_page(browser: Client, shelf: Shelf) -> None:
    shelf.page("/articles/first/")
    etag = browser.get("/articles/first/")["ETag"]
    Site.objects.filter(pk=shelf.site.pk).update(name="Lagoon Post")
    hosts.forget()
    assert "Lagoon Post" in browser.get("/articles/first/", headers={"if-none-match": etag}).text


def test_a_date_answers_304_only_when_its_second_is_over(browser: Client, shelf: Shelf) -> None:
    shelf.page("/articles/first/")
    modified = browser.get("/articles/first/")["Last-Modified"]
    assert browser.get("/articles/first/", headers={"if-modified-since": modified}).status_code == 304
    SiteState.objects.filter(site=shelf.site).update(changed_at=timezone.now())
    assert "Last-Modified" not in browser.get("/articles/first/")


def test_related_pages_come_from_the_first_tag_that_has_enough(browser: Client, shelf: Shelf) -> None:
    rare, tag = f"tag:{shelf.rare.pk}", f"tag:{shelf.tag.pk}"
    shelf.page("/articles/first/", title="Asked", terms=["all", rare, tag])
    shelf.page("/articles/alone/", title="Alone", terms=["all", rare])
    for number in range(4):
        when = NOON + timedelta(hours=number)
        shelf.page(f"/articles/kin-{number}/", title=f"Kin {number}", terms=["all", tag], published_at=when)
    shelf.page("/articles/newest/", title="Newest", terms=["all"], published_at=NOON + timedelta(days=1))
    related = browser.get("/articles/first/").text.partition("Read next")[2]
    assert re.findall(r"Kin \d|Alone|Newest|Asked", related) == ["Kin 3", "Kin 2", "Kin 1"]


def test_related_pages_stay_within_the_site(browser: Client, shelf: Shelf, noise_shelf: Shelf) -> None:
    noise_shelf.fill(5)
    shelf.page("/articles/first/")
    assert "Read next" not in browser.get("/articles/first/").text


def test_the_head_has_absolute_addresses(browser: Client, shelf: Shelf) -> None:
    head = {
        "title": "First",
        "description": "All of it",
        "canonical": "/articles/first/",
        "robots": "",
        "og": {"title": "First", "image": "/media/a/2-800.webp"},
        "json_ld": [{"@type": "Article", "url": "/articles/first/", "headline": "/not an address"}],
        "alternates": [{"lang": "de", "url": "/articles/erste/"}],
    }
    shelf.page("/articles/first/", head=head)
    text = browser.get("/articles/first/").text
    assert '<link rel="canonical" href="http://testserver/articles/first/">' in text
    assert '<meta property="og:image" content="http://testserver/media/a/2-800.webp">' in text
    assert '<link rel="alternate" hreflang="de" href="http://testserver/articles/erste/">' in text
    data = json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', text)[0])
    assert (data["url"], data["headline"]) == ("http://testserver/articles/first/", "/not an address")


def test_json_ld_cannot_leave_its_element(browser: Client, shelf: Shelf) -> None:
    evil = "</script><script>alert(1)</script><!--"
    shelf.page("/articles/first/", head={"title": evil, "json_ld": [{"headline": evil}]})
    text = browser.get("/articles/first/").text
    assert "<script>alert" not in text
    assert json.loads(re.findall(r'ld\+json">(.*?)</script>', text)[0]) == {"headline": evil}


def test_pictures_keep_their_room_and_the_first_comes_first(browser: Client, shelf: Shelf) -> None:
    shelf.page("/articles/first/")
    shelf.fill(3)
    images = re.findall(r"<img [^>]*>", browser.get("/articles/first/").text)
    assert len(images) == 4
    assert all('width="1600" height="1000"' in image for image in images)
    assert 'fetchpriority="high"' in images[0] and "loading" not in images[0]
    assert all('loading="lazy"' in image for image in images[1:])


def test_no_script_and_no_inline_style_reaches_readers(browser: Client, shelf: Shelf) -> None:
    shelf.page("/articles/first/")
    for address in ("/", "/articles/first/", "/tags/boats/", "/archive/", "/nowhere/"):
        text = browser.get(address).text
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?! type=\"application/ld\+json\")", text), address


def test_an_article_weighs_little(browser: Client, shelf: Shelf) -> None:
    shelf.fill(4)
    shelf.page("/articles/first/", body="<p>" + "tide and harbour " * 300 + "</p>")
    assert len(browser.get("/articles/first/").content) < 20_000


def test_ai_help_is_named_where_the_site_wants_it(browser: Client, shelf: Shelf) -> None:
    shelf.page("/articles/first/", labels=shelf.labels(ai={"assisted": True}))
    assert "help of AI" in browser.get("/articles/first/").text
    Site.objects.filter(pk=shelf.site.pk).update(ai_badge="never")
    hosts.forget()
    assert "help of AI" not in browser.get("/articles/first/").text


def test_ai_help_is_named_from_a_share_on(browser: Client, shelf: Shelf) -> None:
    Site.objects.filter(pk=shelf.site.pk).update(ai_badge="above", ai_badge_share=30)
    hosts.forget()
    shelf.page("/articles/first/", labels=shelf.labels(ai={"share": 0.3}))
    shelf.page("/articles/second/", labels=shelf.labels(ai={"share": 0.29}))
    assert "help of AI" in browser.get("/articles/first/").text
    assert "help of AI" not in browser.get("/articles/second/").text


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", "Es wurde kein Sprachmodell benutzt"),
        ("fr-CA", "Aucun modèle de langage"),
        ("vi", "Không dùng mô hình ngôn ngữ"),
        ("es", "No language model was used"),
    ],
)
def test_what_is_told_of_ai_is_in_the_language_of_the_page(
    browser: Client, shelf: Shelf, language: str, words: str
) -> None:
    ai = {"share": 1, "language_model": False}
    shelf.page("/articles/first/", language=language, labels=shelf.labels(ai=ai))
    text = browser.get("/articles/first/").text
    aside = text[text.index('<aside class="note"') :].split("</aside>")[0]
    assert words in aside
    assert ('lang="en"' in aside.split(">")[0]) == (language == "es")


def test_the_page_speaks_its_own_language(browser: Client, shelf: Shelf) -> None:
    shelf.page("/articles/erste/", language="de", published_at=NOON)
    text = browser.get("/articles/erste/").text
    assert '<html lang="de" dir="ltr">' in text
    assert '<header class="masthead" lang="en" dir="ltr">' in text


def test_wide_tables_and_code_can_be_scrolled_with_the_keyboard(browser: Client, shelf: Shelf) -> None:
    shelf.page("/articles/first/", body='<table id="b-1"><tr><td>1</td></tr></table><pre id="b-2"><code>x</code></pre>')
    text = browser.get("/articles/first/").text
    assert '<div class="scroll" tabindex="0"><table id="b-1">' in text and "</table></div>" in text
    assert '<pre tabindex="0" id="b-2">' in text
