"""What plugins of WordPress leave in an export: nothing of it is lost, and nothing for members becomes public."""

import base64
import json
from collections.abc import Callable
from urllib.parse import quote

import pytest

from accounts.sites.models import Site
from aicmr.lib.html import to_text
from content.articles.models import Article
from content.publishing.models import LivePage
from content.taxonomy.models import Author, Tag
from content.transfer.importers.wordpress import builders, plugins
from content.transfer.models import ImportedItem
from tests.content.transfer.conftest import Importing
from tests.content.transfer.generate import ORIGIN, document, item

pytestmark = pytest.mark.django_db
Row = Callable[[str, str], ImportedItem]


def meta(**pairs: str) -> str:
    rows = (
        f"<wp:postmeta><wp:meta_key>{key}</wp:meta_key><wp:meta_value><![CDATA[{value}]]></wp:meta_value></wp:postmeta>"
        for key, value in pairs.items()
    )
    return "".join(rows)


def filed(domain: str, nicename: str, name: str = "") -> str:
    return f'<category domain="{domain}" nicename="{nicename}"><![CDATA[{name or nicename}]]></category>'


def text_of(site: Site, slug: str) -> str:
    return to_text(Article.objects.get(site=site, slug=slug).body)


def states(site: Site) -> dict[str, str]:
    return dict(Article.objects.filter(site=site).values_list("slug", "state"))


def test_reusable_blocks_and_footnotes_stand_where_they_are_shown(importing: Importing, site: Site, row: Row) -> None:
    shown = '<!-- wp:paragraph --><p>Before.</p><!-- /wp:paragraph --><!-- wp:block {"ref":40} /-->'
    note = '<p>Said<sup data-fn="n"><a href="#n">1</a></sup>.</p><!-- wp:footnotes /-->'
    importing(
        document(
            item(id=1, slug="shows", body=shown),
            item(id=2, slug="lacks", body='<!-- wp:block {"ref":99} /--><!-- wp:block {"ref":42} /-->'),
            item(
                id=3,
                slug="noted",
                body=note,
                more=meta(footnotes='[{"content":"Where it was <em>said</em>.","id":"n"}]'),
            ),
            item(
                id=40, slug="b", type="wp_block", title="Ours", body='<p>Sent by us.</p><!-- wp:block {"ref":41} /-->'
            ),
            item(
                id=41, slug="c", type="wp_block", title="Inner", body='<p>Each week.</p><!-- wp:block {"ref":40} /-->'
            ),
            item(id=42, slug="d", type="wp_block", title="Draft", body="<p>Secret.</p>", status="draft"),
        )
    )
    assert text_of(site, "shows").split("\n\n")[:3] == ["Before.", "Sent by us.", "Each week."]
    assert "reusable block" in row("article", "2").note and "Secret" not in text_of(site, "lacks")
    assert text_of(site, "noted") == "Said1.\n\nWhere it was said."
    assert "stands now in what shows it" in row("wp_block", "40").note


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"more": meta(_jetpack_newsletter_access="paid_subscribers")}, "subscribers"),
        ({"more": meta(rcp_subscription_level='a:1:{i:0;s:1:"2";}')}, "members"),
        ({"more": meta(_members_access_role="editor")}, "members"),
        ({"more": meta(um_content_restriction='a:1:{s:14:"_um_accessible";s:1:"2";}')}, "members"),
        ({"type": "sfwd-lessons", "link": f"{ORIGIN}/lessons/one/"}, "who takes the course"),
        ({"body": "Free. [restrict level=1]Paid.[/restrict]"}, "[restrict]"),
        ({"body": "[mepr-login-form] Free. [mepr-show rules=1]Paid.[/mepr-show]"}, "[mepr-show]"),
        ({"body": "<!-- wp:premium-content/subscriber-view --><p>Paid.</p>"}, "premium"),
        ({"body": '<!-- wp:paragraph {"blockVisibility":{"hideBlock":true}} --><p>Off.</p>'}, "switched off"),
        ({"body": '[et_pb_section disabled="on"][et_pb_text]Off.[/et_pb_text][/et_pb_section]'}, "switched off"),
    ],
)
def test_what_a_plugin_keeps_from_readers_is_a_draft(
    importing: Importing, site: Site, row: Row, fields: dict[str, str], said: str
) -> None:
    importing(document(item(id=1, slug="kept", **fields), item(id=2, slug="open", body="[restrict] is a word.")))
    assert states(site) == {"kept": "draft", "open": "published"}
    assert row("article", "1").needs_person and said in row("article", "1").note
    assert LivePage.objects.filter(site=site).count() == 1


@pytest.mark.parametrize("value", ["everybody", "0", "All", "", 'a:1:{i:0;s:3:"All";}'])
def test_what_a_plugin_shows_to_everybody_is_public(value: str) -> None:
    assert plugins.kept_for("post", {"_jetpack_newsletter_access": value, "rcp_user_level": value}) == ""


def test_bylines_of_guests_are_authors_and_their_addresses_stay_unknown(importing: Importing, site: Site) -> None:
    term = "<wp:term><wp:term_taxonomy>author</wp:term_taxonomy><wp:term_slug>cap-jane</wp:term_slug>"
    term += "<wp:term_name>jane</wp:term_name>"
    term += "<wp:term_description>Jane jane 7 jane@example.org</wp:term_description></wp:term>"
    said = {
        "user_login": "jane",
        "display_name": "Jane Roe",
        "description": "Writes.",
        "user_email": "jane@example.org",
    }
    guest = meta(**{f"cap-{name}": value for name, value in said.items()})
    importing(
        document(
            item(
                id=1,
                slug="two",
                author="ann",
                more=filed("author", "cap-jane", "jane") + filed("author", "cap-ann", "ann"),
            ),
            item(id=2, slug="one", author="ann"),
            item(id=9, type="guest-author", slug="cap-jane", title="Jane Roe", more=guest),
            head=term,
        )
    )
    assert [str(byline.author) for byline in Article.objects.get(slug="two").bylines.all()] == ["Jane Roe", "ann"]
    assert [str(byline.author) for byline in Article.objects.get(slug="one").bylines.all()] == ["ann"]
    assert Author.objects.get(site=site, name="Jane Roe").description == "Writes."
    assert not Tag.objects.filter(site=site).exists()
    rows = ImportedItem.objects.for_site(site)
    assert not [row for row in rows if "jane@example.org" in f"{row.title} {row.note} {row.payload}"]


def test_forums_become_texts_with_comments_and_hidden_ones_stay_hidden(
    importing: Importing, site: Site, row: Row
) -> None:
    forum = {"type": "forum", "link": f"{ORIGIN}/forums/x/"}
    topic = {"type": "topic", "link": f"{ORIGIN}/topic/x/"}
    importing(
        document(
            item(id=3, slug="open-topic", body="May I?", parent=1, **topic),
            item(id=4, slug="hidden-topic", body="Psst.", parent=2, **topic),
            item(id=5, type="reply", author="bob", body="You may.", parent=3, link=f"{ORIGIN}/reply/5/"),
            item(id=1, slug="open-forum", status="closed", **forum),
            item(id=2, slug="below", parent=6, **forum),
            item(id=6, slug="hidden-forum", status="private", **forum),
        )
    )
    assert {slug for slug, state in states(site).items() if state == "published"} == {"open-topic", "open-forum"}
    answer = row("comment", "reply-5")
    assert (answer.payload["entry"], answer.payload["author"], answer.payload["body"]) == ("3", "bob", "You may.")


def test_shops_and_translations_bring_texts_and_no_terms_of_their_own(
    importing: Importing, site: Site, row: Row
) -> None:
    terms = (
        filed("product_type", "variable") + filed("product_visibility", "featured") + filed("product_cat", "tea", "Tea")
    )
    terms += filed("language", "de", "Deutsch") + filed("post_translations", "pll_5f2")
    more = terms + meta(_price="4", origin="Uji")
    importing(
        document(
            item(id=1, slug="green", type="product", link=f"{ORIGIN}/product/green/", body="Fresh.", more=more),
            item(id=2, type="product_variation", parent=1, body="100 g"),
            item(id=3, type="shop_order", status="wc-completed", body="x"),
            item(id=4, type="shop_coupon", title="TEA10", body="x"),
        )
    )
    assert [tag.name for tag in Tag.objects.filter(site=site)] == ["Tea"]
    assert Article.objects.get(site=site).language == "de"
    assert "_price, origin" in row("article", "1").note
    assert [row(kind, number).state for kind, number in (("product_variation", "2"), ("shop_order", "3"))] == [
        "skipped"
    ] * 2


def test_layouts_of_page_builders_leave_their_texts(importing: Importing, site: Site, row: Row) -> None:
    raw = base64.b64encode(quote("<p>In code.</p>").encode()).decode()
    divi = (
        '[et_pb_section fb_built="1" admin_label="x"][et_pb_row][et_pb_column type="4_4"]'
        '[et_pb_text]<p>Said so.</p>[/et_pb_text][et_pb_blurb title="Why %91us%93" url="/x"]Because.[/et_pb_blurb]'
        '[et_pb_button button_text="Order" button_url="https://example.org/o" /]'
        "[/et_pb_column][/et_pb_row][/et_pb_section]"
    )
    bakery = (
        '[vc_row css=".vc_custom{margin:0}"][vc_column width="1/2"][vc_column_text]\nOne.\n\nTwo.\n[/vc_column_text]'
        '[vc_custom_heading text="Prices"][vc_btn title="Ask" link="url:https%3A%2F%2Fexample.org%2Fask|title:Ask"]'
        f"[vc_raw_html]{raw}[/vc_raw_html][/vc_column][/vc_row]"
    )
    importing(document(item(id=1, slug="divi", body=divi), item(id=2, slug="bakery", body=bakery)))
    assert text_of(site, "divi").split("\n\n") == ["Said so.", "Why [us]", "Because.", "Order"]
    assert text_of(site, "bakery").split("\n\n") == ["One.", "Two.", "Prices", "Ask", "In code."]
    assert 'href="https://example.org/ask"' in Article.objects.get(slug="bakery").body
    assert "laid out with WPBakery" in row("article", "2").note and not row("article", "2").needs_person


def test_blocks_and_fields_that_plugins_fill_keep_their_words(importing: Importing, site: Site, row: Row) -> None:
    data = {"name": "acf/quote", "data": {"quote": "Fine work indeed", "_quote": "field_1"}, "className": "is big"}
    block = f'<!-- wp:acf/quote {json.dumps(data)} /--><!-- wp:social-link {{"url":"https://example.org/us"}} /-->'
    settings = {"title": "Built", "editor": "<p>By hand.</p>", "icon_list": [{"text": "First point"}]}
    widgets = [{"elType": "section", "elements": [{"elType": "widget", "settings": settings}]}]
    importing(
        document(
            item(id=1, slug="acf", body=block),
            item(id=2, slug="elementor", more=meta(_elementor_data=json.dumps(widgets))),
            item(id=3, slug="broken", body="Words.", more=meta(_elementor_data="[{", footnotes="{", subtitle="More")),
        )
    )
    assert text_of(site, "acf").split("\n\n") == ["Fine work indeed", "https://example.org/us"]
    assert text_of(site, "elementor").split("\n\n") == ["Built", "By hand.", "First point"]
    assert "Custom fields that have no place here: subtitle." in row("article", "3").note


def test_comments_under_pictures_are_in_the_report(importing: Importing, row: Row) -> None:
    more = "<wp:attachment_url>https://old.example.org/a.jpg</wp:attachment_url><wp:comment><wp:comment_id>3</wp:comment_id></wp:comment>"
    importing(document(item(id=1, type="attachment", status="inherit", more=more)))
    assert row("comment", "3").state == "skipped"


def test_what_is_published_in_the_future_is_planned(importing: Importing, site: Site) -> None:
    importing(document(item(id=1, slug="soon", date="2090-01-01 08:00:00")))
    assert states(site) == {"soon": "scheduled"} and not LivePage.objects.filter(site=site).exists()


@pytest.mark.parametrize("text", ["[vc_row", "[vc_row]" * 20_000, '[vc_row a="' * 20_000, "[vc_raw_html]" * 20_000])
def test_openings_without_end_are_read_once(text: str) -> None:
    assert "vc_custom" not in builders.unbuilt(text, [])


def test_an_empty_pair_of_tags_leaves_nothing_behind(importing: Importing, site: Site) -> None:
    importing(document(item(id=1, slug="sound", body='[audio mp3="https://old.example.org/a.mp3"][/audio]\n\nWords.')))
    assert text_of(site, "sound").split("\n\n") == ["https://old.example.org/a.mp3", "Words."]
