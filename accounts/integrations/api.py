"""What programs can ask with a key."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from accounts.integrations.door import with_key
from accounts.integrations.models import ApiKey
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
