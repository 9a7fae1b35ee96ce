import pytest
from django.db import OperationalError
from django.test import Client, RequestFactory

from accounts.sites.models import Site
from content.reading.views import errors
from tests.conftest import ClientFor
from tests.content.reading.rows import Shelf


@pytest.fixture
def browser(client_for: ClientFor) -> Client:
    return client_for()


def test_a_missing_page_offers_a_search_and_the_newest_articles(browser: Client, shelf: Shelf) -> None:
    shelf.fill(5)
    response = browser.get("/nothing/here/")
    assert response.status_code == 404
    assert 'name="q"' in response.text
    assert response.text.count('href="/articles/story-') == 3


def test_a_missing_page_works_on_an_empty_site(browser: Client, site) -> None:  # type: ignore[no-untyped-def]
    assert browser.get("/nothing/").status_code == 404


@pytest.mark.parametrize(("error", "status"), [(OperationalError("gone away"), 503), (ValueError("broken"), 500)])
def test_a_failure_is_answered_without_the_database(error: Exception, status: int) -> None:
    try:
        raise error
    except Exception:
        response = errors.server_error(RequestFactory().get("/"))
    assert response.status_code == status
    assert (response.get("Retry-After") == "30") == (status == 503)
    assert str(error) not in response.text


def test_other_refusals_say_what_to_do() -> None:
    request = RequestFactory().get("/")
    assert "Sign in" in errors.permission_denied(request).text
    assert "Check the address" in errors.bad_request(request).text


def test_who_tries_too_often_is_told_when_to_come_back(client_for: ClientFor) -> None:
    answers = [client_for().post("/account/password/reset/", {"email": "nobody@x.test"}) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    assert 0 < int(answers[-1]["Retry-After"]) <= 60
    assert "minute" in answers[-1].text


@pytest.mark.parametrize(
    ("language", "words"), [("de", "Gleich wieder da"), ("fr", "De retour"), ("es", "Back in a moment")]
)
def test_a_failure_speaks_the_language_of_the_site(site: Site, language: str, words: str) -> None:
    request = RequestFactory().get("/")
    request.site = Site(locale=language)  # type: ignore[assignment]
    try:
        raise OperationalError("gone away")
    except OperationalError:
        text = errors.server_error(request).text
    assert words in text and f'<html lang="{language}">' in text


def test_other_refusals_speak_it_too(site: Site) -> None:
    request = RequestFactory().get("/")
    request.site = Site(locale="de")  # type: ignore[assignment]
    assert "nicht lesbar" in errors.bad_request(request).text
    assert "steht Ihnen nicht offen" in errors.permission_denied(request).text
    assert "zu oft" in errors.too_many(request).text
