"""Clauses that say the contrary of the text: without its denial, as a fact what may be, opposed for supported."""

from collections.abc import Iterator

from ai.guards import claims, denials, opposites
from ai.guards.claims import Clause
from ai.guards.saying import LEAST_WORDS, Told, stems
from ai.guards.spelling import distance

COVERED, SURELY_COVERED = 0.65, 0.8  # share of a clause's words that a sentence of the other text has
LEAST_SURE = 3
NEAR = 2  # letters
SHORT = 2  # words of a clause


def denied(mine: Told, given: Told, language: str) -> Iterator[str]:
    """What the text denies and the answer says, or the other way round."""
    yield from (clause.text.strip() for clause in given.clauses if _is_dropped(clause, mine, language))
    yield from (clause.text.strip() for clause in mine.clauses if _is_dropped(clause, given, language))
    yield from _claimed(mine, given, language)


def _claimed(mine: Told, given: Told, language: str) -> Iterator[str]:
    """There were injured, of whom the text only tells that there were none."""
    there: dict[str, list[bool]] = {}
    for clause in given.clauses:
        found = claims.stems(clause.text, language)
        is_denied = len(found) <= SHORT + 1 and denials.denies(clause.text, language)
        for stem in found:
            there.setdefault(stem, []).append(is_denied and stem == found[-1])
    never = {stem for stem, told in there.items() if all(told)}
    for clause in mine.clauses if never else ():
        found = claims.stems(clause.text, language)
        if found and len(found) <= SHORT and found[-1] in never and not _lacks(mine.sentence_of(clause), language):
            yield clause.text.strip()


def _lacks(text: str, language: str) -> bool:
    return denials.denies(text, language) or denials.has("lacks", text, language)


def _is_dropped(clause: Clause, others: Told, language: str) -> bool:
    """Whether a clause has a denial that the sentence which says the same has not."""
    if len(stems(clause.words)) < LEAST_WORDS or not denials.denies(clause.text, language):
        return False
    if denials.has("bounded", clause.text, language):
        return False
    sentences = [one for one in others.all_saying(clause.words, COVERED) if _has_head(clause, one, language)]
    return bool(sentences) and all(denials.is_fewer(one, clause.text, language) for one in sentences)


def _has_head(clause: Clause, sentence: str, language: str) -> bool:
    """Whether the sentence has what the clause denies, or nearly so: sold of sell."""
    behind, before = denials.parts(clause.text, language)
    head = next(iter(claims.stems(behind, language)), "") or next(reversed(claims.stems(before, language)), "")
    return not head or any(distance(head, stem, NEAR) <= NEAR for stem in claims.stems(sentence, language))


def opposed(mine: Told, given: Told, language: str) -> Iterator[str]:
    """Pugh supported the project, of whom the text tells that he opposed it."""
    for clause in mine.clauses:
        told = opposites.sides(clause.text, language)
        if not told:
            continue
        own = frozenset(stem for side in told.values() for raw in side.values() for stem in claims.stems(raw, language))
        words = clause.words - own
        if len(stems(words)) < LEAST_WORDS:
            words = mine.words_of(clause) - own
        said = given.all_saying(words, COVERED) if len(stems(words)) >= LEAST_WORDS else []
        wrong = [opposites.exchanged(clause.text, sentence, language, language) for sentence in said]
        if wrong and any(wrong) and not any(_agrees(told, sentence, language) for sentence in said):
            yield from next(found for found in wrong if found)


def _agrees(told: dict[str, dict[int, str]], sentence: str, language: str) -> bool:
    """Whether the sentence says one of the sides that the clause says."""
    there = opposites.sides(sentence, language)
    return any(side in there.get(group, {}) for group, sides in told.items() for side in sides)


def made_sure(mine: Told, given: Told, language: str) -> Iterator[str]:
    """What may be, told as what is."""
    for clause in given.clauses:
        if len(stems(clause.words)) >= LEAST_SURE and denials.has("perhaps", _without_may(clause.text), language):
            sentence = mine.saying(clause.words, SURELY_COVERED)
            if sentence and not denials.has("maybe", _without_may(sentence), language):
                yield sentence.strip()


def _without_may(text: str) -> str:
    """The month is no verb."""
    return text.replace("May", "")
