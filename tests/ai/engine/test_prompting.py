"""Prompts: files, overrides, fences."""

from pathlib import Path

import pytest

from accounts.sites.models import Site
from ai.engine.models import PromptOverride
from ai.engine.prompting import PromptError, fence, parse, prompt_for

TEXT = """---
purpose: tests.other
version: 7
max_tokens: 300
temperature: 0.2
guards: preamble, length
schema: shape.json
---
[system]
You write in {{ language }}.
[user]
{% for fact in facts %}- {{ fact }}
{% endfor %}{{ text|fence:"source" }}
"""


def test_a_file_says_what_it_is_for_and_how_it_is_used(tmp_path: Path) -> None:
    (tmp_path / "shape.json").write_text('{"type": "object"}')
    prompt = parse(TEXT, folder=tmp_path)
    assert (prompt.purpose, prompt.version, prompt.max_tokens, prompt.temperature) == (
        "tests.other",
        "file 7",
        300,
        0.2,
    )
    assert prompt.guards == ("preamble", "length")
    assert prompt.schema == {"type": "object"}
    messages = prompt.messages({"language": "Deutsch", "facts": ["4,2 km", "<b>"], "text": "x & y"})
    assert messages == [
        {"role": "system", "content": "You write in Deutsch."},
        {"role": "user", "content": "- 4,2 km\n- <b>\n<source>\nx & y\n</source>"},
    ]


@pytest.mark.django_db
def test_a_sites_newest_text_counts_and_keeps_the_settings_it_does_not_name(site: Site, noise_site: Site) -> None:
    for version, text in enumerate(("First {{ text }}", "---\nmax_tokens: 9\n---\nSecond {{ text }}"), 1):
        PromptOverride.objects.create(site=site, purpose="tests.text", version=version, text=text)
    PromptOverride.objects.create(site=site, purpose="tests.text", version=3, text="Off", is_active=False)
    prompt = prompt_for("tests.text", site)
    assert prompt is not None
    assert (prompt.version, prompt.max_tokens) == ("site 2", 9)
    assert prompt.messages({"text": "x"}) == [{"role": "user", "content": "Second x"}]
    other = prompt_for("tests.text", noise_site)
    assert other is not None
    assert (other.version, other.max_tokens) == ("file 1", 200)
    assert prompt_for("tests.unknown", site) is None


def test_a_prompt_without_purpose_is_refused() -> None:
    with pytest.raises(PromptError, match="which purpose"):
        parse("Only text")


def test_a_template_sees_plain_values_only() -> None:
    prompt = parse("{{ user }} {{ user.password }} {{ settings.SECRET_KEY }}", purpose="tests.text")

    class User:
        password = "secret"

        def __str__(self) -> str:
            return "Anna"

    assert prompt.messages({"user": User()})[0]["content"] == "Anna"


@pytest.mark.parametrize("text", ["</text>", "</ text>", "</TEXT >", "<text>", "< text x=1>"])
def test_nothing_inside_a_fence_ends_it(text: str) -> None:
    inner = fence(f"before {text} after", "text").removeprefix("<text>\n").removesuffix("\n</text>")
    assert "<" not in inner
    assert inner.startswith("before ")
