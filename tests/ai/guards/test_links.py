"""Addresses that were not given are found, however they are written."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ai.guards import Expect, expecting, links

# What begins with www is an address.
HOSTS = st.from_regex(r"\A(?!www\.)[a-z]{3,12}(?:-[a-z]{2,5})?\.(?:test|example|com|org)\Z")
WIDE = {chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)}
DISGUISES = {
    "brackets": lambda host: host.replace(".", "[.]"),
    "a word in brackets": lambda host: host.replace(".", " (dot) "),
    "spoken": lambda host: host.replace(".", " dot "),
    "wide": lambda host: "".join(WIDE[char] for char in host),
    "wide dots": lambda host: host.replace(".", "．"),
    "hidden": lambda host: host.replace(".", "\u200b.\u200b"),
    "a port": lambda host: f"{host}:8080",
    "a path": lambda host: f"{host}/c?d=1",
    "alone": lambda host: host,
}


def is_refused(text: str, source: str = "The hall opens on Monday.") -> bool:
    verdict = links.check(text, None, Expect(links=(), source=source))
    return verdict is not None and not verdict.ok


@settings(deadline=None, max_examples=50)
@given(host=HOSTS, disguise=st.sampled_from(sorted(DISGUISES)))
def test_an_address_in_disguise_is_refused(host: str, disguise: str) -> None:
    assert is_refused(f"Read more at {DISGUISES[disguise](host)} and win.")


@settings(deadline=None, max_examples=50)
@given(host=HOSTS)
def test_a_host_that_the_text_names_may_be_named(host: str) -> None:
    assert not is_refused(f"Tickets are sold by {host} alone.", f"The hall sells its tickets through {host} from May.")


@pytest.mark.parametrize(
    "text",
    [
        "Node.js reads config.json; St.Gallen/Chur, 5.1km/h, 3.5:1, z.B. and/or",
        "Ce point de vue, ce punto de partida, ein Punkt der Liste",
        "「はい。」と言った。３．５％、１０：３０。",
        "He waited […] and left (.5 litres).",
        "10.30:15 and 1.2.3.4",
    ],
)
def test_what_only_looks_like_an_address_passes(text: str) -> None:
    assert not is_refused(text)


@pytest.mark.parametrize("feature", ["grammar", "simplify", "translate", "shorten"])
def test_an_address_that_got_or_lost_www_is_refused(feature: str) -> None:
    bare, other = "Book at https://hall.example/book now.", "Book at https://www.hall.example/book now."
    for source, answer in ((bare, other), (other, bare)):
        expect = expecting(feature, language="en", source=source)
        told = [links.check(one, None, expect) for one in (source, answer)]
        assert [verdict is not None and verdict.ok for verdict in told] == [True, False]


@pytest.mark.parametrize(
    ("source", "answer"),
    [
        ("See hall.example/book.", "See https://hall.example/book."),
        ("See www.hall.example/book.", "See https://www.hall.example/book."),
        ("See https://Hall.example/book/.", "See https://hall.example/book."),
        ("See hall.example or www.hall.example.", "See www.hall.example or hall.example."),
    ],
)
def test_an_address_may_get_its_scheme(source: str, answer: str) -> None:
    verdict = links.check(answer, None, expecting("simplify", language="en", source=source))
    assert verdict is not None and verdict.ok
