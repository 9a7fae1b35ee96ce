"""Previews: a draft through the readers' template, for its editors and for those who hold a link."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.core import signing
from django.utils import timezone

from content import kinds
from content.publishing.live_rows import as_page
from content.publishing.models import LivePage, PreviewLink
from content.publishing.publishing import source_of

if TYPE_CHECKING:
    from accounts.sites.models import Site


def page_for_token(site: "Site", token: str) -> LivePage | None:
    """The draft behind a link, rendered; None if the link is forged, expired, revoked or of another site."""
    try:
        public_id = PreviewLink.signer().unsign(token)
    except signing.BadSignature:
        return None
    link = PreviewLink.objects.for_site(site).open(timezone.now()).filter(public_id=public_id).first()
    if link is None:
        return None
    kind = kinds.get(link.kind)
    draft = kind.model.objects.kept().filter(site=site, pk=link.object_id).first()
    return preview_of(draft, site) if draft else None


def page_for_editor(site: "Site", user: Any, kind_name: str, public_id: str) -> LivePage | None:
    """The draft, rendered, for someone who may see it; None for everyone else."""
    try:
        kind = kinds.get(kind_name)
    except LookupError:
        return None
    draft = kind.model.objects.kept().filter(site=site, public_id=public_id).visible_to(user).first()
    return preview_of(draft, site) if draft else None


def preview_of(draft: Any, site: "Site") -> LivePage:
    """The page as it would be if the draft went live now, unsaved."""
    draft.site = site
    kind = kinds.get(kinds.kind_of(draft))
    source = replace(source_of(kind, site, draft, kind.snapshot([draft])[0]), is_preview=True)
    (build,) = kind.build([source])
    return as_page(source, build)
