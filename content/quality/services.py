"""Store guidelines and terms, in versions; go back to one; take a glossary from a file."""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.audit.services import announce
from content.quality import events, glossaries, naming
from content.quality.exceptions import QualityRefused
from content.quality.glossaries import Outcome
from content.quality.models import GlossaryTerm, Guideline, GuidelineVersion, Scoped, TermVersion
from content.quality.scoping import belongs
from content.taxonomy.models import Category

if TYPE_CHECKING:
    from accounts.models import User
    from accounts.sites.models import Site

__all__ = ["QualityRefused"]
_ELSEWHERE = "This section is not one of this site's any more: choose another one."
_AT_ONCE = "Somebody else saved this in the same moment. Look at the newest version, then save again."


def save_guideline(row: Guideline, *, by: "User | None") -> Guideline:
    """Store a guideline that was made or edited; a change makes a new version. Raises QualityRefused."""
    if _store(row, by=by):
        announce_saved(row, by=by)
    return row


def save_term(row: GlossaryTerm, *, by: "User | None") -> GlossaryTerm:
    """Store a term that was made or edited; a change makes a new version. Raises QualityRefused."""
    if _store(row, by=by):
        announce_saved(row, by=by)
    return row


@transaction.atomic
def announce_saved(row: Scoped, *, by: "User | None") -> None:
    if isinstance(row, Guideline):
        announce(events.guideline_saved, site=row.site, by=by, guideline_id=row.pk, version=row.version)
    else:
        announce(events.term_saved, site=row.site, by=by, term_id=row.pk, version=row.version)


def restore(row: Guideline | GlossaryTerm, number: int, *, by: "User | None") -> bool:
    """The words of version `number` again, as a new version. False if there is no such version.

    Raises QualityRefused where that version's section is gone.
    """
    kept: Any = row.versions.filter(number=number).first()
    if kept is None:
        return False
    told = dict(kept.snapshot)
    category = told.pop("category")
    if category and not Category.objects.for_site(row.site).filter(pk=category).exists():
        raise QualityRefused("The section of that version is gone. Choose another one and save by hand.")
    for name, value in told.items():
        setattr(row, name, value)
    row.category_id = category
    if isinstance(row, Guideline):
        save_guideline(row, by=by)
    elif isinstance(row, GlossaryTerm):
        save_term(row, by=by)
    return True


@transaction.atomic
def delete_term(row: GlossaryTerm, *, by: "User | None") -> None:
    """Take a term out of the glossary, with its versions. Guidelines are put out of use instead: notes name them."""
    announce(events.term_deleted, site=row.site, by=by, term_id=row.pk)
    row.delete()


@transaction.atomic
def import_glossary(text: str, *, site: "Site", by: "User | None") -> Outcome:
    """Terms from CSV: new ones are made, those of the same name, language and section are changed.

    All or nothing: with a faulty line the outcome names every one and nothing is stored.
    """
    outcome = glossaries.read(text, site)
    if outcome.problems:
        return outcome
    glossaries.store(outcome, site, by=by)
    if outcome.changed or outcome.made:
        announce(events.glossary_imported, site=site, by=by, count=len(outcome.changed) + len(outcome.made))
    return outcome


@transaction.atomic
def _store(row: Guideline | GlossaryTerm, *, by: "User | None") -> bool:
    """Whether there was something to store."""
    row.language = row.language.replace("_", "-").lower()
    model = type(row)
    stored = model.objects.select_for_update().filter(pk=row.pk).first() if row.pk else None
    if stored is not None:
        row.version, row.code = stored.version, stored.code
        if stored.snapshot() == row.snapshot():
            return False
    else:
        taken = set(model.objects.for_site(row.site).values_list("code", flat=True))
        row.code = naming.new_code("G" if model is Guideline else "T", taken)
    row.version, row.updated_by = row.version + 1, by
    if not belongs(row):
        raise QualityRefused(_ELSEWHERE)
    try:
        row.full_clean(exclude=["site"])
        with transaction.atomic():
            row.save()
            keep: Any = GuidelineVersion if model is Guideline else TermVersion
            keep.objects.create(row=row, number=row.version, snapshot=row.snapshot(), created_by=by)
    except ValidationError as error:
        raise QualityRefused(" ".join(error.messages)) from None
    except IntegrityError:
        raise QualityRefused(_AT_ONCE) from None
    return True
