"""Bodies as readers get them."""

import re

import pytest

from content.articles import bodies

ASSET = "0123456789abcdefghjk"
PICTURE = {
    "alt": "A boat",
    "width": 1200,
    "height": 800,
    "color": "#112233",
    "focal": [0.5, 0.5],
    "src": f"/media/{ASSET}/abc-960.jpg",
    "sources": {"avif": [], "webp": [[f"/media/{ASSET}/abc-480.webp", 480], [f"/media/{ASSET}/abc-960.webp", 960]]},
}
PENDING = {"alt": "A boat", "width": 1200, "height": 800, "color": "#112233"}


def rendered(html: str, *, ready: bool = True, pending: bool = False) -> str:
    pictures = {ASSET: PICTURE} if ready else {}
    return bodies.render(bodies.read(html), pictures, {ASSET: PENDING} if pending else {})


def test_block_ids_become_anchors() -> None:
    assert rendered('<h2 data-id="abcdefgh">Head</h2>') == '<h2 id="b-abcdefgh">Head</h2>'


def test_marks_of_ours_are_stripped_and_their_text_stays() -> None:
    html = '<p data-id="abcdefgh" data-p="r1">One <span data-p="r2">two <em>three</em></span></p>'
    assert rendered(html) == '<p id="b-abcdefgh">One two <em>three</em></p>'


def test_spans_that_carry_a_language_stay() -> None:
    assert '<span lang="de">Hafen</span>' in rendered('<p><span lang="de" data-p="r1">Hafen</span></p>')


def test_a_figure_gets_its_picture_in_every_size_and_keeps_its_caption() -> None:
    html = f'<figure data-asset="{ASSET}"><img src="/x" alt="Own text"><figcaption>Caption</figcaption></figure>'
    page = rendered(html)
    assert f'srcset="/media/{ASSET}/abc-480.webp 480w, /media/{ASSET}/abc-960.webp 960w"' in page
    assert 'alt="Own text" width="1200" height="800"' in page
    assert 'loading="lazy"' in page
    assert "<figcaption>Caption</figcaption>" in page
    assert "data-asset" not in page
    assert 'src="/x"' not in page


@pytest.mark.parametrize(
    ("caption", "shown"),
    [
        ("Caption", 'Caption <span class="credit">Ann &amp; Co</span>'),
        ("Photo: Ann &amp; Co", "Photo: Ann &amp; Co"),
        ("", '<span class="credit">Ann &amp; Co</span>'),
    ],
)
def test_whose_picture_it_is_stands_under_it_once(caption: str, shown: str) -> None:
    under = f"<figcaption>{caption}</figcaption>" if caption else ""
    body = bodies.read(f'<figure data-asset="{ASSET}"><img src="/x" alt="A">{under}</figure>')
    page = bodies.render(body, {ASSET: PICTURE | {"credit": "Ann & Co"}}, {})
    assert f"<figcaption>{shown}</figcaption>" in page


def test_the_text_of_the_library_serves_where_the_body_has_none() -> None:
    assert 'alt="A boat"' in rendered(f'<figure data-asset="{ASSET}"><img src="/x" alt=""></figure>')


def test_a_picture_without_renditions_holds_its_place_in_its_colour() -> None:
    html = f'<figure data-asset="{ASSET}"><img src="/x" alt="Own"></figure>'
    page = rendered(html, ready=False, pending=True)
    assert "data:image/svg+xml," in page
    assert "%23112233" in page
    assert 'alt="Own" width="1200" height="800"' in page


def test_a_picture_that_is_gone_leaves_its_caption() -> None:
    html = f'<figure data-asset="{ASSET}"><img src="/x"><figcaption>Caption</figcaption></figure>'
    page = rendered(html, ready=False)
    assert "<img" not in page
    assert "Caption" in page


def test_other_pictures_load_late_and_have_a_text() -> None:
    page = rendered('<p><img src="/images/x.png"></p>')
    assert '<img alt="" src="/images/x.png" loading="lazy" decoding="async">' in page


@pytest.mark.parametrize("html", ["<script>alert(1)</script>", '<p onclick="x">y</p>', '<a href="javascript:x">y</a>'])
def test_what_came_into_the_database_another_way_is_cleaned_all_the_same(html: str) -> None:
    assert not re.search("script|onclick", rendered(html))


@pytest.mark.parametrize(
    ("html", "share"),
    [
        ("<p>one two three four</p>", 0.0),
        ('<p data-p="r1">one two three four</p>', 1.0),
        ('<p>one two <span data-p="r1">three four</span></p>', 0.5),
        ('<p data-p="r1">one <span data-p="r2">two</span></p><p>three four</p>', 0.5),
        ("", 0.0),
    ],
)
def test_the_share_that_ai_wrote_is_counted_in_words(html: str, share: float) -> None:
    assert bodies.read(html).ai_share == share


def test_words_and_text_are_those_of_the_blocks() -> None:
    body = bodies.read("<h2>One two</h2><ul><li>three</li><li>four</li></ul>")
    assert (body.text, body.words) == ("One two\n\nthree\nfour", 4)


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        (
            '<figure><img src="https://old.example.org/a.jpg" alt="A boat"><figcaption>So</figcaption></figure>',
            '<figure><a href="https://old.example.org/a.jpg">A boat</a><figcaption>So</figcaption></figure>',
        ),
        ('<p><img src="//old.example.org/gr%C3%BCn.jpg?x=1&amp;y=2"></p>', ">grün.jpg</a></p>"),
        (
            '<p><a href="https://old.example.org/"><img src="https://old.example.org/a.jpg" alt="&lt;b&gt;"></a></p>',
            '<p><a href="https://old.example.org/">&lt;b&gt;</a></p>',
        ),
    ],
)
def test_a_picture_elsewhere_is_a_link_to_it_and_never_a_broken_one(html: str, shown: str) -> None:
    page = rendered(html)
    assert shown in page
    assert "<img" not in page


def test_a_picture_of_this_site_without_an_asset_loads_when_it_is_seen() -> None:
    assert '<img alt="" src="/static/a.png" loading="lazy" decoding="async">' in rendered(
        '<p><img src="/static/a.png"></p>'
    )
