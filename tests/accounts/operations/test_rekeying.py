"""Secrets under a new key."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import override_settings

from accounts.operations import registry
from accounts.sites.models import Site
from aicmr.lib.crypto import decrypt, encrypt
from tests.people import make_user

pytestmark = pytest.mark.django_db

NEW = "another-key-that-is-long-enough-for-every-check-9876543210-zyxwvuts"
SECRET = "sk-live-4711-never-in-plain-text"


@pytest.fixture
def authenticator(site: Site) -> Authenticator:
    data = {"secret": encrypt(SECRET), "codes": [encrypt("11111111"), "not secret"]}
    return Authenticator.objects.create(user=make_user("codes@harbour.test"), type="totp", data=data)


def test_after_rotation_the_old_key_is_not_needed(authenticator: Authenticator, settings: Any, capsys: Any) -> None:
    old = settings.SECRET_KEY
    with override_settings(SECRET_KEY=NEW, SECRET_KEY_FALLBACKS=[old]):
        call_command("rotate_keys")
    assert "secrets are encrypted under SECRET_KEY now" in capsys.readouterr().out
    with override_settings(SECRET_KEY=NEW, SECRET_KEY_FALLBACKS=[]):
        authenticator.refresh_from_db()
        assert decrypt(authenticator.data["secret"]) == SECRET
        assert decrypt(authenticator.data["codes"][0]) == "11111111"
        assert authenticator.data["codes"][1] == "not secret"


def test_a_dry_run_changes_nothing(authenticator: Authenticator, settings: Any) -> None:
    before = authenticator.data["secret"]
    with override_settings(SECRET_KEY=NEW, SECRET_KEY_FALLBACKS=[settings.SECRET_KEY]):
        call_command("rotate_keys", dry_run=True)
    authenticator.refresh_from_db()
    assert authenticator.data["secret"] == before


def test_what_no_key_opens_is_named_and_left(authenticator: Authenticator) -> None:
    with override_settings(SECRET_KEY=NEW, SECRET_KEY_FALLBACKS=[]), pytest.raises(CommandError, match="No key opens"):
        call_command("rotate_keys")
    authenticator.refresh_from_db()
    assert decrypt(authenticator.data["secret"]) == SECRET


def test_no_column_of_the_database_shows_a_secret(authenticator: Authenticator, site: Site) -> None:
    """Every text of every table is searched, as somebody would who has stolen a dump."""
    if apps.is_installed("ai.providers"):
        provider = apps.get_model("providers.Provider")(site=site, name="Somebody")
        provider.set_key(SECRET)
        provider.save()
    assert _columns_with(SECRET) == []


def test_every_column_that_holds_a_token_is_registered(authenticator: Authenticator, site: Site) -> None:
    """A token that `rotate_keys` does not know would be lost with the old key."""
    if apps.is_installed("ai.providers"):
        provider = apps.get_model("providers.Provider")(site=site, name="Somebody")
        provider.set_key(SECRET)
        provider.save()
    known = {f"{label}.{name}" for label, names in registry.secrets().items() for name in names}
    assert set(_columns_with("gAAAA")) <= known and _columns_with("gAAAA")


def _columns_with(text: str) -> list[str]:
    found = []
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            table, column = (connection.ops.quote_name(name) for name in (model._meta.db_table, field.column))
            kind = "BINARY" if connection.vendor == "mysql" else "TEXT"
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT 1 FROM {table} WHERE CAST({column} AS {kind}) LIKE %s LIMIT 1", [f"%{text}%"])
                if cursor.fetchone():
                    found.append(f"{model._meta.label_lower}.{field.name}")
    return found
