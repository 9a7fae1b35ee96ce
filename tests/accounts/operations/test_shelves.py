"""A folder and a bucket keep alike."""

import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer

from accounts.operations.exceptions import BackupFailed
from accounts.operations.shelves import Shelf, shelf


@pytest.fixture(scope="module")
def s3() -> Iterator[dict[str, str]]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    _, port = server.get_host_and_port()
    access = {
        "endpoint": f"http://127.0.0.1:{port}",
        "region": "us-east-1",
        "access_key": "key",
        "secret_key": "secret",
    }
    names = {"endpoint_url": access["endpoint"], "region_name": "us-east-1"}
    boto3.client("s3", aws_access_key_id="key", aws_secret_access_key="secret", **names).create_bucket(Bucket="backups")
    yield access
    server.stop()


@pytest.fixture(params=["folder", "s3://backups", "s3://backups/of/harbour/"])
def place(request: pytest.FixtureRequest, tmp_path: Path, s3: dict[str, str], settings: Any) -> str:
    settings.S3_ACCESS = s3
    return str(tmp_path / "shelf") if request.param == "folder" else request.param


def _read(kept: Shelf, name: str) -> bytes:
    with kept.get(name) as file:
        data: bytes = file.read()
    return data


def test_what_is_put_is_listed_read_replaced_and_deleted(place: str) -> None:
    kept = shelf(place)
    assert kept.names("aicmr-") == set()
    source = io.BytesIO(b"one")
    kept.put("aicmr-1.backup", source)
    assert not source.closed
    kept.put("media/ab/abc", io.BytesIO(b"two"))
    assert kept.names("media/") == {"media/ab/abc"}
    assert kept.names("aicmr-") == {"aicmr-1.backup"}
    kept.put("aicmr-1.backup", io.BytesIO(b"new"))
    assert _read(kept, "aicmr-1.backup") == b"new"
    kept.delete("aicmr-1.backup")
    kept.delete("aicmr-1.backup")
    assert kept.names("aicmr-") == set()
    with pytest.raises(BackupFailed):
        _read(kept, "aicmr-1.backup")
    kept.delete("media/ab/abc")


def test_a_bucket_that_is_not_there_says_so(s3: dict[str, str], settings: Any) -> None:
    settings.S3_ACCESS = s3
    with pytest.raises(BackupFailed, match="The bucket nowhere refuses"):
        shelf("s3://nowhere/x").names("media/")


@pytest.mark.parametrize("place", ["ftp://x/y", "s3://", "s3:///x"])
def test_other_addresses_are_refused(place: str) -> None:
    with pytest.raises(BackupFailed, match="s3://bucket/prefix"):
        shelf(place)


def test_files_of_a_folder_belong_to_their_owner_and_are_never_half_there(tmp_path: Path) -> None:
    kept = shelf(str(tmp_path))
    kept.put("a", io.BytesIO(b"x"))
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o600

    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError("the disk is gone")

    with pytest.raises(BackupFailed, match="cannot be written"):
        kept.put("a", Broken())
    assert (tmp_path / "a").read_bytes() == b"x"
    assert os.listdir(tmp_path) == ["a"]
