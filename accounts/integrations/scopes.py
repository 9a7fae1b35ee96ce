"""What a key may be allowed to do; rooms above add theirs."""

_scopes: dict[str, str] = {"site:read": "read the site's name, language and domains, and who the key acts for"}


def declare(name: str, doc: str) -> None:
    _scopes[name] = doc


def known() -> dict[str, str]:
    return dict(sorted(_scopes.items()))
