from ai.proposals import confidence

SOURCE = "The pier opens on Saturday. It is 40 metres long, and Anna Weber of the Harbour Trust cut the ribbon."


def test_words_of_the_source_are_sure() -> None:
    assert confidence.support("The pier is 40 metres long.", SOURCE, language="en") == 100
    assert confidence.support("Piers opening on Saturday", SOURCE, language="en") == 100


def test_words_that_the_source_does_not_have_cost() -> None:
    some = confidence.support("The pier opens on Saturday with fireworks and brass bands.", SOURCE, language="en")
    assert some is not None and 20 < some < 80


def test_an_invented_number_or_name_caps_it() -> None:
    assert (confidence.support("The pier is 41 metres long.", SOURCE, language="en") or 0) <= 40
    assert (confidence.support("The pier opens, says Peter Miller.", SOURCE, language="en") or 0) <= 40


def test_a_repaired_answer_is_less_sure() -> None:
    assert confidence.support("The pier is 40 metres long.", SOURCE, language="en", repaired=True) == 90


def test_nothing_to_measure_by_is_no_figure() -> None:
    assert confidence.support("", SOURCE, language="en") is None
    assert confidence.known([], ["Pier"]) is None
    assert confidence.kept("", SOURCE) is None


def test_known_names_are_sure() -> None:
    assert confidence.known(["pier", "New"], ["Pier", "Harbour"]) == 50


def test_a_translation_is_measured_by_its_numbers_and_length() -> None:
    good = "Der Steg öffnet am Samstag. Er ist 40 Meter lang, und Anna Weber vom Hafenverein schnitt das Band durch."
    assert confidence.kept(good, SOURCE) == 90
    assert confidence.kept(good.replace("40", "vierzig"), SOURCE) == 0
    assert (confidence.kept("40", SOURCE) or 0) <= 40
