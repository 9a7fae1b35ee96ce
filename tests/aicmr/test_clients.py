"""The client's address cannot be made up."""

from typing import Any

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from aicmr.lib import env, networks
from aicmr.lib.clients import UNKNOWN, client_address, counted_address

rf = RequestFactory()


def _address(remote: str, forwarded: str | None = None) -> str:
    headers = {} if forwarded is None else {"x-forwarded-for": forwarded}
    return client_address(rf.get("/", REMOTE_ADDR=remote, headers=headers))


@pytest.fixture
def _behind_nginx(settings: Any) -> None:
    settings.TRUSTED_PROXIES = ["127.0.0.0/8", "10.0.0.0/8", "unix"]


@pytest.mark.parametrize("remote", ["127.0.0.1", "10.1.2.3", "192.0.2.1", "::1"])
def test_without_trusted_proxies_the_header_says_nothing(remote: str) -> None:
    assert _address(remote, "203.0.113.9") == remote


@pytest.mark.usefixtures("_behind_nginx")
@pytest.mark.parametrize(
    ("remote", "forwarded", "expected"),
    [
        ("127.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "1.1.1.1, 203.0.113.9", "203.0.113.9"),  # the first was written by the asker
        ("127.0.0.1", "203.0.113.9, 10.4.4.4", "203.0.113.9"),  # two proxies of ours
        ("127.0.0.1", "6.6.6.6, 203.0.113.9, 10.4.4.4, 127.0.0.1", "203.0.113.9"),
        ("192.0.2.7", "203.0.113.9", "192.0.2.7"),  # not through our proxy
        ("127.0.0.1", None, "127.0.0.1"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "10.0.0.1", "10.0.0.1"),
        ("", "203.0.113.9", "203.0.113.9"),  # a socket file
        ("127.0.0.1", "[2001:db8::5]:4711", "2001:db8::5"),
        ("127.0.0.1", "203.0.113.9:4711", "203.0.113.9"),
        ("127.0.0.1", "::ffff:203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "nonsense", UNKNOWN),
        ("127.0.0.1", "203.0.113.9, unknown", UNKNOWN),
        ("", None, UNKNOWN),
    ],
)
def test_behind_trusted_proxies_the_last_hop_that_is_not_ours_counts(
    remote: str, forwarded: str | None, expected: str
) -> None:
    assert _address(remote, forwarded) == expected


@given(st.text(max_size=80))
def test_whatever_the_asker_writes_the_proxys_entry_wins(junk: str) -> None:
    request = rf.get("/", REMOTE_ADDR="127.0.0.1")
    request.META["HTTP_X_FORWARDED_FOR"] = f"{junk}, 203.0.113.9"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.TRUSTED_PROXIES", ["127.0.0.1"], raising=False)
        assert client_address(request) == "203.0.113.9"


def test_the_addresses_of_one_subscriber_count_as_one() -> None:
    one = rf.get("/", REMOTE_ADDR="2001:db8:1:2::5")
    other = rf.get("/", REMOTE_ADDR="2001:db8:1:2:ffff::9")
    assert counted_address(one) == counted_address(other) == "2001:db8:1:2::"


def test_wrong_networks_stop_the_start_with_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUSTED_PROXIES", "10.0.0.0/8,nginx")
    with pytest.raises(env.EnvError, match="TRUSTED_PROXIES"):
        networks.from_env("TRUSTED_PROXIES", "")
