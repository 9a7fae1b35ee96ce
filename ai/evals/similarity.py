"""How like an accepted text an answer is, without a model: the same two texts, the same number.

chrF: character n-gram F-score, n = 1 to 6, beta = 2 (recall counts twice), whitespace left out. Maja Popović, "chrF:
character n-gram F-score for automatic MT evaluation", WMT 2015, section 2: chrP and chrR are averages over n, and
chrF = (1 + beta²) · chrP · chrR / (beta² · chrP + chrR). n-grams longer than either text are left out, as sacreBLEU
does, so that short texts of a few characters are measured as well.
"""

from collections import Counter

LONGEST = 6
BETA = 2.0
MOST_CHARS = 20_000


def chrf(answer: str, accepted: str) -> float:
    """0 (nothing alike) to 1 (the same but for spaces)."""
    one, other = _characters(answer), _characters(accepted)
    if not one or not other:
        return float(one == other)
    shares = [_shares(one, other, size) for size in range(1, min(LONGEST, len(one), len(other)) + 1)]
    precision = sum(share for share, _ in shares) / len(shares)
    recall = sum(share for _, share in shares) / len(shares)
    if not precision or not recall:
        return 0.0
    return (1 + BETA**2) * precision * recall / (BETA**2 * precision + recall)


def _characters(text: str) -> str:
    return "".join(text[:MOST_CHARS].split())


def _shares(one: str, other: str, size: int) -> tuple[float, float]:
    """(precision, recall) of the n-grams of this size."""
    mine, theirs = (Counter(text[at : at + size] for at in range(len(text) - size + 1)) for text in (one, other))
    common = (mine & theirs).total()
    return common / mine.total(), common / theirs.total()
