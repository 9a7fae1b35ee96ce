"""T12: `renditions.py FILE pipeline|pillow|pyvips` makes five WebP widths; says seconds and peak memory.

With `draw` the file is made: 12 megapixels of noise and gradients, as a camera's JPEG is to a decoder.
"""

import resource
import sys
import time
from io import BytesIO
from pathlib import Path

from starting import begin, tell

WIDTHS = (1920, 1280, 960, 640, 320)


def draw(path: Path) -> None:
    from PIL import Image, ImageFilter

    base = Image.effect_noise((1000, 750), 60).resize((4000, 3000)).filter(ImageFilter.GaussianBlur(2))
    bands = [base, Image.linear_gradient("L").resize((4000, 3000)), Image.radial_gradient("L").resize((4000, 3000))]
    Image.merge("RGB", bands).save(path, "JPEG", quality=90)


def pipeline(path: Path) -> int:
    """The steps of content.media.pipeline for WebP alone, on the widths of this measurement."""
    from content.media.pipeline import resize
    from content.media.pipeline.color import to_srgb
    from content.media.pipeline.decode import load, opened
    from content.media.pipeline.encode import encode
    from content.media.pipeline.orientation import orientation_of, turned, upright
    from content.media.pipeline.reduce import reduce

    resize.WIDTHS = WIDTHS[::-1]  # type: ignore[assignment]
    with path.open("rb") as stream:
        image = opened(stream, "image/jpeg", max_pixels=120_000_000)
        turn, profile = orientation_of(image), image.info.get("icc_profile")
        width, height = turned(image.size, turn)
        load(image, turned((WIDTHS[0], height * WIDTHS[0] // width + 1), turn))
        factor = max(1, turned(image.size, turn)[0] // WIDTHS[0])
        image = to_srgb(upright(reduce(image, factor), turn), profile)
        return sum(len(encode(picture, "webp")) for picture in resize.cascade(image, width, height))


def pillow(path: Path) -> int:
    from PIL import Image

    total = 0
    with Image.open(path) as image:
        image.draft("RGB", (WIDTHS[0], 1))
        picture = image.convert("RGB")
    height, width = 3000, 4000
    for step in WIDTHS:
        picture = picture.resize((step, round(height * step / width)), Image.Resampling.LANCZOS, reducing_gap=2.0)
        target = BytesIO()
        picture.save(target, "WEBP", quality=80, method=4)
        total += len(target.getvalue())
    return total


WAYS = {"pipeline": pipeline, "pillow": pillow}


def main() -> None:
    name, way = begin()
    path = Path(name)
    if way == "draw":
        draw(path)
        return
    began = time.perf_counter()
    size = WAYS[way](path)
    seconds = time.perf_counter() - began
    tell(seconds=seconds, memory=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, size=size)


if __name__ == "__main__":
    sys.exit(main())
