"""Papers of the samples: certificates, employers' attestations, notices, press cuttings.

Every paper carries 示例 across it, and no seal on it is anybody's.
"""

from __future__ import annotations

from random import Random

from PIL import Image, ImageDraw, ImageFilter

from data.samples._make.canvas import (
    SCALE,
    WHITE,
    Canvas,
    Colour,
    Face,
    Look,
    bust,
    font,
    mix,
    person,
    require_glyphs,
    seal,
)

PAGE = (1000, 1414)
SCAN = (744, 1052)
SCAN_DPI = 90.0
CARD = (1000, 750)
_CLOSING = "，。；：、！？）》”%％"


def _softened(c: Canvas, size: tuple[int, int]) -> Image.Image:
    """Scale a drawing to its final size, a little unsharp as from a camera or scanner."""
    small = c.image.resize(size, Image.Resampling.LANCZOS)
    return small.filter(ImageFilter.GaussianBlur(0.65))


def watermark(c: Canvas, text: str = "示例", *, size: float = 150) -> None:
    """Write `text` in pale letters, slanted, twice across the canvas."""
    for share in (0.36, 0.74):
        side = round(size * 4 * SCALE)
        tile = Image.new("L", (side, side))
        ImageDraw.Draw(tile).text(
            (side / 2, side / 2), text, 46, font("sans", round(size * SCALE)), anchor="mm"
        )
        tile = tile.rotate(28, resample=Image.Resampling.BICUBIC)
        x, y = c.width * (0.46 + 0.2 * (share > 0.5)), c.height * share
        c.image.paste(
            (120, 120, 130), (round(x * SCALE - side / 2), round(y * SCALE - side / 2)), tile
        )


def wrap(text: str, size: float, width: float, face: Face) -> list[str]:
    """Break text into lines of at most `width`, no line beginning with a closing mark."""
    measure = font(face, round(size * SCALE))
    lines = [""]
    for letter in text:
        if letter == "\n":
            lines.append("")
        elif measure.getlength(lines[-1] + letter) > width * SCALE and letter not in _CLOSING:
            lines.append(letter)
        else:
            lines[-1] += letter
    return lines


def paragraph(
    c: Canvas,
    x: float,
    y: float,
    text: str,
    *,
    size: float,
    width: float,
    pitch: float,
    indent: bool = True,
    fill: Colour = (40, 40, 44),
    limit: int = 99,
) -> float:
    """Write a paragraph; returns the y of the line after it."""
    require_glyphs(text.replace("\n", ""), "serif")
    lines = wrap(("　　" if indent else "") + text, size, width, "serif")[:limit]
    for line in lines:
        c.text(x, y, line, size, fill, anchor="lm", face="serif")
        y += pitch
    return y


def _fields(
    c: Canvas, x: float, y: float, rows: list[tuple[str, str]], *, size: float, pitch: float
) -> None:
    """Label and value pairs with a line under each value."""
    for label, value in rows:
        c.text(x, y, label, size, (90, 90, 96), anchor="lm", face="serif")
        left = x + size * 5.4
        right = c.width - 90.0
        room = right - left - 8
        fitted = min(
            size,
            size * room * SCALE / max(1.0, font("serif", round(size * SCALE)).getlength(value)),
        )
        c.text(left + 6, y, value, fitted, (24, 26, 32), anchor="lm", face="serif")
        c.line([(left, y + size * 0.75), (right, y + size * 0.75)], (150, 146, 140), 1.5)
        y += pitch


def _thumb(look: Look, w: int, h: int) -> Image.Image:
    """A small identity photo for a certificate, at the size of the fine canvas."""
    c = Canvas(w, h)
    c.shade(0, 0, w, h, (84, 140, 200), (150, 190, 226))
    bust(c, look, badge="示例")
    return c.image


def certificate(
    look: Look, seed: str, title: str, rows: list[tuple[str, str]], issuer: str, ground: Colour
) -> Image.Image:
    """A certificate photographed on a desk: photo and seal left, entries right."""
    r = Random(seed)
    c = Canvas(1200, 900, mix(ground, WHITE, 0.93))
    for inset, width in ((24, 8.0), (40, 2.0)):
        c.box(inset, inset, 1200 - 2 * inset, 900 - 2 * inset, None, outline=ground, width=width)
    for corner_x in (40, 1160):
        for corner_y in (40, 860):
            c.disc(corner_x, corner_y, 18, ground)
            c.disc(corner_x, corner_y, 9, (236, 206, 120))
    watermark(c)
    c.text(600, 130, title, 60, ground, face="serif", bold=True)
    c.text(
        600, 196, "（本证书为示例，人物、编号、单位均属虚构）", 22, (130, 126, 120), face="serif"
    )
    c.image.paste(_thumb(look, 250, 340), (110 * SCALE, 260 * SCALE))
    c.box(110, 260, 250, 340, None, outline=(150, 146, 140), width=2)
    _fields(c, 420, 290, rows, size=32, pitch=66)
    c.text(240, 636, "发证机构（盖章）", 26, (90, 90, 96), face="serif")
    seal(c, 262, 752, 84, issuer)
    wood: Colour = r.choice([(150, 112, 78), (120, 128, 136), (176, 150, 116), (92, 104, 96)])
    desk = Canvas(1200, 900, wood)
    x, y = r.randint(30, 76), r.randint(24, 54)
    desk.box(x + 8, y + 10, 1090, 818, (0, 0, 0, 70))
    desk.image.paste(c.image.resize((1090 * SCALE, 818 * SCALE)), (x * SCALE, y * SCALE))
    return _softened(desk, CARD)


def _scan(c: Canvas, seed: str) -> Image.Image:
    """Turn a page into a scan: a little askew, a little grey, a dark edge."""
    r = Random(seed)
    page = c.image.rotate(
        r.uniform(-0.7, 0.7), resample=Image.Resampling.BICUBIC, fillcolor=(236, 236, 234)
    )
    out = Canvas(c.width, c.height)
    out.image.paste(page)
    edge = r.choice([0, c.width - 5])
    out.box(edge, 0, 5, c.height, (120, 120, 122, 120))
    for _ in range(9):
        out.disc(
            r.randint(30, c.width - 30),
            r.randint(30, c.height - 30),
            r.uniform(0.8, 1.8),
            (90, 90, 92),
        )
    return _softened(out, SCAN)


def letter(
    seed: str, title: str, addressee: str, body: list[str], signer: str, date: str
) -> Image.Image:
    """A one-page sealed paper, as it comes from a scanner."""
    c = Canvas(*PAGE, (252, 252, 250))
    watermark(c, size=190)
    c.text(500, 220, title, 52, (30, 30, 34), face="serif", bold=True)
    y = 340.0
    if addressee:
        y = paragraph(c, 130, y, addressee, size=31, width=745, pitch=56, indent=False)
    for part in body:
        y = paragraph(c, 130, y, part, size=31, width=745, pitch=56)
    y = max(y + 110, 860)
    c.text(660, y, signer, 30 if len(signer) < 16 else 26, (40, 40, 44), face="serif")
    c.text(660, y + 56, date, 30, (40, 40, 44), face="serif")
    seal(c, 660, y + 20, 130, signer)
    c.text(500, 1360, "示例文件，内容均属虚构", 22, (150, 150, 154), face="serif")
    return _scan(c, seed)


def press(seed: str, paper: str, headline: str, body: list[str], date: str) -> Image.Image:
    """A cutting from a works newspaper, text in two columns around a picture box."""
    c = Canvas(*PAGE, (246, 243, 234))
    watermark(c, size=190)
    c.text(500, 90, paper, 60, (180, 36, 32), face="serif", bold=True)
    c.line([(70, 140), (930, 140)], (60, 60, 60), 3)
    c.text(500, 164, f"{date}　第2版　职工之声（示例）", 22, (90, 90, 90), face="serif")
    c.line([(70, 188), (930, 188)], (60, 60, 60), 1.5)
    size = min(48.0, 860 / max(1, len(headline)))
    c.text(500, 256, headline, size, (24, 24, 28), face="serif", bold=True)
    lines = [line for part in body for line in wrap("　　" + part, 26, 405, "serif")]
    require_glyphs("".join(lines), "serif")
    half = (len(lines) + 1) // 2
    for column, x in ((lines[:half], 75), (lines[half:], 520)):
        for index, line in enumerate(column[:24]):
            c.text(x, 340 + index * 40, line, 26, (44, 44, 48), anchor="lm", face="serif")
    return _scan(c, seed)


def board(
    seed: str, owner: str, heading: str, lines: list[str], onlooker: Look, stamp: str
) -> Image.Image:
    """A photo of the notice board with a publicity notice on it."""
    r = Random(seed)
    wall: Colour = r.choice([(206, 212, 214), (222, 214, 198), (196, 208, 216)])
    c = Canvas(1200, 900, wall)
    c.shade(0, 0, 1200, 760, mix(wall, WHITE, 0.35), wall)
    c.shade(0, 760, 1200, 140, (150, 146, 140), (176, 172, 166))
    frame: Colour = r.choice([(52, 110, 170), (120, 126, 132), (150, 48, 44), (60, 120, 96)])
    c.box(110, 70, 980, 640, frame, radius=12)
    c.text(600, 112, heading, 42, WHITE, bold=True)
    c.box(140, 150, 920, 530, (238, 236, 226))
    for left, top, w, h in (
        (165, 175, 230, 220),
        (165, 420, 230, 230),
        (830, 175, 205, 250),
        (830, 450, 205, 200),
    ):
        c.box(left, top, w, h, mix(WHITE, (230, 220, 190), r.random()), outline=(200, 196, 188))
        for k in range(int(h / 44)):
            c.line(
                [
                    (left + 18, top + 28 + k * 42),
                    (left + w - 18 - r.randint(0, 60), top + 28 + k * 42),
                ],
                (190, 190, 190),
                5,
            )
    c.box(425, 165, 380, 505, WHITE, outline=(196, 60, 50), width=3)
    c.text(615, 205, "公　示", 34, (190, 30, 30), face="serif", bold=True)
    y = 246.0
    for line in lines:
        y = paragraph(c, 445, y, line, size=16.5, width=335, pitch=25, limit=5)
    seal(c, 720, 610, 46, owner)
    c.text(640, 640, "（示例）", 17, (120, 120, 120))
    person(c, r.choice([130, 1070]) + r.randint(-6, 6), 885, 600, onlooker, pose="stand")
    c.text(1176, 872, stamp, 28, (255, 140, 40), anchor="rm", bold=True)
    c.text(20, 24, "示例图片", 20, (110, 110, 110), anchor="lm")
    return _softened(c, CARD)
