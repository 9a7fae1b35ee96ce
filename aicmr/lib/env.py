"""Typed reading of environment variables.

Every reader takes the variable's name and a default. A wrong value raises `EnvError`, a `SystemExit`
whose one line names the variable, what is wrong and what would be right, so that every process
(web, worker, command) stops with that line instead of a traceback. `NAME_FILE` may point to a file
that holds the value, as container secrets do.
"""

import os
import re
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

_HOST = re.compile(r"\.?([a-z0-9_-]+\.)*[a-z0-9_-]+\Z|\[[0-9a-f:.]+\]\Z", re.IGNORECASE)
_WORD = re.compile(r"[!-~]{1,500}\Z")
_BUCKET = re.compile(r"s3://[^\s/?#]+(/[^\s?#]*)?\Z")
_TLS_FILES = {"ssl_ca": "ca", "ssl_cert": "cert", "ssl_key": "key"}
_PATIENCE = "read_timeout"
_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off", ""}


class EnvError(SystemExit):
    """One line for the person who set the variable."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"aicmr: environment variable {name}: {problem}")


def text(name: str, default: str = "") -> str:
    path = os.environ.get(f"{name}_FILE")
    if path and name not in os.environ:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "is not UTF-8 text"
            raise EnvError(f"{name}_FILE", f"{path!r} cannot be read: {reason}") from None
    return os.environ.get(name, default).strip()


def word(name: str, least: int = 1) -> str:
    """A name or key as other servers take it: visible ASCII characters in one piece."""
    value = text(name)
    if value and len(value) < least:
        raise EnvError(name, f"is too short: it needs at least {least} characters")
    if value and not _WORD.match(value):
        raise EnvError(name, "must be one word of at most 500 ordinary characters, without spaces and line ends")
    return value


def folder(name: str, default: Path) -> Path:
    """A folder to write to, made where it is missing. The default may be of no use: not every column needs it."""
    path = Path(text(name) or default).resolve()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        if text(name):
            reason = getattr(error, "strerror", None) or error
            raise EnvError(name, f"{str(path)!r} cannot be used as a folder: {reason}") from None
    return path


def place(name: str) -> str:
    """A folder, which may be there later, or `s3://bucket/prefix`, or ''."""
    value = text(name)
    if value and ("://" in value or value.startswith("s3:")) and not _BUCKET.match(value):
        raise EnvError(name, f"{value!r} is neither a folder nor a bucket, as in s3://bucket/prefix")
    return value


def flag(name: str, default: bool = False) -> bool:
    value = text(name, "1" if default else "0").lower()
    if value in _TRUE | _FALSE:
        return value in _TRUE
    raise EnvError(name, f"{value!r} is neither yes nor no; use 1 or 0")


def listing(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def hosts(name: str, default: str) -> list[str]:
    """Host names as ALLOWED_HOSTS wants them: `example.org`, `.example.org` with its subdomains, `[::1]`."""
    found = listing(name, default)
    if not found:
        raise EnvError(name, "names no host; give the host names of your sites, as in example.org,.example.org")
    for host in found:
        if host != "*" and not _HOST.match(host):
            raise EnvError(name, f"{host!r} is not a host name; leave out https://, port and path")
    return found


def email(name: str, default: str) -> dict[str, object]:
    """Django's mail settings for `smtp://user:password@host:587?tls=1&from=news@example.org` or `console:`.

    `smtps` speaks TLS from the start (port 465); `tls=1` switches to it (port 587).
    """
    value = text(name, default) or default
    parts = _split(name, value, ("smtp", "smtps", "console"))
    query = dict(parse_qsl(parts.query))
    unknown = set(query) - {"tls", "from"}
    if unknown:
        raise EnvError(name, f"knows no {min(unknown)}; there are tls and from")
    sender = {"DEFAULT_FROM_EMAIL": query["from"], "SERVER_EMAIL": query["from"]} if "from" in query else {}
    if query.get("tls", "0").lower() not in _TRUE | _FALSE:
        raise EnvError(name, f"tls={query['tls']!r} is neither yes nor no; use 1 or 0")
    if parts.scheme == "console":
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend", **sender}
    if parts.scheme == "smtps" and query.get("tls"):
        raise EnvError(name, "take either smtps:// or tls=1, not both")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "",
        "EMAIL_PORT": parts.port or {"smtps": 465}.get(parts.scheme, 587 if query.get("tls") else 25),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": query.get("tls", "").lower() in _TRUE,
        "EMAIL_TIMEOUT": 10,
        **sender,
    }


def choice(name: str, default: str, options: tuple[str, ...]) -> str:
    value = text(name, default) or default
    if value not in options:
        raise EnvError(name, f"{value!r} is not one of {', '.join(options)}")
    return value


def whole(name: str, default: int, least: int, most: int) -> int:
    value = text(name, str(default)) or str(default)
    if not value.isdecimal() or not least <= int(value) <= most:
        raise EnvError(name, f"{value!r} is not a whole number from {least} to {most}")
    return int(value)


def wholes(name: str, default: tuple[int, ...]) -> tuple[int, ...]:
    """As many whole numbers as the default has, as in `7,5,12`."""
    parts = listing(name, ",".join(str(number) for number in default))
    if len(parts) != len(default) or not all(part.isdecimal() for part in parts):
        raise EnvError(name, f"must be {len(default)} whole numbers, as in {','.join(str(n) for n in default)}")
    return tuple(int(part) for part in parts)


def url(name: str, default: str, schemes: tuple[str, ...]) -> str:
    """A URL with one of `schemes` (and a host, unless it is a file or memory scheme), or ''."""
    value = text(name, default)
    if value:
        _split(name, value, schemes)
    return value


def origin(name: str, schemes: tuple[str, ...]) -> str:
    """Scheme, host and port alone, as in `https://cdn.example.org`, or ''."""
    value = url(name, "", schemes).rstrip("/")
    if value and (urlsplit(value).path or "?" in value or "#" in value or "@" in value):
        raise EnvError(name, "must be an address without path and password, as in https://cdn.example.org")
    return value


def hosts_of(value: str) -> list[str]:
    """The host of an address, as ALLOWED_HOSTS takes it."""
    host = urlsplit(value).hostname if value else None
    return [host] if host else []


def database(name: str, default: str) -> dict[str, object]:
    """Django's DATABASES entry for `sqlite:///path` or `mysql://user:password@host:port/name?ssl_ca=…`."""
    value = text(name, default)
    parts = _split(name, value, ("sqlite", "mysql", "mariadb"))
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    unknown = set(query) - _TLS_FILES.keys() - {_PATIENCE}
    if unknown:
        raise EnvError(name, f"knows no {min(unknown)}; there are {', '.join([*_TLS_FILES, _PATIENCE])}")
    seconds = query.get(_PATIENCE, "60")
    if not seconds.isdecimal() or not 1 <= int(seconds) <= 3600:
        raise EnvError(name, f"{_PATIENCE}={seconds} is not a whole number of seconds from 1 to 3600")
    if parts.scheme == "sqlite":
        path = unquote(parts.path)[1:] if parts.path.startswith("//") else unquote(parts.path)
        if path in ("", "/"):
            raise EnvError(name, "sqlite needs a path, as in sqlite:////srv/aicmr/db.sqlite3")
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": path,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000;",
            },
        }
    database_name = parts.path.lstrip("/")
    if not database_name:
        raise EnvError(name, "the database's name is missing, as in mysql://user:password@host:3306/aicmr")
    return {
        "ENGINE": "aicmr.mysql",
        "NAME": unquote(database_name),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or 3306),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": _mysql_options(dict(parse_qsl(parts.query))),
        "TEST": {"CHARSET": "utf8mb4", "COLLATION": "utf8mb4_unicode_ci"},
    }


def _mysql_options(query: dict[str, str]) -> dict[str, object]:
    options: dict[str, object] = {
        "charset": "utf8mb4",
        "isolation_level": "read committed",
        "connect_timeout": 3,
        "read_timeout": int(query.get(_PATIENCE, 60)),
        "write_timeout": int(query.get(_PATIENCE, 60)),
        "init_command": "SET sql_mode='STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ENGINE_SUBSTITUTION'",
    }
    tls = {short: query[key] for key, short in _TLS_FILES.items() if key in query}
    if tls:
        options["ssl"] = tls
    return options


def _split(name: str, value: str, schemes: tuple[str, ...]) -> SplitResult:
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError as error:
        raise EnvError(name, f"is not a URL ({error})") from None
    if parts.scheme not in schemes:
        raise EnvError(name, f"must begin with {' or '.join(f'{scheme}://' for scheme in schemes)}")
    if not parts.hostname and parts.scheme not in ("sqlite", "filesystem", "memory", "console", "unix"):
        raise EnvError(name, "has no host")
    return parts
