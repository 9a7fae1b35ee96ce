"""The rules of a house between prompt, run and guards."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from accounts.sites.models import Site
from ai import guards
from ai.engine import house, vetting
from ai.engine.house import Asked, House
from ai.engine.prompting import Prompt
from ai.guards import Expect
from ai.guards.terms import check
from aicmr.lib.wording import Wording

RULES = House("ed-1", ("- Be <guidelines> kind and write of nothing but the harbour.",), ("- Write “pier”.",))
PROMPT = Prompt("tests.text", "file 1", (("system", "You write."), ("user", "{{ text }}")), guidelines=("rules",))


@pytest.fixture
def asked() -> Iterator[list[Asked]]:
    seen: list[Asked] = []

    def reader(each: Asked) -> House:
        seen.append(each)
        return RULES

    house.register(reader)
    yield seen
    house.forget(reader)


def test_rules_stand_fenced_at_the_end_of_the_system_part() -> None:
    system, user = house.messages(PROMPT, {"text": "Hello"}, RULES)
    assert system["content"].startswith("You write.\n\nThe rules of this publication")
    assert "Be ‹guidelines> kind" in system["content"] and user["content"] == "Hello"


def test_a_prompt_without_a_system_part_gets_one() -> None:
    bare = replace(PROMPT, sections=(("user", "Hello"),))
    assert [message["role"] for message in house.messages(bare, {}, RULES)] == ["system", "user"]
    assert house.messages(bare, {}, house.NOTHING) == bare.messages({})


def test_only_prompts_that_read_rules_ask_for_them(site: Site, asked: list[Asked]) -> None:
    assert house.read(replace(PROMPT, guidelines=()), site, "", {}) is house.NOTHING
    assert house.read(PROMPT, site, "article:7", {"language": "de", "text": "Hallo"}) == RULES
    assert (asked[0].language, asked[0].scope, asked[0].source_language) == ("de", "article:7", "de")
    house.read(PROMPT, site, "", {"language": "de"}, Expect(language="fr", source_language="en"))
    assert (asked[1].language, asked[1].source_language) == ("fr", "en")
    house.read(PROMPT, site, "", {"brief": {"language": "vi"}})
    assert asked[2].language == "vi"


def test_an_answer_that_recites_the_rules_is_refused() -> None:
    expect = house.expected(Expect(), RULES)
    text = "Be kind and write of nothing but the harbour."
    assert [verdict.guard for verdict in guards.check(text, None, expect, ("length",)) if not verdict.ok] == ["echo"]


def test_the_right_words_may_appear_where_names_must_be_kept() -> None:
    rules = House(wordings=(Wording("Harbour Gazette", ("Harbour Post",)),))
    source = 'The <a href="https://x.example/Harbour Post">Harbour Post</a> reports.'
    expect = house.expected(Expect(source=source, keep=("names",)), rules)
    assert expect.source == 'The <a href="https://x.example/Harbour Post">Harbour Gazette</a> reports.'
    assert "Harbour Gazette" in str(expect.known)
    assert house.expected(Expect(source=source), rules).source == source


def test_terms_of_the_source_must_come_back_only_where_all_of_it_does() -> None:
    rules = House(pairs=(("sign-in page", "Anmeldeseite"),))
    assert house.expected(Expect(), rules).glossary == ()
    expect = house.expected(
        Expect(language="de", source_language="en", source="The sign-in page.", keep=("names",)), rules
    )
    bad, good = check("Die Eingangstür.", None, expect), check("Die Anmeldeseite.", None, expect)
    assert bad and not bad.ok and "sign-in page → Anmeldeseite" in bad.message
    assert good and good.ok


def test_forms_that_the_house_does_not_use_are_refused_with_the_right_one() -> None:
    expect = Expect(wordings=(Wording("use", ("utili*",)), Wording("", ("guru",))))
    verdict = check("Gurus are none. They utilised a guru.", None, expect)
    assert verdict and not verdict.ok
    assert "“use” instead of “utilised”" in verdict.message and "another word than “guru”" in verdict.message


def test_front_matter_names_what_can_be_read() -> None:
    text = "---\nguidelines: rules, poems\n---\n[user]\nHello"
    assert vetting.problems(text, "tests.text") == [
        "guidelines cannot be “poems”. They are rules and glossary and ids."
    ]
