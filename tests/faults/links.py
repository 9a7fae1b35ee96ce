"""What drills need from inside, printed as JSON: `links.py` links that open what is not public, and an API key;
`links.py store|read` a digest of a provider's stored key; `links.py codes` somebody with a second factor; `links.py
provider KEY ADDRESS` and `links.py tasks SECRET PASSWORD` work for workers that must not write it into their logs.
"""

import io
import json
import secrets
import sys
import time
from hashlib import sha256
from typing import Any

PATIENCE = 40.0  # seconds for the sizes of a picture


def main() -> None:
    import django

    django.setup()
    what, *arguments = sys.argv[1:] or ["links"]
    found = {"links": links, "store": stored, "read": stored, "codes": codes, "provider": provider, "tasks": tasks}
    print(json.dumps(found[what](*arguments)))


def links() -> dict[str, Any]:
    from accounts.integrations.services import make_key
    from content.articles.services import create_article
    from content.publishing.services import create_preview_link

    site, editor = _site(), _editor()
    draft = create_article(site=site, by=None, title="A draft of the drills", body="<p>Not for everybody yet.</p>")
    key = make_key(site=site, by=editor, name="drill", scopes=["site:read"], expires_at=None)[1]
    return {"preview": create_preview_link(draft, by=None).get_absolute_url(), "picture": _picture(site), "key": key}


def stored() -> dict[str, str]:
    """The digest of a provider's key as today's SECRET_KEY opens it; the provider is made if it is missing."""
    from ai.providers.models import Provider

    provider = Provider.objects.filter(name="Drill").first()
    if provider is None:
        provider = Provider(name="Drill", base_url="http://127.0.0.1:9/v1", is_enabled=False)
        provider.set_key(secrets.token_urlsafe(24))
        provider.save()
    return {"stored": sha256(provider.read_key().encode()).hexdigest()}


def codes() -> dict[str, str]:
    from allauth.account.models import EmailAddress
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import TOTP

    from accounts.models import User

    email, password, secret = f"codes{time.time():.0f}@example.com", secrets.token_urlsafe(16), "JBSWY3DPEHPK3PXP"
    user = User.objects.create_user(email=email, password=password)
    EmailAddress.objects.update_or_create(user=user, email=email, defaults={"verified": True, "primary": True})
    TOTP.activate(user, secret)
    if not Authenticator.objects.filter(user=user).exists():
        raise SystemExit("links.py: no second factor was stored")
    return {"email": email, "password": password, "secret": secret}


def provider(key: str, address: str) -> dict[str, int]:
    """Two jobs that ask a provider with this key."""
    from ai.providers.models import Provider
    from ai.providers.services import list_models, probe_provider, save_provider

    site, editor = _site(), _editor()
    found = Provider.objects.filter(name="Canary").first() or Provider(name="Canary", site=site)
    found.base_url = address
    save_provider(found, by=editor, key=key)
    return {
        "probe": probe_provider(found, site=site, by=editor).pk,
        "list": list_models(found, site=site, by=editor).pk,
    }


def tasks(known: str, password: str) -> dict[str, int]:
    """Tasks that nobody knows or that break, with a secret of the settings and one with a telling name."""
    from aicmr.celery import app

    for name in ("tests.unknown", "jobs.run", "audit.deliver"):
        app.send_task(name, args=[known], kwargs={"password": password}, queue="default")
        app.send_task(name, args=[known], queue="default")
    return {"sent": 6}


def _picture(site: Any) -> str:
    """The signed address of a picture that no page shows."""
    from django.core.files.base import ContentFile
    from PIL import Image

    from content.media import addresses, processing
    from content.media.models import Rendition
    from content.media.services import upload

    data = io.BytesIO()
    Image.effect_noise((500, 400), 60).convert("RGB").save(data, "JPEG")
    asset = upload(ContentFile(data.getvalue(), "drill.jpg"), site=site, by=None, title="drill")
    processing.make_renditions(asset.pk)  # the worker has the site's own pictures to make
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        found = Rendition.objects.filter(asset=asset).first()
        if found is not None:
            return addresses.signed(found.url, asset)
        time.sleep(0.3)
    raise SystemExit("links.py: the picture's sizes were not made")


def _site() -> Any:
    from accounts.sites.models import Site

    return Site.objects.get(domains__host="127.0.0.1")


def _editor() -> Any:
    from accounts.models import User

    return User.objects.get(email="editor@example.com")


if __name__ == "__main__":
    main()
