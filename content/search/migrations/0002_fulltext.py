"""The full-text index, in the way of each database."""

from typing import Any

from django.db import migrations

_FTS5 = (
    "CREATE VIRTUAL TABLE search_tokens USING fts5(scope, tokens, prefix='2 3', tokenize=\"unicode61 tokenchars '_'\")"
)
# Byte for byte: the tokenizer has folded already, and no collation may fold more. InnoDB numbers documents in
# FTS_DOC_ID; seen, that number orders hits of equal relevance. One statement rebuilds the table once.
_FULLTEXT = (
    "ALTER TABLE search_indexedpage"
    " ADD COLUMN FTS_DOC_ID BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,"
    " ADD UNIQUE INDEX FTS_DOC_ID_INDEX (FTS_DOC_ID),"
    " MODIFY tokens LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,"
    " ADD FULLTEXT INDEX search_page_tokens (tokens)"
)
_FORWARD = {"sqlite": _FTS5, "mysql": _FULLTEXT}
_BACKWARD = {
    "sqlite": "DROP TABLE search_tokens",
    "mysql": "ALTER TABLE search_indexedpage DROP INDEX search_page_tokens",
}


def create(apps: Any, schema_editor: Any) -> None:
    schema_editor.execute(_FORWARD[schema_editor.connection.vendor])


def drop(apps: Any, schema_editor: Any) -> None:
    schema_editor.execute(_BACKWARD[schema_editor.connection.vendor])


class Migration(migrations.Migration):
    atomic = False  # one statement on either database; MySQL could not roll it back
    dependencies = [("search", "0001_initial")]

    operations = [migrations.RunPython(create, drop)]
