import struct
from io import BytesIO
from typing import Any

import pytest
from PIL import Image, ImageCms

from content.media.pipeline.color import to_srgb
from content.media.pipeline.decode import Undecodable, opened
from content.media.pipeline.encode import average_color, encode
from content.media.pipeline.reduce import reduce, workable
from content.media.pipeline.render import Rendered, render
from content.media.pipeline.resize import cascade, ladder
from tests.content.media.pictures import RED, corners, encoded, jpeg, near, oriented, quarters

UPRIGHT = ["red", "green", "blue", "white"]


def rendered(data: bytes, mime: str) -> list[Rendered]:
    return list(render(BytesIO(data), mime, max_pixels=50_000_000))


def exchanged_primaries() -> bytes:
    """An ICC profile (ICC.1:2001) with the primaries of sRGB, red and green exchanged, and gamma 2.2."""

    def xyz(x: float, y: float, z: float) -> bytes:
        return b"XYZ \0\0\0\0" + b"".join(struct.pack(">i", round(value * 65536)) for value in (x, y, z))

    curve = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(2.2 * 256)) + b"\0\0"
    tags = {
        b"rXYZ": xyz(0.3851, 0.7169, 0.0971),
        b"gXYZ": xyz(0.4361, 0.2225, 0.0139),
        b"bXYZ": xyz(0.1431, 0.0606, 0.7141),
        b"wtpt": xyz(0.9642, 1.0, 0.8249),
        b"rTRC": curve,
        b"gTRC": curve,
        b"bTRC": curve,
        b"desc": b"desc\0\0\0\0" + struct.pack(">I", 5) + b"Swap\0" + b"\0" * 79,
        b"cprt": b"text\0\0\0\0None\0\0\0\0",
    }
    start = 128 + 4 + 12 * len(tags)
    table, body = struct.pack(">I", len(tags)), b""
    for name, data in tags.items():
        table += name + struct.pack(">II", start + len(body), len(data))
        body += data + b"\0" * (-len(data) % 4)
    head = struct.pack(">I4sI", start + len(body), b"lcms", 0x02100000) + b"mntrRGB XYZ " + b"\0" * 12 + b"acsp"
    white = struct.pack(">iii", 63190, 65536, 54061)
    return head.ljust(68, b"\0") + white + b"\0" * 48 + table + body


def shown(one: Rendered) -> Image.Image:
    return Image.open(BytesIO(one.data))


@pytest.mark.parametrize(
    ("size", "widths"),
    [
        ((4000, 3000), [320, 480, 640, 960, 1280, 1920, 2560]),
        ((1000, 500), [320, 480, 640, 960]),
        ((1100, 500), [320, 480, 640, 960, 1100]),
        ((320, 200), [320]),
        ((64, 48), [64]),
        ((1, 1), [1]),
        ((2600, 1), [320, 480, 640, 960, 1280, 1920, 2560]),
        ((300, 20_000), [245]),
        ((1, 20_000), [1]),
    ],
)
def test_no_width_is_larger_than_the_picture(size: tuple[int, int], widths: list[int]) -> None:
    assert ladder(*size) == widths


def test_each_step_of_the_cascade_keeps_the_proportions() -> None:
    sizes = [image.size for image in cascade(corners(1000, 500), 1000, 500)]
    assert sizes == [(960, 480), (640, 320), (480, 240), (320, 160)]


def test_a_picture_becomes_webp_and_avif_at_each_width_and_one_jpeg() -> None:
    made = [(one.format, one.width, one.height) for one in rendered(jpeg(700, 350), "image/jpeg")]
    assert sorted(made) == [
        ("avif", 320, 160),
        ("avif", 480, 240),
        ("avif", 640, 320),
        ("jpeg", 640, 320),
        ("webp", 320, 160),
        ("webp", 480, 240),
        ("webp", 640, 320),
    ]


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_ends_upright(orientation: int) -> None:
    """The stored pixels are turned against what the tag says, so that applying it gives the same picture."""
    turns = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
    upright = corners(80, 60)
    stored = upright.transpose(Image.Transpose(turns[orientation])) if orientation > 1 else upright
    exif = Image.Exif()
    exif[0x0112] = orientation
    for one in rendered(encoded(stored, "JPEG", quality=95, exif=exif.tobytes()), "image/jpeg"):
        assert (one.width, one.height) == (80, 60)
        assert quarters(shown(one)) == UPRIGHT


@pytest.mark.parametrize(
    ("form", "mime"),
    [
        ("JPEG", "image/jpeg"),
        ("PNG", "image/png"),
        ("WEBP", "image/webp"),
        ("AVIF", "image/avif"),
        ("HEIF", "image/heic"),
        ("GIF", "image/gif"),
    ],
)
def test_every_allowed_kind_is_read(form: str, mime: str) -> None:
    for one in rendered(encoded(corners(), form), mime):
        assert quarters(shown(one)) == UPRIGHT


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16"])
def test_every_colour_mode_comes_out_as_it_looked(mode: str) -> None:
    grey = Image.linear_gradient("L").resize((64, 64))
    if mode == "I;16":
        source = grey.convert("I").point(lambda value: value * 257).convert("I;16")
    else:
        source = grey.convert("RGB").convert(mode) if mode not in ("1", "L", "LA") else grey.convert(mode)
    form = "JPEG" if mode == "CMYK" else "PNG"
    data = encoded(source, form, **({"quality": 95} if form == "JPEG" else {}))
    webp = next(one for one in rendered(data, f"image/{form.lower()}") if one.format == "webp")
    result = shown(webp).convert("L").resize((1, 8), Image.Resampling.BOX)
    levels = [result.getpixel((0, y)) for y in range(8)]
    assert all(abs(level - (16 + 32 * y)) < 14 for y, level in enumerate(levels)), levels


def test_transparency_stays_but_in_the_jpeg_where_it_is_white() -> None:
    image = Image.new("RGBA", (400, 300), (0, 0, 0, 0))
    image.paste((*RED, 255), (0, 0, 200, 300))
    made = {(one.format, one.width): shown(one) for one in rendered(encoded(image), "image/png")}
    assert made["webp", 320].convert("RGBA").getpixel((300, 100))[3] == 0
    assert made["avif", 320].convert("RGBA").getpixel((300, 100))[3] == 0
    assert made["jpeg", 400].getpixel((350, 100)) == (255, 255, 255)
    assert near(made["jpeg", 400].getpixel((50, 100)), RED)


def test_a_palette_with_transparency_stays_transparent() -> None:
    image = Image.new("P", (100, 100), 0)
    image.putpalette([0, 0, 0, *RED])
    image.paste(1, (0, 0, 50, 100))
    webp = next(one for one in rendered(encoded(image, transparency=0), "image/png") if one.format == "webp")
    result = shown(webp).convert("RGBA")
    assert result.getpixel((80, 50))[3] == 0
    assert near(result.getpixel((20, 50)), RED)


def test_colours_of_a_profile_become_those_of_srgb() -> None:
    """In this profile red and green have changed places, so what is stored as red was meant as green."""
    result = to_srgb(Image.new("RGB", (4, 4), (255, 0, 0)), exchanged_primaries())
    assert near(result.getpixel((0, 0)), (0, 255, 0), 12)


def test_a_broken_profile_is_taken_for_none() -> None:
    assert to_srgb(Image.new("RGB", (4, 4), RED), b"not a profile").getpixel((0, 0)) == RED


def test_no_metadata_reaches_a_rendition() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    exif = Image.open(BytesIO(oriented(1))).info["exif"]
    source = encoded(corners(), "JPEG", exif=exif, icc_profile=profile, comment=b"secret", xmp=b"<x:xmpmeta/>")
    for one in rendered(source, "image/jpeg"):
        image = shown(one)
        assert not dict(image.getexif())
        assert not {"exif", "icc_profile", "xmp", "comment"} & set(image.info)
        assert b"Camera of Ann" not in one.data
        assert b"secret" not in one.data


def test_the_first_frame_of_an_animation_is_shown() -> None:
    frames = [Image.new("RGB", (40, 40), RED), Image.new("RGB", (40, 40), (0, 0, 255))]
    data = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert near(shown(rendered(data, "image/gif")[0]).convert("RGB").getpixel((20, 20)), RED)


def test_reducing_by_strips_equals_reducing_the_whole() -> None:
    image = Image.linear_gradient("L").resize((1000, 777)).convert("RGB")
    assert reduce(image.convert("P"), 3).size == (334, 259)
    assert reduce(image, 3).tobytes() == image.reduce(3).tobytes()


def test_sixteen_bits_are_scaled_not_cut() -> None:
    image = Image.new("I;16", (2, 2), 0x8000)
    assert workable(image).getpixel((0, 0)) == 128


@pytest.mark.parametrize("size", [(1, 1), (1, 3000), (3000, 1), (5, 2000)])
def test_extreme_shapes_have_renditions(size: tuple[int, int]) -> None:
    for one in rendered(encoded(Image.new("RGB", size, RED)), "image/png"):
        assert one.width >= 1
        assert one.height >= 1


@pytest.mark.parametrize(
    ("data", "mime"),
    [
        (jpeg()[:400], "image/jpeg"),
        (encoded(corners(), "PNG"), "image/jpeg"),
        (b"nothing", "image/png"),
        (encoded(corners(400, 300), "WEBP")[:300], "image/webp"),
    ],
)
def test_what_cannot_be_decoded_says_so(data: bytes, mime: str) -> None:
    with pytest.raises(Undecodable):
        rendered(data, mime)


def test_too_many_pixels_are_refused_before_decoding() -> None:
    with pytest.raises(Undecodable, match="too many"):
        opened(BytesIO(jpeg(100, 100)), "image/jpeg", max_pixels=9_999)


def test_the_placeholder_is_the_average_colour() -> None:
    assert average_color(Image.new("RGB", (10, 10), (18, 52, 86))) == "#123456"


def test_encoding_twice_gives_the_same_bytes() -> None:
    image: Any = corners(200, 100)
    assert all(encode(image, form) == encode(image, form) for form in ("webp", "avif", "jpeg"))
