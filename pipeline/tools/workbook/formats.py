"""Numbers as a cell shows them, by its number format (ECMA-376 part 1, 18.8.31)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_.?|\*.?|\[\$(?P<currency>[^\]\-]*)(?:-[^\]]*)?\]'
    r"|\[(?P<bracket>[^\]]*)\]|(?P<general>General|G/通用格式)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_COLOUR = re.compile(
    r"black|blue|cyan|green|magenta|red|white|yellow|color ?\d+|[黑蓝青绿洋红白黄]+色?",
    re.IGNORECASE,
)
_SECTION_END = re.compile(r'((?:"[^"]*"|\\.|\[[^\]]*\]|[^;"\\\[])*)(?:;|$)', re.DOTALL)
_DIGITS = frozenset("0#?")
_EXACT = Context(prec=1000)
"""As many digits as the largest number has with all the places that a format can hold."""
_GENERAL_CHARACTERS = 11
"""As many characters, the point included, does a number have in the general format."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a cell shows of a number; `whole` unless digits of it are hidden."""

    text: str
    whole: bool = True


@dataclass(frozen=True, slots=True)
class _Section:
    """One section of a format: literal text and places for digits, in order.

    Attributes:
        items: `0`, `#`, `?`, `.` and `G` (the number in the general format) are places; literal text
            starts with `"`.
        scale: The power of ten by which the number is multiplied.
        grouped: Whether thousands are set apart.
    """

    items: tuple[str, ...]
    scale: int
    grouped: bool


def shown(value: float, code: str) -> Shown | None:
    """A number as a cell with this format shows it; None where the format is not understood.

    Fractions, powers of ten, conditions and Chinese numerals are not; long numbers are given in full
    where the general format would shorten them to a power of ten.
    """
    sections = _sections(code)
    place = _place(value, len(sections))
    section = sections[place] if sections else _Section(("G",), 0, False)
    if section is None:
        return None
    sign = "-" if value < 0 and (place == 0 or len(sections) == 1) else ""
    if "G" in section.items or not any(each in _DIGITS for each in section.items):
        return _without_places(section, abs(value), sign)
    exact = Decimal(f"{abs(value):.15g}").scaleb(section.scale)
    point = section.items.index(".") if "." in section.items else len(section.items)
    before, after = section.items[:point], section.items[point:]
    decimals = sum(each in _DIGITS for each in after)
    rounded = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, _EXACT)
    units, _, fraction = f"{rounded:f}".partition(".")
    text = sign + _units(before, units, grouped=section.grouped) + _fraction(after, fraction)
    return Shown(text.strip(), rounded == exact and bool(text.strip()))


def shown_text(text: str, code: str) -> str:
    """A text as a cell with this format shows it: `@"厂"` adds a word, `;;;` shows nothing."""
    sections = _sections(code) if "@" in code or code.count(";") > 2 else ()
    section = (
        sections[3] if len(sections) > 3 else sections[0] if "@" in code and sections else None
    )
    if section is None or (len(sections) < 4 and "G" not in section.items):
        return text
    return "".join(text if each == "G" else each[1:] for each in section.items)


def _place(value: float, sections: int) -> int:
    """The section for a number: positive ones and zero, negative ones, zero."""
    if value < 0 and sections > 1:
        return 1
    return 2 if value == 0 and sections > 2 else 0


def _without_places(section: _Section, number: float, sign: str) -> Shown:
    """The number in the general format, or nothing of it."""
    if "G" not in section.items:
        return Shown("".join(each[1:] for each in section.items).strip(), whole=False)
    general = _general(number)
    parts = (general.text if each == "G" else each[1:] for each in section.items)
    return Shown((sign + "".join(parts)).strip(), general.whole)


def _general(number: float) -> Shown:
    text = f"{number:.15g}"
    units, point, _ = text.partition(".")
    if not point or "e" in text or len(text) <= _GENERAL_CHARACTERS:
        return Shown(text)
    decimals = max(_GENERAL_CHARACTERS - 1 - len(units), 0)
    rounded = Decimal(text).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    shorter = f"{rounded:f}"
    return Shown(shorter.rstrip("0").rstrip(".") if "." in shorter else shorter, whole=False)


def _units(items: tuple[str, ...], digits: str, *, grouped: bool) -> str:
    """The places before the point, filled from the right; the first one takes all that is left."""
    digits = digits.lstrip("0")
    first = next((n for n, each in enumerate(items) if each in _DIGITS), len(items))
    made: list[str] = []
    written = 0
    for number in range(len(items) - 1, -1, -1):
        each = items[number]
        if each not in _DIGITS:
            made.append(each[1:])
            continue
        take = digits if number == first else digits[-1:]
        digits = digits[: len(digits) - len(take)]
        for digit in reversed(take or {"0": "0", "?": " ", "#": ""}[each]):
            if grouped and written and written % 3 == 0:
                made.append(",")
            made.append(digit)
            written += 1
    return "".join(reversed(made))


def _fraction(items: tuple[str, ...], digits: str) -> str:
    """The point and the places after it; `#` shows no zero at the end."""
    places = [each for each in items if each in _DIGITS]
    kept = len(digits)
    while kept and digits[kept - 1] == "0" and places[kept - 1] != "0":
        kept -= 1
    left = iter(digits[:kept])
    if not kept:
        items = tuple(each for each in items if each != ".")  # `#.##` of 7 is 7
    return "".join(
        next(left, "") if each in _DIGITS else each if each == "." else each[1:] for each in items
    )


@lru_cache(maxsize=1024)
def _sections(code: str) -> tuple[_Section | None, ...]:
    if not code:
        return ()
    found = [match[1] for match in _SECTION_END.finditer(code)]
    if found[-1] == "" and len(found) > 1 and not code.endswith(";"):
        found.pop()  # the pattern matches once more at the end
    return tuple(map(_section, found))


def _section(text: str) -> _Section | None:
    items: list[str] = []
    percents = commas = 0
    grouped = False
    for kind, each in _tokens(text):
        if kind == "unknown" or (each == "." and "." in items):
            return None
        if each == "/" and any(item in _DIGITS for item in items):
            return None  # a fraction
        if each == "," and kind == "other":
            commas += 1
        elif kind == "place":
            if each in _DIGITS:
                grouped |= commas > 0 and "." not in items
                commas = 0
            items.append(each)
        else:
            percents += each == "%" and kind == "other"
            items.append(f'"{each}')
    return _Section(tuple(items), 2 * percents - 3 * commas, grouped)


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    """What a section says, bit by bit: `place`, `literal`, `other` or `unknown`."""
    for match in _TOKEN.finditer(text):
        kind, each = match.lastgroup, match[0]
        if kind in {"quoted", "escaped", "currency"}:
            yield "literal", match[kind]
        elif kind == "general" or each == "@":
            yield "place", "G"
        elif kind == "bracket" and not _COLOUR.fullmatch(match["bracket"]):
            yield "unknown", each
        elif kind == "other":
            is_word = each.isascii() and each.isalpha()
            is_place = each in _DIGITS or each == "."
            yield "unknown" if is_word else "place" if is_place else "other", each
