"""Page builders that keep their layout as shortcodes: WPBakery, Divi, Avada and their like.

Their rows and columns go; texts, headings, pictures and buttons stay, one below the other.
"""

import re
from base64 import b64decode
from binascii import Error
from html import escape
from urllib.parse import unquote

from content.transfer.records import asset_ref

# What begins each layout, and the families of tags that stand in it: in a text without the first, `[x_i]` is a word.
_LAYOUTS = re.compile(
    r"\[(et_pb_(?:section|row|column|text)|vc_(?:row|section|column)|fusion_(?:builder_)?(?:container|row|text)"
    r"|av_(?:section|one_|two_|three_|textblock)|kc_(?:row|column)|cs_(?:content|section|row|element)|tatsu_(?:section|row))"
)
_FAMILIES = "et_pb|vcex|vc|fusion|av|kc|cs|tatsu|mk|nectar|mpc|ultimate|cmsmasters|porto"
_TAG = re.compile(rf"\[(/?)((?:{_FAMILIES})_[A-Za-z0-9_-]{{1,60}})((?:\s[^\[\]]{{0,20000}})?)\]")
_RAW = re.compile(r"\[(vc_raw_html|vc_raw_js|fusion_code)\b[^\[\]]{0,2000}\]([A-Za-z0-9+/=\s]*)\[/\1\]")
_PAIR = re.compile(r"""(?<![\w-])([\w-]++)\s*=\s*(?:"([^"]*)"|'([^']*)'|”([^”″]*)[”″]|″([^”″]*)[”″])""")
_NAMES = {"et_pb": "Divi", "vc": "WPBakery", "fusion": "Avada", "av": "Enfold"}
_HEADINGS = ("title", "heading", "h2", "header", "main_heading", "box_title", "name", "author", "company_name")
_SENTENCES = (
    "h4",
    "subhead",
    "subtitle",
    "subheading",
    "position",
    "job_title",
    "caption",
    "quote",
    "desc",
    "description",
)
_PICTURES = ("src", "image", "image_url", "img", "photo", "portrait_url", "background_url", "header_image_url")
_GALLERIES = ("images", "gallery_ids", "image_ids", "ids", "include")
_BUTTONS: tuple[tuple[str, str], ...] = (
    ("button_text", "button_url"),
    ("button_text", "button_link"),
    ("title", "link"),
    ("label", "link"),
)
_BUTTONS += (("btn_title", "btn_link"), ("button_one_text", "button_one_url"), ("button_two_text", "button_two_url"))
_CODED = {"%22": '"', "%91": "[", "%93": "]", "``": '"', "`{`": "[", "`}`": "]", "&#8221;": '"', "&#8243;": '"'}


def is_built(html: str) -> bool:
    return "[" in html and _LAYOUTS.search(html) is not None


def unbuilt(html: str, names: list[str]) -> str:
    """`html` without the tags of builders; `names` gets the builders that were met."""

    def change(match: re.Match[str]) -> str:
        family = next(name for name in _FAMILIES.split("|") if match[2].startswith(f"{name}_"))
        if _NAMES.get(family, family) not in names:
            names.append(_NAMES.get(family, family))
        return "\n\n" if match[1] else f"\n\n{_shown(match[2], _attributes(match[3]))}\n\n"

    return _TAG.sub(change, _RAW.sub(_decoded, html))


def _decoded(match: re.Match[str]) -> str:
    """Code that the builder keeps in base64, so that no editor touches it."""
    if match[1] == "vc_raw_js":
        return ""
    try:
        text = b64decode("".join(match[2].split()), validate=True).decode("utf-8")
    except (Error, ValueError):
        return match[2]
    return unquote(text)


def _attributes(text: str) -> dict[str, str]:
    found = {}
    for name, *values in _PAIR.findall(text):
        value = next((value for value in values if value), "")
        for coded, char in _CODED.items():
            value = value.replace(coded, char)
        found[name.lower()] = value.strip()
    return found


def _shown(name: str, values: dict[str, str]) -> str:
    """What a tag shows of its own attributes."""
    pieces = [_picture(values[key], values.get("alt", "")) for key in _PICTURES if values.get(key)]
    pieces += [_picture(number, "") for key in _GALLERIES for number in re.findall(r"\d+", values.get(key, ""))]
    buttons = [(values[text], _address(values[url])) for text, url in _BUTTONS if values.get(text) and values.get(url)]
    linked = {text for text, url in buttons if url}
    words = values.get("text", "") if name.endswith(("heading", "title", "header")) else ""
    titles = [words, *(values.get(key, "") for key in _HEADINGS)]
    pieces += [f"<h3>{title}</h3>" for title in dict.fromkeys(titles) if title and title not in linked]
    pieces += [f"<p>{values[key]}</p>" for key in _SENTENCES if values.get(key)]
    pieces += [f'<p><a href="{escape(url)}">{text}</a></p>' for text, url in dict.fromkeys(buttons) if url]
    return "".join(pieces)


def _picture(value: str, alt: str) -> str:
    if value.isdigit():
        return f'<figure><img src="{asset_ref(value)}"></figure>'
    address = value.partition("|")[0]
    return f'<figure><img src="{escape(address)}" alt="{escape(alt)}"></figure>' if address.startswith("http") else ""


def _address(value: str) -> str:
    """An address, or what WPBakery makes of one: `url:https%3A%2F%2Fexample.org|title:…`."""
    if value.startswith("url:"):
        value = unquote(value[4:].partition("|")[0])
    return value if value.startswith(("http://", "https://", "/", "mailto:", "#")) else ""
