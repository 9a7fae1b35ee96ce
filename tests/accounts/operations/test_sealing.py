"""Sealed streams open for their key and name only, whole."""

import io
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.operations import sealing
from accounts.operations.exceptions import BackupFailed
from accounts.operations.sealing import CHUNK, Opener, Sealer, blob_name, check_key

KEY = "k3y-of-thirty-two-characters-at-least"


def _sealed(data: bytes, key: str = KEY, name: str = "a.backup") -> bytes:
    target = io.BytesIO()
    sealer = Sealer(target, key, name)
    for start in range(0, len(data), 1000) or [0]:
        sealer.write(data[start : start + 1000])
    sealer.close()
    return target.getvalue()


def _opened(stream: bytes, key: str = KEY, name: str = "a.backup") -> bytes:
    return cast(bytes, Opener(io.BytesIO(stream), key, name).readall())


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 7])
@pytest.mark.parametrize("key", [KEY, ""])
def test_what_was_sealed_opens(size: int, key: str) -> None:
    data = bytes(range(256)) * (size // 256 + 1)
    assert _opened(_sealed(data[:size], key), key) == data[:size]


def test_sealed_bytes_show_nothing_and_differ_each_time() -> None:
    secret = b"a secret sentence " * 100
    assert secret[:18] not in _sealed(secret)
    assert _sealed(secret) != _sealed(secret)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_no_changed_byte_goes_unnoticed(data: st.DataObject) -> None:
    stream = bytearray(_sealed(b"x" * 300))
    at = data.draw(st.integers(0, len(stream) - 1))
    stream[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(BackupFailed):
        _opened(bytes(stream))


def test_a_stream_that_was_cut_does_not_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "CHUNK", 100)
    stream = _sealed(b"x" * 350)
    head = len(sealing.MAGIC) + 1 + 32
    for chunks in range(4):
        with pytest.raises(BackupFailed):
            _opened(stream[: head + chunks * 116])
    assert len(_opened(stream)) == 350


def test_chunks_cannot_be_reordered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "CHUNK", 100)
    stream, head = _sealed(b"x" * 350), len(sealing.MAGIC) + 1 + 32
    swapped = stream[:head] + stream[head + 116 : head + 232] + stream[head : head + 116] + stream[head + 232 :]
    with pytest.raises(BackupFailed):
        _opened(swapped)


def test_another_key_or_name_does_not_open_it() -> None:
    with pytest.raises(BackupFailed, match="BACKUP_KEY is another"):
        _opened(_sealed(b"x"), key=KEY[::-1])
    with pytest.raises(BackupFailed):
        _opened(_sealed(b"x"), name="b.backup")
    with pytest.raises(BackupFailed, match="is encrypted"):
        _opened(_sealed(b"x"), key="")
    with pytest.raises(BackupFailed, match="no backup of AiCMR"):
        _opened(b"PK\x03\x04 something else")


@pytest.mark.parametrize("key", ["short", "a" * 40, "abcabcabc" * 5])
def test_a_key_that_can_be_guessed_is_refused(key: str) -> None:
    with pytest.raises(BackupFailed, match="BACKUP_KEY needs"):
        check_key(key)
    check_key(KEY)


def test_under_a_key_names_say_nothing_about_the_content() -> None:
    digest = "ab" * 32
    assert blob_name("", digest) == f"media/ab/{digest}"
    assert digest not in blob_name(KEY, digest)
    assert blob_name(KEY, digest) == blob_name(KEY, digest) != blob_name(KEY[::-1], digest)
