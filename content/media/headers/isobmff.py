"""AVIF and HEIC (ISO 14496-12, 23008-12): the largest `ispe` of the `meta` box, turned as `irot` says."""

from collections.abc import Iterator
from io import BytesIO
from typing import IO

from content.media.headers.types import BadHeader, Header, take, unpack

_AVIF = frozenset({b"avif", b"avis"})
_HEIC = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"})
_META_LIMIT = 4 << 20
Size = tuple[int, int]


def matches(start: bytes) -> bool:
    return start[4:8] == b"ftyp" and bool(_mime({start[8:12], *_split(start[16:32])}))


def read(stream: IO[bytes], size: int) -> Header:
    brands: set[bytes] = set()
    meta, has_data = b"", False
    for kind, start, end in _boxes(stream, 0, size):
        if kind == b"ftyp":
            stream.seek(start)
            content = take(stream, min(end - start, 4096))
            brands = {content[:4], *_split(content[8:])}
        elif kind == b"meta" and end - start <= _META_LIMIT:
            stream.seek(start)
            meta = take(stream, end - start)
        has_data = has_data or kind == b"mdat"
    if not has_data:
        raise EOFError
    sizes, crops, turned = _properties(BytesIO(meta), len(meta))
    if not sizes:
        raise BadHeader("The picture does not say how large it is. Export it again, then upload the new file.")
    width, height = _largest(crops or sizes)
    return Header(_mime(brands), *((height, width) if turned else (width, height)))


def _properties(meta: IO[bytes], size: int) -> tuple[list[Size], list[Size], bool]:
    """Sizes (`ispe`), crops of the padding that encoders add (`clap`), and whether any picture lies on its side."""
    sizes: list[Size] = []
    crops: list[Size] = []
    turned = False
    for name, start, end in _walk(meta, 4, size, (b"iprp", b"ipco")):
        meta.seek(start)
        if name == b"ispe" and end - start >= 12:
            _, width, height = unpack(">III", meta)
            sizes.append((width, height))
        elif name == b"clap" and end - start >= 16:
            width, width_parts, height, height_parts = unpack(">IIII", meta)
            crops.append((width // max(1, width_parts), height // max(1, height_parts)))
        elif name == b"irot" and end > start:
            turned = bool(take(meta, 1)[0] & 1)
    # A crop says how a picture is shown; what is larger than every size in the file is a lie.
    most = _largest(sizes) if sizes else (0, 0)
    return sizes, [crop for crop in crops if crop[0] <= most[0] and crop[1] <= most[1]], turned


def _largest(sizes: list[Size]) -> Size:
    return max(sizes, key=lambda size: size[0] * size[1])


def _walk(stream: IO[bytes], start: int, end: int, path: tuple[bytes, ...]) -> Iterator[tuple[bytes, int, int]]:
    """The boxes inside the boxes of `path`."""
    for name, inner, stop in list(_boxes(stream, start, end)):
        if not path:
            yield name, inner, stop
        elif name == path[0]:
            yield from _walk(stream, inner, stop, path[1:])


def _boxes(stream: IO[bytes], start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """(type, start and end of the content) of each box; EOFError if one is longer than its surroundings."""
    while start + 8 <= end:
        stream.seek(start)
        (length,) = unpack(">I", stream)
        kind, head = take(stream, 4), 8
        if length == 1:
            (length,), head = unpack(">Q", stream), 16
        length = length or end - start
        if length < head or start + length > end:
            raise EOFError
        yield kind, start + head, start + length
        start += length


def _split(brands: bytes) -> list[bytes]:
    return [brands[at : at + 4] for at in range(0, len(brands) - 3, 4)]


def _mime(brands: set[bytes]) -> str:
    return "image/avif" if brands & _AVIF else "image/heic" if brands & _HEIC else ""
