"""Whose request this is, by address: the socket's, or what proxies that we trust say of it."""

import ipaddress
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest

from aicmr.lib.networks import Network, networks

UNKNOWN = "0.0.0.0"  # noqa: S104 - no address to listen at: whoever cannot be told apart shares one count
_LOCAL_SOCKET = "unix"


def client_address(request: HttpRequest) -> str:
    """The address of the person, in its normal form.

    `X-Forwarded-For` counts only where the request came from one of TRUSTED_PROXIES, and then the last entry that is
    not one of them: what stands further left was written by strangers.
    """
    hop = str(request.META.get("REMOTE_ADDR") or "")
    if not _is_trusted(hop):
        return _normal(hop) or UNKNOWN
    forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR") or "")
    for entry in reversed(forwarded.split(",") if forwarded else []):
        hop = _normal(entry)
        if not hop or not _is_trusted(hop):
            break
    return _normal(hop) or UNKNOWN


def counted_address(request: HttpRequest) -> str:
    """What limits count: the address, or for IPv6 the network of 64 bits that one subscriber has."""
    address = client_address(request)
    if ":" not in address:
        return address
    return str(ipaddress.ip_network(f"{address}/64", strict=False).network_address)


def _is_trusted(hop: str) -> bool:
    return _trusts(hop, tuple(settings.TRUSTED_PROXIES))


@lru_cache(maxsize=4096)
def _trusts(hop: str, proxies: tuple[str, ...]) -> bool:
    normal = _normal(hop)
    if not normal:  # a socket file has no address
        return hop == "" and _LOCAL_SOCKET in proxies
    address = ipaddress.ip_address(normal)
    return any(address in network for network in _parsed(proxies))


@lru_cache(maxsize=16)
def _parsed(proxies: tuple[str, ...]) -> tuple[Network, ...]:
    return networks([proxy for proxy in proxies if proxy != _LOCAL_SOCKET])


def _normal(entry: str) -> str:
    """`[2001:db8::1]:443`, `192.0.2.1:80` and `::ffff:192.0.2.1` without what is not the address; '' for no address."""
    text = entry.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return ""
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return str(mapped or address)
