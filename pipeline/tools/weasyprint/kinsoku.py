"""Where a line of Chinese may break (GB/T 15834-2011, 5.1), and the classes of its characters.

`justify` puts the two functions of this module in the place of WeasyPrint's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from weasyprint.text import line_break

from pipeline.dossier.characters import COUNTED, address_breaks, em_width

WIDE = (
    "\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f"
    "\uff01-\uff60\uffe0-\uffe6\U0001f000-\U0003ffff"
    "\u2460-\u24ff\u2610-\u2612"  # ①, ☑: as wide as a character in Chinese fonts
)
OPENING = r"（《〈“‘【〔［｛「『〖〝(\[{￥¥＄$№#＃±"
CLOSING = r"。，、；：？！．）》〉”’】〕］｝」』〗〞)\]},.;:?!·‧・"
ATTACHED = (  # units, raised figures and marks that belong to the character before
    r"%％‰‱℃℉°′″²³¹⁰⁴-⁹₀-₉"
    "\u00ad\u0300-\u036f\u200b-\u200f\u2060\u20d0-\u20ff\u302a-\u302f\u3099\u309a"
    "\ufe00-\ufe0f\U000e0100-\U000e01ef"
)
JOINING = r"/／～〜－–\-"  # stand between two things and belong to both

# Breaks that Pango takes and GB/T 15834-2011 (5.1) forbids: before a hyphen, dash of a range,
# middle dot or raised figure; beside a slash between Chinese; within a ratio, a time or a date; between
# a number and what it counts.
# An em dash pair may start a line, and Pango never splits it.
_NO_BREAK = re.compile(
    rf"""(?=[·‧・～〜－–²³¹⁰⁴-⁹₀-₉])
    | (?<!—)(?=—(?!—))
    | (?<=\d—)(?=\d) | (?<=\d[～〜－–])(?=\d)
    | (?<=[{WIDE}][/／])
    | (?<=\d：)(?=\d)
    | (?<=\d)(?=[{COUNTED}])""",
    re.VERBOSE,
)
# A date stands on one line, unless that would tear the line above open.
_WITHIN_DATE = re.compile(r"(?<=\d年)(?=\d{1,2}月)|(?<=\d月)(?=\d{1,2}日)")
_MOST_MOVED_EM = 4.0
# Breaks that Pango misses: to Unicode a quotation mark sticks to both neighbours, for it cannot
# know on which side it opens. In Chinese “ always opens and ” always closes.
_MORE_BREAKS = re.compile(
    rf"""(?<=[{WIDE}”’])(?<![{OPENING}{JOINING}])(?=[“‘])
    | (?<=[”’])(?=[{WIDE}])(?![{CLOSING}{ATTACHED}{JOINING}])""",
    re.VERBOSE,
)
_AFTER_QUOTE_CHARS = 8  # longest run that quotation marks glue together: ）》”，“《（中


def split_first_line(
    original: Any,
    text: str,
    style: Any,
    context: Any,
    max_width: float | None,
    justification_spacing: float,
    **options: bool,
) -> Any:
    """Replace `split_first_line`: the same, with Chinese breaks mended."""

    def split(end: int | None) -> Any:
        return original(text[:end], style, context, max_width, justification_spacing, **options)

    result = split(None)
    if max_width is None:
        return result
    layout, line_bytes, resume_byte, width_px, *_ = result
    overflows = width_px > max_width
    # None: all of the text is in the line. Or the break is a space or a new line: those are good.
    is_break = resume_byte == line_bytes or (resume_byte is None and overflows)
    if not is_break or not text.startswith(layout.text):  # the latter: hyphenated
        return result
    place = len(layout.text)
    for better in _better_breaks(text, place, overflows, style["lang"]):
        # Laying out is slow: first see if there is room for as many characters at all.
        if (better - place - 1) * style["font_size"] / 2 > max(0, max_width - width_px):
            continue
        shorter = split(better)
        if shorter[2] is None and shorter[3] <= max_width:
            layout, length, _, *metrics = shorter
            return layout, length, len(text[:better].encode()), *metrics
    return result


def _better_breaks(text: str, place: int, overflows: bool, lang: str | None) -> Iterator[int]:
    """Give places that suit a break better than `place`, the best first.

    The last that fits is right: Pango took its own last, so what comes after is known to us only.
    """
    first = 1 if overflows else place + 1
    for start, end, breaks in address_breaks(text):
        if start <= place < end or (overflows and place == end):
            yield from (each for each in reversed(breaks) if each >= first)
            if start < place:
                yield from (each for each in reversed(breaks) if each < place)
                yield from _breaks_before(text, start, lang)
    later = _MORE_BREAKS.finditer(text, first, place + _AFTER_QUOTE_CHARS)
    yield from reversed([match.start() for match in later])
    if place < len(text) and (_NO_BREAK.match(text, place) or _WITHIN_DATE.match(text, place)):
        yield from _earlier_breaks(text, place, lang)


def _breaks_before(text: str, place: int, lang: str | None) -> Iterator[int]:
    """The last place at or before one where a line may end: no opening mark stays behind."""
    places = (each for each in range(place, 0, -1) if _may_break(text, each, lang))
    yield from islice(places, 1)


def _earlier_breaks(text: str, place: int, lang: str | None) -> Iterator[int]:
    """Places before one that does not suit a break, the best first; a date is kept whole if it is near."""
    places = [each for each in range(place, 0, -1) if _may_break(text, each, lang)]
    whole = next((each for each in places if not _WITHIN_DATE.match(text, each)), None)
    if whole is not None and em_width(text[whole:place]) <= _MOST_MOVED_EM:
        yield whole
    yield from places


def _may_break(text: str, place: int, lang: str | None) -> bool:
    if _NO_BREAK.match(text, place):
        return False
    return bool(_MORE_BREAKS.match(text, place)) or line_break.can_break_text(
        text[place - 1 : place + 1], lang
    )


def can_break_text(original: Any, text: str, lang: str | None) -> bool:
    """Replace `can_break_text`, which is asked for the two characters where inline boxes meet."""
    if len(text) == 2 and _NO_BREAK.match(text, 1):
        return False
    return bool(_MORE_BREAKS.search(text, 1)) or original(text, lang)
