"""Pictures for the sample site, drawn from a seed: ridges over water, woodcut arcs, rings of light."""

import math
import random
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

WIDTH, HEIGHT, SCALE = 1600, 1000, 1
Color = tuple[int, int, int]
PALETTES: list[list[str]] = [
    ["#f6e7cf", "#e9b872", "#c8553d", "#5b2e48", "#1f2041"],
    ["#e8f1f2", "#b3cde0", "#6497b1", "#03506f", "#0a1f33"],
    ["#fff3e2", "#f2c6a0", "#d98c5f", "#6b705c", "#2b2d2f"],
    ["#eef4e7", "#c5d8a4", "#7fa36b", "#3c6255", "#12262b"],
    ["#fde2e4", "#e5b0b6", "#a26769", "#6d4c5b", "#2a1f2d"],
]


def draw(name: str, motif: str) -> "Image":
    """A 1600 × 1000 RGB picture; the same name and motif give the same picture."""
    rng = random.Random(name)  # noqa: S311 - a drawing, not a secret
    palette = [_rgb(value) for value in rng.choice(PALETTES)]
    return {"ridges": _ridges, "woodcut": _woodcut, "rings": _rings}[motif](rng, palette)


def save(folder: Path, name: str, motif: str) -> Path:
    path = folder / f"{name}.jpg"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        draw(name, motif).save(path, quality=88)
    return path


def _rgb(value: str) -> Color:
    return int(value[1:3], 16), int(value[3:5], 16), int(value[5:7], 16)


def _mix(one: Color, two: Color, share: float) -> Color:
    first, second, third = (round(a + (b - a) * share) for a, b in zip(one, two, strict=True))
    return first, second, third


def _sky(top: Color, bottom: Color) -> "Image":
    from PIL import Image

    column = Image.new("RGB", (1, HEIGHT))
    for y in range(HEIGHT):
        column.putpixel((0, y), _mix(top, bottom, y / HEIGHT))
    return column.resize((WIDTH, HEIGHT))


def _ridges(rng: random.Random, palette: list[Color]) -> "Image":
    from PIL import ImageDraw, ImageFilter

    picture = _sky(palette[0], palette[1])
    pen = ImageDraw.Draw(picture)
    sun_x, sun_y, radius = rng.randint(300, 1300), rng.randint(180, 340), rng.randint(70, 130)
    pen.ellipse(
        (sun_x - radius, sun_y - radius, sun_x + radius, sun_y + radius), fill=_mix(palette[0], (255, 255, 255), 0.6)
    )
    layers = 6
    for layer in range(layers):
        base = 380 + layer * 85
        waves = [(rng.uniform(0.5, 3.5), rng.uniform(0, 6.3), rng.uniform(12, 90) / (1 + i)) for i in range(4)]
        line = [
            (x, base + sum(size * math.sin(x / WIDTH * 6.3 * pace + shift) for pace, shift, size in waves))
            for x in range(0, WIDTH + 8, 8)
        ]
        color = _mix(palette[1 + layer * 3 // layers], palette[4], (layer + 1) / layers * 0.85)
        pen.polygon([(0, HEIGHT), *line, (WIDTH, HEIGHT)], fill=color)
    for _ in range(60):
        y = rng.randint(880, 995)
        x = rng.randint(0, WIDTH)
        pen.line((x, y, x + rng.randint(30, 220), y), fill=_mix(palette[4], palette[0], 0.25), width=2)
    return picture.filter(ImageFilter.SMOOTH)


def _woodcut(rng: random.Random, palette: list[Color]) -> "Image":
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (WIDTH, HEIGHT), palette[0])
    pen = ImageDraw.Draw(picture)
    cell = 200
    for row in range(HEIGHT // cell):
        for column in range(WIDTH // cell):
            x, y = column * cell, row * cell
            ground, line = rng.sample(palette, 2)
            pen.rectangle((x, y, x + cell, y + cell), fill=ground)
            corner_x, corner_y = rng.choice([(x, y), (x + cell, y), (x, y + cell), (x + cell, y + cell)])
            tile = Image.new("L", (cell, cell), 0)
            tile_pen = ImageDraw.Draw(tile)
            for radius in range(cell, 20, -rng.choice([40, 50, 66])):
                box = (corner_x - x - radius, corner_y - y - radius, corner_x - x + radius, corner_y - y + radius)
                tile_pen.ellipse(box, fill=255)
                tile_pen.ellipse((box[0] + 22, box[1] + 22, box[2] - 22, box[3] - 22), fill=0)
            picture.paste(Image.new("RGB", (cell, cell), line), (x, y), tile)
    return picture


def _rings(rng: random.Random, palette: list[Color]) -> "Image":
    from PIL import ImageDraw, ImageFilter

    picture = _sky(palette[4], _mix(palette[4], palette[3], 0.6))
    pen = ImageDraw.Draw(picture)
    center_x, center_y = rng.randint(500, 1100), rng.randint(350, 650)
    for index in range(34):
        radius = 60 + index * 32
        start, sweep = rng.randint(0, 360), rng.randint(40, 300)
        box = (center_x - radius, center_y - radius, center_x + radius, center_y + radius)
        pen.arc(
            box,
            start,
            start + sweep,
            fill=_mix(palette[index % 4], palette[4], index / 60),
            width=rng.choice([2, 3, 8, 14]),
        )
    for _ in range(140):
        x, y, size = rng.randint(0, WIDTH), rng.randint(0, HEIGHT), rng.choice([1, 1, 2, 3])
        pen.ellipse((x - size, y - size, x + size, y + size), fill=palette[0])
    return picture.filter(ImageFilter.SMOOTH)
