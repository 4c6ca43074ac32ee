"""What the demonstration's pictures are drawn with: a few rounded strokes."""

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise

from PIL import Image, ImageDraw

SIZE = (1200, 675)
SCALE = 3
Point = tuple[float, float]


def curve(*points: tuple[float, float], steps: int = 24) -> list[tuple[float, float]]:
    """A closed smooth line through the points (Catmull-Rom)."""
    line: list[tuple[float, float]] = []
    count = len(points)
    for index in range(count):
        near = [points[(index + shift) % count] for shift in (-1, 0, 1, 2)]
        for step in range(steps):
            t = step / steps
            line.append((_between([x for x, _y in near], t), _between([y for _x, y in near], t)))
    return line


def _between(near: list[float], t: float) -> float:
    a, b, c, d = near
    square, cube = 2 * a - 5 * b + 4 * c - d, 3 * b - a - 3 * c + d
    return 0.5 * (2 * b + (c - a) * t + square * t**2 + cube * t**3)


def stroke(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """An open smooth line through the points."""
    steps = 24
    whole = curve(points[0], *points, points[-1], steps=steps)
    return whole[steps : (len(points)) * steps]


def mirrored(points: Iterable[tuple[float, float]], sign: int) -> list[tuple[float, float]]:
    """Points given as distances from the middle, on its left or right."""
    return [(600 + sign * x, y) for x, y in points]


class Pen:
    """Draws on a canvas in the coordinates of the finished picture."""

    def __init__(self, background: str) -> None:
        self.image = Image.new("RGB", (SIZE[0] * SCALE, SIZE[1] * SCALE), background)
        self._draw = ImageDraw.Draw(self.image)

    def disc(
        self, x: float, y: float, r: float, color: str, *, outline: str = "", width: int = 0
    ) -> None:
        """A full circle around a point."""
        self._draw.ellipse(
            _big((x - r, y - r, x + r, y + r)), color, outline or None, max(width * SCALE, 1)
        )

    def box(
        self, corners: tuple[float, float, float, float], radius: int, color: str, *,
        outline: str = "", width: int = 0,
    ) -> None:  # fmt: skip
        """A rectangle with round corners."""
        self._draw.rounded_rectangle(
            _big(corners), radius * SCALE, color, outline or None, max(width * SCALE, 1)
        )

    def pie(self, x: float, y: float, r: float, color: str, *, start: int, end: int) -> None:
        """A piece of a circle, in degrees from three o'clock."""
        self._draw.pieslice(_big((x - r, y - r, x + r, y + r)), start, end, color)

    def shape(self, points: Sequence[Point], color: str) -> None:
        """A filled outline."""
        self._draw.polygon([(x * SCALE, y * SCALE) for x, y in points], color)

    def line(self, points: Sequence[Point], color: str, width: float) -> None:
        """A stroke with round ends and corners."""
        for (x, y), (to_x, to_y) in pairwise(points):
            long = math.hypot(to_x - x, to_y - y) or 1.0
            across, down = -(to_y - y) / long * width / 2, (to_x - x) / long * width / 2
            self.shape(
                [(x + across, y + down), (to_x + across, to_y + down),
                 (to_x - across, to_y - down), (x - across, y - down)], color,
            )  # fmt: skip
        for x, y in points:
            self.disc(x, y, width / 2, color)

    def hills(self, height: int, swing: int, color: str, width: int) -> None:
        """A soft line of hills along the bottom."""
        line = [(x, height + swing * math.sin(x / width * 1.9)) for x in range(0, SIZE[0] + 8, 8)]
        self.shape([*line, (SIZE[0], SIZE[1]), (0, SIZE[1])], color)


def _big(corners: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    left, top, right, bottom = corners
    return left * SCALE, top * SCALE, right * SCALE, bottom * SCALE
