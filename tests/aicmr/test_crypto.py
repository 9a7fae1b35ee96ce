"""Secrets at rest."""

from typing import Any

import pytest

from aicmr.lib.crypto import DecryptError, decrypt, encrypt, rotate

OLD, NEW = "old-secret-key-" * 4, "new-secret-key-" * 4


def test_a_secret_comes_back_and_no_two_tokens_are_alike() -> None:
    one, other = encrypt("sk-größe"), encrypt("sk-größe")
    assert one != other
    assert "sk-" not in one
    assert decrypt(one) == decrypt(other) == "sk-größe"


def test_keys_are_rotated_by_fallbacks(settings: Any) -> None:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = OLD, []
    token = encrypt("sk-1")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [OLD]
    assert decrypt(token) == "sk-1"
    renewed = rotate(token)
    settings.SECRET_KEY_FALLBACKS = []
    assert decrypt(renewed) == "sk-1"
    with pytest.raises(DecryptError, match="Enter it again"):
        decrypt(token)
    with pytest.raises(DecryptError):
        rotate(token)


@pytest.mark.parametrize("token", ["", "nonsense", "gAAAA", "ü"])
def test_a_damaged_token_is_told_apart(token: str) -> None:
    with pytest.raises(DecryptError):
        decrypt(token)


def test_a_changed_token_does_not_open() -> None:
    token = encrypt("sk-1")
    with pytest.raises(DecryptError):
        decrypt(token[:-4] + ("AAAA" if token[-4:] != "AAAA" else "BBBB"))
