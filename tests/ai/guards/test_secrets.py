"""Secrets and personal data are found by shape and check digit, and leave only as the site wants."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai.guards.outbound import ALLOW, BLOCK, REDACT, STANDARD, Blocked, Screen
from ai.guards.secrets import findings, is_card, is_iban

KEY = "sk-proj-" + "9fK2mVx81LqTzRw7YbN4cDe6HgJ0pAsU"


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("secret", KEY),
        ("secret", "ghp_16C7e42F292c6912E7710c838347Ae178B4a"),
        ("secret", "AKIAIOSFODNN7EXAMPLE"),
        ("secret", "-----BEGIN OPENSSH PRIVATE KEY-----\nb3Blbn\n-----END OPENSSH PRIVATE KEY-----"),
        ("secret", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NSJ9.dozjgNryP4J3jVmNHl0w5N"),
        ("secret", "postgres://admin:hunter2secret@db.test/prod"),
        ("secret", "API_KEY=a8f5f167f44f4964e6c998dee827110c"),
        ("secret", "Passwort: Sommer2026!"),
        ("secret", "q7Rk2ZpX9vLm4TtW8sBn1CyH6fJd3GaE0uVe"),
        ("email", "anna.weber@harbour.test"),
        ("phone", "+49 40 123456-0"),
        ("phone", "(555) 123-4567"),
        ("iban", "DE89 3704 0044 0532 0130 00"),
        ("card", "4111 1111 1111 1111"),
        ("national_id", "123-45-6789"),
        ("national_id", "12345678Z"),
        ("national_id", "RSSMRA85T10A562S"),
        ("national_id", "529.982.247-25"),
        ("national_id", "44051401359"),
        ("national_id", "11010519491231002X"),
    ],
)
def test_each_kind_is_found_in_a_sentence(kind: str, text: str) -> None:
    assert kind in {finding.kind for finding in findings(f"Please note {text} for later.")}


@pytest.mark.parametrize(
    "text",
    [
        "The bridge cost 38,500,000 euros and is 1,250 metres long.",
        "Order 4111 1111 1111 1112 was lost.",
        "Born on 12.11.2026 or 2026-11-12, at 18.30.",
        "Commit 3f786850e387550fdab836ed7e6dc881de23001b fixed it.",
        "ISBN 978-3-16-148410-0 and DOI 10.1000/182",
        "Donaudampfschifffahrtsgesellschaftskapitänsmütze",
        "password: ********",
        "https://harbour.test/a/very/long/path/with/Numbers123/andWords456/inItAndMore",
        "Set the password before you begin. The key is under the mat.",
        "DE89 3704 0044 0532 0130 01",
        "0123456789",
        "version 7.3.1, build 20261112",
    ],
)
def test_what_only_looks_like_one_is_left_alone(text: str) -> None:
    assert findings(text) == []


@given(st.text(max_size=300))
def test_any_text_is_read_and_comes_back_as_it_was(text: str) -> None:
    screen = Screen(dict.fromkeys(STANDARD, REDACT))
    assert screen.restored(screen.text(text)) == text


@given(st.integers(10**12, 10**16 - 1))
def test_one_wrong_digit_makes_no_card(number: int) -> None:
    digits = str(number)
    wrong = digits[:-1] + str((int(digits[-1]) + 1) % 10)
    assert not (is_card(digits) and is_card(wrong))


def test_an_account_number_needs_its_check_digits() -> None:
    assert is_iban("GB82 WEST 1234 5698 7654 32") and not is_iban("GB82 WEST 1234 5698 7654 33")


def test_the_same_value_has_the_same_mark_in_every_message() -> None:
    screen = Screen({"email": REDACT, "secret": REDACT})
    sent = screen.messages(
        [{"role": "system", "content": f"{KEY} a@b.test"}, {"role": "user", "content": "a@b.test c@d.test"}]
    )
    assert sent[0]["content"] == "[[secret-1]] [[email-1]]"
    assert sent[1]["content"] == "[[email-1]] [[email-2]]"
    assert screen.restored("Write to [[email-2]] or [[ email-1 ]].") == "Write to c@d.test or a@b.test."


def test_what_is_blocked_names_the_kind_and_not_the_value() -> None:
    with pytest.raises(Blocked) as error:
        Screen({"email": BLOCK}).text("a@b.test")
    assert "an e-mail address" in str(error.value) and "a@b.test" not in str(error.value)


def test_what_is_allowed_leaves_as_it_is() -> None:
    assert Screen({"email": ALLOW}).text("a@b.test") == "a@b.test"
