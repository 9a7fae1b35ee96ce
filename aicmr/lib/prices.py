"""Prices of language models as they stand in the environment.

`AI_MODEL_PRICES=gpt-5-mini=0.25/2.00,llama3:8b=0/0,mistral-large=1.80/5.40/EUR`: what a million tokens sent and a
million tokens received cost, and the currency (USD where none is named).
"""

from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from aicmr.lib import env

MILLION = 1_000_000


class ModelPrice(NamedTuple):
    """In millionths of the currency for a million tokens."""

    input_micro: int
    output_micro: int
    currency: str


def from_env(name: str) -> dict[str, ModelPrice]:
    return dict(_entry(name, entry) for entry in env.listing(name))


def cost_micro(price: ModelPrice, tokens_in: int, tokens_out: int) -> int:
    """Millionths of the currency, rounded up: a call is never free because it was short."""
    product = tokens_in * price.input_micro + tokens_out * price.output_micro
    return -(-product // MILLION)


def currency_code(text: str) -> str:
    """As people type it, in capitals. Raises ValidationError for what is none."""
    code = text.strip().upper()
    if len(code) != 3 or not code.isalpha():
        raise ValidationError(_("Three letters, such as EUR."))
    return code


def _entry(name: str, entry: str) -> tuple[str, ModelPrice]:
    model, separator, figures = entry.rpartition("=")
    parts = figures.split("/")
    if not separator or not model.strip() or len(parts) not in (2, 3):
        raise env.EnvError(name, f"{entry!r} is not like gpt-5-mini=0.25/2.00 or gpt-5-mini=0.25/2.00/EUR")
    currency = parts[2].strip().upper() if len(parts) == 3 else "USD"
    if len(currency) != 3 or not currency.isalpha():
        raise env.EnvError(name, f"{parts[2]!r} in {entry!r} is not a currency such as EUR")
    return model.strip(), ModelPrice(_micro(name, parts[0]), _micro(name, parts[1]), currency)


def _micro(name: str, figure: str) -> int:
    try:
        value = Decimal(figure.strip())
    except InvalidOperation:
        value = Decimal(-1)
    if not value.is_finite() or not 0 <= value < MILLION:
        raise env.EnvError(name, f"{figure!r} is not a price such as 0.25")
    return int((value * MILLION).to_integral_value())
