"""Pages open before anybody has collected the files, and name them by their content afterwards."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from aicmr.lib.staticfiles import CollectedFiles


def test_files_that_nobody_has_collected_keep_their_names(tmp_path: Path) -> None:
    assert CollectedFiles(location=str(tmp_path), base_url="/static/").url("reader/tokens.css") == (
        "/static/reader/tokens.css"
    )


def test_collected_files_are_named_by_their_content(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("p { color: red }")
    storage = CollectedFiles(location=str(tmp_path), base_url="/static/")
    assert all(done is not False for *_, done in storage.post_process({"a.css": (storage, "a.css")}))
    named = json.loads((tmp_path / "staticfiles.json").read_text())["paths"]["a.css"]
    fresh = CollectedFiles(location=str(tmp_path), base_url="/static/")
    assert named != "a.css"
    assert fresh.url("a.css") == f"/static/{named}"
    fresh.save("b.css", ContentFile(b"p {}"))
    with pytest.raises(ValueError, match=r"b\.css"):  # a page that names a file which was forgotten is a mistake
        fresh.url("b.css")


def test_files_that_nobody_has_collected_are_served(settings: Any, client: Client) -> None:
    settings.WHITENOISE_USE_FINDERS = True
    answer = client.get("/static/reader/tokens.css")
    assert answer.status_code == 200
    assert b"--" in b"".join(answer.streaming_content)
