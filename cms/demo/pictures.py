"""Draws the demonstration's pictures, flat and calm. `python -m cms.demo.pictures`."""

import math
import random
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from cms.demo.pen import SIZE, Pen, curve, mirrored, stroke

(
    NIGHT, SEA, SKY, FOG, SAND, PAPER, INK, AMBER, ROSE, ROSE_LIGHT,
    LEAF, MEADOW, MINT, CLAY, SKIN, SKIN_DARK, HAIR, STEEL,
) = (
    "#12324a", "#1f6f8b", "#cfe8ef", "#e9f5f7", "#f3e3c9", "#fdfaf4", "#1c2a33", "#f2b84b",
    "#d9626a", "#eb9a9a", "#4f8a60", "#7fb48a", "#a9d0b2", "#8a6f58", "#e8b48f", "#c98f6a",
    "#4a3328", "#8fa3ad",
)  # fmt: skip
FOLDER = Path(__file__).parent / "content" / "pictures"


def lungs(pen: Pen) -> None:
    pen.disc(600, 340, 300, FOG)
    outer = [(40, 270), (110, 170), (190, 200), (240, 340), (245, 520), (160, 555), (70, 500)]
    inner = [(72, 300), (120, 215), (175, 240), (208, 350), (212, 490), (150, 515), (95, 470)]
    for sign in (-1, 1):
        pen.shape(curve(*mirrored(outer, sign)), ROSE)
        pen.shape(curve(*mirrored(inner, sign)), ROSE_LIGHT)
        pen.line(mirrored([(0, 260), (60, 310), (120, 360)], sign), SEA, 20)
        pen.line(mirrored([(120, 360), (170, 350)], sign), SEA, 12)
        pen.line(mirrored([(120, 360), (140, 440), (185, 465)], sign), SEA, 12)
        pen.line(mirrored([(140, 440), (110, 480)], sign), SEA, 9)
    pen.line([(600, 90), (600, 265)], SEA, 36)
    for y in (120, 152, 184, 216):
        pen.line([(588, y), (612, y)], FOG, 6)


def heart(pen: Pen) -> None:
    pen.disc(600, 340, 300, FOG)
    points = []
    for step in range(629):
        t = step / 100
        y = 13 * math.cos(t) - 5 * math.cos(2 * t) - 2 * math.cos(3 * t) - math.cos(4 * t)
        points.append((600 + 14 * 16 * math.sin(t) ** 3, 335 - 14 * y))
    pen.shape(points, ROSE)
    pen.shape(curve((455, 205), (500, 175), (540, 185), (500, 205), (455, 260)), ROSE_LIGHT)
    beat = [(300, 345), (500, 345), (535, 265), (590, 440), (635, 300), (665, 345), (900, 345)]
    pen.line(beat, PAPER, 15)


def hand(pen: Pen, x: float, y: float, sign: int) -> None:
    """An open hand, palm to the reader; `sign` says on which side the thumb is."""
    for shift, top in ((-66, 60), (-22, 22), (22, 16), (66, 50)):
        pen.line([(x + shift, y + 150), (x + shift * 1.25, y + top)], SKIN, 40)
    pen.shape(
        curve((x - 90, y + 130), (x, y + 118), (x + 90, y + 130), (x + 86, y + 260),
              (x + 52, y + 330), (x - 52, y + 330), (x - 86, y + 260)), SKIN,
    )  # fmt: skip
    pen.line([(x + sign * 60, y + 260), (x + sign * 142, y + 168)], SKIN, 44)
    pen.box((x - 58, y + 290, x + 58, y + 460), 26, SKIN)
    pen.box((x - 84, y + 400, x + 84, y + 520), 20, SEA)
    pen.line(
        [(x - sign * 40, y + 180), (x + sign * 4, y + 230), (x + sign * 14, y + 290)], SKIN_DARK, 6
    )


def hands(pen: Pen) -> None:
    pen.disc(600, 340, 300, FOG)
    hand(pen, 470, 150, 1)
    hand(pen, 730, 150, -1)
    foam = ((600, 170, 46), (538, 250, 30), (662, 262, 34), (600, 330, 26), (410, 330, 30),
            (790, 318, 34), (372, 200, 20), (836, 190, 24), (600, 86, 22),
            (700, 110, 16))  # fmt: skip
    for x, y, r in foam:
        pen.disc(x, y, r, PAPER, outline=SEA, width=5)
        pen.disc(x - r * 0.35, y - r * 0.35, r * 0.18, SKY)


def tap(pen: Pen) -> None:
    pen.disc(600, 340, 300, FOG)
    pen.box((250, 150, 420, 210), 16, STEEL)
    pen.line([(400, 180), (610, 180), (640, 200), (645, 262)], STEEL, 48)
    pen.box((330, 90, 362, 160), 10, STEEL)
    pen.line([(296, 92), (396, 92)], STEEL, 26)
    for shift in (-16, 0, 16):
        pen.line([(645 + shift, 290), (645 + shift, 430)], SKY if shift else PAPER, 14)
    pen.line([(1000, 500), (830, 470)], SEA, 130)
    pen.line([(900, 480), (720, 458)], SKIN, 92)
    for y, end in ((425, 520), (452, 496), (479, 506), (504, 530)):
        pen.line([(720, y + 6), (end, y)], SKIN, 28)
    pen.line([(740, 430), (650, 396)], SKIN, 32)
    pen.shape(curve((610, 432), (650, 422), (690, 434), (676, 456), (630, 456)), ROSE)
    for x, y, r in ((560, 560, 12), (620, 585, 16), (690, 566, 11), (650, 530, 9), (590, 530, 8)):
        pen.disc(x, y, r, SEA)


def moon(pen: Pen) -> None:
    stars = random.Random(7)  # noqa: S311 - the same sky every time
    for _number in range(46):
        pen.disc(stars.uniform(20, 1180), stars.uniform(20, 330), stars.uniform(1.5, 4), PAPER)
    pen.disc(880, 170, 96, AMBER)
    pen.disc(838, 146, 92, NIGHT)
    pen.box((150, 360, 186, 640), 12, CLAY)
    pen.box((1014, 470, 1050, 640), 12, CLAY)
    pen.box((160, 540, 1040, 606), 18, CLAY)
    pen.box((190, 440, 470, 560), 46, PAPER)
    pen.disc(372, 420, 74, HAIR)
    pen.disc(384, 436, 64, SKIN)
    pen.line([(392, 432), (404, 440), (418, 436)], INK, 5)
    pen.line([(404, 470), (424, 470)], SKIN_DARK, 5)
    pen.shape(
        curve((420, 470), (560, 420), (800, 400), (980, 440), (1016, 548), (700, 562), (430, 556)),
        SEA,
    )
    pen.shape(curve((430, 478), (520, 448), (560, 470), (540, 520), (440, 540)), FOG)


def person(pen: Pen, x: float, y: float, coat: str, sign: int) -> None:
    """Somebody who walks, from the knees to the hair."""
    pen.line([(x, y + 215), (x - 40, y + 300), (x - 52, y + 372)], INK, 30)
    pen.line([(x, y + 215), (x + 34, y + 296), (x + 62, y + 362)], INK, 30)
    pen.line([(x - 14, y + 100), (x - sign * 58, y + 160), (x - sign * 40, y + 214)], coat, 26)
    pen.disc(x - sign * 38, y + 222, 15, SKIN)
    pen.box((x - 46, y + 66, x + 46, y + 236), 40, coat)
    pen.line([(x + 12, y + 100), (x + sign * 56, y + 158), (x + sign * 70, y + 206)], coat, 26)
    pen.disc(x + sign * 72, y + 214, 15, SKIN)
    pen.disc(x, y + 22, 40, SKIN)
    pen.shape(
        curve((x - 42, y + 18), (x - 30, y - 22), (x + 10, y - 30), (x + 42, y), (x + 10, y - 2)),
        HAIR,
    )


def walk(pen: Pen) -> None:
    pen.disc(950, 150, 74, AMBER)
    pen.hills(390, 46, MINT, 260)
    pen.hills(470, 30, MEADOW, 190)
    pen.shape([(470, 675), (760, 675), (650, 455), (610, 455)], SAND)
    for x, y, r in ((180, 360, 62), (280, 392, 46), (1060, 392, 52)):
        pen.line([(x, y + r), (x, y + r + 64)], CLAY, 16)
        pen.disc(x, y, r, LEAF)
    person(pen, 530, 236, ROSE, -1)
    person(pen, 690, 230, SEA, 1)


def medicine(pen: Pen) -> None:
    pen.disc(600, 340, 300, FOG)
    pen.box((350, 190, 850, 500), 26, PAPER, outline=SEA, width=9)
    pen.box((354, 250, 846, 312), 0, SEA)
    pen.box((566, 346, 606, 466), 8, LEAF)
    pen.box((526, 386, 646, 426), 8, LEAF)
    for y in (360, 396, 432):
        pen.line([(690, y), (800 - (y % 5) * 20, y)], SKY, 14)
    for x, y, tilt in ((300, 560, -0.4), (890, 566, 0.5)):
        dx, dy = math.cos(tilt) * 42, math.sin(tilt) * 42
        pen.line([(x - dx, y - dy), (x + dx, y + dy)], AMBER, 56)
        pen.line([(x, y), (x + dx, y + dy)], ROSE, 56)


def rights(pen: Pen) -> None:
    pen.disc(600, 340, 300, FOG)
    pen.box((440, 90, 790, 590), 18, CLAY)
    pen.box((410, 70, 760, 570), 18, PAPER, outline=SEA, width=9)
    upper = [(40, -98), (2, -122), (-42, -98), (-34, -58), (14, -26), (50, 10), (42, 46), (14, 60)]
    for sign in (-1, 1):
        pen.line(
            stroke([(585 + sign * x * 0.9, 205 + sign * y * 0.9) for x, y in upper]), NIGHT, 15
        )
    for line in range(5):
        pen.line([(470, 350 + line * 40), (700 - (line % 3) * 44, 350 + line * 40)], SKY, 14)
    pen.disc(742, 540, 58, ROSE)
    pen.line([(716, 542), (736, 562), (772, 520)], PAPER, 14)


def plate(pen: Pen) -> None:
    pen.disc(600, 340, 262, PAPER, outline=SEA, width=8)
    pen.disc(600, 340, 200, FOG)
    pen.pie(600, 340, 196, LEAF, start=90, end=270)
    pen.pie(600, 340, 196, AMBER, start=270, end=360)
    pen.pie(600, 340, 196, ROSE_LIGHT, start=0, end=90)
    for x, y, r in ((500, 270, 34), (462, 350, 28), (530, 400, 38), (548, 212, 22), (476, 424, 22)):
        pen.disc(x, y, r, MEADOW)
        pen.disc(x + 30, y - 24, 13, ROSE)
    for step in range(14):
        x, y = 630 + (step * 37) % 120, 190 + (step * 53) % 110
        pen.line([(x, y), (x + 10, y + 6)], PAPER, 8)
    pen.shape(curve((636, 420), (690, 384), (752, 410), (690, 462)), ROSE)
    pen.shape([(742, 412), (790, 384), (784, 436)], ROSE)
    pen.disc(662, 414, 6, INK)
    pen.line([(236, 330), (236, 590)], STEEL, 22)
    for shift in (-34, 0, 34):
        pen.line([(236 + shift, 110), (236 + shift, 230)], STEEL, 12)
    pen.line([(202, 230), (214, 290), (258, 290), (270, 230)], STEEL, 14)
    pen.line([(966, 330), (966, 590)], STEEL, 22)
    pen.shape(curve((954, 350), (950, 120), (986, 96), (1006, 220), (982, 350)), STEEL)


def sitting(pen: Pen, x: float, coat: str, sign: int) -> None:
    """Somebody in a chair who looks towards `sign`."""
    pen.line([(x - sign * 70, 250), (x - sign * 86, 520), (x + sign * 60, 520)], CLAY, 34)
    pen.line([(x - sign * 70, 520), (x - sign * 70, 620)], CLAY, 20)
    pen.line([(x + sign * 52, 520), (x + sign * 52, 620)], CLAY, 20)
    pen.line([(x, 470), (x + sign * 120, 476), (x + sign * 124, 616)], INK, 44)
    pen.line([(x + sign * 124, 616), (x + sign * 160, 620)], INK, 26)
    pen.box((x - 56, 290, x + 56, 500), 50, coat)
    pen.line([(x + sign * 10, 340), (x + sign * 64, 410), (x + sign * 124, 416)], SKIN_DARK, 26)
    pen.disc(x, 230, 56, SKIN)
    hair = ((-58, 236), (-48, 176), (0, 160), (50, 188), (8, 206), (-28, 252))
    pen.shape(curve(*((x + sign * across, y) for across, y in hair)), HAIR)


def talk(pen: Pen) -> None:
    pen.disc(600, 340, 310, FOG)
    pen.line([(170, 630), (1030, 630)], SAND, 18)
    sitting(pen, 360, ROSE, 1)
    sitting(pen, 840, SEA, -1)
    pen.box((470, 90, 610, 176), 40, PAPER)
    pen.shape([(486, 160), (530, 170), (462, 204)], PAPER)
    pen.box((620, 180, 740, 256), 36, AMBER)
    pen.shape([(690, 246), (728, 230), (752, 276)], AMBER)
    for shift in (0, 30, 60):
        pen.disc(510 + shift, 133, 8, SEA)
        pen.disc(652 + shift * 0.9, 218, 7, PAPER)


PICTURES: dict[str, tuple[str, Callable[[Pen], None]]] = {
    "lungs": (SKY, lungs),
    "heart": (SAND, heart),
    "hand-washing": (SKY, hands),
    "tap": (SAND, tap),
    "sleep": (NIGHT, moon),
    "walking": (SKY, walk),
    "medicine": (SAND, medicine),
    "rights": (SAND, rights),
    "food": (SKY, plate),
    "talk": (SKY, talk),
}


def main() -> None:
    """Draw every picture at three times the size and bring it down, so that edges are smooth."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, (background, paint) in PICTURES.items():
        pen = Pen(background)
        paint(pen)
        image = pen.image.resize(SIZE, Image.Resampling.LANCZOS)
        image.quantize(128, dither=Image.Dither.NONE).save(FOLDER / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
