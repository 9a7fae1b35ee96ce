"""A process is of one piece: what it will show is in its memory before the files may change."""

from pathlib import Path
from typing import Any

import pytest
from django.template import engines
from django.template.loader import render_to_string

from aicmr.lib.starting import load_templates, started


@pytest.fixture
def templates(tmp_path: Path, settings: Any) -> Path:
    (tmp_path / "room").mkdir()
    (tmp_path / "room" / "page.html").write_text("of before")
    (tmp_path / "room" / "broken.html").write_text("{% if %}")
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [tmp_path]}]
    yield tmp_path
    engines.__dict__.pop("templates", None)


def test_a_template_that_changes_after_the_start_is_shown_as_it_was(
    templates: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert load_templates() == 1
    assert "broken.html cannot be loaded" in caplog.text
    (templates / "room" / "page.html").write_text("of after")
    assert render_to_string("room/page.html") == "of before"


def test_what_refuses_to_start_says_one_line_and_is_not_tried_again(capsys: pytest.CaptureFixture[str]) -> None:
    def refuse() -> None:
        raise SystemExit("SECRET_KEY is missing")

    with pytest.raises(SystemExit) as end:
        started(refuse)
    assert end.value.code == 3 and capsys.readouterr().err == "SECRET_KEY is missing\n"


def test_all_of_ours_can_be_loaded(caplog: pytest.LogCaptureFixture) -> None:
    assert load_templates() > 200 and not caplog.text
