"""echo: no instruction of the prompt, none of the marks around what it was given, and nothing hidden in the answer."""

import re
from collections.abc import Iterator
from functools import cache
from html import unescape
from typing import Any

from ai.guards import asides, remarks
from ai.guards.phrases import any_of
from ai.guards.reading import folded, plain
from ai.guards.remarks import unseen
from ai.guards.verdicts import Expect, Verdict, prose

ID = "echo"
RUN = 7  # words in a row that nobody writes by chance
WIDE_RUN = 14  # characters, in scripts without spaces
_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_BLOCK_TAG = re.compile(
    r"</?(?:p|div|h[1-6]|li|ul|ol|br|tr|td|th|table|caption|blockquote|figure|figcaption|pre)\b[^<>]{0,2000}>", re.I
)
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]")
# Each gives up at the next that opens: a text of opening brackets is read once, not once for each of them.
_TEMPLATE = re.compile(r"\{\{(?:(?!\{\{|\}\}).)*\}\}|\{%(?:(?!\{%|%\}).)*%\}", re.DOTALL)
_FENCE = re.compile(
    r"</?\s{0,9}(?:source|article|written_so_far|last_text|selection|text|instructions?|system|user|assistant|guidelines?|glossary"
    r"|examples?|document|context|prompt|notes?|facts?)\s{0,9}/?>",
    re.I,
)
# Controls, and marks that turn or hide what is written; not those that Persian, Indic scripts and emoji need.
_HIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]")
# Tokens and marks of chat templates, and messages as they are sent.
_CHAT = re.compile(
    r"<[|｜][^\s<>|｜]{1,40}(?:[|｜]>|>)|\[/?INST\]|<</?SYS>>|<(?:start|end)_of_(?:turn|text|image|utterance)>|</?s>"
    r"|<(?:bos|eos|pad|unk|mask|sep|cls|image_soft_token)>|\[(?:bos|eos|pad|unk|mask|sep|cls|gmask|/?input|/?output|/?prompt"
    r"|/?instructions?|/?assistant|/?system|/?user|/?context|/?source|end of (?:text|input|output|article|source))\]"
    r"|\[/(?:text|article|document|answer|response|summary|translation|eingabe|entrée|entrada|invoer|ingresso)\]"
    r"|</?(?:assistant|human|eot_id|im_start|im_end|endoftext|end_of_text|input|tool_calls?|channel|message)\s{0,3}/?>"
    r"|(?m:^[^\S\n]{0,9}(?:###[^\S\n]{0,9})?(?:system|user|assistant|human|model)[^\S\n]{0,9}:[^\S\n]*$)"
    r"|(?m:^\W{0,9}(?:-{3}|={3}|\*{3})\s?(?:end|begin|start|ende|fin|fine|eind|koniec)\b[^\n]{0,30}(?:-{3}|={3}|\*{3})\s*$)"
    r"|</?(?:tool_call|function_call|tool_use|tool_response|invoke)\b|\"(?:tool_calls|function_call)\"\s*:"
    r"|\"role\"\s{0,3}:\s{0,3}\"(?:system|user|assistant|model|tool)\"|\"content\"\s{0,3}:\s{0,3}\"",
    re.I,
)


# What people tell models, at the start of a line, of a sentence or of a clause (`data/phrases.toml`).
_START = r"(?m:(?:^[^\w\n]{0,20}|(?<=[.!?:。])[^\S\n]{0,3}[\"'“„«»‚‘「『(]{0,2}))"
_CLAUSE = r"(?:[^.!?\n]{0,90}?(?:,|\b(?:and|then|und|et|puis|y|e|en|och|i))\s+)?"


def check(text: str, data: Any, expect: Expect) -> Verdict | None:
    read = prose(text, data)
    known = folded(expect.grounds)
    if hidden := {char for char in _HIDDEN.findall(read) if char not in expect.source}:
        return Verdict(ID, False, f"The answer contains characters that nobody sees: U+{ord(min(hidden)):04X}.")
    own = folded(expect.source)  # a stranger's text that has such marks is no reason to write them
    shown = unescape(read)  # a mark that is written with entities looks the same
    lines = _BLOCK_TAG.sub("\n", shown)
    bare = "\n".join((plain(read), *unseen(read)))  # an order begins behind a tag as well
    patterns = ((_CHAT, shown), (_FENCE, shown), (_TEMPLATE, read), (_order(), bare), (_label(), lines))
    for pattern, where in patterns:
        if any(folded(match.group()) not in own for match in pattern.finditer(where)):
            return Verdict(ID, False, "The answer contains marks of the prompt instead of text alone.")
    if _role().search(bare) and not _role().search(plain(expect.source)):
        return Verdict(ID, False, "The answer contains the labels of a chat.")
    if said := next(_orders_given(text, data, expect), ""):
        return Verdict(ID, False, f"The answer repeats what it was told to do: “{said[:80]}”.")
    found = next(_repeated(read, expect.echo, known), "")
    if found:
        return Verdict(ID, False, f"The answer repeats its instructions: “{found[:80]}”.")
    return Verdict(ID, True)


def _orders_given(text: str, data: Any, expect: Expect) -> Iterator[str]:
    yield from remarks.orders(text, data, expect)
    yield from asides.orders(text, data, expect)


def _repeated(answer: str, instructions: tuple[str, ...], known: str) -> Iterator[str]:
    bare = _bare(answer)
    allowed = _bare(known)
    for piece in (part for text in instructions for part in _TEMPLATE.split(text)):
        for line in re.split(r"(?<=[.!?:])\s+|\n\s*\n|\n\s*-\s", piece):
            yield from (run for run in _runs(line) if run in bare and run not in allowed)


def _runs(line: str) -> Iterator[str]:
    """Every run of words of the line that is long enough to be told again; a short sentence as a whole."""
    words = _bare(line).strip().split(" ")
    if _WIDE.search(line):
        joined = "".join(words)
        yield from (joined[at : at + WIDE_RUN] for at in range(0, max(0, len(joined) - WIDE_RUN + 1), 4))
        return
    if len(words) >= 5 and len(" ".join(words)) > 24 and len(words) < RUN:
        yield f" {' '.join(words)} "
    yield from (f" {' '.join(words[at : at + RUN])} " for at in range(len(words) - RUN + 1))


def _bare(text: str) -> str:
    words = _WORD.findall(folded(text))
    return (
        "".join(words)
        if words and _WIDE.search(text) and len(_WIDE.findall(text)) > len(text) // 3
        else f" {' '.join(words)} "
    )


@cache
def _order() -> re.Pattern[str]:
    return re.compile(
        rf"{_START}(?:{any_of('ROLES')}|{_CLAUSE}{any_of('ORDERS')})|\b{any_of('ASKS')}|{any_of('WIDE_ASKS')}", re.I
    )


@cache
def _role() -> re.Pattern[str]:
    """`User:` where a line or a sentence begins, or behind another mark."""
    return re.compile(
        rf"(?m:(?:^|[^\w\s-])\W{{0,9}})(?:{any_of('CHAT_ROLES')}\s?(?:\([^()\n]{{1,20}}\)\s?)?[:：]"
        rf"|{any_of('WIDE_CHAT_ROLES')}\s?[:：])(?!//)",
        re.I,
    )


@cache
def _label() -> re.Pattern[str]:
    """`### Instruction:`, or `Aufgabe:` as the first word of all."""
    labels = any_of("PROMPT_LABELS")
    return re.compile(
        rf"(?m:^[^\S\n]{{0,3}}#{{1,6}}[^\S\n]{{0,3}}{labels}[^\S\n]{{0,3}}:)|\A\W{{0,9}}{any_of('TASK_LABELS')}[^\S\n]{{0,3}}:",
        re.I,
    )
