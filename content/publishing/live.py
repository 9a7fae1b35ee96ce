"""What passes between publishing and the kinds: a frozen text goes in, what readers will see comes out."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from accounts.sites.models import Site
    from content.publishing.models import LivePage

# Raise it when rendering changes in a way that every page needs; `republish --stale` then heals them all.
RENDER_VERSION = 5


@dataclass(frozen=True)
class LiveSource:
    """One text to render. A preview shows pictures that are not public, under addresses that expire."""

    site: "Site"
    kind: str
    object_id: int
    public_id: str
    revision_id: int | None
    snapshot: dict[str, Any]
    language: str
    translation_group: str
    published_at: datetime
    modified_at: datetime
    is_preview: bool = False


@dataclass(frozen=True)
class LiveBuild:
    """What a kind makes of a source. `problems` are reasons, for people, why it cannot go live as it is.

    `head` and `labels` have the shapes that the reader's templates know; `terms` are the lists in which the
    page stands (`all`, `cat:12` …), `deps` what it shows of other things (`asset:9`, `author:7` …).
    """

    path: str
    title: str
    summary: str
    head: dict[str, Any]
    labels: dict[str, Any]
    terms: list[str]
    deps: list[str]
    body: str
    words: int
    search_text: str
    access: str = "public"
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Problem:
    """Why an object could not go live, or what a rule found in one that did."""

    kind: str
    object_id: int
    title: str
    messages: list[str]
    code: Literal["fault", "path", "rule"] = "fault"

    @classmethod
    def of(cls, source: LiveSource, messages: list[str], *, code: Literal["fault", "path", "rule"]) -> "Problem":
        return cls(source.kind, source.object_id, source.snapshot.get("title", ""), messages, code)

    def __str__(self) -> str:
        return f"“{self.title or 'Untitled'}”: {' '.join(self.messages)}"


@dataclass(frozen=True)
class PublishResult:
    pages: "list[LivePage]" = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def extend(self, other: "PublishResult") -> None:
        self.pages.extend(other.pages)
        self.problems.extend(other.problems)


def month_term(day: date) -> str:
    """The list of the month of `day`: `month:2026-11`, always of one length, so that months sort as text."""
    return f"month:{day.year:04}-{day.month:02}"
