"""Lists of redirects from other programs."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.redirects import sheets
from content.redirects.exceptions import ListRefused

Found = list[tuple[int, str, str]]


def good(text: str) -> Found:
    return [(line.number, line.source, line.target) for line in sheets.read(text) if not line.fault]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/old/,/new/\n/a,/b\n", [(1, "/old/", "/new/"), (2, "/a", "/b")]),
        ("from,to\n/old/,/new/", [(2, "/old/", "/new/")]),
        ("\ufeffNew URL;Old URL\r\n/new/;/old/\r\n", [(2, "/old/", "/new/")]),
        ("source\ttarget\n/old/\thttps://example.org/x\n", [(2, "/old/", "https://example.org/x")]),
        ('"/o,ld/","/new/"', [(1, "/o,ld/", "/new/")]),
        ("https://old.example.org/caf%C3%A9/,/new/", [(1, "/caf\u00e9/", "/new/")]),
        ("# mine\n\n/old /new 301!\n/blog/* /a/:splat\n", [(3, "/old", "/new"), (4, "/blog/*", "/a/:splat")]),
        ("Redirect 301 /old /new\nRedirect permanent /a /b", [(1, "/old", "/new"), (2, "/a", "/b")]),
        ("RedirectMatch 301 ^/blog/(.*)$ /articles/$1", [(1, "/blog/*", "/articles/:splat")]),
        ("rewrite ^/news/([^/]+)/?$ /articles/$1 permanent;", [(1, "/news/:part1", "/articles/:part1")]),
        ('[{"from": "^/old/$", "to": "/new/", "permanent": true}]', [(1, "/old/", "/new/")]),
        ('{"redirects": [{"source": "/a/", "target": "/b/"}]}', [(1, "/a/", "/b/")]),
        ("301:\n  /old/: /new/\n  ^\\/tag\\/(.*)$: /tags/$1\n302:\n  /x: /y\n",
         [(1, "/old/", "/new/"), (2, "/tag/*", "/tags/:splat"), (3, "/x", "/y")]),
        ("source,target,regex,code,type,hits,title\n/a,/b,0,301,url,3,\n^/c/(.*),/d/$1,1,301,url,0,",
         [(2, "/a", "/b"), (3, "/c/*", "/d/:splat")]),
    ],
)  # fmt: skip
def test_lists_of_other_programs_are_read(text: str, expected: Found) -> None:
    assert good(text) == expected


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("/old/,/new/\n/a/,", "needs an old address and a new one"),
        ("/?p=12,/new/", "is told apart by what follows"),
        ("source,target,regex\n^/(\\d{4})/x$,/y,1", "regular expression"),
        ("source,target,regex\n^/(a|b)/x$,/y,1", "regular expression"),
        ("/api/* /proxy/:splat 200", "answers 200"),
        ("Redirect gone /old", "answers 410"),
        ('["/old/"]', "no old and new address"),
        (
            "301:\n  /a: &a [x, x]\n"
            + "".join(f"  /{n}: &b{n} [{', '.join(['*a' if n == 0 else f'*b{n - 1}'] * 9)}]\n" for n in range(5)),
            "no old and new address",
        ),
    ],
)
def test_lines_that_say_something_else_are_left_out_and_say_why(text: str, why: str) -> None:
    assert [line.fault for line in sheets.read(text) if why in line.fault]


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("", "empty"),
        ("\n \n", "empty"),
        ("# nothing\n", "No redirect"),
        ("{", "no JSON"),
        ("301:\n  - [", "no YAML"),
        ("301:\n  /a: !!bool maybe", "no YAML"),
        ("title,author\nA,B\n", "call them source and target"),
        ("/a,/b\n" * 20_001, "more than 20000 lines"),
        ("[]", "No redirect"),
    ],
)
def test_what_is_no_list_is_refused_with_advice(text: str, advice: str) -> None:
    with pytest.raises(ListRefused, match=advice):
        sheets.read(text)


PIECES = [*"/ab*:,;\t\n\"'#[]{}()^$.\\ é", "301", "Redirect ", "rewrite ", "https://"]


@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_nothing_typed_breaks_the_reader(text: str) -> None:
    with suppress(ListRefused):
        sheets.read(text)
