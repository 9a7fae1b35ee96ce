"""What a prompt's template may cost, whoever wrote it."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai.engine import templating, vetting
from ai.engine.prompting import PromptError, parse

LOOPS = "{% for a in text %}" * 9 + "x" + "{% endfor %}" * 9
DOUBLED = '{% with a="' + "a" * 200 + '" %}' + "{% with a=a|add:a %}" * 40 + "{{ a }}" + "{% endwith %}" * 41
JOINED = '{% with a="' + "a" * 200 + '" %}' + "{% with a=a|join:a %}" * 9 + "{{ a }}" + "{% endwith %}" * 10
REPEATED = "{% for a in text %}" + "x" * 19_000 + "{% endfor %}"


@pytest.mark.parametrize("body", [LOOPS, DOUBLED, JOINED, REPEATED])
def test_a_template_that_grows_without_end_stops_at_once(body: str) -> None:
    prompt = parse(f"[user]\n{body}", purpose="tests.text")
    began = time.process_time()
    with pytest.raises(PromptError, match=r"turns|characters"):
        prompt.messages({"text": "wide words " * 400})
    assert time.process_time() - began < 2


@pytest.mark.parametrize("filters", ["make_list", "ljust:9", "random", "urlize"])
def test_filters_that_pad_or_search_are_not_there(filters: str) -> None:
    (said,) = vetting.problems(f"[user]\n{{{{ text|{filters} }}}}", "tests.text")
    assert "Invalid filter" in said


def test_an_administrator_is_told_at_once_that_loops_in_loops_are_too_many() -> None:
    nested = '{% for a in "aaaaaaaaaa" %}' * 9 + "x" + "{% endfor %}" * 9
    (said,) = vetting.problems(f"[user]\n{{{{ text }}}}{nested}", "tests.text")
    assert f"more than {templating.MOST_TURNS:,} turns" in said


@given(st.lists(st.text(max_size=5), max_size=40))
def test_loops_within_the_bound_say_everything(words: list[str]) -> None:
    prompt = parse(
        "[user]\n.{% for word in words %}{{ word|default:'-' }};{% endfor %}{{ words|join:', ' }}.", purpose="t"
    )
    said = prompt.messages({"words": words})[0]["content"]
    assert said == "." + "".join(f"{word or '-'};" for word in words) + ", ".join(words) + "."
