"""Networks as operators write them."""

import ipaddress
from collections.abc import Iterable

from aicmr.lib import env

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def networks(texts: Iterable[str]) -> tuple[Network, ...]:
    """Raises ValueError for what is neither an address nor a network."""
    return tuple(ipaddress.ip_network(text, strict=False) for text in texts)


def from_env(name: str, default: str) -> list[str]:
    """Addresses and networks such as `10.0.0.0/8`, and `unix` for a socket file."""
    found = env.listing(name, default)
    try:
        networks([text for text in found if text != "unix"])
    except ValueError as error:
        raise env.EnvError(name, f"{error}; write addresses or networks as in 10.0.0.0/8, or unix") from None
    return found
