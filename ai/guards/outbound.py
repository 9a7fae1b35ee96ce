"""What may leave: secrets and personal data in what is sent to a model, blocked, replaced or let through, by policy.

Replaced values come back: `[[email-1]]` in an answer is what it stood for, so a rewritten text loses nothing.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from ai.guards.secrets import KINDS, WORDS, findings

BLOCK, REDACT, ALLOW = "block", "redact", "allow"
# Keys never leave; of people, what identifies accounts and persons is replaced, what publications print is let through.
STANDARD: Mapping[str, str] = {
    "secret": REDACT,
    "email": ALLOW,
    "phone": ALLOW,
    "iban": REDACT,
    "card": REDACT,
    "national_id": REDACT,
}
_MARK = re.compile(r"\[\[\s*([a-z_]+)[-‑ ](\d+)\s*\]\]")


class Blocked(Exception):
    """The policy forbids to send this; the message names the kinds and not the values."""


@dataclass
class Screen:
    """One request's replacements; the same value gets the same mark in every message."""

    policy: Mapping[str, str]
    marks: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, int] = field(default_factory=dict)

    def messages(self, messages: list[dict[str, str]]) -> list[dict[str, str]]:
        """The messages as they may leave. Raises Blocked."""
        return [{**message, "content": self.text(message["content"])} for message in messages]

    def text(self, text: str) -> str:
        for finding in reversed(findings(text)):
            what = self.policy.get(finding.kind, STANDARD.get(finding.kind, REDACT))
            if what == BLOCK:
                raise Blocked(
                    f"The text contains {WORDS[finding.kind]}, which this site does not send to AI services. "
                    "Take it out, or let an administrator change the site's rules for what may leave."
                )
            if what == REDACT:
                text = text[: finding.start] + self._mark(finding.kind, finding.text) + text[finding.end :]
        return text

    def restored(self, text: str) -> str:
        """An answer with what the marks stand for."""
        return _MARK.sub(lambda match: self.marks.get(f"[[{match.group(1)}-{match.group(2)}]]", match.group()), text)

    def _mark(self, kind: str, value: str) -> str:
        known = next((mark for mark, stands_for in self.marks.items() if stands_for == value), None)
        if known is None:
            self.kinds[kind] = self.kinds.get(kind, 0) + 1
            known = f"[[{kind}-{self.kinds[kind]}]]"
            self.marks[known] = value
        return known


def complete(policy: Mapping[str, str]) -> dict[str, str]:
    """A site's policy with the standard where it says nothing."""
    return {kind: policy.get(kind, STANDARD[kind]) for kind in KINDS}
