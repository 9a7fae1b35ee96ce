"""Who asks: everybody behind the admin's door is signed in."""

from typing import cast

from django.http import HttpRequest

from accounts.models import User


def person(request: HttpRequest) -> User:
    return cast(User, request.user)
