"""Figures of the usage page."""

from django import template

from ai.usage.figures import Line
from aicmr.lib.prices import MILLION

register = template.Library()


@register.filter
def number(value: int) -> str:
    return f"{value:,}"


@register.filter
def cost_in(line: Line, currency: str) -> str:
    return f"{line.cost(currency) / MILLION:,.4f}"
