"""Secrets and personal data are found by shape and check digit, and leave only as the site wants."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai.guards.outbound import ALLOW, BLOCK, REDACT, STANDARD, Blocked, Screen
from ai.guards.recipes import expecting
from ai.guards.secrets import check, findings, is_card, is_iban

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


@pytest.mark.parametrize(
    "text",
    [
        "i&#46;solbakk&#64;nordlimno&#46;no",
        "i.solbakk&commat;nordlimno&period;no",
        "i.solbakk (at) nordlimno (dot) no",
        "i.solbakk [at] nordlimno.no",
        "ingrid dot solbakk at nordlimno dot no",
        "Correo: solbakk arroba nordlimno punto no",
        "solbakk (ät) nordlimno punkt de",
        "i.solbakk＠nordlimno．no",
        "i.solbakk%40nordlimno.no",
        "i.solbakk<span>@</span>nordlimno.no",
        "問い合わせは〇八〇ー五五〇一ー三七二四まで。",
        "電話は〇八〇五五〇一三七二四です",
        "電話０８０－５５０１－３７２４",
        "電話080-5501-3724まで",
    ],
)
def test_what_is_written_to_be_hidden_is_found_in_an_answer(text: str) -> None:
    refused = check(f"<p>{text}</p>", None, expecting("rewrite", language="en", source="A text."))
    given = check(f"<p>{text}</p>", None, expecting("rewrite", language="en", source=f"A text. {text}"))
    assert refused is not None and not refused.ok
    assert given is not None and given.ok


@pytest.mark.parametrize(
    "text",
    [
        "We met at the station. Look at the early dot com years.",
        "They laughed at early dot com firms.",
        "The lecture is at nordlimno.no on Friday.",
        "二〇二六年一一月二二日、三〇〇〇人が参加した。",
        "〇・五パーセント増え、人口は一〇二三四五六七八人になった。",
        "R&amp;D costs 12,000 &euro; a year.",
    ],
)
def test_what_only_looks_hidden_passes(text: str) -> None:
    verdict = check(f"<p>{text}</p>", None, expecting("rewrite", language="en", source="A text."))
    assert verdict is not None and verdict.ok


@pytest.mark.parametrize(
    ("tag", "is_good"),
    [
        ("12 bis, rue du Four, 44740 Batz-sur-Mer", False),
        ("Hauptstraße 12", False),
        ("14 Elm Street", False),
        ("Rua das Amoreiras, n.º 23", False),
        ("Storgata 14, 9008 Tromsø", False),
        ("Atatürk Caddesi 14", False),
        ("銀座4丁目5番地", False),
        ("Route 66", True),
        ("Wall Street", True),
        ("Place de la République", True),
        ("Straßenbahn Linie 5", True),
        ("Bundesstraße B 27", True),
        ("Tour de France 2026", True),
    ],
)
def test_an_address_is_no_tag_unless_the_text_has_it(tag: str, is_good: bool) -> None:
    verdict = check("", {"tags": ["salt", tag]}, expecting("tags", language="fr", source="Un texte."))
    given = check("", {"tags": ["salt", tag]}, expecting("tags", language="fr", source=f"Un texte. {tag}"))
    assert verdict is not None and verdict.ok == is_good
    assert given is not None and given.ok
