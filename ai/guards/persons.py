"""Which words of a run of capitals are a person's name."""

from ai.guards import naming, nouns, vocabulary
from ai.guards.naming import Run


def person_of(run: Run, language: str) -> list[str]:
    """The words of a person's name: from the given name on, or what follows a title."""
    place = run.given(language)
    if run.is_doubtful and not run.is_titled and (language == "de" or run.is_initial):
        return []  # seine Tore; Teraz, which is no form of a name
    if place >= 0:
        start = 0 if language in ("hu", "vi") else place
        said = run.tokens[start : start + 4]
        if language == "de":  # Neil Barofskys Erinnerungen, James Spielzeit
            first = 1 if said[0].endswith("s") else 2
            owned = next((at for at, token in enumerate(said) if at >= first and nouns.is_noun(token)), len(said))
            said = naming.without_owned(said[:owned])
        kept = [token for token in said if not naming.is_no_name(token, language)]
        return said[:2] if vocabulary.is_korean(*[*said, "", ""][:2]) else kept
    return (
        [token for token in run.tokens[:2] if not naming.is_no_name(token, language)]
        if run.is_titled and language != "de"
        else run.tokens[:1]
        if run.is_titled
        else []
    )
