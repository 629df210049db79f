"""Work places of the sample pictures: one drawing function per kind of place.

Each function draws background and machines and returns the spot on the floor where the
improvement of the nomination stands. What tells before from after is added by
`stages`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from data.samples._make.canvas import WHITE, Canvas, Colour, Point, darker, lighter, mix

WIDTH, HEIGHT = 1200, 900
FLOOR = 640.0


@dataclass(frozen=True)
class Palette:
    """The colours of one nomination's work place."""

    wall: Colour
    floor: Colour
    machine: Colour
    accent: Colour


Scene = Callable[[Canvas, Palette, Random], Point]


def make_palette(random: Random) -> Palette:
    """Choose the colours of a work place."""
    return Palette(
        wall=random.choice([(206, 218, 226), (222, 216, 202), (200, 214, 206), (214, 212, 222)]),
        floor=random.choice([(138, 154, 148), (150, 150, 156), (120, 146, 138), (160, 152, 140)]),
        machine=random.choice(
            [
                (58, 108, 152),
                (66, 128, 112),
                (96, 112, 128),
                (176, 96, 52),
                (188, 192, 196),
                (52, 84, 116),
                (142, 150, 72),
            ]
        ),
        accent=random.choice(
            [(236, 134, 34), (226, 72, 58), (40, 160, 190), (246, 186, 40), (70, 170, 96)]
        ),
    )


# -- backgrounds ------------------------------------------------------------------------------


def hall(c: Canvas, p: Palette, r: Random) -> None:
    """A factory hall: wall, windows, roof truss, floor with perspective joints."""
    c.shade(0, 0, WIDTH, FLOOR, lighter(p.wall, 0.3), p.wall)
    for x in range(40, WIDTH, 190):
        c.box(x, 150, 130, 120, (214, 234, 246))
        c.line([(x + 65, 150), (x + 65, 270)], darker(p.wall), 4)
        c.line([(x, 210), (x + 130, 210)], darker(p.wall), 4)
    steel = darker(p.wall, 0.35)
    c.line([(0, 60), (WIDTH, 60)], steel, 12)
    c.line([(0, 118), (WIDTH, 118)], steel, 9)
    for x in range(0, WIDTH, 120):
        c.line([(x, 118), (x + 60, 60), (x + 120, 118)], steel, 5)
    for x in (r.randint(120, 300), r.randint(760, 960)):
        c.poly([(x, 118), (x + 70, 118), (x + 92, 144), (x - 22, 144)], (252, 246, 210))
    c.shade(0, FLOOR, WIDTH, HEIGHT - FLOOR, darker(p.floor, 0.1), lighter(p.floor, 0.12))
    for x in range(-600, 1900, 260):
        c.line([(600 + (x - 600) * 0.55, FLOOR), (x, HEIGHT)], darker(p.floor, 0.18), 2)
    for y in (700, 790):
        c.line([(0, y), (WIDTH, y)], darker(p.floor, 0.18), 2)


def room(c: Canvas, p: Palette, r: Random) -> None:
    """A clean bright room: ward, laboratory, clean room, office."""
    wall = mix(p.wall, (238, 246, 248), 0.65)
    c.shade(0, 0, WIDTH, FLOOR, lighter(wall, 0.5), wall)
    c.box(0, 470, WIDTH, 26, mix(p.accent, wall, 0.6))
    x = r.randint(60, 200)
    c.box(x, 130, 280, 240, (206, 230, 246), outline=WHITE, width=12)
    c.line([(x + 140, 130), (x + 140, 370)], WHITE, 8)
    for lamp in (250, 720):
        c.box(lamp, 22, 240, 26, (255, 252, 232), outline=(214, 220, 224))
    c.shade(0, FLOOR, WIDTH, HEIGHT - FLOOR, (186, 200, 206), (210, 220, 224))
    c.line([(0, FLOOR), (WIDTH, FLOOR)], (150, 164, 170), 8)


def outdoors(c: Canvas, p: Palette, r: Random, ground: Colour = (150, 152, 148)) -> None:
    """Sky, distant town and ground."""
    c.shade(0, 0, WIDTH, FLOOR, (120, 178, 222), (222, 236, 244))
    for _ in range(3):
        x, y = r.randint(60, 1100), r.randint(60, 220)
        for dx in (-50, 0, 46):
            c.oval(x + dx, y - (14 if dx == 0 else 0), 62, 26, (255, 255, 255, 210))
    for x in range(0, WIDTH, 90):
        h = r.randint(40, 150)
        c.box(x, FLOOR - h, r.randint(50, 86), h, mix((150, 172, 190), p.wall, r.random() * 0.4))
    c.shade(0, FLOOR - 6, WIDTH, HEIGHT - FLOOR + 6, darker(ground, 0.08), lighter(ground, 0.15))


def _panel(c: Canvas, x: float, y: float, w: float, h: float, p: Palette) -> None:
    """A control panel with a screen, buttons and a lamp."""
    c.box(x, y, w, h, (208, 214, 218), radius=6, outline=(120, 128, 134))
    c.box(x + w * 0.14, y + h * 0.1, w * 0.72, h * 0.3, (34, 64, 84))
    c.line(
        [(x + w * (0.2 + 0.1 * i), y + h * (0.3 - 0.1 * (i % 3))) for i in range(7)],
        (110, 230, 170),
        3,
    )
    for i in range(3):
        c.disc(
            x + w * (0.27 + 0.23 * i),
            y + h * 0.54,
            w * 0.07,
            [(206, 60, 50), p.accent, (70, 170, 90)][i],
        )


def _pipe(c: Canvas, points: list[Point], colour: Colour, width: float = 20) -> None:
    c.line(points, darker(colour, 0.2), width)
    c.line(
        [(x - width * 0.15, y - width * 0.15) for x, y in points], lighter(colour, 0.3), width * 0.3
    )


# -- places -----------------------------------------------------------------------------------


def steel(c: Canvas, p: Palette, r: Random) -> Point:
    """Steel works: ladle, caster and a glowing strand on a roller table."""
    hall(c, p, r)
    x = r.randint(120, 230)
    c.box(x - 50, 118, 420, 44, (226, 170, 40))
    c.line([(x + 60, 160), (x + 60, 270)], (70, 70, 76), 10)
    c.line([(x + 230, 160), (x + 230, 270)], (70, 70, 76), 10)
    c.poly([(x, 260), (x + 290, 260), (x + 250, 470), (x + 40, 470)], (92, 88, 90))
    c.box(x - 12, 250, 314, 34, (120, 114, 112), radius=8)
    c.oval(x + 145, 262, 120, 14, (255, 186, 70))
    c.line([(x + 145, 470), (x + 145, 540)], (255, 150, 40), 16)
    c.box(x + 20, 530, 260, 60, (110, 104, 102), radius=8)
    c.box(0, 690, WIDTH, 40, (86, 88, 92))
    for roll in range(30, WIDTH, 90):
        c.disc(roll, 700, 30, (120, 124, 130), outline=(70, 72, 78), width=4)
    c.box(0, 640, 860 + r.randint(-60, 60), 34, (255, 132, 40), radius=6)
    c.box(0, 646, 800, 12, (255, 214, 120), radius=4)
    _panel(c, 960, 380, 150, 270, p)
    return (780, 760)


def textile(c: Canvas, p: Palette, r: Random) -> Point:
    """Spinning mill: ring frames with rows of bobbins."""
    hall(c, p, r)
    tints: list[Colour] = [(244, 240, 230), p.accent, (120, 170, 210), (216, 130, 150)]
    for row, (y, h) in enumerate(((330, 220), (470, 300))):
        x0 = -40 + row * r.randint(40, 160)
        c.box(x0, y, WIDTH, h, darker(p.machine, 0.15 * row), radius=8)
        c.box(x0, y - 90, WIDTH, 14, (150, 156, 160))
        for i in range(22):
            x = x0 + 30 + i * 54
            tint = tints[(i // 6 + row) % len(tints)]
            c.box(x - 13, y - 76, 26, 60, tint, radius=10)
            c.line([(x, y - 16), (x, y + 44)], (240, 240, 240), 2)
            c.poly([(x - 9, y + 44), (x + 9, y + 44), (x + 15, y + 116), (x - 15, y + 116)], tint)
            c.disc(x, y + 120, 12, (70, 74, 80))
    return (700, 800)


def rail(c: Canvas, p: Palette, r: Random) -> Point:
    """Depot: a metro car over the track."""
    hall(c, p, r)
    x = r.randint(-120, 40)
    c.box(x, 260, 1010, 330, (226, 232, 236), radius=46)
    c.box(x, 470, 1010, 44, p.accent)
    for i in range(5):
        c.box(x + 60 + i * 180, 320, 120, 110, (58, 84, 106), radius=12)
    for i in (1, 3):
        c.box(x + 6 + i * 180, 310, 46, 260, (190, 198, 204), radius=6)
    c.box(x + 30, 590, 950, 40, (70, 74, 80))
    for i in (120, 240, 720, 840):
        c.disc(x + i, 640, 46, (84, 88, 96), outline=(50, 52, 58), width=8)
        c.disc(x + i, 640, 14, (150, 154, 160))
    c.line([(0, 690), (WIDTH, 690)], (110, 104, 100), 14)
    c.box(0, 700, WIDTH, 30, (84, 88, 90))
    return (960, 790)


def grid(c: Canvas, p: Palette, r: Random) -> Point:
    """Substation: pylons, bushings, transformer."""
    outdoors(c, p, r, (160, 160, 152))
    for x in (120 + r.randint(-20, 40), 1020):
        c.line([(x - 60, FLOOR), (x, 90), (x + 60, FLOOR)], (120, 128, 136), 8)
        for step in range(5):
            y = 190 + step * 90
            half = 12 + step * 11
            c.line([(x - half, y), (x + half + 10, y + 80)], (120, 128, 136), 4)
            c.line([(x + half, y), (x - half - 10, y + 80)], (120, 128, 136), 4)
        for y in (140, 210):
            c.line([(x - 110, y), (x + 110, y)], (120, 128, 136), 8)
    for y in (150, 175, 220):
        c.arc(570, y - 60, 480, 90, (12, 168), (60, 64, 72), 3)
    x = 420 + r.randint(-40, 40)
    c.box(x, 430, 330, 240, (150, 166, 160), radius=8)
    for i in range(9):
        c.box(x + 350 + i * 16, 460, 9, 190, (130, 148, 142))
    for i in range(3):
        for k in range(7):
            c.oval(x + 70 + i * 95, 420 - k * 18, 24 - k, 9, (150, 84, 60))
        c.line([(x + 70 + i * 95, 300), (x + 70 + i * 95, 190)], (60, 64, 72), 4)
    c.box(x - 20, 668, 520, 26, (186, 186, 182))
    return (900, 780)


def ship(c: Canvas, p: Palette, r: Random) -> Point:
    """Shipyard: a hull on the slip with scaffolding and a gantry."""
    outdoors(c, p, r)
    c.line([(80, FLOOR), (80, 60), (1130, 60), (1130, FLOOR)], (226, 150, 40), 30)
    c.box(420 + r.randint(-120, 160), 50, 120, 60, (200, 70, 50))
    hull = [(150, 300), (1060, 270), (1000, 520), (930, 620), (300, 620), (210, 540)]
    c.poly(hull, (60, 74, 92))
    c.poly([(176, 440), (1022, 430), (930, 620), (300, 620), (210, 540)], (160, 58, 48))
    for i in range(6):
        c.line([(230 + i * 140, 300), (250 + i * 130, 612)], (84, 98, 116), 3)
    for x in range(200, 1040, 120):
        c.line([(x, 300), (x, FLOOR + 20)], (176, 160, 110), 7)
    for y in (360, 470, 580):
        c.line([(190, y), (1050, y)], (196, 176, 120), 7)
    for _ in range(3):
        x, y = r.randint(300, 900), r.choice([350, 460, 570])
        c.disc(x, y, 16, (255, 246, 190, 160))
        c.disc(x, y, 7, (255, 255, 240))
    return (640, 790)


def hospital(c: Canvas, p: Palette, r: Random) -> Point:
    """Ward: beds, monitors, drips."""
    room(c, p, r)
    for x in (90, 640 + r.randint(-30, 60)):
        c.box(x, 500, 430, 60, (244, 248, 250), radius=14)
        c.box(x + 14, 470, 110, 44, WHITE, radius=18)
        c.box(x + 120, 484, 300, 66, mix(p.accent, WHITE, 0.62), radius=12)
        c.box(x, 556, 430, 16, (150, 166, 176))
        for leg in (24, 390):
            c.line([(x + leg, 570), (x + leg, 680)], (140, 156, 166), 10)
            c.disc(x + leg, 690, 14, (70, 80, 88))
        c.box(x - 16, 420, 16, 170, (176, 190, 198), radius=6)
        c.line([(x + 470, 250), (x + 470, 690)], (160, 172, 180), 7)
        c.line([(x + 440, 252), (x + 500, 252)], (160, 172, 180), 7)
        c.box(x + 444, 262, 36, 62, (210, 236, 244), radius=10)
        c.box(x + 150, 330, 130, 96, (50, 60, 70), radius=8)
        c.line(
            [(x + 160 + i * 12, 378 - (26 if i % 4 == 2 else 0)) for i in range(10)],
            (90, 240, 150),
            3,
        )
    return (620, 800)


def port(c: Canvas, p: Palette, r: Random) -> Point:
    """Quay: gantry crane and stacked containers."""
    outdoors(c, p, r)
    c.box(0, 590, WIDTH, 54, (86, 138, 168))
    x = 180 + r.randint(-60, 80)
    crane: Colour = r.choice([(206, 66, 48), (46, 104, 166), (226, 164, 40)])
    for dx in (0, 230):
        c.line([(x + dx, 660), (x + dx, 220)], crane, 22)
    c.line([(x, 470), (x + 230, 470)], crane, 14)
    c.line([(x - 170, 220), (x + 620, 220)], crane, 26)
    c.line([(x + 115, 80), (x - 150, 210)], crane, 7)
    c.line([(x + 115, 80), (x + 600, 210)], crane, 7)
    c.line([(x, 220), (x + 115, 80), (x + 230, 220)], crane, 12)
    c.box(x + 350, 232, 80, 44, (230, 232, 234))
    for dx in (364, 416):
        c.line([(x + dx, 270), (x + dx, 400)], (60, 60, 66), 3)
    c.box(x + 320, 400, 140, 66, (60, 120, 150))
    tints: list[Colour] = [
        (186, 70, 54),
        (58, 108, 150),
        (70, 130, 90),
        (206, 150, 60),
        (150, 90, 60),
    ]
    for row in range(4):
        for col in range(5 - row // 2):
            left, top = 640 + col * 124, 624 - row * 62
            tint = r.choice(tints)
            c.box(left, top, 120, 58, tint)
            for rib in range(7):
                c.line(
                    [(left + 10 + rib * 17, top + 4), (left + 10 + rib * 17, top + 54)],
                    darker(tint),
                    2,
                )
    return (480, 790)


def chemical(c: Canvas, p: Palette, r: Random) -> Point:
    """Chemical plant: columns, tanks, pipe racks."""
    outdoors(c, p, r, (158, 156, 150))
    for i, x in enumerate((90, 230, 900)):
        h = r.randint(330, 480)
        c.box(x, FLOOR - h, 86, h + 30, (204, 210, 214), radius=36)
        c.box(x + 12, FLOOR - h + 20, 16, h - 10, (232, 236, 238))
        for k in range(4):
            c.line(
                [(x - 12, FLOOR - h + 80 + k * 90), (x + 98, FLOOR - h + 80 + k * 90)],
                (176, 140, 60),
                6,
            )
        _pipe(
            c,
            [(x + 86, FLOOR - h + 60 + i * 20), (x + 150, FLOOR - h + 60 + i * 20), (x + 150, 600)],
            p.accent,
            14,
        )
    for x in (430, 640):
        c.box(x, 450, 180, 220, (222, 226, 228), radius=30)
        c.box(x, 540, 180, 26, p.machine)
        c.text(x + 90, 500, f"V-{r.randint(101, 309)}", 30, (70, 80, 90))
    for y in (560, 590, 620):
        _pipe(
            c, [(0, y), (420, y)], [(190, 196, 200), p.machine, (214, 160, 60)][(y // 30) % 3], 16
        )
    c.disc(380, 590, 26, None, outline=(196, 50, 44), width=7)
    return (1040, 790)


def farm(c: Canvas, p: Palette, r: Random) -> Point:
    """Paddy field with a transplanter or harvester."""
    outdoors(c, p, r, (132, 160, 82))
    for x in range(0, WIDTH, 60):
        c.oval(x, FLOOR - 16, 50, r.randint(20, 46), (88, 136, 76))
    for row in range(6):
        y = FLOOR + 20 + row * 44
        for x in range(-20 + row % 2 * 16, WIDTH, 34):
            c.line([(x, y), (x - 5, y - 22), (x, y), (x + 6, y - 20)], (84, 140, 54), 4)
    x, body = 330 + r.randint(-90, 60), r.choice([(206, 60, 44), (232, 120, 30), (44, 130, 80)])
    c.box(x, 430, 380, 150, body, radius=22)
    c.box(x + 210, 280, 170, 170, (222, 234, 240), radius=16, outline=body, width=12)
    c.box(x + 380, 500, 150, 80, darker(body, 0.15), radius=10)
    c.poly([(x + 530, 560), (x + 640, 620), (x + 530, 640)], (150, 154, 158))
    for wheel, size in ((x + 90, 92), (x + 360, 70)):
        c.disc(wheel, 640 - size * 0.25, size, (44, 46, 50))
        c.disc(wheel, 640 - size * 0.25, size * 0.45, (226, 190, 60))
    c.line([(x + 60, 430), (x + 60, 330)], (80, 84, 88), 12)
    return (960, 780)


def water(c: Canvas, p: Palette, r: Random) -> Point:
    """Water works: basins, pipes, pumps."""
    outdoors(c, p, r, (176, 178, 174))
    c.box(60, 330, 330, 250, (222, 224, 220))
    c.box(50, 310, 350, 28, p.machine)
    for i in range(4):
        c.box(90 + i * 74, 380, 48, 70, (110, 160, 190))
    c.poly([(0, 620), (760, 600), (900, 760), (-60, 820)], (206, 208, 204))
    c.poly([(40, 640), (720, 620), (830, 735), (10, 785)], (66, 142, 170))
    for _ in range(14):
        x, y = r.randint(70, 720), r.randint(650, 750)
        c.line([(x, y), (x + r.randint(30, 80), y - 2)], (164, 214, 228), 3)
    for i in range(3):
        x = 820 + i * 125
        _pipe(c, [(x, 420), (x, 620)], p.machine, 34)
        c.box(x - 46, 560, 92, 100, (60, 110, 160), radius=14)
        c.disc(x, 480, 30, None, outline=(200, 60, 48), width=8)
    _pipe(c, [(740, 420), (WIDTH, 420)], p.machine, 38)
    return (980, 800)


def bus(c: Canvas, p: Palette, r: Random) -> Point:
    """Bus workshop: a coach on the pit."""
    hall(c, p, r)
    x, paint = 150 + r.randint(-100, 60), r.choice([(46, 140, 96), (52, 112, 180), (220, 110, 40)])
    c.box(x, 270, 860, 340, paint, radius=36)
    c.box(x + 24, 310, 812, 130, (60, 82, 98), radius=14)
    for i in range(1, 6):
        c.box(x + 24 + i * 135, 310, 10, 130, paint)
    c.box(x, 520, 860, 26, lighter(paint, 0.6))
    c.box(x + 640, 300, 130, 300, (84, 112, 130), radius=8, outline=WHITE, width=4)
    c.text(x + 430, 290, f"{r.randint(2, 98)} 路", 30, WHITE, bold=True)
    for wheel in (170, 560):
        c.disc(x + wheel, 620, 66, (40, 42, 46))
        c.disc(x + wheel, 620, 30, (180, 184, 188))
    for lift in (x + 70, x + 300, x + 480, x + 730):
        c.box(lift, 640, 26, 60, (226, 190, 40))
    return (1040, 790)


def chip(c: Canvas, p: Palette, r: Random) -> Point:
    """Clean room: process tools and wafer carriers."""
    room(c, p, r)
    c.box(0, 120, WIDTH, 520, (238, 232, 206, 90))
    for i in range(3):
        x = 60 + i * 380 + r.randint(-20, 20)
        c.box(x, 240, 300, 420, (236, 240, 242), radius=10, outline=(170, 180, 186), width=4)
        c.box(x + 24, 270, 120, 90, (40, 66, 92), radius=6)
        c.line([(x + 34 + k * 14, 340 - r.randint(0, 50)) for k in range(8)], (110, 220, 240), 3)
        c.box(x + 166, 270, 110, 170, (196, 214, 222), radius=6)
        c.disc(x + 221, 355, 44, (166, 150, 196), outline=(120, 110, 160), width=3)
        for k in range(-2, 3):
            c.line([(x + 221 + k * 15, 318), (x + 221 + k * 15, 392)], (190, 178, 216), 2)
        c.box(x, 470, 300, 14, p.accent)
        c.box(x + 40, 560, 90, 70, (90, 150, 190, 200), radius=8)
        c.line([(x + 280, 240), (x + 280, 170)], (150, 156, 160), 8)
        for k, lamp in enumerate(((206, 60, 50), (240, 190, 50), (70, 180, 90))):
            c.box(x + 271, 170 + k * 20, 18, 18, lamp)
    return (640, 800)


def wind(c: Canvas, p: Palette, r: Random) -> Point:
    """Blade factory: a long blade on supports."""
    hall(c, p, r)
    y = 420 + r.randint(-20, 30)
    blade = [
        (-40, y - 40),
        (180, y - 96),
        (520, y - 74),
        (1240, y + 40),
        (1240, y + 62),
        (560, y + 74),
        (-40, y + 70),
    ]
    c.poly(blade, (240, 242, 242))
    c.poly(
        [(-40, y + 20), (560, y + 28), (1240, y + 54), (560, y + 74), (-40, y + 70)],
        (214, 220, 222),
    )
    c.disc(30, y - 6, 88, (196, 204, 208), outline=(130, 140, 146), width=10)
    for k in range(12):
        angle = k * math.pi / 6
        c.disc(30 + 68 * math.cos(angle), y - 6 + 68 * math.sin(angle), 7, (90, 96, 104))
    for x in (240, 560, 900):
        c.poly(
            [(x - 70, FLOOR + 40), (x + 70, FLOOR + 40), (x + 40, y + 60), (x - 40, y + 60)],
            p.machine,
        )
        c.box(x - 80, FLOOR + 34, 160, 22, darker(p.machine))
    for x in (400, 740):
        c.line([(x, 118), (x, y - 60)], (226, 180, 40), 8)
    return (1020, 790)


def food(c: Canvas, p: Palette, r: Random) -> Point:
    """Food line: conveyor with packs, kettles of stainless steel."""
    room(c, p, r)
    for x in (430, 640, 850):
        c.box(x, 230, 160, 240, (206, 214, 218), radius=40)
        c.box(x + 16, 250, 22, 190, (236, 240, 242), radius=10)
        c.disc(x + 110, 300, 24, WHITE, outline=(120, 130, 136), width=5)
        c.line([(x + 110, 300), (x + 122, 284)], (200, 50, 40), 4)
    c.box(0, 560, WIDTH, 36, (150, 160, 166))
    c.box(0, 552, WIDTH, 12, (60, 110, 96))
    for x in range(30, WIDTH, 200):
        c.line([(x, 596), (x, 700)], (160, 170, 176), 12)
    tint: Colour = r.choice([(226, 184, 110), (240, 226, 200), (196, 92, 60), (130, 180, 96)])
    for x in range(20, WIDTH, 84):
        c.box(x, 500, 58, 52, tint, radius=10)
        c.box(x, 518, 58, 16, p.accent)
    return (840, 800)


def garment(c: Canvas, p: Palette, r: Random) -> Point:
    """Sewing line: machines, cloth, hanging rail."""
    hall(c, p, r)
    c.line([(0, 230), (WIDTH, 230)], (150, 156, 160), 8)
    tints: list[Colour] = [p.accent, (64, 96, 150), (190, 92, 110), (236, 232, 224), (70, 120, 104)]
    for x in range(30, WIDTH, 92):
        tint = r.choice(tints)
        c.line([(x + 30, 230), (x + 30, 254)], (120, 126, 130), 4)
        c.poly([(x, 270), (x + 30, 250), (x + 60, 270), (x + 56, 410), (x + 4, 410)], tint)
        c.poly([(x, 270), (x - 14, 340), (x + 2, 346), (x + 12, 280)], darker(tint, 0.12))
    for i in range(3):
        x = 60 + i * 380 + r.randint(-20, 20)
        c.box(x, 590, 310, 24, (214, 196, 164))
        for leg in (20, 280):
            c.line([(x + leg, 612), (x + leg, 760)], (110, 116, 122), 10)
        c.box(x + 70, 560, 170, 30, (236, 238, 240), radius=8)
        c.box(x + 190, 470, 44, 100, (236, 238, 240), radius=12)
        c.box(x + 76, 470, 150, 44, (236, 238, 240), radius=14)
        c.line([(x + 92, 510), (x + 92, 560)], (120, 124, 130), 5)
        c.disc(x + 244, 500, 24, (70, 76, 84))
        c.poly([(x + 10, 590), (x + 120, 578), (x + 104, 690), (x + 30, 700)], r.choice(tints))
    return (700, 820)


def printing(c: Canvas, p: Palette, r: Random) -> Point:
    """Printing press: units in four process colours, sheets on the delivery."""
    hall(c, p, r)
    inks: list[Colour] = [(30, 34, 40), (30, 150, 200), (206, 50, 120), (246, 206, 40)]
    for i, ink in enumerate(inks):
        x = 110 + i * 210
        c.box(x, 330, 180, 330, p.machine, radius=12)
        c.box(x + 18, 350, 144, 60, (206, 214, 220), radius=8)
        c.box(x + 18, 424, 144, 20, ink)
        for k, y in enumerate((490, 560)):
            c.disc(x + 60 + k * 60, y, 40, (190, 196, 200), outline=darker(ink, 0.1), width=8)
    c.line([(100, 680), (990, 680)], (240, 238, 230), 14)
    c.box(960, 560, 190, 150, (196, 202, 206), radius=8)
    for k in range(9):
        c.box(976, 690 - k * 9, 158, 7, mix(WHITE, inks[1 + (k + r.randint(0, 2)) % 3], 0.35))
    _panel(c, 1010, 360, 130, 180, p)
    return (560, 810)


def ceramic(c: Canvas, p: Palette, r: Random) -> Point:
    """Ceramic works: tunnel kiln, racks of ware."""
    hall(c, p, r)
    c.box(430, 300, 700, 370, (186, 106, 76), radius=10)
    for row in range(9):
        for col in range(9):
            c.box(436 + col * 78 + row % 2 * 30, 306 + row * 40, 62, 32, (198, 120, 88))
    c.box(560, 420, 210, 250, (70, 44, 36), radius=90)
    c.box(586, 450, 158, 220, (250, 150, 60), radius=70)
    c.box(612, 500, 106, 170, (255, 216, 130), radius=46)
    tint: Colour = r.choice([(226, 236, 240), (150, 190, 180), (230, 216, 196)])
    for shelf in range(4):
        y = 380 + shelf * 92
        c.box(40, y, 350, 10, (140, 120, 96))
        for k in range(6):
            x = 70 + k * 56
            c.poly([(x - 20, y - 46), (x + 20, y - 46), (x + 12, y), (x - 12, y)], tint)
            c.oval(x, y - 46, 20, 7, darker(tint, 0.15))
    for x in (40, 382):
        c.line([(x, 300), (x, 690)], (120, 104, 84), 9)
    return (930, 790)


def tunnel(c: Canvas, p: Palette, r: Random) -> Point:
    """Tunnel: lined tube with rails, pipes and lamps, or a shield face."""
    c.box(0, 0, WIDTH, HEIGHT, (70, 68, 70))
    for k in range(9):
        size = 620 - k * 56
        c.disc(
            600,
            420,
            size,
            mix((150, 146, 142), (66, 66, 72), k / 9),
            outline=(100, 98, 98),
            width=4,
        )
    face: Colour = r.choice([(196, 96, 50), (70, 110, 150), (150, 150, 70)])
    c.disc(600, 420, 170, darker(face, 0.3))
    for k in range(6):
        angle = k * math.pi / 3 + r.random() * 0.2
        c.line([(600, 420), (600 + 160 * math.cos(angle), 420 + 160 * math.sin(angle))], face, 26)
    c.disc(600, 420, 34, lighter(face))
    c.poly([(480, 590), (720, 590), (1080, HEIGHT), (120, HEIGHT)], (112, 108, 104))
    for x0, x1 in ((550, 380), (650, 820)):
        c.line([(x0, 590), (x1, HEIGHT)], (170, 168, 166), 9)
    for k in range(5):
        for side in (-1, 1):
            c.disc(600 + side * (210 + k * 70), 300 - k * 30, 8 + k * 3, (255, 240, 180))
    _pipe(c, [(770, 520), (1180, 690)], p.accent, 22)
    return (860, 810)


def elevator(c: Canvas, p: Palette, r: Random) -> Point:
    """Lift: landing doors, an open shaft and the machine."""
    room(c, p, r)
    for i, x in enumerate((120, 470, 820)):
        c.box(x, 180, 260, 462, (170, 178, 184), radius=4)
        if i == 1:
            c.box(x + 22, 210, 216, 432, (48, 50, 56))
            for rail_x in (52, 206):
                c.line([(x + rail_x, 210), (x + rail_x, 640)], (150, 156, 160), 7)
            for rope in (104, 116, 128, 140):
                c.line([(x + rope, 210), (x + rope, 400 + r.randint(0, 10))], (196, 196, 190), 3)
            c.box(x + 64, 400, 130, 170, (206, 210, 214), radius=4)
        else:
            c.box(x + 22, 210, 106, 432, (206, 212, 216))
            c.box(x + 132, 210, 106, 432, (206, 212, 216))
        c.box(x + 90, 136, 80, 36, (30, 32, 38), radius=5)
        c.text(x + 130, 153, str(r.randint(1, 28)), 26, (250, 90, 60), bold=True)
    return (740, 800)


def landscape(c: Canvas, p: Palette, r: Random) -> Point:
    """Park and green belt."""
    outdoors(c, p, r, (126, 168, 92))
    for _ in range(7):
        x, h = r.randint(30, 1170), r.randint(200, 330)
        c.line([(x, FLOOR), (x, FLOOR - h * 0.5)], (120, 88, 60), 20)
        for dx, dy in ((-46, 0), (46, 0), (0, -52)):
            c.disc(
                x + dx, FLOOR - h * 0.66 + dy, 66, mix((62, 128, 66), (120, 164, 70), r.random())
            )
    c.poly([(500, FLOOR), (640, FLOOR), (980, HEIGHT), (240, HEIGHT)], (206, 196, 178))
    for side in (0, 1):
        for k in range(7):
            x = 470 - k * 56 if side == 0 else 670 + k * 66
            c.oval(x, FLOOR + 30 + k * 34, 54 + k * 3, 34, (74, 140, 72))
            for _ in range(5):
                c.disc(
                    x + r.randint(-40, 40),
                    FLOOR + 24 + k * 34 + r.randint(-16, 16),
                    6,
                    r.choice([(230, 90, 120), (246, 200, 70), WHITE]),
                )
    return (800, 800)


def building(c: Canvas, p: Palette, r: Random) -> Point:
    """Building site: tower crane, concrete frame."""
    outdoors(c, p, r, (178, 160, 130))
    for storey in range(4):
        y = 540 - storey * 100
        c.box(300, y, 560, 22, (176, 176, 174))
        for x in range(310, 860, 134):
            c.box(x, y + 20, 24, 84, (164, 164, 162))
    for x in range(286, 900, 66):
        c.line([(x, 220), (x, FLOOR)], (206, 170, 80), 4)
    x = 1000 + r.randint(-30, 40)
    c.line([(x, FLOOR), (x, 70)], (236, 180, 40), 20)
    c.line([(x - 620, 120), (x + 150, 120)], (236, 180, 40), 12)
    c.line([(x - 560, 118), (x, 60), (x + 140, 118)], (236, 180, 40), 5)
    c.line([(x - 420, 124), (x - 420, 250)], (70, 70, 70), 3)
    c.box(x - 470, 250, 100, 26, (150, 100, 70))
    return (640, 790)


def telecom(c: Canvas, p: Palette, r: Random) -> Point:
    """Machine room: racks with lamps and patch cords."""
    room(c, p, r)
    for i in range(5):
        x = 80 + i * 215
        c.box(x, 190, 180, 480, (48, 54, 64), radius=6)
        for unit in range(11):
            y = 206 + unit * 41
            c.box(x + 12, y, 156, 34, (74, 82, 94), radius=3)
            for k in range(8):
                c.disc(
                    x + 26 + k * 13, y + 17, 4, r.choice([(90, 230, 130), (90, 230, 130), p.accent])
                )
    for _ in range(14):
        x, y = r.randint(90, 1000), r.randint(230, 560)
        c.arc(x + 60, y, 60, 50, (0, 180), r.choice([(246, 206, 60), (90, 180, 230), p.accent]), 4)
    return (640, 800)


def laboratory(c: Canvas, p: Palette, r: Random) -> Point:
    """Laboratory: benches, glassware, instruments."""
    room(c, p, r)
    c.box(0, 540, WIDTH, 26, (70, 84, 96))
    c.box(20, 566, 1160, 190, (232, 236, 238))
    for x in range(40, 1160, 190):
        c.box(x, 590, 160, 140, (214, 222, 226), radius=6, outline=(180, 190, 196))
    for x in (430, 880):
        c.box(x, 400, 210, 140, (226, 230, 232), radius=12, outline=(160, 170, 176), width=4)
        c.box(x + 20, 420, 96, 70, (34, 66, 90))
        c.line([(x + 26 + k * 10, 480 - r.randint(4, 48)) for k in range(9)], (120, 230, 200), 3)
    for k in range(6):
        x, tint = 690 + k * 30, r.choice([(90, 170, 210), p.accent, (150, 200, 110)])
        c.poly([(x - 5, 470), (x + 5, 470), (x + 16, 540), (x - 16, 540)], (220, 236, 240))
        c.poly([(x - 10, 510), (x + 10, 510), (x + 16, 540), (x - 16, 540)], tint)
    c.box(430, 190, 560, 110, (214, 222, 226), radius=8)
    return (300, 810)


def store(c: Canvas, p: Palette, r: Random) -> Point:
    """Warehouse: high racks, a fork lift."""
    hall(c, p, r)
    tints: list[Colour] = [(196, 156, 104), (206, 170, 120), (96, 140, 170), p.accent]
    for bay in range(4):
        x = 30 + bay * 240
        for shelf in range(4):
            y = 250 + shelf * 106
            c.box(x, y + 84, 230, 12, (226, 126, 40))
            for k in range(3):
                c.box(
                    x + 10 + k * 72,
                    y + 18 + r.randint(0, 18),
                    64,
                    64 - r.randint(0, 12),
                    r.choice(tints),
                )
        c.line([(x, 230), (x, 670)], (50, 90, 150), 12)
    c.line([(990, 230), (990, 670)], (50, 90, 150), 12)
    c.box(960, 560, 150, 110, (240, 190, 40), radius=12)
    c.box(980, 450, 110, 120, None, radius=6, outline=(60, 62, 66), width=9)
    c.line([(945, 400), (945, 690), (850, 690)], (80, 84, 88), 12)
    for wheel in (990, 1084):
        c.disc(wheel, 682, 30, (40, 42, 46))
    return (640, 800)


def machining(c: Canvas, p: Palette, r: Random) -> Point:
    """Machine shop: numerically controlled machines in a row."""
    hall(c, p, r)
    for i in range(3):
        x = 50 + i * 380 + r.randint(-24, 24)
        c.box(x, 340, 320, 330, p.machine, radius=14)
        c.box(x + 24, 380, 180, 190, (52, 62, 72), radius=10)
        c.box(x + 36, 392, 156, 166, (150, 190, 206, 150), radius=6)
        c.box(x + 100, 400, 34, 80, (196, 202, 206))
        c.poly([(x + 106, 480), (x + 128, 480), (x + 117, 512)], (226, 190, 80))
        c.box(x + 60, 520, 120, 34, (170, 176, 180))
        _panel(c, x + 224, 390, 80, 170, p)
        c.box(x, 600, 320, 16, lighter(p.machine, 0.6))
    return (700, 800)


@dataclass(frozen=True)
class Place:
    """A kind of work place and the words by which a nomination is known to belong to it."""

    scene: Scene
    words: tuple[str, ...]
    clinical: bool = False
    capped: bool = False
    helmeted: bool = True


PLACES: tuple[Place, ...] = (
    Place(
        hospital,
        ("护理", "医院", "病房", "护士", "患者", "卧床", "输液"),
        clinical=True,
        helmeted=False,
    ),
    Place(chip, ("晶圆", "半导体", "芯片", "封装", "洁净"), clinical=True, capped=True),
    Place(food, ("食品", "乳品", "糕点", "灌装", "酿", "面粉", "烘焙"), clinical=True, capped=True),
    Place(wind, ("风电", "叶片", "风机塔")),
    Place(rail, ("地铁", "铁路", "轨道交通", "列车", "钢轨", "转向架", "受电弓", "动车")),
    Place(ship, ("船", "舾装", "坞", "舱")),
    Place(port, ("港口", "岸桥", "码头", "集装箱", "门座", "起重机")),
    Place(grid, ("变电", "输电", "配电", "带电", "电网", "供电", "绝缘子", "避雷")),
    Place(steel, ("连铸", "轧", "高炉", "炼钢", "钢包", "结晶器", "热轧", "铸坯")),
    Place(textile, ("纺", "织机", "纱", "络筒", "染", "织造")),
    Place(garment, ("服装", "缝", "裁剪", "西服", "羽绒"), helmeted=False),
    Place(tunnel, ("盾构", "隧道", "管片", "掘进", "巷")),
    Place(chemical, ("化工", "反应釜", "精馏", "聚合", "储罐", "管廊", "树脂", "装置区")),
    Place(farm, ("插秧", "农机", "收割", "拖拉机", "水稻", "育秧", "秸秆"), helmeted=False),
    Place(water, ("水厂", "供水", "滤池", "污水", "泵站", "闸", "水处理")),
    Place(bus, ("公交", "客车", "公共汽车", "汽车维修", "车桥")),
    Place(printing, ("印刷", "胶印", "纸张", "模切"), helmeted=False),
    Place(ceramic, ("陶瓷", "窑", "施釉", "坯体"), helmeted=False),
    Place(elevator, ("电梯", "轿厢", "曳引")),
    Place(landscape, ("绿化", "园林", "修剪", "绿篱", "苗木", "林")),
    Place(building, ("工地", "模板", "塔吊", "混凝土", "脚手架", "桥梁")),
    Place(telecom, ("光缆", "基站", "通信", "机房", "网络"), helmeted=False),
    Place(
        laboratory,
        ("化验", "检验", "检测室", "实验", "试剂", "光谱"),
        clinical=True,
        helmeted=False,
    ),
    Place(store, ("仓储", "仓库", "物流", "货架", "分拣", "邮件")),
    Place(machining, ("数控", "车床", "铣", "刀具", "工装", "夹具", "机床", "加工")),
)


def place_for(text: str, random: Random) -> Place:
    """Return the place whose words occur most in `text`; a machine shop where none does."""
    counts = [sum(text.count(word) for word in place.words) for place in PLACES]
    best = max(counts)
    if best == 0:
        return random.choice([place for place in PLACES if place.scene in (machining, store)])
    return PLACES[counts.index(best)]
