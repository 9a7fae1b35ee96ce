"""What plugins say of a post, in its custom fields and in its text: who may read it, in which language it is.

WordPress calls a text published that a plugin keeps from most readers. What shows a sign of that is never public here.
"""

import json
import re
from html import escape

from content.transfer.records import Entry

_LEVELS = {"", "0", "none", "no", "false", "all", "any", "everybody", "everyone", "public", "off", "a:0:{}", "null"}
_LEVELS |= {'a:1:{i:0;s:3:"all";}', 'a:1:{i:0;s:0:"";}', "[]"}
# Custom fields by which plugins for members, courses and passwords keep a text from readers.
_KEEPERS = {
    **dict.fromkeys(("_jetpack_newsletter_access", "_jetpack_memberships_contains_paywalled_content"), "subscribers"),
    **dict.fromkeys(
        ("rcp_subscription_level", "rcp_user_level", "rcp_access_level", "_is_paid", "rcUserLevel"), "members"
    ),
    **dict.fromkeys(("_members_access_role", "_groups-read", "groups-read", "_groups_read_post"), "members"),
    **dict.fromkeys(("_um_custom_access_settings", "_wishlist_member_protect", "_memberful_acl"), "members"),
    **dict.fromkeys(("_llms_is_restricted", "_wc_memberships_restricted", "_s2member_level", "ihc_mb_who"), "members"),
    **dict.fromkeys(("passster_activate_protection", "_ppwp_protected", "ppw_master_passwords"), "who has a password"),
}
_ROLES = re.compile(r'"_um_accessible";(?:s:1:"2"|i:2)')
_CODES = re.compile(
    r"\[(member|members|members?_only|private|protected|restrict|restricted?_content|restrict_content|is_paid|paid_content"
    r"|rcp_\w+|mepr-[\w-]+|pmpro_member|membership|wcm_restrict|wcm_content_restricted|s2If|s2member[\w-]*|ihc-hide-content"
    r"|um_loggedin|um_show_content|swpm_protected|wlm_private|wlm_ismember|memberful_[\w-]+|loggedin|logged_in|is_logged_in"
    r"|user_logged_in|groups_member|groups_can|hidepost|passster|content_protector|premium_content|arm_restrict_content"
    r"|wpmem_logged_in|emember_protected|access|visibility|course_content|ld_\w*_access|learndash_\w*enrolled)"
    r"(?=[\s\]])",
    re.IGNORECASE,
)
_CODE_ENDS = re.compile(r"\[/([\w-]+)")
_BLOCKS = re.compile(
    r"<!--\s+wp:(premium-content/(?:subscriber-view|container)|jetpack/paywall|pmpro/membership|memberpress/[\w-]*protect[\w-]*"
    r"|woocommerce-memberships/[\w-]*member-content|rcp/restrict[\w-]*|restrict-content-pro/[\w-]+|content-control/[\w-]+"
    r"|members/[\w-]+|ultimate-member/[\w-]*restrict[\w-]*|surecart/[\w-]*restrict[\w-]*|learndash/ld-student)\b"
)
_SWITCHED_OFF = re.compile(
    r'"blockVisibility"\s*:\s*(?:false|\{)|"contentControls"\s*:\s*\{\s*"enabled"\s*:\s*true'
    r'|\[(?:et_pb|vc|fusion)_\w{1,60}\s[^\[\]]{0,20000}?\b(?:disabled="on"|disable_element="yes"|status="draft")'
)
_SIGNS = ('"blockVisibility"', '"contentControls"', "disable", 'status="draft"')
_COURSES = re.compile(r"sfwd-(?!courses)|lesson|llms_(?:lesson|quiz)|lp_(?:lesson|quiz)|tutor_|mpcs-lesson|quiz|unit$")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|[0-9]{3}))?(?![A-Za-z0-9])")
_OURS = re.compile(
    r"_(?!Event|price\Z|sku\Z|regular_price)|rank_math|footnotes\Z|yoast|aioseo|cap-|jetpack|geo_|publicize|sharing_disabled\Z"
)
_MOST_FIELDS = 20
_NOTES = re.compile(r"<!--\s+wp:(?:core/)?footnotes\b[^>]*?/-->")


def keep(entry: Entry, who: str) -> None:
    """Make it a draft if it is for `who` alone."""
    if who and entry.state != "draft":
        entry.state = "draft"
        entry.person.append(f"It seems to be for {who}: it is a draft, so that it does not become public.")


def kept_for(sort: str, meta: dict[str, str]) -> str:
    """For whom alone a text is, by its type and its custom fields; "" if it is for everybody."""
    if _COURSES.match(sort):
        return "who takes the course"
    for key, who in _KEEPERS.items():
        if meta.get(key, "").strip().lower() not in _LEVELS:
            return who
    return "members" if _ROLES.search(meta.get("um_content_restriction", "")) else ""


def kept_in(html: str) -> str:
    """For whom alone it is, by what stands in it."""
    if "[/" in html and (code := _enclosing(html)):
        return f"some readers in part ([{code}])"
    if "<!--" in html and (block := _BLOCKS.search(html)):
        return f"some readers in part ({block[1]})"
    if any(sign in html for sign in _SIGNS) and _SWITCHED_OFF.search(html):
        return "nobody in part, since something in it is switched off"
    return ""


def _enclosing(html: str) -> str:
    """The first of the plugins' tags that has an end: a form to sign in with has none, and may stand before it."""
    ends = {name.lower() for name in _CODE_ENDS.findall(html)}
    return next((match[1] for match in _CODES.finditer(html) if match[1].lower() in ends), "")


def language_of(nicename: str) -> str:
    """`pt-br` of Polylang's `pt-br`, `de-DE` of WordPress's `de_DE_formal`; "" for what is none."""
    found = _LANGUAGE.match(nicename.replace("_", "-"))
    return found[0] if found else ""


def translate(entry: Entry, meta: dict[str, str], guid: str, originals: set[str]) -> None:
    """Language and translations as WPML, its tool for exports, and Bogo keep them; Polylang's are terms."""
    said = meta.get("_wpml_import_language_code") or meta.get("_locale") or ""
    entry.language = language_of(said.strip()) or entry.language
    group = meta.get("_wpml_import_translation_group") or meta.get("_original_post") or ""
    group = group.strip() or meta.get("_icl_lang_duplicate_of", "").strip()
    if not group:
        group = next((name for name in (entry.id, guid) if name in originals), "")
    entry.group = group[:200] or entry.group


def fields_left(meta: dict[str, str]) -> str:
    """Names of the custom fields that hold something and have no place here, for the report."""
    names = [name[:40] for name, value in meta.items() if value.strip() and not _OURS.match(name)]
    more = f" and {len(names) - _MOST_FIELDS} more" if len(names) > _MOST_FIELDS else ""
    return f"Custom fields that have no place here: {', '.join(names[:_MOST_FIELDS])}{more}." if names else ""


def with_footnotes(html: str, meta: dict[str, str]) -> str:
    """`html` with the notes, which WordPress keeps in a custom field, where the block for them stands."""
    if "footnotes" not in meta or not _NOTES.search(html):
        return html
    try:
        rows = json.loads(meta["footnotes"])
    except (ValueError, RecursionError):
        return html
    notes = [str(row.get("content", "")) for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    listed = "".join(f"<li>{note}</li>" for note in notes)
    return _NOTES.sub(lambda _: f"<!-- wp:html --><ol>{listed}</ol><!-- /wp:html -->", html, count=1)


def of_builder(meta: dict[str, str]) -> str:
    """The text that Elementor keeps in a custom field, for a post that has none of its own."""
    try:
        rows = json.loads(meta.get("_elementor_data") or "[]")
    except (ValueError, RecursionError):
        return ""
    pieces: list[str] = []
    stack = rows[::-1] if isinstance(rows, list) else []
    while stack:
        row = stack.pop()
        if isinstance(row, dict):
            settings = row.get("settings")
            _add_widget(settings if isinstance(settings, dict) else {}, pieces)
            inner = row.get("elements")
            stack += inner[::-1] if isinstance(inner, list) else []
    return "".join(pieces)


_HEADINGS = ("title", "title_text", "tab_title", "heading", "item_title", "accordion_title")
_PROSE: tuple[str, ...] = (
    "editor",
    "tab_content",
    "description_text",
    "description",
    "testimonial_content",
    "blockquote_content",
)
_PROSE += ("html", "text", "item_content", "item_description", "content", "shortcode")
_LABELS = ("testimonial_name", "testimonial_job", "caption", "author_name")


def _add_widget(settings: dict[str, object], pieces: list[str]) -> None:
    """Words, pictures and addresses of one widget; Elementor's own names of them."""
    link = settings.get("link")
    address = str(link.get("url") or "") if isinstance(link, dict) else ""
    for name in (*_HEADINGS, *_PROSE, *_LABELS):
        value = settings.get(name)
        if not isinstance(value, str) or not value.strip():
            continue
        if name in _HEADINGS:
            pieces.append(f"<h3>{value}</h3>")
        elif name == "text" and address.startswith("http"):
            pieces.append(f'<p><a href="{escape(address)}">{value}</a></p>')
        else:
            pieces.append(value if "<" in value else f"<p>{value}</p>")
    image = settings.get("image")
    if isinstance(image, dict) and str(image.get("url") or "").startswith("http"):
        pieces.append(f'<figure><img src="{escape(str(image["url"]))}" alt=""></figure>')
    for value in settings.values():
        for row in value if isinstance(value, list) else ():
            if isinstance(row, dict) and "elType" not in row:
                _add_widget(row, pieces)
