"""What is told of numbers, names and ideas is what the text tells of them."""

import pytest

from ai import guards
from ai.guards.recipes import expecting

HALL = (
    "The market hall in Halifax let 12 of its 40 stalls to local farmers last spring. Mayor Rose Whitlock opened the "
    "north entrance on 4 March 2027; director Mark Apple of Stern Ltd paid 3.2 million pounds for the roof. Adults pay "
    '£9, children £4. "We will never sell the hall to a supermarket chain," Whitlock said. The number of visitors rose '
    "by 8 percent to 52,000 a year. Some traders may leave in autumn, because rents went up from £120 to £180 a week. "
    "The hall is not open on Mondays. A third of the stalls sell cheese. The cellar stays at -2 °C. The sentence was "
    "two years and eight months."
)
SEE = (
    "Die Fähre der Reederei Stern fährt von Friedrichshafen nach Romanshorn. Kapitänin Lena Vogel rechnet mit 14 von "
    "20 Fahrten. Erwachsene zahlen 11 Euro, Kinder 6 Euro. Die Bäckerei öffnet im Sommer, das Museum erst im Winter."
)


def refused(answer: str, source: str, *, language: str = "en", feature: str = "summary", of: str = "") -> set[str]:
    expect = expecting(feature, language=language, source=source, source_language=of or language)
    return {verdict.guard for verdict in guards.check(answer, None, expect) if not verdict.ok}


@pytest.mark.parametrize(
    ("answer", "guard"),
    [
        ("The market hall in Halifax let 40 of its 12 stalls to local farmers.", "facts"),
        ("Adults pay £4 at the market hall in Halifax, children £9.", "facts"),
        ("Visitor numbers at the hall fell by 8 percent to 52,000 a year.", "facts"),
        ("Visitor numbers at the hall rose by 8 percent to 52,000 a month.", "facts"),
        ("Rents at the hall went up from £180 to £120 a week.", "facts"),
        ("Mayor Rose Whitlock opened the south entrance of the hall.", "sense"),
        ("The market hall let 12 of its 40 stalls last summer.", "facts"),
        ("Half of the stalls in the hall sell cheese.", "facts"),
        ("The cellar of the market hall stays at 2 °C.", "facts"),
        ("All traders may leave in autumn because of the rents.", "sense"),
        ("Some traders will leave in autumn, because rents went up.", "sense"),
        ("The hall is open on Mondays, and a third of the stalls sell cheese.", "sense"),
        ("The hall will be sold to a supermarket chain, said Rose Whitlock.", "sense"),
        ('"We will gladly sell the hall to a supermarket chain," Whitlock said.', "facts"),
        ("Mayor Mark Apple opened the north entrance on 4 March 2027.", "facts"),
        ("Mark Apple of Moon Ltd paid for the roof of the market hall.", "names"),
        ("Ruby Whitlock opened the north entrance on 4 March 2027.", "names"),
        ("Whitlow opened the north entrance on 4 March 2027.", "names"),
        ("Rose Apple opened the north entrance on 4 March 2027.", "names"),
        ("The sentence in Halifax was thirty-three months.", "numbers"),
    ],
)
def test_what_is_told_otherwise_is_found(answer: str, guard: str) -> None:
    assert guard in refused(answer, HALL)


@pytest.mark.parametrize(
    "answer",
    [
        "Children pay £4 at the market hall in Halifax, adults £9.",
        "The hall stays closed on Mondays, and 52,000 people visit it a year.",
        "Rents rose to £180 a week from £120, so some traders may leave in autumn.",
        "Of the 40 stalls in Halifax, twelve went to local farmers.",
        "The hall will never be sold to a supermarket chain, says Mayor Rose Whitlock.",
        "The sentence was 32 months.",
    ],
)
def test_the_same_in_other_words_passes(answer: str) -> None:
    assert refused(answer, HALL) == set()


@pytest.mark.parametrize(
    ("answer", "guard"),
    [
        ("Kapitänin Lena Vogel rechnet mit 20 von 14 Fahrten.", "facts"),
        ("Kinder zahlen auf der Fähre 11 Euro.", "sense"),
        ("Kinder zahlen auf der Fähre 11 Euro, Erwachsene 6 Euro.", "facts"),
        ("Die Bäckerei öffnet im Winter, das Museum im Sommer.", "sense"),
        ("Die Fähre fährt von Romanshorn nach Friedrichshafen.", "facts"),
        ("Kapitänin Lena Vogl rechnet mit 14 von 20 Fahrten.", "names"),
        ("Die Fähre der Reederei Mond fährt nach Romanshorn.", "names"),
    ],
)
def test_german_is_read_with_its_capitals(answer: str, guard: str) -> None:
    assert guard in refused(answer, SEE, language="de")


def test_a_translation_keeps_each_sentence_s_facts() -> None:
    good = (
        "The ferry of the Stern shipping company runs from Friedrichshafen to Romanshorn. Captain Lena Vogel expects "
        "14 of 20 trips. Adults pay 11 euros, children 6 euros. The bakery opens in summer, the museum only in winter."
    )
    told = {"feature": "translate", "of": "de"}
    assert refused(good, SEE, **told) == set()
    for mine, other, guard in (
        ("14 of 20", "20 of 14", "facts"),
        ("11 euros, children 6", "6 euros, children 11", "facts"),
        ("summer", "spring", "sense"),
    ):
        assert guard in refused(good.replace(mine, other), SEE, **told), other


def test_what_only_rewording_may_be_is_told_and_not_refused() -> None:
    for feature in ("summary", "rewrite", "translate", "title", "list"):
        assert "sense" in expecting(feature, language="en", source=HALL).marked


@pytest.mark.parametrize(
    ("source", "language", "good", "bad"),
    [
        ("市长王丽娜4月12日宣布了计划。", "zh", "Mayor Wang Lina told of a plan on 12 April.", ("Lina", "Lihua")),
        ("김민수 시장은 계획을 발표했다.", "ko", "Mayor Kim Min-su told of a plan.", ("Min-su", "Ji-ho")),
        ("वैज्ञानिक सुनीता शर्मा ने योजना बताई।", "hi", "Scientist Sunita Sharma told of a plan.", ("Sunita", "Anita")),
    ],
)
def test_names_of_scripts_without_capitals_are_told_apart(
    source: str, language: str, good: str, bad: tuple[str, str]
) -> None:
    told = {"feature": "translate", "of": language}
    assert "names" not in refused(good, source, **told)
    assert "names" in refused(good.replace(*bad), source, **told)


def test_measures_may_be_written_in_their_smaller_units() -> None:
    source = (
        "The run takes 2:24:51, two years and six months of training, and 1.5 km of rope. It starts at half past seven."
    )
    good = "Training takes two and a half years, the run 2 h 24 min 51 s. It needs 1,500 m of rope and starts at 7.30."
    assert "numbers" not in refused(good, source)
    assert "numbers" in refused(good.replace("51 s", "15 s"), source)


def test_marks_of_markdown_are_none_in_html_or_plain_text() -> None:
    source = "<p data-id='a'>The hall opens on Monday and has twelve stalls.</p>"
    assert "tags" in refused(
        "<p data-id='a'>The hall opens on **Monday** and has twelve stalls.</p>", source, feature="rewrite"
    )
    assert "html" in refused("The hall opens on **Monday** and has twelve stalls.", source)
