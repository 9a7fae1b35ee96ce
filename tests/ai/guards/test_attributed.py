"""Who said what."""

import pytest

from ai import guards
from ai.guards.recipes import expecting

SEA = (
    "«Ci ha insegnato ad ascoltare il mare», ha detto la sindaca Teresa Zanier. La figlia Chiara Marassi ha annunciato "
    "che le carte andranno alla biblioteca."
)
MOOR = (
    "Anna Brandt kümmert sich um die Technik. „Ein nasses Moor ist die billigste Klimaanlage“, sagt Peter Thiessen. "
    "Das freut den Bürgermeister."
)


@pytest.mark.parametrize(
    ("of", "source", "language", "good", "bad"),
    [
        (
            "it",
            SEA,
            "it",
            "«Ci ha insegnato ad ascoltare il mare», ha detto Zanier; le carte vanno alla biblioteca.",
            "«Ci ha insegnato ad ascoltare il mare», ha detto la figlia Chiara Marassi.",
        ),
        (
            "de",
            MOOR,
            "de",
            "Peter Thiessen sagt: „Ein nasses Moor ist die billigste Klimaanlage“. Die Technik hat Anna Brandt.",
            "Brandt sagt: „Ein nasses Moor ist die billigste Klimaanlage“. Das freut Peter Thiessen.",
        ),
        (
            "de",
            MOOR,
            "en",
            "Anna Brandt looks after the technology. “A wet moor is the cheapest cooling,” says Peter Thiessen.",
            "Peter Thiessen looks after the technology. “A wet moor is the cheapest cooling,” says Anna Brandt.",
        ),
    ],
)
def test_a_quotation_stays_with_who_said_it(of: str, source: str, language: str, good: str, bad: str) -> None:
    def refused(text: str) -> bool:
        expect = expecting("summary", language=language, source=source, source_language=of)
        return any(not verdict.ok for verdict in guards.check(text, None, expect, ("facts",)))

    assert not refused(good)
    assert refused(bad)


def test_a_pronoun_means_somebody_who_is_named_shortly_before() -> None:
    source = (
        "Geschäftsführerin Annette Rühl begründete den Schritt mit den Kosten. „Wir haben diese Entscheidung lange "
        "hinausgeschoben“, sagte sie. Der Betriebsrat war enttäuscht. Dessen Vorsitzender Peter Yildiz kündigte "
        "Verhandlungen an."
    )
    expect = expecting("summary", language="de", source=source, source_language="de")

    def refused(text: str) -> bool:
        return any(not verdict.ok for verdict in guards.check(text, None, expect, ("facts",)))

    assert not refused("„Wir haben diese Entscheidung lange hinausgeschoben“, sagte Annette Rühl.")
    assert refused("„Wir haben diese Entscheidung lange hinausgeschoben“, sagte Peter Yildiz.")
