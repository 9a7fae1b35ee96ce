"""What programs can ask with a key."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from accounts.integrations import schema
from accounts.integrations.door import refused, with_key
from accounts.integrations.models import ApiKey
from accounts.integrations.schema import Operation, describe
from accounts.sites.context import site_of
from accounts.sites.membership import role_of


@require_safe
@with_key("site:read")
def me(request: HttpRequest, key: ApiKey) -> JsonResponse:
    """Whom the key acts for, where, and what it may do."""
    site = key.site
    return JsonResponse(
        {
            "key": {"id": key.public_id, "name": key.name, "scopes": key.scopes, "expires_at": key.expires_at},
            "user": {"id": key.user.public_id, "name": key.user.name, "role": role_of(key.user, site)},
            "site": {"id": site.public_id, "name": site.name, "language": site.locale, "host": site.host},
        }
    )


@require_safe
def openapi(request: HttpRequest) -> JsonResponse:
    """For programs that read schemas; open to everyone, like the program itself."""
    return JsonResponse(schema.document(site_of(request).name))


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """The same for people, without a script."""
    return render(request, "integrations/docs.html", {"operations": schema.operations()})


@csrf_exempt
def nothing(request: HttpRequest, rest: str) -> JsonResponse:
    return refused(404, "There is no such address; /api/v1/docs lists them.", {})


describe(
    Operation(
        path="/me",
        name="me",
        summary="Whom the key acts for, where, and what it may do",
        scope="site:read",
        answer={
            "type": "object",
            "required": ["key", "user", "site"],
            "properties": {
                "key": {"type": "object", "required": ["id", "name", "scopes", "expires_at"]},
                "user": {"type": "object", "required": ["id", "name", "role"]},
                "site": {"type": "object", "required": ["id", "name", "language", "host"]},
            },
        },
    )
)
