"""Migrations only add: while servers take turns in restarting, the release before works with the new tables."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.models import NOT_PROVIDED

HOUSES = ("accounts.", "content.", "ai.")
# Up to these there was no release that anybody could come from.
FIRST = {
    **{"articles": "0005", "engine": "0006", "policies": "0004", "proposals": "0002", "providers": "0003"},
    **{
        "publishing": "0004",
        "search": "0002",
        "sites": "0004",
        "spending": "0002",
        "transfer": "0002",
        "writing": "0002",
    },
}
ADDS = (
    *(migrations.CreateModel, migrations.AddIndex, migrations.AddConstraint, migrations.AlterModelOptions),
    *(migrations.AddField, migrations.RemoveIndex, migrations.RenameIndex, migrations.RunPython),
    *(migrations.AlterField, migrations.AlterModelManagers),
)


def trouble(operation: Operation) -> str:
    """What the release before would stumble over; '' for nothing."""
    if not isinstance(operation, ADDS):
        return f"{type(operation).__name__}: the release before still uses what was there"
    if isinstance(operation, migrations.AddField) and not _is_filled(operation.field):
        return f"{operation.model_name}.{operation.name} is not filled by the release before: give it db_default"
    return ""


def _is_filled(field: Any) -> bool:
    return bool(field.null or field.many_to_many or field.generated or field.db_default is not NOT_PROVIDED)


def _found() -> Iterator[str]:
    for (app, name), migration in sorted(MigrationLoader(None).disk_migrations.items()):
        if migration.__module__.startswith(HOUSES) and name[:4] > FIRST.get(app, "0001") and not migration.initial:
            yield from (f"{app}.{name}: {said}" for operation in migration.operations if (said := trouble(operation)))


def test_the_release_before_works_with_the_tables_of_this_one() -> None:
    assert list(_found()) == []


NAME = models.CharField(max_length=9)


@pytest.mark.parametrize(
    ("operation", "is_fine"),
    [
        (migrations.AddField("boat", "name", NAME), False),
        (migrations.AddField("boat", "name", models.CharField(max_length=9, db_default="")), True),
        (migrations.AddField("boat", "name", models.CharField(max_length=9, null=True)), True),
        (migrations.RemoveField("boat", "name"), False),
        (migrations.RenameField("boat", "name", "label"), False),
        (migrations.DeleteModel("boat"), False),
        (migrations.CreateModel("boat", [("name", NAME)]), True),
    ],
)
def test_the_rule_bites(operation: Operation, is_fine: bool) -> None:
    assert (trouble(operation) == "") is is_fine
