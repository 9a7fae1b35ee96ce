"""What programs can ask, as OpenAPI 3.1: rooms describe their addresses, the document is put together from that."""

from dataclasses import dataclass, field
from typing import Any

Schema = dict[str, Any]


@dataclass(frozen=True)
class Operation:
    """One GET. `path` begins after `/api/v1`; `parameters` and `answer` are OpenAPI's own words."""

    path: str
    name: str
    summary: str
    scope: str
    answer: Schema
    parameters: list[Schema] = field(default_factory=list)
    refusals: tuple[int, ...] = ()


_operations: dict[str, Operation] = {}
_REFUSALS = {
    400: "A parameter is wrong; `error` says which and how.",
    401: "No key that opens anything here.",
    403: "The key lacks the scope.",
    404: "There is no such thing on this site, or it is not public.",
    429: "Too often; `Retry-After` says when to come again.",
}
_ERROR = {"type": "object", "required": ["error"], "properties": {"error": {"type": "string"}}}
_LIMIT = {
    "X-RateLimit-Limit": {"description": "How many in a span", "schema": {"type": "integer"}},
    "X-RateLimit-Remaining": {"description": "How many are left", "schema": {"type": "integer"}},
    "X-RateLimit-Reset": {"description": "When it begins anew, in seconds since 1970", "schema": {"type": "integer"}},
}


def describe(operation: Operation) -> None:
    _operations[operation.path] = operation


def operations() -> list[Operation]:
    return [_operations[path] for path in sorted(_operations)]


def document(name: str) -> Schema:
    """The OpenAPI document of a site of this name."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{name}: what is published",
            "version": "1",
            "description": "Read-only. A key acts for its person on its site; make one under /account/api-keys/.",
        },
        "servers": [{"url": "/api/v1"}],
        "security": [{"key": []}],
        "paths": {one.path: {"get": _described(one)} for one in operations()},
        "components": {
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer", "bearerFormat": "aicmr_…"}},
            "schemas": {"Error": _ERROR},
        },
    }


def _described(one: Operation) -> Schema:
    said = {"description": "As asked.", "headers": _LIMIT, "content": {"application/json": {"schema": one.answer}}}
    refusals = sorted({401, 403, 429, *one.refusals})
    return {
        "operationId": one.name,
        "summary": one.summary,
        "description": f"Needs the scope `{one.scope}`.",
        "parameters": one.parameters,
        "responses": {"200": said, **{str(status): _refusal(status) for status in refusals}},
    }


def _refusal(status: int) -> Schema:
    schema = {"$ref": "#/components/schemas/Error"}
    return {"description": _REFUSALS[status], "content": {"application/json": {"schema": schema}}}
