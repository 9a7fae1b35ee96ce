"""Notes, links and placeholders in another block or sentence than in the text, and blocks that changed places.

A good answer joins, cuts and reorders sentences: a thing moved where the sentence it stands in says nothing of its own
and something of another, while its own is told elsewhere.
"""

import re
from collections import Counter
from collections.abc import Iterator

from ai.guards import claims, marked
from ai.guards.figures import figures
from ai.guards.marked import FIRST, PLACE, Laid, share, words
from ai.guards.reading import plain
from ai.guards.verdicts import Expect

Key = tuple[str, str]
MOST = 40  # things of a block, and blocks, that are compared
LEAST_SHARED = 2  # words that a sentence shares with another than its own
LEAST_CROSSED = 4  # words that two blocks share with each other's
SALUTED = 3  # words before the placeholder of a greeting
LEAST_SIZE, MOST_SIZE = 0.6, 1.6  # of a sentence that stands for another
_ANY_PLACE = re.compile(PLACE)
_SIGN = re.compile(r"[€$£¥₹%#№§°]")
_CUT = re.compile(r"[.,;:!?()|\n。、，：！]")
_NAME_PART = re.compile(r"[A-Z]?[^\W\d_A-Z]{3,}")


def faults(answer: str, expect: Expect) -> Iterator[str]:
    pairs = marked.paired_blocks(answer, expect.source)
    laid = [(marked.laid(a, expect.wanted), marked.laid(b, expect.source_code)) for a, b in pairs]
    elsewhere = list(_in_other_blocks(laid))
    yield from elsewhere
    for (mine, given), (a, b) in zip([] if elsewhere else laid, pairs, strict=not elsewhere):
        yield from _in_other_sentences(mine, given, expect)
        yield from _exchanged(_slots(a, expect.wanted), _slots(b, expect.source_code, with_name=True))
    yield from _crossed(pairs, expect)


def _in_other_blocks(laid: list[tuple[Laid, Laid]]) -> Iterator[str]:
    """What is there as often as in the text, but not block for block."""
    counts = [(Counter(mine.keys), Counter(given.keys)) for mine, given in laid]
    all_mine, all_given = (sum((pair[side] for pair in counts), Counter[Key]()) for side in (0, 1))
    for mine, given in counts:
        for key in given - mine:
            if all_mine[key] == all_given[key]:
                yield f"the {key[0]} {key[1][:40]} stands in another block"


def _in_other_sentences(mine: Laid, given: Laid, expect: Expect) -> Iterator[str]:
    here, there = mine.places(), given.places()
    both = [key for key in there if key in here][:MOST]
    if not both or min(len(given.sentences), len(mine.sentences)) < 2:
        return
    if marked.is_unspaced(expect):
        yield from _with_other_numbers(mine, given, both, expect)
        return
    said = [_keys(sentence, expect.wanted, expect) for sentence in mine.sentences]
    told = [_keys(sentence, expect.source_code, expect) for sentence in given.sentences]
    aligned = expect.wanted != expect.source_code and _are_aligned(mine.sentences, given.sentences)
    is_cut = len(mine.sentences) > len(given.sentences)  # into short ones, each of which has less of its own
    for key in both:
        own, now = told[there[key]], said[here[key]]
        others = [one - own for number, one in enumerate(told) if number != there[key]]
        least = LEAST_SHARED + is_cut if expect.wanted == expect.source_code else 1
        is_told = any(own & one for number, one in enumerate(said) if number != here[key])
        is_of_other = is_told and any(len(now & other) >= least for other in others)
        if not own & now and (is_of_other or (aligned and here[key] != there[key])):
            yield f"the {key[0]} {key[1][:40]} stands in another sentence"


def _with_other_numbers(mine: Laid, given: Laid, both: list[Key], expect: Expect) -> Iterator[str]:
    """A note in a sentence that has the numbers of another one and none of its own; words cannot be told here."""
    if not _are_aligned(mine.sentences, given.sentences):
        return
    here, there = mine.places(), given.places()
    said = [_numbers(sentence, expect.wanted) for sentence in mine.sentences]
    told = [_numbers(sentence, expect.source_code) for sentence in given.sentences]
    for key in both:
        own, now = told[there[key]], said[here[key]]
        if (
            key[0] == "footnote"
            and here[key] != there[key]
            and own & said[there[key]]
            and not own & now
            and now & told[here[key]]
        ):
            yield f"the {key[0]} {key[1][:40]} stands in another sentence"


def _numbers(text: str, language: str) -> frozenset[str]:
    return frozenset(
        f"#:{value}" for one in figures(_ANY_PLACE.sub(" ", text), language) for value in one.values if one.size > 1
    )


def _are_aligned(mine: tuple[str, ...], given: tuple[str, ...]) -> bool:
    """Whether each sentence is about as long as the one at its place."""
    if len(mine) != len(given):
        return False
    sizes = [(len(a), len(b)) for a, b in zip(mine, given, strict=True)]
    share_of = sum(a for a, _ in sizes) / sum(b for _, b in sizes)
    return all(LEAST_SIZE < a / (b * share_of) < MOST_SIZE for a, b in sizes)


def _keys(text: str, language: str, expect: Expect) -> frozenset[str]:
    read = _ANY_PLACE.sub(" ", text)
    content = claims.content(read, language)
    return (content if expect.wanted == expect.source_code else claims.subjects(content)) | _numbers(read, language)


def _slots(block: str, language: str, *, with_name: bool = False) -> dict[str, list[str]]:
    """Words and signs that stand right beside each placeholder that is there once, and those of its own name."""
    laid = marked.laid(block, language)
    names = [key[1] for key in laid.keys if key[0] == "placeholder"]
    found: dict[str, list[str]] = {}
    for number, sentence in enumerate(laid.sentences):
        for match in _ANY_PLACE.finditer(sentence):
            kind, name = laid.keys[ord(match.group()) - ord(FIRST)]
            if kind != "placeholder" or names.count(name) > 1:
                continue
            before, behind = sentence[: match.start()], sentence[match.end() :]
            before = _ANY_PLACE.split(before)[-1]
            behind = _ANY_PLACE.split(behind)[0]
            left, right = words(_CUT.split(before)[-1])[-2:], words(_CUT.split(behind)[0])[:1]
            signs = _SIGN.findall(before[-2:] + " " + behind[:2])
            greets = not number and len(words(before)) <= SALUTED and re.match(r"\s?[,:!،、，]", behind)
            own = [part.lower() for part in _NAME_PART.findall(name)] if with_name else []
            found[name] = [
                *(word for word in (*left, *right) if claims.content(word, language)),
                *signs,
                *(["^"] if greets else []),
                *own,
            ]
    return found


def _exchanged(here: dict[str, list[str]], there: dict[str, list[str]]) -> Iterator[str]:
    """Two placeholders each of which has the words of the other beside it."""
    both = [name for name in there if name in here][:MOST]
    for at, one in enumerate(both):
        for other in both[at + 1 :]:
            if share(here[one], there[one]) or share(here[other], there[other]):
                continue
            mine, its = (
                [word for word in there[a] if not share([word], there[b])] for a, b in ((one, other), (other, one))
            )
            if share(here[one], its) or share(here[other], mine):
                yield f"the placeholders {one} and {other} changed places"


def _crossed(pairs: list[tuple[str, str]], expect: Expect) -> Iterator[str]:
    """Two blocks each of which says what the other said."""
    if len(pairs) < 2 or len(pairs) > MOST:
        return
    said = [_keys(plain(a), expect.wanted, expect) for a, _ in pairs]
    told = [_keys(plain(b), expect.source_code, expect) for _, b in pairs]
    for one in range(len(pairs)):
        for other in range(one + 1, len(pairs)):
            mine, its = told[one] - told[other], told[other] - told[one]
            crossed = [len(said[one] & its), len(said[other] & mine)]
            is_own = said[one] & mine or said[other] & its
            if not is_own and min(crossed) >= LEAST_CROSSED // 2 and sum(crossed) >= LEAST_CROSSED:
                yield f"the blocks {one + 1} and {other + 1} changed places"
