"""Providers in the admin."""

from ai.providers.admin.models import ModelAdmin, RouteAdmin
from ai.providers.admin.providers import ProviderAdmin

__all__ = ["ModelAdmin", "ProviderAdmin", "RouteAdmin"]
