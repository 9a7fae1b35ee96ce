"""Roles of a site, in rising order; the table role → Django permissions stands here alone.

Permissions are strings, so that this room knows of no room above it.
"""

from django.db import models


class Role(models.TextChoices):
    VIEWER = "viewer", "Viewer"
    CREATOR = "creator", "Creator"
    EDITOR = "editor", "Editor"
    ADMIN = "admin", "Admin"


RANK = {role: rank for rank, role in enumerate(Role.values)}


def at_least(role: str | None, least: str) -> bool:
    return role is not None and RANK[role] >= RANK[least]


def _all_of(*models_: str) -> set[str]:
    return _some_of("view add change delete", *models_)


def _some_of(actions: str, *models_: str) -> set[str]:
    return {
        f"{label}.{action}_{name}"
        for label, name in (model.split(".") for model in models_)
        for action in actions.split()
    }


# Creators write: their own drafts (whose rows the querysets limit), pictures, tags.
_CREATOR = (
    _some_of("view add change", "articles.article", "media.asset")
    | _some_of("view add", "taxonomy.tag")
    | _some_of("view", "taxonomy.author", "taxonomy.category", "publishing.revision", "publishing.livepage")
    | _some_of("view add", "publishing.previewlink")
    | _some_of("view", "jobs.job", "engine.run", "proposals.proposal", "proposals.provenance", "writing.draft")
    | _some_of("change", "proposals.proposal")
    | _some_of("add change", "writing.draft")
)
# Editors decide: everything about content, and what AI proposes for it.
_EDITOR = (
    _all_of(
        "articles.article",
        "articles.page",
        "articles.articleauthor",
        "media.asset",
        "taxonomy.author",
        "taxonomy.category",
        "taxonomy.tag",
        "publishing.redirect",
        "publishing.previewlink",
        "publishing.schedule",
        "proposals.proposal",
        "writing.draft",
    )
    | {"articles.publish_article", "articles.publish_page"}
    | _some_of("change", "jobs.job")
)
# Administrators run the site: its settings, people, AI and money, and they see the log.
_ADMIN = (
    _some_of("view change", "sites.site")
    | _all_of("sites.membership", "sites.domain")
    | _all_of(
        "engine.provider",
        "engine.aimodel",
        "engine.model",
        "engine.modelprice",
        "engine.price",
        "engine.route",
        "engine.budget",
        "engine.promptoverride",
        "engine.prompt",
    )
    | _some_of("view", "audit.entry", "audit.delivery", "audit.entrydetail", "engine.outbound", "engine.reservation")
    | _some_of("change", "audit.delivery")
)

PERMISSIONS: dict[str, frozenset[str]] = {
    Role.VIEWER: frozenset(),
    Role.CREATOR: frozenset(_CREATOR),
    Role.EDITOR: frozenset(_CREATOR | _EDITOR),
    Role.ADMIN: frozenset(_CREATOR | _EDITOR | _ADMIN),
}
