"""One tokenizer for every database: the index and the query see the same words.

Words are folded (NFKC, case, accents) and written in `a-z 0-9 _` alone, so that no engine splits,
folds, drops or interprets them its own way:

- a word of ASCII letters ends in `_`: it is then in no server's stop word list; words under two letters
  are padded to three characters, InnoDB's smallest token;
- any other word is `u_` and four base-36 digits per character: the prefix of a word stays the prefix
  of its token;
- scripts written without spaces become overlapping pairs of characters, and the last character of a
  run once alone, so that a single character can be found as the prefix of a pair.
"""

import re
import unicodedata

_LETTERS_LIKE = str.maketrans(
    {"ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d", "ı": "i"}
    | {"æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe"}
)
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17d3\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
_MARKED = "\u0300-\u036f\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0900-\u0963\u0966-\u0dff\u0f00-\u0fff\u3099\u309a"
# One character of a word in a script with spaces.
WORD_CHARACTER = rf"(?:[^\W_{_UNSPACED}]|[{_MARKED}])"
RUNS = re.compile(rf"([{_UNSPACED}\u3099\u309a]+)|({WORD_CHARACTER}+)")
_ASCII_WORD = re.compile(r"[a-z0-9]+")
_LETTER = re.compile(r"(?<![^ ])[a-z0-9]_(?![^ ])")  # a word of one letter, which has one underline too few
_BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz"
_LONGEST_ASCII = 80
_LONGEST_OTHER = 20


def fold(text: str) -> str:
    """`text` without differences of case, width and accent. Voicing marks of kana and vowel signs stay."""
    if text.isascii():
        return text.lower()
    bare = unicodedata.normalize("NFKD", text.translate(_LETTERS_LIKE)).casefold()
    return unicodedata.normalize("NFKC", "".join(char for char in bare if not _is_accent(char)))


def tokens(text: str) -> list[str]:
    """The words of `text` in their order, as the index stores them."""
    folded = fold(text)
    if folded.isascii():
        return [word + "_" if 1 < len(word) <= _LONGEST_ASCII else encode(word) for word in _ASCII_WORD.findall(folded)]
    found: list[str] = []
    for unspaced, word in RUNS.findall(folded):
        if unspaced:
            found.extend(pairs(unspaced))
            found.append(encode(unspaced[-1]))
        else:
            found.append(encode(word))
    return found


def line(text: str) -> str:
    """The tokens of `text` with spaces between them: what is stored for it. Faster than to join `tokens`."""
    folded = fold(text)
    if folded.isascii():
        words = _ASCII_WORD.findall(folded)
        if words and len(max(words, key=len)) <= _LONGEST_ASCII:
            return _LETTER.sub(r"\g<0>_", f"{'_ '.join(words)}_")
    return " ".join(tokens(text))


def encode(word: str) -> str:
    """The token of one folded word."""
    return f"{word[:_LONGEST_ASCII]:_<2}_" if word.isascii() else encode_prefix(word)


def encode_prefix(word: str) -> str:
    """What the tokens of all words that begin with `word` begin with."""
    if word.isascii():
        return word[:_LONGEST_ASCII]
    return "u_" + "".join(_digits(char) for char in word[:_LONGEST_OTHER])


def pairs(run: str) -> list[str]:
    """東京都 → 東京 京都, encoded."""
    return [encode_prefix(run[at : at + 2]) for at in range(len(run) - 1)]


def query_tokens(text: str) -> list[str]:
    """The tokens of `text`, each once, as a search for all its words needs them."""
    return list(dict.fromkeys(tokens(text)))


def _digits(char: str) -> str:
    number, digits = ord(char), ""
    for _ in range(4):
        number, digit = divmod(number, 36)
        digits = _BASE36[digit] + digits
    return digits


def _is_accent(char: str) -> bool:
    """Accents, Hebrew points and Arabic short vowels by combining class; not nukta, kana voicing, virama."""
    combining = unicodedata.combining(char)
    return combining >= 200 or combining == 1 or 10 <= combining <= 36
