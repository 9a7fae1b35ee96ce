"""Prices of models in the environment."""

import pytest

from aicmr.lib.env import EnvError
from aicmr.lib.prices import ModelPrice, from_env


def test_models_prices_and_currencies_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRICES", "gpt-5-mini=0.25/2.00, llama3:8b=0/0,vendor/large=1.8/5.4/eur")
    assert from_env("PRICES") == {
        "gpt-5-mini": ModelPrice(250_000, 2_000_000, "USD"),
        "llama3:8b": ModelPrice(0, 0, "USD"),
        "vendor/large": ModelPrice(1_800_000, 5_400_000, "EUR"),
    }


@pytest.mark.parametrize(
    "value", ["gpt", "gpt=1", "=1/2", "gpt=a/b", "gpt=-1/2", "gpt=1/2/EURO", "gpt=nan/1", "gpt=1/2/3/4"]
)
def test_a_wrong_price_is_one_clear_line(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("PRICES", value)
    with pytest.raises(EnvError, match="^aicmr: environment variable PRICES: [^\n]+$"):
        from_env("PRICES")
