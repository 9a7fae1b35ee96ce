"""What can be asked for a passage: its name on the menu, the blocks it is for, and what it may do to their markup."""

from collections.abc import Iterable
from dataclasses import dataclass

HEADINGS = ("h2", "h3", "h4")
LISTS = ("ul", "ol")
TEXT = frozenset(("p", *HEADINGS, *LISTS, "table"))
QUOTED = TEXT | {"blockquote"}


@dataclass(frozen=True)
class Action:
    """`is_free`: items and paragraphs may go or come, while links, pictures, code and footnotes stay. `adds`: the
    passage itself stays, and what is written comes after it. `reads`: the result is worth reading as a whole rather
    than as a comparison by words."""

    name: str
    label: str
    icon: str
    doing: str
    blocks: frozenset[str] = TEXT
    is_free: bool = False
    adds: bool = False
    reads: bool = False

    @property
    def purpose(self) -> str:
        return f"rewriting.{self.name}"


ACTIONS: dict[str, Action] = {
    action.name: action
    for action in (
        Action("rewrite", "Rewrite", "refresh", "Rewriting"),
        Action("shorten", "Shorten", "compress", "Shortening", is_free=True),
        Action("expand", "Expand", "expand", "Expanding", frozenset(("p", *LISTS)), is_free=True),
        Action("simplify", "Simplify", "child_care", "Simplifying", is_free=True),
        Action("grammar", "Fix grammar", "spellcheck", "Correcting", QUOTED),
        Action("tone", "Change tone", "theater_comedy", "Changing the tone"),
        Action("translate", "Translate", "translate", "Translating", QUOTED, reads=True),
        Action("continue", "Continue writing", "edit_note", "Continuing", QUOTED, adds=True, reads=True),
        Action("list", "Turn into a list", "format_list_bulleted", "Making a list", frozenset({"p"}), is_free=True,
               reads=True),
        Action("table", "Turn into a table", "table", "Making a table", frozenset(("p", *LISTS)), is_free=True,
               reads=True),
        Action("instruct", "Ask for something else", "chat_bubble", "Following your request", is_free=True),
    )
}  # fmt: skip
TONES: dict[str, str] = {
    "neutral": "Neutral and factual",
    "friendly": "Friendly",
    "formal": "Formal",
    "confident": "Confident",
    "lively": "Lively",
    "plain": "Plain",
}
_STAYS = {
    "figure": "A picture stays as it is.",
    "pre": "Code stays as it is.",
    "hr": "A divider stays as it is.",
    "blockquote": "A quotation is somebody's words and stays as they are.",
    "table": "A table stays as it is.",
}


def why_not(action: Action, tag: str) -> str:
    """Why a block is left alone; '' for one that is sent."""
    if tag in action.blocks:
        return ""
    return _STAYS.get(tag, f"{action.label} is not for this kind of block.")


def refusal(action: Action, tags: Iterable[str]) -> str:
    """Where none of the chosen blocks can be sent."""
    reasons = list(dict.fromkeys(why_not(action, tag) for tag in tags))
    return " ".join(reasons) + " Choose a passage of text." if reasons else "Choose a passage of text first."
