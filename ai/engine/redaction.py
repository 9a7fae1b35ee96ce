"""What must not stand in a log: secrets always; addresses and numbers of people in stored prompts and answers."""

import re

_SECRETS = re.compile(
    r"(?i)\b(?:bearer|basic)\s+[a-z0-9._~+/=-]{8,}"
    r"|\b(?:sk|pk|rk|xai|gsk|key|ghp|gho|glpat|AKIA|AIza)[-_]?[A-Za-z0-9_-]{16,}"
    r"|(?<=api[-_]key[=:\"' ])[^\s\"'&,]{6,}"
    r"|\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*"
)
_URL_PASSWORD = re.compile(r"(?<=://)[^/\s:@]+:[^/\s@]+(?=@)")
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b")
_CARD = re.compile(r"\b(?:\d[ -]?){13,19}\b")
_PHONE = re.compile(r"(?<![\w.,])(?:\+|00)\d[\d ()/.-]{6,17}\d\b")
LONGEST_DETAIL = 2_000


def without_secrets(text: str, *secrets: str, limit: int = LONGEST_DETAIL) -> str:
    """`text` without the given secrets and whatever looks like one; at most `limit` characters."""
    for secret in secrets:
        if len(secret) >= 4:
            text = text.replace(secret, "[secret]")
    text = _URL_PASSWORD.sub("[secret]", _SECRETS.sub("[secret]", text))
    return text if len(text) <= limit else text[: limit - 1] + "…"


def for_log(text: str, *secrets: str) -> str:
    """For stored prompts and answers: without secrets, e-mail addresses, phone, account and card numbers."""
    text = without_secrets(text, *secrets, limit=200_000)
    for pattern, mark in ((_EMAIL, "[e-mail]"), (_IBAN, "[account]"), (_PHONE, "[phone]")):
        text = pattern.sub(mark, text)
    return _CARD.sub(lambda found: "[card]" if _is_card(found.group()) else found.group(), text)


def _is_card(text: str) -> bool:
    """The Luhn check, so that other long numbers stay."""
    digits = [int(char) for char in text if char.isdigit()]
    doubled = [digit if place % 2 == 0 else sum(divmod(digit * 2, 10)) for place, digit in enumerate(reversed(digits))]
    return len(digits) >= 13 and sum(doubled) % 10 == 0
