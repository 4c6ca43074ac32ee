"""Draws the demonstration's pictures, flat and calm. `python -m cms.demo.pictures`."""

import math
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageDraw

FOLDER = Path(__file__).parent / "content" / "pictures"
SIZE = (1600, 900)
NIGHT, SEA, SKY, SAND, ROSE, LEAF, PAPER, INK, SUN = (
    "#12324a", "#1f6f8b", "#cfe8ef", "#f3e3c9", "#d9626a",
    "#5a9367", "#fdfaf4", "#1c2a33", "#f2b84b",
)  # fmt: skip
Draw = ImageDraw.ImageDraw


def hills(draw: Draw, color: str, height: int, swing: int) -> None:
    """A soft line of hills along the bottom."""
    points = [(x, height + int(swing * math.sin(x / 230))) for x in range(0, SIZE[0] + 20, 20)]
    draw.polygon([*points, (SIZE[0], SIZE[1]), (0, SIZE[1])], fill=color)


def lungs(draw: Draw) -> None:
    draw.rounded_rectangle((775, 130, 825, 430), 25, fill=SEA)
    for sign in (-1, 1):
        x = 800 + sign * 190
        draw.ellipse((x - 150, 300, x + 150, 760), fill=ROSE)
        draw.ellipse((x - 95, 370, x + 95, 690), fill="#e58b8f")
        draw.line((800, 400, x, 500), fill=SEA, width=30)
        draw.line((x, 500, x + sign * 40, 620), fill=SEA, width=20)


def heart(draw: Draw) -> None:
    points = []
    for step in range(629):
        t = step / 100
        points.append(
            (800 + 20 * 16 * math.sin(t) ** 3, 430 - 20 * (13 * math.cos(t) - 5 * math.cos(2 * t)
             - 2 * math.cos(3 * t) - math.cos(4 * t)))
        )  # fmt: skip
    draw.polygon(points, fill=ROSE)
    beat = [(380, 450), (620, 450), (680, 330), (760, 590), (830, 380), (880, 450), (1220, 450)]
    draw.line(beat, fill=PAPER, width=18, joint="curve")


def hands(draw: Draw) -> None:
    for sign in (-1, 1):
        palm = 800 + sign * 170
        draw.rounded_rectangle((palm - 130, 400, palm + 130, 700), 90, fill=SAND)
        for finger in range(4):
            x = palm - 105 + finger * 70
            draw.rounded_rectangle((x - 28, 240 + abs(finger - 1) * 25, x + 28, 520), 28, fill=SAND)
    for x, y, r in ((620, 250, 46), (800, 190, 60), (960, 280, 40), (720, 330, 28), (890, 380, 32)):
        draw.ellipse((x - r, y - r, x + r, y + r), fill=PAPER, outline=SEA, width=6)


def moon(draw: Draw) -> None:
    draw.rectangle((0, 0, *SIZE), fill=NIGHT)
    draw.ellipse((1080, 120, 1330, 370), fill=SUN)
    draw.ellipse((1020, 90, 1270, 340), fill=NIGHT)
    for number in range(40):
        x, y = (number * 397) % 1600, (number * 173) % 480
        draw.ellipse((x, y, x + 6, y + 6), fill=PAPER)
    draw.rounded_rectangle((300, 560, 1300, 760), 60, fill=SEA)
    draw.rounded_rectangle((340, 500, 640, 640), 60, fill=PAPER)
    draw.ellipse((430, 430, 570, 570), fill=SAND)


def walk(draw: Draw) -> None:
    draw.ellipse((1180, 110, 1380, 310), fill=SUN)
    hills(draw, "#8fbf9a", 520, 60)
    hills(draw, LEAF, 620, 40)
    draw.polygon([(700, 900), (900, 900), (830, 600), (790, 600)], fill=SAND)
    for x, color in ((700, ROSE), (900, SEA)):
        draw.ellipse((x - 40, 380, x + 40, 460), fill=SAND)
        draw.rounded_rectangle((x - 48, 460, x + 48, 640), 40, fill=color)
        draw.line((x - 15, 630, x - 45, 780), fill=INK, width=26)
        draw.line((x + 15, 630, x + 50, 780), fill=INK, width=26)


def box(draw: Draw) -> None:
    draw.rounded_rectangle((480, 300, 1120, 720), 40, fill=PAPER, outline=SEA, width=14)
    draw.rectangle((480, 400, 1120, 470), fill=SEA)
    draw.rectangle((760, 520, 840, 680), fill=ROSE)
    draw.rectangle((720, 560, 880, 640), fill=ROSE)
    for x in (300, 1220):
        draw.rounded_rectangle((x, 560, x + 130, 640), 40, fill=SUN)
        draw.rectangle((x + 62, 560, x + 68, 640), fill=PAPER)


def paragraph(draw: Draw) -> None:
    draw.rounded_rectangle((560, 140, 1040, 760), 24, fill=PAPER, outline=SEA, width=12)
    for line in range(6):
        draw.rounded_rectangle(
            (640, 420 + line * 50, 960 - (line % 3) * 60, 440 + line * 50), 10, fill=SKY
        )
    draw.arc((720, 190, 880, 320), 150, 20, fill=NIGHT, width=26)
    draw.arc((720, 260, 880, 390), 330, 200, fill=NIGHT, width=26)


def plate(draw: Draw) -> None:
    draw.ellipse((480, 150, 1120, 790), fill=PAPER, outline=SEA, width=12)
    draw.pieslice((560, 230, 1040, 710), 90, 270, fill=LEAF)
    draw.pieslice((560, 230, 1040, 710), 270, 360, fill=SUN)
    draw.pieslice((560, 230, 1040, 710), 0, 90, fill=ROSE)
    draw.line((340, 220, 340, 720), fill=INK, width=22)
    draw.line((1260, 220, 1260, 720), fill=INK, width=22)


PICTURES: dict[str, tuple[str, Callable[[Draw], None]]] = {
    "lungs": (SKY, lungs),
    "heart": (SAND, heart),
    "hand-washing": (SKY, hands),
    "sleep": (NIGHT, moon),
    "walking": (SKY, walk),
    "medicine": (SAND, box),
    "rights": (SAND, paragraph),
    "food": (SKY, plate),
}


def main() -> None:
    """Draw every picture at twice the size and bring it down, so that edges are smooth."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, (background, paint) in PICTURES.items():
        image = Image.new("RGB", SIZE, background)
        paint(ImageDraw.Draw(image))
        image = image.resize((1200, 675), Image.Resampling.LANCZOS)
        image.save(FOLDER / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
