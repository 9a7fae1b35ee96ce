"""Figures of runs."""

from django import template

from aicmr.lib.prices import MILLION

register = template.Library()


@register.filter
def money(micro: int | None, currency: str) -> str:
    return "–" if micro is None else f"{micro / MILLION:,.6f} {currency}".strip()


@register.filter
def seconds(milliseconds: int | None) -> str:
    return "–" if milliseconds is None else f"{milliseconds / 1000:.2f} s"
