"""What turns a work place into a photo: before, after, at work; portraits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from PIL import Image, ImageChops, ImageEnhance, ImageFilter

from data.samples._make.canvas import (
    SCALE,
    WHITE,
    Canvas,
    Colour,
    Look,
    Point,
    Pose,
    bust,
    darker,
    lighter,
    mix,
    person,
)
from data.samples._make.scenes import (
    HEIGHT,
    WIDTH,
    Palette,
    Place,
    farm,
    grid,
    hospital,
    landscape,
    port,
    ship,
    water,
)

PORTRAIT = (1050, 1400)


@dataclass(frozen=True)
class Subject:
    """What all pictures of one nomination share."""

    seed: str
    place: Place
    palette: Palette
    lead: Look
    mates: tuple[Look, ...]


def _clutter(c: Canvas, r: Random, spot: Point, *, clinical: bool) -> None:
    """Oil, cables, boxes and tools lying about (boxes and cables only where it is clean)."""
    for _ in range(0 if clinical else 5):
        x, y = r.randint(40, 1160), r.randint(720, 880)
        c.oval(x, y, r.randint(30, 90), r.randint(8, 20), (40, 36, 34, 110))
    for _ in range(3):
        x, y = r.randint(0, 1000), r.randint(730, 860)
        points = [(x + k * 40, y + r.randint(-26, 26)) for k in range(7)]
        c.line(points, r.choice([(40, 40, 44), (150, 60, 40), (60, 66, 90)]), 6)
    for _ in range(6):
        x, y, size = r.randint(20, 1100), r.randint(690, 800), r.randint(44, 96)
        tint: Colour = r.choice([(150, 120, 86), (128, 104, 80), (110, 116, 120), (120, 90, 70)])
        tilt = r.randint(4, 16)
        c.poly(
            [
                (x, y),
                (x + size, y - tilt),
                (x + size + 8, y + size * 0.7),
                (x + 6, y + size * 0.74),
            ],
            tint,
        )
        c.line([(x, y), (x + size, y + size * 0.6)], darker(tint), 3)
    if clinical:
        return
    at, foot = spot
    c.poly(
        [(at - 34, foot + 20), (at + 34, foot + 20), (at + 6, foot - 74), (at - 6, foot - 74)],
        (214, 96, 40),
    )
    c.poly(
        [(at - 22, foot - 14), (at + 22, foot - 14), (at + 15, foot - 38), (at - 15, foot - 38)],
        (226, 226, 220),
    )
    for _ in range(3):
        x, y = r.randint(80, 1100), r.randint(760, 870)
        c.line([(x, y), (x + 60, y - 18)], (96, 98, 104), 9)
        c.disc(x + 62, y - 19, 11, (96, 98, 104))


def _order(c: Canvas, r: Random, p: Palette) -> None:
    """Marked ways, plants, a notice board."""
    for x0, x1 in ((150, 30), (250, 140)):
        c.line([(x0, 716), (x1, HEIGHT)], (250, 214, 50), 9)
    c.line([(330, HEIGHT - 22), (WIDTH, HEIGHT - 22)], (250, 214, 50), 9)
    for x in r.sample([60, 1120, 1010], 2):
        c.poly([(x - 26, 760), (x + 26, 760), (x + 18, 810), (x - 18, 810)], (196, 110, 70))
        for dx, dy in ((-24, -24), (24, -24), (0, -46), (-10, -10), (12, -8)):
            c.oval(x + dx, 752 + dy, 22, 28, (70, 150, 80))
    x = r.choice([330, 520])
    c.box(x, 700, 150, 96, WHITE, radius=5, outline=(46, 110, 180), width=5)
    c.box(x, 700, 150, 24, (46, 110, 180))
    c.text(x + 75, 712, r.choice(["质量看板", "创新看板", "安全看板", "班组看板"]), 17, WHITE)
    for k in range(4):
        h = r.randint(14, 54)
        c.box(x + 18 + k * 32, 786 - h, 20, h, [p.accent, (70, 170, 96), (46, 110, 180)][k % 3])
    for leg in (20, 130):
        c.line([(x + leg, 796), (x + leg, 840)], (110, 118, 124), 6)


def _cabinet(c: Canvas, spot: Point, p: Palette) -> None:
    x, y = spot
    c.box(x - 80, y - 250, 160, 250, (228, 232, 234), radius=8, outline=(130, 140, 146), width=4)
    c.box(x - 58, y - 226, 116, 84, (24, 60, 84), radius=5)
    c.line([(x - 50 + k * 17, y - 160 - (k * 37 % 50)) for k in range(7)], (100, 240, 170), 4)
    for k, lamp in enumerate(((70, 180, 90), (246, 196, 50), (206, 60, 50))):
        c.disc(x - 40 + k * 40, y - 112, 13, lamp)
    c.box(x - 58, y - 76, 116, 52, lighter(p.accent, 0.2), radius=5)


def _arm(c: Canvas, spot: Point, p: Palette) -> None:
    x, y = spot
    c.box(x - 66, y - 70, 132, 70, (70, 76, 84), radius=8)
    c.line([(x, y - 70), (x - 40, y - 210), (x + 80, y - 290), (x + 130, y - 210)], p.accent, 34)
    for px, py in ((x - 40, y - 210), (x + 80, y - 290), (x, y - 70)):
        c.disc(px, py, 25, (60, 64, 70))
        c.disc(px, py, 10, (200, 204, 208))
    c.line([(x + 130, y - 210), (x + 112, y - 172)], (90, 94, 100), 9)
    c.line([(x + 130, y - 210), (x + 154, y - 176)], (90, 94, 100), 9)


def _trolley(c: Canvas, spot: Point, p: Palette) -> None:
    x, y = spot
    for shelf in (0, 70, 140):
        c.box(x - 110, y - 60 - shelf, 220, 12, (160, 170, 176))
        for k in range(4):
            tint = (p.accent, (90, 160, 200), WHITE)[(k + shelf) % 3]
            c.box(x - 100 + k * 52, y - 96 - shelf, 44, 36, tint, radius=5)
    for side in (-106, 106):
        c.line([(x + side, y - 250), (x + side, y - 20)], (120, 130, 136), 9)
        c.disc(x + side, y - 8, 14, (50, 54, 60))
    c.line([(x + 106, y - 244), (x + 150, y - 258)], (120, 130, 136), 9)


def _jig(c: Canvas, spot: Point, p: Palette) -> None:
    x, y = spot
    c.box(x - 130, y - 90, 260, 90, mix(p.machine, WHITE, 0.2), radius=6)
    c.box(x - 150, y - 116, 300, 30, (176, 184, 190), radius=4)
    for side in (-90, 90):
        c.poly([(x + side - 26, y - 116), (x + side + 26, y - 116), (x + side, y - 200)], p.accent)
    c.disc(x, y - 166, 52, (206, 212, 216), outline=(120, 128, 134), width=9)
    c.disc(x, y - 166, 16, (90, 96, 104))
    c.line([(x - 120, y - 232), (x + 120, y - 232)], (150, 158, 164), 12)
    c.line([(x, y - 232), (x, y - 216)], (90, 96, 104), 14)


def _post(c: Canvas, spot: Point, p: Palette) -> None:
    x, y = spot
    c.box(x - 60, y - 24, 120, 24, (90, 96, 104), radius=4)
    c.line([(x, y - 20), (x, y - 300)], (176, 184, 190), 18)
    c.box(x - 64, y - 220, 128, 100, WHITE, radius=10, outline=p.accent, width=7)
    c.text(x, y - 184, "23.6", 38, (40, 120, 90), bold=True)
    c.text(x, y - 146, "运行正常", 20, (70, 80, 90))
    for k, lamp in enumerate(((206, 60, 50), (246, 196, 50), (70, 200, 100))):
        c.box(x - 15, y - 356 + k * 22, 30, 20, lamp, radius=3)
    for k in (1, 2):
        c.arc(x + 12, y - 330, 30 + k * 18, 30 + k * 18, (-40, 40), p.accent, 4)


Device = Callable[[Canvas, Point, Palette], None]


def _device(subject: Subject) -> Device:
    """The improvement itself, the same in every picture of the nomination."""
    fitting: list[Device] = [_cabinet, _post]
    if subject.place.scene is hospital:
        fitting.append(_trolley)
    elif subject.place.scene in (farm, grid, landscape, port, ship, water):
        fitting.append(_jig)
    else:
        fitting += [_arm, _trolley, _jig]
    return Random(f"{subject.seed}/device").choice(fitting)


def _zoom(image: Image.Image, number: int, r: Random, spot: Point) -> Image.Image:
    """Cut a closer view out of the fine picture for all but the first shot."""
    share = 1.0 if number == 1 else r.uniform(0.62, 0.86)
    w, h = image.width * share * 0.98, image.height * share * 0.98
    turned = image.rotate(r.uniform(-0.9, 0.9), resample=Image.Resampling.BICUBIC)
    cx = min(max(spot[0] * SCALE + r.uniform(-200, 200), w / 2 + 20), image.width - w / 2 - 20)
    cy = min(max(spot[1] * SCALE - 340, h / 2 + 16), image.height - h / 2 - 16)
    if number == 1:
        cx, cy = image.width / 2, image.height / 2
    view = (cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2)
    return turned.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS, box=view)


def _camera(image: Image.Image, stamp: str, *, dull: bool) -> Image.Image:
    """Give the drawing the light and the date stamp of a snapshot."""
    if dull:
        image = ImageEnhance.Color(image).enhance(0.55)
        image = ImageEnhance.Brightness(image).enhance(0.84)
        image = Image.blend(image, Image.new("RGB", image.size, (92, 78, 58)), 0.14)
    else:
        image = ImageEnhance.Color(image).enhance(1.1)
    image = image.filter(ImageFilter.GaussianBlur(1.1 if dull else 0.7))
    light = (
        Image.radial_gradient("L")
        .resize(image.size)
        .point(lambda v: 255 - int(max(0, v - 100) * 0.30))
    )
    image = ImageChops.multiply(image, Image.merge("RGB", (light, light, light)))
    c = Canvas(image.width, image.height)
    c.image.paste(image.resize(c.image.size))
    c.text(image.width - 24, image.height - 26, stamp, 26, (255, 150, 40), anchor="rm", bold=True)
    c.text(20, 24, "示例图片", 20, (255, 255, 255, 190), anchor="lm")
    return c.finish()


def _inside(x: float) -> float:
    return min(max(x, 180.0), WIDTH - 180.0)


def before(subject: Subject, number: int, stamp: str) -> Image.Image:
    """A dull, cluttered work place; `number` counts from 1."""
    c = Canvas(WIDTH, HEIGHT)
    spot = subject.place.scene(c, subject.palette, Random(f"{subject.seed}/scene"))
    r = Random(f"{subject.seed}/before/{number}")
    _clutter(c, r, spot, clinical=subject.place.clinical)
    pose: Pose = r.choice(["bend", "carry", "bend"])
    person(
        c,
        _inside(spot[0] + r.choice([-150, 130])),
        850,
        430,
        r.choice((subject.lead, *subject.mates)),
        pose=pose,
        flip=r.random() < 0.5,
    )
    if r.random() < 0.5:
        person(
            c, _inside(spot[0] - 330 + r.randint(-40, 40)), 820, 400, subject.mates[1], pose="carry"
        )
    return _camera(_zoom(c.image, number, r, spot), stamp, dull=True)


def after(subject: Subject, number: int, stamp: str) -> Image.Image:
    """The same place, bright and in order, with the new device in it."""
    c = Canvas(WIDTH, HEIGHT)
    spot = subject.place.scene(c, subject.palette, Random(f"{subject.seed}/scene"))
    r = Random(f"{subject.seed}/after/{number}")
    _order(c, r, subject.palette)
    _device(subject)(c, spot, subject.palette)
    pose: Pose = r.choice(["point", "tablet", "reach"])
    flip = r.random() < 0.5 and spot[0] < 860
    person(
        c,
        _inside(spot[0] + (235 if flip else -235)),
        860,
        430,
        r.choice((subject.lead, *subject.mates)),
        pose=pose,
        flip=flip,
    )
    return _camera(_zoom(c.image, number, r, spot), stamp, dull=False)


def workplace(subject: Subject, number: int, stamp: str) -> Image.Image:
    """The lead at work, alone or showing a younger colleague."""
    c = Canvas(WIDTH, HEIGHT)
    spot = subject.place.scene(c, subject.palette, Random(f"{subject.seed}/scene"))
    r = Random(f"{subject.seed}/work/{number}")
    _device(subject)(c, (660, 800), subject.palette)
    person(c, 410, 885, 610, subject.lead, pose="reach" if number == 1 else "point")
    if number > 1:
        person(c, 915, 880, 580, subject.mates[0], pose="tablet", flip=True)
    return _camera(_zoom(c.image, 1, r, spot), stamp, dull=False)


def portrait(subject: Subject, number: int) -> Image.Image:
    """The lead from the front: first seated before a plain ground, then standing at work."""
    w, h = PORTRAIT
    c = Canvas(w, h)
    r = Random(f"{subject.seed}/portrait/{number}")
    if number == 1:
        tint: Colour = r.choice([(96, 150, 204), (206, 222, 234), (186, 60, 56), (150, 190, 214)])
        c.shade(0, 0, w, h, tint, lighter(tint, 0.45))
        bust(c, subject.lead, badge="示 例")
        return c.finish()
    back = Canvas(WIDTH, HEIGHT)
    subject.place.scene(back, subject.palette, Random(f"{subject.seed}/scene"))
    cut = back.image.crop((WIDTH * SCALE // 2 - 675, 0, WIDTH * SCALE // 2 + 675, HEIGHT * SCALE))
    scene = ImageEnhance.Brightness(cut.resize((w, h)).filter(ImageFilter.GaussianBlur(9))).enhance(
        1.06
    )
    c.image.paste(scene.resize(c.image.size))
    person(c, w / 2 + r.randint(-40, 40), h * 0.955, h * 0.80, subject.lead, pose="stand")
    c.text(w - 20, 28, "示例图片", 24, (255, 255, 255, 200), anchor="rm")
    return c.finish()
