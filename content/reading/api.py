"""What programs read of the site, with a key: `/api/v1/pages`, one of them, and a search."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from accounts.integrations.door import refused, with_key
from accounts.integrations.models import ApiKey
from accounts.integrations.schema import Operation, describe
from content.reading import programs
from content.reading.apps import PAGES as SCOPE


@require_safe
@with_key(SCOPE)
def pages(request: HttpRequest, key: ApiKey) -> JsonResponse:
    return _answer(lambda: programs.listed(key.site, request.GET))


@require_safe
@with_key(SCOPE)
def page(request: HttpRequest, key: ApiKey, public_id: str) -> JsonResponse:
    found = programs.one(key.site, public_id)
    return JsonResponse(found) if found else refused(404, "There is no public page with this id on this site.", {})


@require_safe
@with_key(SCOPE)
def search(request: HttpRequest, key: ApiKey) -> JsonResponse:
    return _answer(lambda: programs.found(key.site, request.GET))


def _answer(ask: Callable[[], dict[str, Any]]) -> JsonResponse:
    try:
        return JsonResponse(ask())
    except programs.WrongParameter as error:
        return refused(400, str(error), {})


_TEXT, _TIME = {"type": "string"}, {"type": "string", "format": "date-time"}
_NAMES = {"type": "array", "items": _TEXT}
_CARD: dict[str, Any] = {
    **dict.fromkeys(("id", "kind", "path", "language", "title", "summary"), _TEXT),
    "url": {"type": "string", "format": "uri"},
    "words": {"type": "integer", "minimum": 0},
    "authors": _NAMES,
    "category": {"type": ["string", "null"]},
    "tags": _NAMES,
    "published_at": _TIME,
    "modified_at": _TIME,
}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": list(properties), "properties": properties}


def _many(name: str) -> dict[str, Any]:
    rows = {"type": "array", "items": _object(_CARD)}
    return _object({name: rows, "next": {"type": ["string", "null"], "description": "For `after`, if there is more"}})


def _parameter(name: str, description: str, schema: dict[str, Any], *, place: str = "query") -> dict[str, Any]:
    required = place == "path" or name == "q"
    return {"name": name, "in": place, "required": required, "description": description, "schema": schema}


_LIMIT = _parameter(
    "limit",
    f"How many, 1 to {programs.MOST}",
    {"type": "integer", "minimum": 1, "maximum": programs.MOST, "default": 20},
)
_AFTER = _parameter("after", "What `next` of the answer before said", _TEXT)
_PLACE = _parameter("after", "What `next` of the answer before said", {"type": "string", "pattern": programs.CURSOR})
_Q = _parameter("q", "What to search for", {"type": "string", "minLength": 1, "maxLength": programs.LONGEST})
_ID = _parameter("id", "What a list or a search says", {"type": "string", "pattern": "^[0-9a-z]{4,20}$"}, place="path")

for _operation in (
    Operation("/pages", "pages", "Published pages, the newest first", SCOPE, _many("pages"), [_LIMIT, _PLACE], (400,)),
    Operation(
        "/pages/{id}",
        "page",
        "One page, its text as Markdown and as HTML",
        SCOPE,
        _object(_CARD | {"markdown": _TEXT, "html": _TEXT}),
        [_ID],
        (404,),
    ),
    Operation(
        "/search", "search", "Pages with all words, best first", SCOPE, _many("hits"), [_Q, _LIMIT, _AFTER], (400,)
    ),
):
    describe(_operation)
