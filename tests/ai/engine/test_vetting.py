"""Which texts can serve as a prompt."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai.engine import prompting, vetting
from ai.engine.prompting import Prompt, Variable

BRIEF = """---
needs brief.topic: What it is about
offers brief.tone: How it sounds
offers notes: A list
offers notes.text: Of a note
---
[user]
Topic: {{ brief.topic }}{% if brief.tone %}, {{ brief.tone }}{% endif %}
{% for note in notes %}{{ note.text|fence:"note" }}{% endfor %}
"""
PARTS = [
    "{{",
    "}}",
    "{%",
    "%}",
    " if ",
    "text",
    "|",
    "fence",
    ":",
    '"x"',
    "for a in text",
    "endfor",
    "with a=text",
    "\n",
]


@pytest.fixture
def brief(monkeypatch: pytest.MonkeyPatch) -> Prompt:
    prompt = prompting.parse(BRIEF, purpose="tests.brief")
    monkeypatch.setattr(prompting, "files", lambda: {"tests.brief": prompt})
    return prompt


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{% if %}", "does not render"),
        ("{% load static %}x", "does not render"),
        ('{% include "admin/base.html" %}', "does not render"),
        ("{% url 'x' %}{{ text|fence }}", "does not render"),
        ("{% lorem 99999999 %}", "does not render"),
        ("{{ text|ljust:99999999 }}", "does not render"),
        ("{% for a, b in text %}{% endfor %}{{ text|nonsense }}", "does not render"),
        ("---\nmax_tokens: many\n---\nx", "not right"),
        ("   ", "has no text"),
        ("x" * 20_001, "20,000 is the most"),
        ("---\nmax_tokens: 0\n---\n{{ text|fence }}", "between 1 and"),
        ("---\ntemperature: 3\n---\n{{ text|fence }}", "between 0 and 2"),
        ("---\nguards: length, charm\n---\n{{ text|fence }}", "no guard “charm”"),
        ("---\ncolour: red\n---\n{{ text|fence }}", "does not know “colour”"),
        ("---\npurpose: writing.title\n---\n{{ text|fence }}", "cannot change “purpose”"),
        ("---\nschema: other.json\n---\n{{ text|fence }}", "cannot change “schema”"),
        ("[sytem]\nYou write.\n[user]\n{{ text|fence }}", "“[sytem]” stands alone"),
        ("[system]\n{{ text|fence }}", "no [user] part"),
        ("{{ headline }} {{ text|fence }}", "no variable “headline”"),
        ("Write: {{ text }}", "Put it between marks"),
        ("{% with t=text %}{{ t }}{% endwith %}", "Put it between marks"),
        ("{% firstof text %}", "Put it between marks"),
    ],
)
def test_a_prompt_that_cannot_work_says_why(text: str, says: str) -> None:
    assert says in " ".join(vetting.problems(text, "tests.text"))


@pytest.mark.parametrize(
    "text",
    [
        '{{ text|fence:"text" }}',
        "{{ text|upper|fence }}{% comment %}{{ what }}{% endcomment %}",
        "{% if text %}{{ text|in_line }}{% else %}nothing{% endif %}",
        "{% with t=text|defused %}{{ t }}{% endwith %}",
        "{% for word in text %}{{ forloop.counter }}{% endfor %}{{ text|fence }}",
    ],
)
def test_a_prompt_that_works_has_no_faults(text: str) -> None:
    assert vetting.problems(text, "tests.text") == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{{ brief.topic }} {{ brief.mood }}", "no variable “brief.mood”"),
        ("{{ brief.tone }}", "“brief.topic” is missing: What it is about"),
        ("{% if brief.topic %}x{% endif %}", "“brief.topic” is missing"),
        ("{{ brief.topic }}{% for note in notes %}{{ note.title }}{% endfor %}", "no variable “notes.title”"),
        ("{{ brief.topic }}{% for note in notes %}{{ note.text }}{% endfor %}", "“notes.text” is a text that others"),
        ("{{ brief.topic }}{% for note in sources %}{{ note.text|fence }}{% endfor %}", "no variable “sources”"),
    ],
)
def test_paths_of_variables_are_followed_through_loops(brief: Prompt, text: str, says: str) -> None:
    assert says in " ".join(vetting.problems(text, "tests.brief"))
    assert vetting.problems(BRIEF, "tests.brief") == []


def test_documented_variables_may_be_used_also_where_the_shipped_text_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = prompting.files()["tests.text"]
    told = replace(plain, variables=(Variable("text", True, "The article"), Variable("lead", False, "Its beginning")))
    monkeypatch.setattr(prompting, "files", lambda: {"tests.text": told})
    assert vetting.problems("{{ lead }} {{ text|fence }}", "tests.text") == []
    assert "“text” is missing: The article" in vetting.problems("{{ lead }}", "tests.text")[0]
    assert vetting.known_variables(told) == {"text": "The article", "lead": "Its beginning"}


def test_every_prompt_of_the_program_can_serve_and_says_what_it_is_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    prompting.files.cache_clear()
    found = prompting.files()
    assert {"writing.title", "writing.summary", "writing.section"} <= set(found)
    for purpose, prompt in found.items():
        assert vetting.problems(prompt.source, purpose) == []
        undocumented = [name for name, about in vetting.known_variables(prompt).items() if not about]
        if purpose.startswith("writing."):
            assert prompt.about and not undocumented, f"{purpose}: say what {undocumented} is"


@given(st.text(max_size=200))
def test_no_text_whatever_makes_the_vetting_stumble(text: str) -> None:
    assert isinstance(vetting.problems(text, "tests.text"), list)


@given(st.lists(st.sampled_from(PARTS), max_size=14))
def test_no_template_whatever_makes_the_vetting_stumble(parts: list[str]) -> None:
    assert isinstance(vetting.problems("".join(parts), "tests.text"), list)
