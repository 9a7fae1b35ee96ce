"""T10: `admin.py URL` times pages of the admin as a signed-in administrator; milliseconds by page."""

import http.client
import re
import time
from urllib.parse import urlsplit

from starting import begin, tell

TIMES = 12


def main() -> None:
    (url,) = begin()
    cookie = _sign_in()
    listed = _get(url, "/admin/articles/article/", cookie)
    edit = re.search(r'href="(/admin/articles/article/\d+/change/)', listed)
    if edit is None:
        raise SystemExit("admin.py: the list shows no article")
    pages = {
        "list": "/admin/articles/article/",
        "filter": "/admin/articles/article/?state__exact=published",
        "search": "/admin/articles/article/?q=bench-77",
        "edit": edit[1],
    }
    found: dict[str, list[float]] = {name: [] for name in pages}
    for turn in range(TIMES + 2):
        for name, path in pages.items():
            began = time.perf_counter()
            _get(url, path, cookie)
            if turn > 1:
                found[name].append((time.perf_counter() - began) * 1000)
    tell(**found)


def _sign_in() -> str:
    """A session as a sign-in leaves it."""
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from accounts.models import User

    user = User.objects.filter(email="bench@example.com").first()
    if user is None:
        user = User(email="bench@example.com", is_staff=True, is_superuser=True)
        user.set_password("bench-password-0123456789")
        user.save()
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def _get(url: str, path: str, cookie: str) -> str:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
    try:
        connection.request("GET", path, headers={"X-Forwarded-Proto": "https", "Cookie": cookie})
        answer = connection.getresponse()
        text = answer.read().decode()
    finally:
        connection.close()
    if answer.status != 200:
        raise SystemExit(f"admin.py: {path} answered {answer.status} {answer.getheader('Location', '')}")
    return text


if __name__ == "__main__":
    main()
