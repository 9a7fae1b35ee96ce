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
    _some_of("view add change", "articles.article", "media.asset", "writing.brief", "writing.briefsource")
    | _some_of("view add change", "writing.draft", "writing.draftsection", "bulk.bulk")
    | _some_of("view add", "taxonomy.tag", "publishing.previewlink", "rewriting.rewrite", "review.review")
    | _some_of("view", "taxonomy.author", "taxonomy.category", "articles.articleauthor")
    | _some_of("view", "publishing.revision", "publishing.livepage")
    | _some_of("view", "quality.guideline", "quality.glossaryterm", "quality.edition")
    | _some_of("view", "jobs.job", "engine.run", "proposals.provenance")
    | _some_of("view change", "proposals.proposal")
)
# Editors decide: everything about content, and what AI proposes for it.
_EDITOR = (
    _all_of("articles.article", "articles.page", "articles.articleauthor", "media.asset")
    | _all_of("taxonomy.author", "taxonomy.category", "taxonomy.tag")
    | _all_of("quality.glossaryterm")
    | _some_of("view add change", "quality.guideline")
    | _all_of("publishing.redirect", "publishing.previewlink", "publishing.schedule", "redirects.redirectpattern")
    | _some_of("view change delete", "redirects.missedaddress")
    | _all_of("writing.brief", "writing.briefsource", "writing.draft", "proposals.proposal", "bulk.bulk")
    | {"articles.publish_article", "articles.publish_page", "jobs.change_job", "usage.view_usage"}
)
# Administrators run the site: its settings, people, AI and money, and they see the log.
_ADMIN = (
    _some_of("view change", "sites.site")
    | _some_of("view", "sites.domain")
    | _all_of("sites.membership")
    | _all_of(
        "providers.provider",
        "providers.model",
        "providers.price",
        "providers.route",
        "spending.budget",
        "policies.rule",
        "policies.privacy",
    )
    | _all_of("engine.promptoverride")
    | _some_of("view add", "evals.goldenset", "evals.evalrun")
    | _some_of("view change", "evals.canary")
    | _some_of("view", "usage.sending", "audit.entry", "audit.entrydetail", "spending.reservation", "jobs.worker")
    | _some_of("view add delete", "transfer.import", "archives.export")
    | _some_of("view", "integrations.apikey")
    | _some_of("view change", "audit.delivery", "providers.circuit")
)

PERMISSIONS: dict[str, frozenset[str]] = {
    Role.VIEWER: frozenset(),
    Role.CREATOR: frozenset(_CREATOR),
    Role.EDITOR: frozenset(_CREATOR | _EDITOR),
    Role.ADMIN: frozenset(_CREATOR | _EDITOR | _ADMIN),
}
