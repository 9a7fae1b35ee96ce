"""What scripts say comes from the page in its language; a sentence of their own nobody could translate."""

import re
from pathlib import Path

import pytest

from accounts.sites.models import Site
from content import words
from content.articles.services import create_article
from tests.conftest import ClientFor
from tests.people import People

STATIC = Path(__file__).resolve().parents[3] / "static"
_STRING = re.compile(r'"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`')
SAID = re.compile(r'\bt\(\s*"((?:[^"\\]|\\.)*)"')
_COMMENT = re.compile(r"/\*.*?\*/|^\s*//.*?$", re.DOTALL | re.MULTILINE)
_VALUE = re.compile(r"\$\{[^{}]*\}")
_SENTENCE = re.compile(r"\s*[A-Z“][^\W\d_]*[,:;]? [^\W\d_]|.*[^\W\d_]+ [^\W\d_]+.*[.!?…]\s*$")
_NAMED = re.compile(r"(?:label|hint|placeholder|title|\"aria-label\"|\"data-placeholder\"):\s*$")


def untranslated(script: str) -> list[str]:
    """Strings that people read and that do not go through `t`."""
    script = _COMMENT.sub("", script)
    found = []
    for match in _STRING.finditer(script):
        before = script[: match.start()].rstrip()
        text = _VALUE.sub("…x", match[1] if match[1] is not None else match[2])
        is_named = _NAMED.search(before) and re.match(r"[A-Z][a-z]", text)
        if not re.search(r"\bt\($", before) and (_SENTENCE.match(text) or is_named):
            found.append(text)
    return found


def scripts(room: str) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted((STATIC / room).glob("*.js")))


def test_no_script_has_a_sentence_of_its_own() -> None:
    assert untranslated(scripts("editor")) == []


def test_what_a_script_says_is_listed_for_translators_and_nothing_else() -> None:
    assert set(words.declared("editor")) == set(SAID.findall(scripts("editor")))


@pytest.mark.parametrize(
    "line",
    [
        'show("Not saved yet")',
        "show(`Saved at ${time}`)",
        'show("it went wrong.")',
        '{ name: "bold", label: "Bold" }',
        'el("input", { "aria-label": "Search" })',
    ],
)
def test_a_hard_coded_sentence_is_found(line: str) -> None:
    assert len(untranslated(line)) == 1


def test_names_selectors_and_what_is_translated_are_no_sentences() -> None:
    fine = """/* A sentence here. */ show(t("Not saved yet"))
    el("button", { class: "edit-button is-primary" }); event.key === "Enter"; find(`#x [data-id="${id}"]`)"""
    assert untranslated(fine) == []


@pytest.mark.django_db
def test_the_edit_page_hands_over_what_its_language_says(
    site: Site, people: People, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = create_article(site=site, by=people.editor, title="First", body="<p>Words.</p>")
    address = f"/admin/articles/article/{article.pk}/change/"
    plain = client_for(people.editor).get(address).content.decode()
    assert '<script id="words-editor" type="application/json">{}</script>' in plain
    monkeypatch.setattr(words, "gettext", lambda text: {"Not saved yet": "</script>Noch nicht"}.get(text, text))
    page = client_for(people.editor).get(address).content.decode()
    assert '{"Not saved yet": "\\u003C/script\\u003ENoch nicht"}' in page
