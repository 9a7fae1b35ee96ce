import pytest

from accounts.sites import theme
from accounts.sites.models import Site
from tests.conftest import ClientFor

EVIL = ["red", "#fff", "#0a5c8f;}", "url(x)", "</style>", 7, None, ["#0a5c8f"]]


@pytest.mark.parametrize("value", EVIL)
@pytest.mark.parametrize("token", ["accent", "accent_dark", "font_heading", "font_body", "width"])
def test_what_is_no_token_value_is_named_and_never_becomes_css(token: str, value: object) -> None:
    assert theme.problems({token: value})
    assert theme.stylesheet({token: value}).strip() == ""


def test_an_unknown_token_is_named() -> None:
    assert "no theme token" in theme.problems({"javascript": "x"})[0]


@pytest.mark.parametrize("tokens", [[], "x", None])
def test_tokens_are_names_with_values(tokens: object) -> None:
    assert theme.problems(tokens)


def test_an_accent_can_be_read_on_the_page() -> None:
    assert theme.problems({"accent": "#f0f0f0"})
    assert theme.problems({"accent_dark": "#222222"})
    assert not theme.problems({"accent": "#0a5c8f", "accent_dark": "#9db1ff"})


def test_black_on_white_has_the_highest_contrast() -> None:
    assert theme._contrast("#000000", "#ffffff") == pytest.approx(21)
    assert theme._contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.django_db
def test_the_style_sheet_is_cacheable_and_the_sites_own(site: Site, noise_site: Site, client_for: ClientFor) -> None:
    Site.objects.filter(pk=site.pk).update(theme={"accent": "#0a5c8f", "accent_dark": "#9db1ff", "font_body": "sans"})
    response = client_for().get("/theme.css")
    assert response["Content-Type"] == "text/css; charset=utf-8"
    assert "--accent: #0a5c8f;" in response.content.decode()
    assert "prefers-color-scheme: dark" in response.content.decode()
    assert "public" in response["Cache-Control"]
    assert client_for().get("/theme.css", headers={"If-None-Match": response["ETag"]}).status_code == 304
    assert client_for(at=noise_site).get("/theme.css").content.strip() == b""
