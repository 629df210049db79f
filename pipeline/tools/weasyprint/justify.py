"""Chinese set flush on both edges by WeasyPrint (GB/T 9704: 28 characters a line, both edges).

WeasyPrint stretches spaces only, so a line of Chinese ends 6 to 38 pt short of the edge.
`install` replaces three functions of WeasyPrint's inline layout:

* `justify_line` spreads the rest over the gaps beside Chinese characters as well;
* `split_first_line` and `can_break_text` mend the line breaks that Pango gets wrong (`kinsoku`).

No character is added to the text, and nothing is laid out twice: the gaps are remembered and the
glyphs moved when the line is drawn.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import version
from itertools import accumulate, pairwise
from math import inf
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline
from weasyprint.text import line_break
from weasyprint.text.ffi import FROM_UNITS, TO_UNITS, ffi

from pipeline.errors import ToolMissingError
from pipeline.tools.weasyprint.kinsoku import (
    ATTACHED,
    CLOSING,
    JOINING,
    OPENING,
    WIDE,
    can_break_text,
    split_first_line,
)

WEASYPRINT_MAJOR = "70"

# From a tenth on, programs that read the text of a PDF take a gap for a space (Poppler, pypdf).
UNSEEN_GAP_EM = 0.095
WIDEST_SPACE_EM = 0.5
# A line that could only be filled with wider gaps than this (one long Latin word went down to the
# next line) is left to WeasyPrint: letters strewn over a line read worse than a ragged edge.
WIDEST_GAP_EM = 1.0

# The line above a web address, and one with room to write on, has few gaps for what did not fit: it keeps
# its ragged edge sooner.
WIDEST_TORN_GAP_EM = 0.15

# Stands in a line's text for what gaps keep away from: images, inline blocks, the two ends
# of a superscript.
_BARRIER = "\ufffc"

_TORN = re.compile(rf"{_BARRIER}|(?:https?://|www\.)[!-~]*\Z")

# Where a line may be stretched is told from the kinds of its characters, one letter each: `_Kinds`.
# After a space, and where a Chinese character meets another character, unless a mark and what it
# belongs to would part (JLREQ 3.8.4 has the same rule).
_GAP = re.compile(r"(?<= )(?=[^ ])|(?<=[WC])(?=[WOox])|(?<=[cax])(?=[WO])")
# If those do not suffice: also between marks and what they belong to.
_LOOSE_GAP = re.compile(r"(?<= )(?=[^ ])|(?<=[WOC])(?=[WOCocx])|(?<=[ocax])(?=[WOC])")


class _Kinds(dict[int, str]):
    """Kinds of characters, by code; worked out when a character is first met.

    W: wide, that is Chinese. O, C: wide opening or closing mark. o, c: the like, not wide or, as
    Chinese quotation marks, wide in some fonts only. a: attached to the character before.
    Space: grows. _: keeps gaps away (other space, barriers, what joins two things). x: others.
    """

    def __missing__(self, code: int) -> str:
        character = chr(code)
        kind = next(kind for kind, which in _KIND_RULES if which.match(character))
        wide = kind in "oc" and _IS_WIDE.match(character)
        self[code] = kind.upper() if wide else kind
        return self[code]


_IS_WIDE = re.compile(f"[{WIDE}]")
_KIND_RULES = (
    (" ", re.compile("[ \u00a0]")),
    ("_", re.compile(rf"[{JOINING}\s{_BARRIER}]")),
    ("a", re.compile(f"[{ATTACHED}]")),
    ("o", re.compile(f"[{OPENING}]")),
    ("c", re.compile(f"[{CLOSING}]")),
    ("W", _IS_WIDE),
    ("x", re.compile("", re.DOTALL)),
)
_KINDS = _Kinds()


def install() -> None:
    """Make `text-align: justify` justify Chinese in this process; a second call does nothing.

    Raises:
        ToolMissingError: WeasyPrint is not of the version whose internals are replaced.
    """
    _check_version()
    if isinstance(inline.justify_line, partial):
        return
    inline.justify_line = partial(_justify_line, inline.justify_line)
    inline.split_first_line = partial(split_first_line, inline.split_first_line)
    inline.can_break_text = partial(can_break_text, inline.can_break_text)


def _check_version() -> None:
    installed = version("weasyprint")
    if installed.partition(".")[0] != WEASYPRINT_MAJOR:
        raise ToolMissingError(
            f"生成PDF需要 WeasyPrint {WEASYPRINT_MAJOR}，现有版本：{installed}",
            why="中文两端对齐依赖这一版本的内部实现",
            remedy=f"执行 pip install 'weasyprint=={WEASYPRINT_MAJOR}.*' 后再试",
        )


# ---------------------------------------------------------------- spreading the rest of a line


def _justify_line(original: Any, context: Any, line: Any, rest_px: float) -> None:
    """Replace `justify_line`: fill `line`, `rest_px` short, up to the right edge."""
    pieces: list[str] = []
    texts: list[Any] = []
    _collect(line, pieces, texts)
    text = "".join(pieces)
    if line.style["direction"] == "rtl" or not texts or text.isascii():
        original(context, line, rest_px)
        return
    # Letter spacing after the last character is part of the line's width, but the edge to be met
    # is the character's.
    spacing_px = _letter_spacing_px(texts[-1].style)
    em_px = line.style["font_size"]
    gaps_px = _plan(text, rest_px + spacing_px, em_px)
    if _TORN.search(text) and _widest(gaps_px) > WIDEST_TORN_GAP_EM * em_px:
        return
    if gaps_px:
        _Spreader(gaps_px).spread(line, 0.0)
    else:
        original(context, line, rest_px)


def _widest(gaps_px: Mapping[int, float]) -> float:
    return max(gaps_px.values(), default=inf)


def _letter_spacing_px(style: Any) -> float:
    spacing = style["letter_spacing"]
    return 0.0 if spacing == "normal" else float(spacing)


def _plan(text: str, rest_px: float, em_px: float) -> dict[int, float]:
    """Share out the rest of a line.

    All gaps alike, if they stay small enough not to be seen.  Else gaps between Chinese characters
    stay that small while spaces can take the rest, and grow only after that.

    Args:
        text: The line.
        rest_px: What it is short of the measure; less than nothing if it is too wide.
        em_px: Its font size.

    Returns:
        Width of each gap by the place in the text before which it opens; empty if the line has no
        gaps or they would be too wide.
    """
    unseen_px = UNSEEN_GAP_EM * em_px
    kinds = text.translate(_KINDS)
    places = [match.start() for match in _GAP.finditer(kinds)]
    if rest_px > unseen_px * len(places):
        places = [match.start() for match in _LOOSE_GAP.finditer(kinds)]
    spaces = {place for place in places if kinds[place - 1] == " "} if " " in kinds else set()
    others = len(places) - len(spaces)
    space_px = gap_px = rest_px / len(places) if places else 0.0
    if gap_px > unseen_px and spaces and others:
        space_px = (rest_px - unseen_px * others) / len(spaces)
        space_px = max(gap_px, min(space_px, WIDEST_SPACE_EM * em_px))
        gap_px = (rest_px - space_px * len(spaces)) / others
    if others and gap_px > WIDEST_GAP_EM * em_px:
        return {}
    if gap_px == space_px:
        return dict.fromkeys(places, gap_px)
    return {place: space_px if place in spaces else gap_px for place in places}


def _collect(box: Any, pieces: list[str], texts: list[Any]) -> None:
    """Add the texts in `box`, in reading order, to `pieces`, and their boxes to `texts`."""
    if isinstance(box, boxes.TextBox):
        pieces.append(box.text)
        texts.append(box)
    elif isinstance(box, (boxes.LineBox, boxes.InlineBox)):
        if raised := _is_raised(box):
            pieces.append(_BARRIER)
        for child in box.children:
            if child.is_in_normal_flow():
                _collect(child, pieces, texts)
        if raised:
            pieces.append(_BARRIER)
    else:
        pieces.append(_BARRIER)


def _is_raised(box: Any) -> bool:
    return bool(box.style["vertical_align"] != "baseline")


@dataclass
class _Spreader:
    """Walks the boxes of one line, moving and widening them.

    Args:
        gaps_px: Widths of the gaps, by place in the line's text as `_collect` gives it.
    """

    gaps_px: dict[int, float]
    position: int = field(default=0, init=False)
    between_px: float = field(default=0.0, init=False)
    """A gap after the last character of a box: it opens outside the box, so that an underline or
    border ends with its text."""

    def spread(self, box: Any, shift_px: float) -> float:
        """Move `box` right by `shift_px`, widen it, and return the shift for what follows it."""
        shift_px += self.between_px
        self.between_px = 0.0
        if isinstance(box, boxes.TextBox):
            box.position_x += shift_px
            return shift_px + self._widen(box)
        if not isinstance(box, (boxes.LineBox, boxes.InlineBox)):
            box.translate(shift_px, 0)
            self.position += len(_BARRIER)
            return shift_px
        barrier = len(_BARRIER) * _is_raised(box)
        self.position += barrier
        box.position_x += shift_px
        after_px = shift_px
        for child in box.children:
            if child.is_in_normal_flow():
                after_px = self.spread(child, after_px)
        self.position += barrier
        box.width += after_px - shift_px
        return after_px

    def _widen(self, box: Any) -> float:
        start, end = self.position, self.position + len(box.text)
        self.position = end
        inside_px = {place - start: px for place, px in self.gaps_px.items() if start < place < end}
        if box.text:
            self.between_px = self.gaps_px.get(end, 0.0)
        if not inside_px:
            return 0.0
        # Boxes that were copied share their layout: never change it in place.
        box.pango_layout = _justified(box.pango_layout, box.text, inside_px)
        width_px = sum(inside_px.values())
        box.width += width_px
        return width_px


def _justified(layout: Any, text: str, gaps_px: dict[int, float]) -> Any:
    """Copy an inactive layout into one that opens gaps when it is drawn."""
    justified = _JustifiedLayout.__new__(_JustifiedLayout)  # many times faster than copy()
    justified.__dict__.update(layout.__dict__, spread_text=text, gaps_px=gaps_px)
    return justified


class _JustifiedLayout(line_break.Layout):  # type: ignore[misc] # WeasyPrint has no types
    spread_text: str
    gaps_px: dict[int, float]
    is_spread = False

    def set_text(self, text: str, justify: bool = False) -> None:
        super().set_text(text, justify)
        self.is_spread = False

    def get_first_line(self) -> tuple[Any, Any]:
        """Return Pango's line, its glyphs moved apart: drawing calls this, once a text."""
        line, index = super().get_first_line()
        # Drawing shortens a text that ends in an ellipsis: then the gaps no longer fit.
        if not self.is_spread and self.text == self.spread_text:
            _open_gaps(line, self.text, self.gaps_px, self.style)
            self.is_spread = True
        return line, index


# Pango's glyphs as rows of C integers, which are read many times faster than structures.
_ROW = ffi.sizeof("PangoGlyphInfo") // ffi.sizeof("int")
_WIDTH, _X_OFFSET = (
    (ffi.offsetof("PangoGlyphInfo", "geometry") + ffi.offsetof("PangoGlyphGeometry", name))
    // ffi.sizeof("int")
    for name in ("width", "x_offset")
)


def _open_gaps(line: Any, text: str, gaps_px: dict[int, float], style: Any) -> None:
    """Widen the glyphs of a Pango line that end where gaps open.

    This, rather than Pango's letter spacing: that attribute cuts the text into separately shaped
    runs, and puts half of each gap on the far side of its neighbours.

    PDF text is moved in thousandths of an em, and WeasyPrint cuts fractions off: half a point a
    line. So gaps are rounded here to what will be drawn, each making up for those before.
    """
    em_px = style["font_size"]
    unit_px = em_px / 1000
    # All movements are in units; `kept` and `move` count to the left, as in PDF.
    spacing_kept = -int(_letter_spacing_px(style) * TO_UNITS) * FROM_UNITS / unit_px
    owed = 0.0
    for gap_px, rows, row in _rows_before_gaps(line.runs, text, gaps_px):
        # Pango puts half the letter spacing before the glyph, which WeasyPrint writes by itself.
        kept = spacing_kept and spacing_kept + rows[row + _X_OFFSET] / em_px
        owed += gap_px / unit_px
        move = round(kept - owed)
        owed -= kept - move
        # Half a unit further, and cutting the fraction off gives `move` itself.
        to_draw = move + (0.5 if move > 0 else -0.5 if move < 0 else 0)
        rows[row + _WIDTH] += round((kept - to_draw) * unit_px * TO_UNITS)


def _rows_before_gaps(
    runs: Any, text: str, gaps_px: dict[int, float]
) -> Iterator[tuple[float, Any, int]]:
    """Give the width of each gap, the glyphs of its run and the row of the glyph before it.

    Runs from right to left are left out.
    """
    run, first = runs[0], 0
    while run != ffi.NULL:
        item, string = run.data.item, run.data.glyphs
        past = first + item.num_chars
        if item.analysis.level % 2 == 0:
            rows = ffi.cast("int *", string.glyphs)
            numbers: Mapping[int, int] | range = range(string.num_glyphs)
            if string.num_glyphs != item.num_chars:
                numbers = _last_glyphs(text[first:past], item.length, string)
            for place in range(first + 1, past + 1):
                if place in gaps_px and place - first - 1 in numbers:
                    yield gaps_px[place], rows, numbers[place - first - 1] * _ROW
        first, run = past, run.next


def _last_glyphs(text: str, length_bytes: int, string: Any) -> dict[int, int]:
    """Give the last glyph drawn for each character of a run that has ligatures or marks.

    Characters within a ligature have none: there no gap can open.
    """
    starts = [*ffi.unpack(string.log_clusters, string.num_glyphs), length_bytes]
    ends = {end: number for number, (start, end) in enumerate(pairwise(starts)) if start != end}
    bytes_so_far = accumulate(len(character.encode()) for character in text)
    return {
        number: ends[end_byte] for number, end_byte in enumerate(bytes_so_far) if end_byte in ends
    }
