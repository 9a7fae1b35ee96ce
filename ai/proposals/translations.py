"""A translation as a proposal about the text that it translates: the field `translation:de`.

Its text is a body whose first blocks are title and summary, told apart by their `title` attribute; accepting it makes
the article in that language, or fills one that is still empty.
"""

from html import escape
from typing import TYPE_CHECKING, Any

from accounts.sites.membership import can
from ai.proposals.exceptions import BaseMoved, ProposalError
from aicmr.lib import html
from aicmr.lib.htmltree import write
from content.articles.services import create_article
from content.publishing import services as publishing

if TYPE_CHECKING:
    from accounts.models import User

FIELD = "translation:"
PARTS = {"title": "h2", "summary": "p"}
EXISTS = "There is a text in this language by now, so nothing was replaced. Compare the two, or reject the proposal."
MAY_NOT = "You may not make articles on this site, so the translation has no place. Ask an editor."


def language_of(field: str) -> str:
    return field.removeprefix(FIELD)


def composed(title: str, summary: str, body: str) -> str:
    """Title, summary and body as one text."""
    parts = [f'<h2 title="title">{escape(title)}</h2>' if title else ""]
    parts.append(f'<p title="summary">{escape(summary)}</p>' if summary else "")
    return html.normalise("".join(parts) + body)


def parts_of(text: str) -> dict[str, str]:
    """{"title", "summary", "body"} of such a text."""
    root = html.body_tree(text)
    found = {"title": "", "summary": ""}
    for node in list(root.elements())[:2]:
        name = node.get("title")
        if name in PARTS and not found[name]:
            found[name] = " ".join(node.text().split())
            root.children = [child for child in root.children if child is not node]
    return found | {"body": write(root)}


def sibling(obj: Any, field: str) -> Any:
    rows = type(obj)._default_manager.filter(site=obj.site_id, translation_group=obj.translation_group)
    return rows.filter(language=language_of(field), trashed_at=None).exclude(pk=obj.pk).order_by("pk").first()


def current(obj: Any, field: str) -> str:
    other = sibling(obj, field)
    return composed(other.title, other.summary, other.body) if other and other.body.strip() else ""


def store(obj: Any, field: str, text: str, *, by: "User") -> int:
    """Make the translation, or fill the empty one; its version. Raises BaseMoved, ProposalError."""
    other, parts = sibling(obj, field), parts_of(text)
    if other is not None and other.body.strip():
        raise BaseMoved(EXISTS)
    if other is None:
        if not can(by, obj.site, f"{obj._meta.app_label}.add_{obj._meta.model_name}"):
            raise ProposalError(MAY_NOT)
        other = create_article(site=obj.site, by=by, language=language_of(field))
        type(obj)._default_manager.filter(pk=other.pk).update(translation_group=obj.translation_group)
    saved = publishing.save_draft(other, by=by, version=other.version, changes=parts, reason="proposal")
    if not saved.saved or saved.problems:
        raise ProposalError(" ".join(text for texts in saved.problems.values() for text in texts) or EXISTS)
    return saved.version


def discard(obj: Any, field: str, *, by: "User") -> int:
    """The translation goes to the trash again; returns the version of the text that it translates."""
    other = sibling(obj, field)
    if other is not None:
        publishing.trash(other, by=by)
    return int(obj.version)
