"""Sentences to the one who asked are found however they are worded, and the text's own are left alone."""

import pytest

from tests.ai.guards.test_notations import refused

TEXTS = {
    "en": "The council voted on Tuesday to build a wall along the river. It will cost three million pounds, said mayor "
    "Ann Ware, and be ready in May.",
    "de": "Der Stadtrat hat am Dienstag beschlossen, am Fluss eine Mauer zu bauen. Sie kostet drei Millionen Euro, "
    "sagte Bürgermeisterin Anna Weber, und soll im Mai fertig sein.",
    "fr": "Le conseil a voté mardi la construction d’un mur le long de la rivière. Il coûtera trois millions d’euros, "
    "a dit la maire Anne Vasseur, et sera prêt en mai.",
    "nl": "De gemeenteraad besloot dinsdag een muur langs de rivier te bouwen. Die kost drie miljoen euro, zei "
    "burgemeester Anna Vos, en is in mei klaar.",
}
ENDS = [
    ("en", "Want me to try a different tone?"),
    ("en", "I left out the background because you asked for the essentials only."),
    ("en", "Is this the length you had in mind?"),
    ("en", "Changes made: passive voice removed, two sentences merged."),
    ("de", "Gern formuliere ich den Text noch etwas lockerer."),
    ("de", "Entspricht das dem Stil, den Sie sich vorgestellt haben?"),
    ("de", "Dieser Text wurde von einer KI umgeschrieben."),
    ("fr", "J'ai laissé de côté le contexte, puisque vous ne vouliez que l'essentiel."),
    ("nl", "Alle feiten uit uw brontekst zijn behouden en ik heb niets toegevoegd."),
]


@pytest.mark.parametrize(("language", "said"), ENDS)
@pytest.mark.parametrize("gap", ["\n\n", " "])
def test_an_answer_that_ends_with_talk_is_refused(language: str, said: str, gap: str) -> None:
    text = TEXTS[language]
    assert "preamble" in refused("rewrite", text, f"{text}{gap}{said}", language, language)
    assert refused("rewrite", text, text, language, language) == set()


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "I've gone through your draft and trimmed it as you asked:"),
        ("en", "As requested, here is the passage:"),
        ("de", "Ich habe mir Ihren Entwurf angesehen und würde ihn so formulieren:"),
        ("de", "Übersetzung aus dem Englischen:"),
        ("fr", "J'ai relu votre brouillon et je l'ai resserré comme demandé :"),
    ],
)
def test_an_answer_that_begins_with_talk_is_refused(language: str, said: str) -> None:
    text = TEXTS[language]
    assert "preamble" in refused("rewrite", text, f"{said}\n\n{text}", language, language)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        (
            "You can send us your texts until May. I read each draft myself.",
            "I read every draft myself. Send us your texts by May.",
        ),
        (
            "All changes of version 4.2 are on the page of the release.",
            "Version 4.2 is out.\nAll changes: see the page of the release",
        ),
        ("Ann Ware said: “I left your text as it was.”", "“I left your text as it was”, said Ann Ware."),
    ],
)
def test_what_the_text_says_is_no_talk(text: str, answer: str) -> None:
    assert "preamble" not in refused("rewrite", text, answer, "en", "en")


def test_a_title_gives_no_second_version() -> None:
    text = "The village has its first national champion: Niamh Corrigan won the archery title in Stoke on Sunday."
    title = "Village cheers its first national champion – or, if you prefer something shorter: Corrigan takes title"
    assert "preamble" in refused("title", text, title, "en", "en")
    assert refused("title", text, "Village cheers its first national champion", "en", "en") == set()
