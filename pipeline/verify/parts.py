"""The letter's parts: title, addressee, paragraphs, attachments, name, date, seal; its red head."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.dossier.characters import is_chinese
from pipeline.tools.geometry import Shape
from pipeline.typefaces.table import FANDOL_SONG
from pipeline.verify import figures
from pipeline.verify.figures import MM
from pipeline.verify.letter import REFERENCE, ROOM_FOR_DATE, Letter
from pipeline.verify.reading import Line, Reading
from pipeline.verify.typefaces import FontKind, kind_of, named, usual_fonts
from pipeline.verify.verdict import Result, look, several, verdict

_PROPER_DATE = re.compile(r"\d{4}年[1-9]\d?月[1-9]\d?日")
_HEADINGS = (
    (re.compile(r"[一二三四五六七八九十]+、"), FontKind.HEI),
    (re.compile(r"（[一二三四五六七八九十]+）"), FontKind.KAI),
)
_SEAL_MM = 45.0
_LINE_OF_TYPE_PT = 30.0
"""一行: a 3号 character and 7/8 of it (GB/T 9704-2012 3.2)."""

_NO_TITLE, _NO_DATE = "没有找到标题", "没有找到成文日期"


# ---------------------------------------------------------------- title, addressee


def title_font(letter: Reading) -> Result:
    """小标宋."""
    fonts = usual_fonts(glyph for line in letter.title for glyph in line.glyphs)
    if not fonts:
        return look(_NO_TITLE)
    faces = {kind_of(font) for font, _ in fonts}
    measured = "、".join(named(font, FontKind.BIAOSONG) for font, _ in fonts)
    if FontKind.UNKNOWN in faces:
        return look(f"{measured}，从名称看不出是什么字体")
    stand_in = all(
        glyph.bold and glyph.font.startswith(FANDOL_SONG.family)
        for line in letter.title
        for glyph in line.glyphs
        if is_chinese(glyph.character)
    )
    return verdict(measured, faces == {FontKind.BIAOSONG} or stand_in)


def title_centred(letter: Reading) -> Result:
    """Each line in the middle of the type area."""
    if not letter.title:
        return look(_NO_TITLE)
    middle = _middle_pt(letter)
    off = max((line.centre_pt - middle for line in letter.title), key=abs)
    return verdict(f"偏{abs(off):.1f} pt", figures.TITLE_CENTRED.holds(off))


def _middle_pt(letter: Reading) -> float:
    left = letter.left_pt if letter.left_pt is not None else figures.LEFT.value * MM
    right = letter.right_pt or left + figures.WIDTH.value * MM
    return (left + right) / 2


def title_shape(letter: Reading) -> Result:
    """One line, or lines that widen, narrow, or do the one and then the other."""
    if not letter.title:
        return look(_NO_TITLE)
    widths = [line.width_pt / line.size_pt for line in letter.title]
    measured = "、".join(f"{width:.1f}字" for width in widths)
    return verdict(f"{len(widths)}行：{measured}", _is_well_shaped(widths))


def _is_well_shaped(widths: Sequence[float]) -> bool:
    steps = [second - first for first, second in pairwise(widths)]
    if any(abs(step) < 0.5 for step in steps):
        return False  # lines of one length make a box
    turns = sum((first > 0) != (second > 0) for first, second in pairwise(steps))
    return turns == 0 or (turns == 1 and steps[0] > 0)


def addressee(letter: Letter) -> Result:
    """Flush left, with a full-width colon."""
    line, left = letter.addressee, letter.left_pt
    if line is None or left is None:
        return look("没有找到主送机关")
    good = line.text.endswith("：") and figures.ADDRESSEE.holds(line.left_pt - left)
    return verdict(f"“{line.text[-8:]}”左空{line.left_pt - left:.1f} pt", good)


def addressee_gap(letter: Letter) -> Result:
    """One empty line between title and addressee."""
    if letter.addressee is None or not letter.title or not letter.pitch_pt:
        return look("没有找到标题或主送机关")
    between = letter.addressee.baseline_pt - letter.title[-1].baseline_pt
    lines = between / letter.pitch_pt - 1
    return verdict(f"空{lines:.1f}行", figures.ADDRESSEE_GAP.holds(lines))


# ---------------------------------------------------------------- body


def indent(letter: Letter) -> Result:
    """Every paragraph begins two characters in."""
    left = letter.left_pt
    firsts = [part[0] for part in letter.paragraphs if part[0] not in letter.with_blanks]
    if left is None or not firsts:
        return look("没有找到正文")
    rooms = [(line, (line.left_pt - left) / line.size_pt) for line in firsts]
    wrong = [
        f"第{line.page}面“{line.text[:6]}…”空{room:.1f}字"
        for line, room in rooms
        if not figures.INDENT.holds(room)
    ]
    return several(wrong, f"{len(rooms)}段均空{rooms[0][1]:.1f}字")


def headings(letter: Letter) -> Result | None:
    """`一、` in 黑体, `（一）` in 楷体."""
    found = [
        (line, wanted, kind_of(line.glyphs[len(start[0])].font))
        for line in (part[0] for part in letter.paragraphs)
        for pattern, wanted in _HEADINGS
        if (start := pattern.match(line.text)) and len(line.text) > len(start[0])
    ]
    if not found:
        return None
    wrong = [f"“{line.text[:6]}…”为{face}" for line, wanted, face in found if face is not wanted]
    return several(wrong, f"{len(found)}处")


def attachments(letter: Letter) -> Result | None:
    """附件说明: a blank line above, two characters in, no mark after the names."""
    if not letter.attachments:
        return None
    return several(_wrong_attachments(letter), f"{len(letter.attachments)}行")


def _wrong_attachments(letter: Letter) -> Iterator[str]:
    first = letter.attachments[0]
    room = (first.left_pt - (letter.left_pt or 0.0)) / first.size_pt
    if not figures.ATTACHMENTS.holds(room):
        yield f"左空{room:.1f}字"
    last = letter.body[-1] if letter.body else None
    if last and letter.pitch_pt and last.page == first.page:
        lines = (first.baseline_pt - last.baseline_pt) / letter.pitch_pt - 1
        if abs(lines - 1) > figures.ADDRESSEE_GAP.tolerance:
            yield f"正文下空{lines:.1f}行"
    if ":" in first.text[:4]:
        yield "“附件”后的冒号不是全角"
    for line in letter.attachments:
        if line.text[-1] in "。；，、;,.":
            yield f"“…{line.text[-5:]}”末尾有标点"


# ---------------------------------------------------------------- name, date, seal


def date(letter: Letter) -> Result:
    """Arabic digits, no leading zeros."""
    if letter.date is None:
        return look(_NO_DATE)
    if letter.date.text == ROOM_FOR_DATE:
        return look("留空待填写")
    return verdict(letter.date.text, bool(_PROPER_DATE.fullmatch(letter.date.text)))


def date_place(letter: Letter) -> Result:
    """Four characters from the right; further in, or nearer, only under a name of the full width."""
    line = letter.date
    if line is None or letter.left_pt is None:
        return look(_NO_DATE)
    right = letter.right_pt or letter.left_pt + figures.WIDTH.value * MM
    room = (right - line.right_pt) / line.size_pt
    wide = letter.issuer is not None and abs(right - letter.issuer.right_pt) <= line.size_pt / 2
    good = figures.DATE_PLACE.holds(room) or (wide and room > figures.DATE_PLACE.value)
    note = "，署名较长，以署名为准" if wide else ""
    return verdict(f"右空{room:.1f}字{note}", good)


def issuer(letter: Letter) -> Result:
    """Centred above the date."""
    if letter.date is None:
        return look(_NO_DATE)
    if letter.issuer is None:
        return look("日期之上没有找到署名")
    if letter.issuer.text[-1] in "：:":
        return look(f"“{letter.issuer.text}”之后留空待填写")
    if letter.date.text == ROOM_FOR_DATE:
        return look("日期留空，量不出中线")
    off = (letter.issuer.centre_pt - letter.date.centre_pt) / letter.date.size_pt
    return verdict(f"“{letter.issuer.text}”，中线相差{abs(off):.1f}字", figures.ISSUER.holds(off))


def not_alone(letter: Letter) -> Result:
    """Name and date share their page with two lines of the body."""
    if letter.date is None:
        return look(_NO_DATE)
    text = (*letter.body, *letter.attachments)
    if any(bottom < letter.date.top_pt for _, bottom in letter.grids[letter.date.page - 1].spans):
        return verdict("同一面有表格", good=True)
    count = sum(line.page == letter.date.page for line in text)
    return verdict(f"同一面有正文{count}行", count >= figures.NOT_ALONE.value)


def seal_room(letter: Letter) -> Result:
    """A square of 60 mm, centred on name and date, holds nothing else and stays on the paper."""
    line = letter.date
    if line is None:
        return look(_NO_DATE)
    zone = _square(line, letter.names, figures.SEAL_ZONE_MM)
    page = letter.pages[line.page - 1]
    if zone.right_pt > page.width_pt or zone.bottom_pt > figures.TYPE_AREA_BOTTOM_MM * MM + 20:
        return verdict("超出版面", good=False)
    beside = [each for each in letter.lines if each.page == line.page]
    own = [line, *letter.names]
    others = [each for each in beside if not any(_is_same(each, one) for one in own)]
    pressed = [f"压着“{each.text[:10]}…”" for each in others if _overlaps(each, zone)]
    return several(pressed, "60×60 mm内没有其他文字")


def _is_same(line: Line, name: Line) -> bool:
    """Whether a line holds a name, with or without its label."""
    return line.page == name.page and abs(line.baseline_pt - name.baseline_pt) < 1


def _square(date_line: Line, names: Sequence[Line], side_mm: float) -> Shape:
    """A square centred on name and date."""
    x = date_line.centre_pt
    y = ((names[0] if names else date_line).top_pt + date_line.bottom_pt) / 2
    half = side_mm * MM / 2
    return Shape(x - half, y - half, x + half, y + half)


def _overlaps(line: Line, zone: Shape) -> bool:
    across = line.left_pt < zone.right_pt - 1 and line.right_pt > zone.left_pt + 1
    return across and line.top_pt < zone.bottom_pt - 1 and line.bottom_pt > zone.top_pt + 1


def seal(letter: Letter) -> Result:
    """A seal is judged by eye; how far a centred one would be from the text is said."""
    line = letter.date
    text = (*letter.body, *letter.attachments)
    above = [each.bottom_pt for each in text if line and each.page == line.page]
    if line is None or not above:
        return look("请看印章")
    gap_pt = _square(line, letter.names, _SEAL_MM).top_pt - max(above)
    lines = gap_pt / _LINE_OF_TYPE_PT
    return look(f"请看印章；直径{_SEAL_MM:g} mm的印章居中盖，上距正文{lines:.1f}行")


# ---------------------------------------------------------------- 信函格式


def head_name(letter: Letter) -> Result | None:
    """The issuer's name: red, 30 mm from the top, centred."""
    if not letter.is_headed:
        return None
    lines = [line for line in letter.head if line.is_red and not REFERENCE.fullmatch(line.text)]
    if not lines:
        return look("有红线，没有找到红色的发文机关标志")
    top_mm = min(glyph.top_pt for glyph in lines[0].glyphs) / MM
    middle = letter.pages[0].width_pt / 2
    off = min(abs(lines[0].centre_pt - each) for each in (middle, _middle_pt(letter)))
    fonts = usual_fonts(glyph for line in lines for glyph in line.glyphs)
    faces = {kind_of(font) for font, _ in fonts}
    good = figures.HEAD_NAME.holds(top_mm) and off <= figures.TITLE_CENTRED.tolerance
    measured = f"上边{top_mm:.1f} mm，偏{off:.1f} pt，{fonts[0][0] if fonts else '？'}"
    if good and FontKind.UNKNOWN in faces:
        return look(f"{measured}，从名称看不出是什么字体")
    return verdict(measured, good and faces == {FontKind.BIAOSONG})


def head_rule(letter: Letter) -> Result | None:
    """The upper double rule: 4 mm below the name, thick over thin."""
    if not letter.is_headed:
        return None
    rules = [rule for rule in letter.red_rules if rule.top_pt < letter.pages[0].height_pt / 2]
    names = [glyph.bottom_pt for line in letter.head if line.is_red for glyph in line.glyphs]
    names = [bottom for bottom in names if rules and bottom < rules[0].top_pt]
    if not names:
        return look("没有找到标志下的红线")
    gap_mm = (_edges(rules[0])[0] - max(names)) / MM
    measured = f"标志下{gap_mm:.1f} mm，{_described(rules)}"
    return verdict(measured, figures.HEAD_RULE.holds(gap_mm) and _is_double(rules, thick=0))


def foot_rule(letter: Letter) -> Result | None:
    """The lower double rule: 20 mm from the paper's bottom, thin over thick."""
    if not letter.is_headed:
        return None
    page = letter.pages[0]
    rules = [rule for rule in letter.red_rules if rule.top_pt > page.height_pt / 2]
    if not rules:
        return verdict("没有", good=False)
    gap_mm = (page.height_pt - _edges(rules[-1])[1]) / MM
    measured = f"距下边{gap_mm:.1f} mm，{_described(rules)}"
    return verdict(measured, figures.FOOT_RULE.holds(gap_mm) and _is_double(rules, thick=1))


def _edges(rule: Shape) -> tuple[float, float]:
    return rule.top_pt - rule.pen_pt / 2, rule.bottom_pt + rule.pen_pt / 2


def _described(rules: Sequence[Shape]) -> str:
    thick = "、".join(f"{rule.thickness_pt:.1f}" for rule in rules)
    return f"{len(rules)}条，粗{thick} pt，长{rules[0].width_pt / MM:.1f} mm"


def _is_double(rules: Sequence[Shape], *, thick: int) -> bool:
    """Two rules of 170 mm in the middle of the paper, the one that `thick` says thicker."""
    if len(rules) != 2 or rules[1].top_pt - rules[0].bottom_pt > 3 * MM:
        return False
    left = (figures.PAPER_MM[0] - figures.RULE_LENGTH_MM) / 2
    placed = all(
        abs(rule.left_pt / MM - left) <= figures.RULE_TOLERANCE_MM
        and abs(rule.width_pt / MM - figures.RULE_LENGTH_MM) <= figures.RULE_TOLERANCE_MM
        for rule in rules
    )
    return placed and rules[thick].thickness_pt > rules[1 - thick].thickness_pt


def head_number(letter: Letter) -> Result | None:
    """文号: under the upper rule, flush right."""
    if not letter.is_headed:
        return None
    number = next((line for line in letter.head if REFERENCE.fullmatch(line.text)), None)
    if number is None or letter.left_pt is None:
        return look("没有找到发文字号")
    right = letter.right_pt or letter.left_pt + figures.WIDTH.value * MM
    off = right - number.right_pt
    below = number.top_pt > letter.red_rules[0].bottom_pt
    return verdict(f"“{number.text}”右空{off:.1f} pt", below and figures.HEAD_NUMBER.holds(off))


def head_page(letter: Letter) -> Result | None:
    """No page number on page 1."""
    if not letter.is_headed:
        return None
    shown = [line.text for line in letter.numbers if line.page == 1]
    return verdict(f"有“{shown[0]}”" if shown else "没有", not shown)
