import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from content.media.headers import BadHeader, identify
from tests.content.media.pictures import corners, encoded, jpeg, oriented, png


def read(data: bytes) -> tuple[str, int, int, int]:
    header = identify(BytesIO(data), len(data))
    return header.mime, header.width, header.height, header.frames


def animation(form: str, count: int = 3) -> bytes:
    frames = [Image.new("RGB", (20, 10), (value * 40, 0, 0)) for value in range(count)]
    return encoded(frames[0], form, save_all=True, append_images=frames[1:])


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
@pytest.mark.parametrize("size", [(64, 48), (31, 77), (1, 1)])
def test_every_allowed_kind_is_recognised_with_its_size(form: str, mime: str, size: tuple[int, int]) -> None:
    if form == "HEIF" and size == (1, 1):
        size = (2, 2)
    assert read(encoded(corners(*size), form)) == (mime, *size, 1)


@pytest.mark.parametrize("options", [{"lossless": True}, {"quality": 50}, {"exif": b"Exif\0\0II*\0\x08\0\0\0\0\0"}])
def test_all_three_kinds_of_webp_are_read(options: dict[str, object]) -> None:
    assert read(encoded(corners(70, 30), "WEBP", **options)) == ("image/webp", 70, 30, 1)


@pytest.mark.parametrize("form", ["GIF", "WEBP", "PNG"])
def test_frames_of_animations_are_counted(form: str) -> None:
    assert read(animation(form))[1:] == (20, 10, 3)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_jpeg_has_the_size_in_which_it_is_shown(orientation: int) -> None:
    expected = (48, 64) if orientation > 4 else (64, 48)
    assert read(oriented(orientation))[1:3] == expected


def test_a_progressive_jpeg_is_read() -> None:
    assert read(jpeg(200, 100, progressive=True))[:3] == ("image/jpeg", 200, 100)


def test_something_behind_the_end_of_a_jpeg_does_not_matter() -> None:
    assert read(jpeg() + b"PK\x03\x04 motion photo")[0] == "image/jpeg"


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF", "GIF"])
@pytest.mark.parametrize("share", [0.5, 0.9, 0.99])
def test_a_file_that_was_cut_off_is_refused_with_what_to_do(form: str, share: float) -> None:
    whole = encoded(corners(200, 150), form)
    with pytest.raises(BadHeader, match="upload the new file"):
        read(whole[: int(len(whole) * share)])


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xd8",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<!doctype html><script>alert(1)</script>",
        b"<?php system($_GET['c']); ?>",
        b"PK\x03\x04" + b"\0" * 40,
        b"%PDF-1.7 " + b"\0" * 40,
        b"BM" + b"\0" * 60,
        b"II*\0" + b"\0" * 60,
        b"MZ" + b"\0" * 60,
        b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom",
        b"RIFF\x24\0\0\0WAVEfmt ",
    ],
)
def test_other_kinds_of_files_are_refused(data: bytes) -> None:
    with pytest.raises(BadHeader):
        read(data)


@pytest.mark.parametrize(
    "data",
    [
        b"GIF89a/*" + b"\0" * 5 + b"*/=1;alert(document.domain)//",
        b"GIF89a=1;alert(1);//" + b"\0" * 40,
        b"GIF89a<svg onload=alert(1)>" + b"\0" * 40,
        encoded(corners(8, 8), "GIF") + b"*/=1;alert(1)",
        b"\xff\xd8\xff<?php system('id'); ?>" + b"\0" * 50,
        b"\x89PNG\r\n\x1a\n<script>alert(1)</script>" + b"\0" * 50,
        b"RIFF\xff\0\0\0WEBP<script>" + b"\0" * 50,
        b"\0\0\0\x1cftypavif\0\0\0\0avifmif1<script>alert(1)</script>",
    ],
)
def test_files_that_only_begin_like_a_picture_are_refused(data: bytes) -> None:
    with pytest.raises(BadHeader):
        read(data)


def test_a_bomb_is_measured_without_being_decoded() -> None:
    chunk = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    data = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", chunk) + _chunk(b"IDAT", b"x") + _chunk(b"IEND", b"")
    assert read(data)[1:3] == (60_000, 60_000)


def test_a_jpeg_made_of_thousands_of_scans_is_refused() -> None:
    whole = jpeg(progressive=True)
    scan = whole[whole.index(b"\xff\xda") : -2]
    with pytest.raises(BadHeader, match="ordinary JPEG"):
        read(whole[:-2] + scan * 400 + b"\xff\xd9")


def test_a_picture_without_width_is_refused() -> None:
    data = bytearray(png())
    data[16:20] = b"\0\0\0\0"
    with pytest.raises(BadHeader, match="no width"):
        read(bytes(data))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
