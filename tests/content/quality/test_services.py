"""Storing guidelines and terms."""

import pytest

from accounts.audit.models import Entry
from accounts.sites.models import Site
from content.quality.exceptions import QualityRefused
from content.quality.models import Guideline
from content.quality.services import delete_term, restore, save_guideline, save_term
from content.taxonomy.models import Category
from content.taxonomy.services import create_category, merge_terms
from content.taxonomy.services import delete_term as delete_category
from tests.content.quality.conftest import MakeRule, MakeTerm
from tests.people import People


def test_a_guideline_gets_an_id_that_stays_and_a_version(rule: MakeRule, people: People) -> None:
    row = rule()
    code = row.code
    assert code.startswith("G-") and len(code) == 6 and row.version == 1
    row.rule = "Write sentences of 20 words at most."
    save_guideline(row, by=people.admin)
    assert (row.code, row.version) == (code, 2)
    assert [(kept.number, kept.snapshot["rule"]) for kept in row.versions.all()] == [
        (2, "Write sentences of 20 words at most."),
        (1, "Write short sentences."),
    ]
    assert row.versions.get(number=2).created_by == people.admin


def test_saving_without_a_change_makes_no_version(rule: MakeRule, people: People) -> None:
    row = rule()
    save_guideline(row, by=people.editor)
    assert row.version == 1 and row.versions.count() == 1
    assert Entry.objects.filter(topic="quality.guideline_saved").count() == 1


def test_a_copy_that_is_out_of_date_still_makes_the_next_version(rule: MakeRule, people: People) -> None:
    row = rule()
    stale = Guideline.objects.get(pk=row.pk)
    row.rule = "One"
    save_guideline(row, by=people.editor)
    stale.rule = "Two"
    save_guideline(stale, by=people.admin)
    assert stale.version == 3 and row.versions.count() == 3


def test_an_older_version_comes_back_as_a_new_one(term: MakeTerm, people: People) -> None:
    row = term(forbidden=["login page"], translations={"de": "Anmeldeseite"})
    row.forbidden, row.translations = [], {}
    save_term(row, by=people.editor)
    assert restore(row, 1, by=people.editor)
    row.refresh_from_db()
    assert (row.version, row.forbidden, row.translations) == (3, ["login page"], {"de": "Anmeldeseite"})
    assert not restore(row, 99, by=people.editor)


def test_a_version_whose_section_is_gone_is_not_restored(rule: MakeRule, site: Site, people: People) -> None:
    section = create_category(site=site, name="Sport", by=people.editor)
    row = rule(category=section)
    row.category = None
    save_guideline(row, by=people.editor)
    delete_category(section, by=people.editor)
    with pytest.raises(QualityRefused, match="section of that version is gone"):
        restore(row, 1, by=people.editor)


def test_a_section_of_another_site_is_refused(rule: MakeRule, noise_site: Site) -> None:
    foreign = Category.objects.filter(site=noise_site).first()
    with pytest.raises(QualityRefused, match="not one of this site"):
        rule(category=foreign)
    assert not Guideline.objects.filter(title="Short sentences").exists()


def test_merging_sections_takes_the_rules_along(rule: MakeRule, site: Site, people: People) -> None:
    old, new = (create_category(site=site, name=name, by=people.editor) for name in ("Sport", "Sports"))
    row = rule(category=old)
    merge_terms(old, new, by=people.editor)
    row.refresh_from_db()
    assert row.category == new


def test_languages_are_stored_in_one_spelling(rule: MakeRule) -> None:
    assert rule(language="de_AT").language == "de-at"


def test_a_deleted_term_is_gone_and_told(term: MakeTerm, people: People) -> None:
    row = term()
    delete_term(row, by=people.editor)
    assert Entry.objects.filter(topic="quality.term_deleted").count() == 1
