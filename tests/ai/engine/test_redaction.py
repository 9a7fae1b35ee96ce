"""What must not stand in a log."""

import pytest

from ai.engine.redaction import for_log, without_secrets


@pytest.mark.parametrize(
    "secret",
    [
        "sk-proj-abcdefghijklmnop1234",
        "Bearer abcdef123456789",
        "AKIAABCDEFGHIJKLMNOP",
        "ghp_abcdefghijklmnopqrstuvwx",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc",
        "xai-abcdefghijklmnopqrst",
    ],
)
def test_what_looks_like_a_secret_is_taken_out_everywhere(secret: str) -> None:
    for clean in (without_secrets(f"Error: {secret} is wrong"), for_log(f"Use {secret} please")):
        assert secret not in clean
        assert "[secret]" in clean


def test_the_given_key_is_taken_out_whatever_it_looks_like() -> None:
    assert without_secrets("key: hunter2!", "hunter2!") == "key: [secret]"
    assert without_secrets("http://anna:pass@harbour.test/") == "http://[secret]@harbour.test/"


def test_people_are_taken_out_of_stored_texts() -> None:
    text = "anna.meier+x@harbour.test, +49 (40) 123-4567, DE89 3704 0044 0532 0130 00, 4111 1111 1111 1111"
    assert for_log(text) == "[e-mail], [phone], [account], [card]"


@pytest.mark.parametrize(
    "text",
    [
        "3,8 Millionen Euro, davon 2,1 Millionen vom Land",
        "am 12. November 2026, 14 Monate, 58 Parkplätze",
        "CVE-2026-25517 and version 7.3.1",
        "1234 5678 9012 3456 visitors a year",
        "task-based learning, sky-blue",
    ],
)
def test_facts_stay(text: str) -> None:
    assert for_log(text) == text


def test_details_are_cut() -> None:
    assert len(without_secrets("x" * 9_000)) == 2_000
