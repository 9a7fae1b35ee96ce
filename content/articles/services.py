"""Make articles and pages. What happens to them later is asked of publishing."""

from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction

from content.articles import snapshots
from content.articles.models import Article, Page, Text

if TYPE_CHECKING:
    from accounts.models import User
    from accounts.sites.models import Site

T = TypeVar("T", bound=Text)


def create_article(*, site: "Site", by: "User | None", **fields: Any) -> Article:
    """A draft with these fields of the snapshot (`tags=[ids]`, `body="<p>…"` …).

    Raises ValidationError by field, and TypeError for a field that there is not.
    """
    return _create(Article(site=site, created_by=by, updated_by=by), fields)


def create_page(*, site: "Site", by: "User | None", **fields: Any) -> Page:
    """As `create_article`, for a page."""
    return _create(Page(site=site, created_by=by, updated_by=by), fields)


@transaction.atomic
def _create(obj: T, fields: dict[str, Any]) -> T:
    values, problems = snapshots.clean(obj, fields)
    if problems:
        raise ValidationError(problems)
    snapshots.restore(obj, values)
    obj.save()
    snapshots.relate(obj, values)
    return obj
