"""The site's own prompts leave with it and come back: every version, and which of them is in use."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from accounts.sites.models import Site
from ai.engine.models import PromptOverride
from ai.engine.prompting import files, prompt_for
from ai.engine.services import save_prompt, use_prompt
from content.archives.exceptions import ArchiveRefused
from tests.content.archives.whole import export, forged, restore, rows, wipe
from tests.people import People

pytestmark = pytest.mark.django_db
PURPOSE = "writing.title"
KEPT = ("purpose", "version", "text", "note", "is_active", "copy_of", "forced", "created_at", "used_at")


@pytest.fixture
def versions(site: Site, people: People) -> list[PromptOverride]:
    """Three of one purpose, the last one a restored first; a draft of another."""
    shipped = files()[PURPOSE].source
    first = save_prompt(site=site, purpose=PURPOSE, text=shipped + "\nShort.", by=people.admin, note="Shorter")
    save_prompt(site=site, purpose=PURPOSE, text=shipped + "\nDry.", by=people.admin, force="The desk wants it")
    use_prompt(first, by=people.admin)
    other = "writing.summary"
    save_prompt(site=site, purpose=other, text=files()[other].source + "\nOne.", by=people.admin, use=False)
    return _stored(site)


def _stored(site: Site | None) -> list[PromptOverride]:
    return list(PromptOverride.objects.filter(site=site).order_by("purpose", "version"))


def _told(prompts: list[PromptOverride]) -> list[tuple[Any, ...]]:
    return [tuple(getattr(prompt, name) for name in KEPT) for prompt in prompts]


def test_every_version_comes_back_and_the_same_one_counts(
    site: Site, noise_site: Site, versions: list[PromptOverride], tmp_path: Path
) -> None:
    packed = export(site, tmp_path / "site.zip")
    assert [row["id"] for row in rows(packed, "prompts")] == ["writing.summary", PURPOSE]
    told = _told(versions)
    PromptOverride.objects.filter(site=site).delete()
    wipe(site)
    target = restore(packed).target
    assert target is not None
    assert _told(_stored(target)) == told
    counts = prompt_for(PURPOSE, target)
    assert counts is not None
    assert (counts.version, counts.source.endswith("Short.")) == ("site 3", True)
    assert packed.read_bytes() == export(target, tmp_path / "again.zip").read_bytes()


def test_prompts_that_a_site_has_stay_as_they_are(
    site: Site, versions: list[PromptOverride], people: People, tmp_path: Path
) -> None:
    packed = export(site, tmp_path / "site.zip")
    PromptOverride.objects.filter(site=site, purpose="writing.summary").delete()
    PromptOverride.objects.filter(site=site, version=3).update(text=files()[PURPOSE].source + "\nOurs.")
    done = restore(packed, site=site, by=people.editor)
    counts = prompt_for(PURPOSE, site)
    assert counts is not None
    assert counts.source.endswith("Ours.")
    assert any(f"prompts of its own for “{PURPOSE}”" in note for note in done.notes)
    assert [prompt.version for prompt in _stored(site)] == [1, 1, 2, 3]


def test_a_text_that_cannot_serve_here_comes_unused_and_is_named(
    site: Site, versions: list[PromptOverride], tmp_path: Path
) -> None:
    def change(found: list[dict[str, Any]]) -> None:
        found[1]["versions"][2]["text"] = "[user]\n{{ text }} {{ secret_thing }}"

    packed = export(site, tmp_path / "site.zip")
    done = restore(forged(packed, tmp_path / "new.zip", "prompts", change), domain="new.localhost")
    counts = prompt_for(PURPOSE, done.target)
    assert counts is not None
    assert counts.version == "site 2"
    assert any("writing.title v3 is not in use here" in note and "secret_thing" in note for note in done.notes)


def test_a_part_of_a_site_goes_without_its_prompts(site: Site, versions: list[PromptOverride], tmp_path: Path) -> None:
    assert rows(export(site, tmp_path / "part.zip", query="tag:boats"), "prompts") == []


@pytest.mark.parametrize(
    "change",
    [
        lambda row: row.update(id="../x"),
        lambda row: row.update(id=7),
        lambda row: row.update(versions={}),
        lambda row: row.update(versions=[]),
        lambda row: row.update(versions=["x"]),
        lambda row: row["versions"].append(row["versions"][0]),
        lambda row: row["versions"][0].update(number=True),
        lambda row: row["versions"][0].update(number=10**20),
        lambda row: row["versions"][0].update(text=""),
        lambda row: row["versions"][0].update(text="x" * 20_001),
        lambda row: row["versions"][0].update(created_at="yesterday"),
        lambda row: row["versions"][0].update(is_active="perhaps"),
        lambda row: row["versions"][0].update(note="n" * 201),
        lambda row: row["versions"][0].update(copy_of=-1),
    ],
)
def test_prompts_that_cannot_be_stored_are_refused_before_anything_is_written(
    site: Site, versions: list[PromptOverride], tmp_path: Path, change: Callable[[Any], Any]
) -> None:
    packed = export(site, tmp_path / "site.zip")
    bad = forged(packed, tmp_path / "bad.zip", "prompts", lambda found: change(found[0]))
    with pytest.raises(ArchiveRefused, match="line 1"):
        restore(bad, domain="elsewhere.example")
    assert PromptOverride.objects.exclude(site=site).filter(purpose=PURPOSE, version=3).count() == 0
