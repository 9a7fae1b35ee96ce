"""What readers ask of the live tables. Each function is one query, whatever the amount of content."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeVar

from django.db.models import Case, CharField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from content.publishing.keyset import CARD
from content.publishing.models import LivePage, LiveTerm, Redirect, SiteState
from content.publishing.paths import path_key
from content.taxonomy.models import Author, Category, Tag

if TYPE_CHECKING:
    from accounts.sites.models import Site

RELATED = 3
T = TypeVar("T", Author, Category, Tag)


def page_at(site: "Site", path: str) -> LivePage | None:
    return LivePage.objects.for_site(site).filter(path_key=path_key(path), access="public").first()


def redirect_from(site: "Site", path: str) -> str:
    """Where the content that once answered at `path` is now, or ''."""
    row = Redirect.objects.filter(site=site, path_key=path_key(path)).values_list("target", flat=True).first()
    return row or ""


def state_of(site: "Site") -> SiteState:
    """The site's menus and sequence; a site that has published nothing yet has sequence 0."""
    return SiteState.objects.filter(pk=site.pk).first() or SiteState(site=site)


def related_to(site: "Site", page: LivePage) -> list[LivePage]:
    """The newest others under the page's first tag, else category, that holds enough of them, else of all."""
    kinship = Case(When(term__startswith="tag:", then=1), When(term__startswith="cat:", then=2))
    others = LiveTerm.objects.filter(site=OuterRef("site"), term=OuterRef("term")).exclude(page=page.pk)
    closest = (
        LiveTerm.objects.filter(Q(term__startswith="tag:") | Q(term__startswith="cat:"), page=page.pk)
        .annotate(enough=Subquery(others.order_by().values("page_id")[RELATED - 1 : RELATED]))
        .filter(enough__isnull=False)
        .order_by(kinship, "id")
        .values("term")[:1]
    )
    rows = (
        LiveTerm.objects.filter(site=site, term=Coalesce(Subquery(closest), Value("all"), output_field=CharField()))
        .exclude(page=page.pk)
        .order_by("-published_at", "-page_id")
        .filter(page__access="public")
        .select_related("page")
        .only("published_at", *[f"page__{name}" for name in CARD])
    )
    return [row.page for row in rows[:RELATED]]


def category_at(site: "Site", slug: str) -> Category | None:
    return _exact(Category.objects.filter(site=site, slug=slug), slug)


def tag_at(site: "Site", slug: str) -> Tag | None:
    return _exact(Tag.objects.filter(site=site, slug=slug), slug)


def author_at(site: "Site", slug: str) -> Author | None:
    return _exact(Author.objects.filter(site=site, slug=slug), slug)


def _exact(rows: Iterable[T], slug: str) -> T | None:
    # Collations of MySQL take É for e: only the spelling that is stored is the address.
    return next((row for row in rows if row.slug == slug), None)


def family_of(category: Category) -> tuple[list[Category], list[Category]]:
    """The categories above it, from the root down, and those right below it."""
    above = [pk for pk in category.trail if pk != category.pk]
    rows = list(Category.objects.filter(Q(pk__in=above) | Q(parent=category), site=category.site_id))
    by_id = {row.pk: row for row in rows}
    return [by_id[pk] for pk in above if pk in by_id], [row for row in rows if row.parent_id == category.pk]
