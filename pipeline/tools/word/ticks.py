"""Boxes and ticks in Word files, as one character each, however they were made: ☑ and ☐."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from pipeline.tools.word.styles import W

TICKED, EMPTY = "☑", "☐"

_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_TRUE = frozenset(("1", "true", "on"))

# Characters of symbol fonts, by code: the fonts' own tables.
_SYMBOLS = {
    "wingdings": {
        0xFE: TICKED, 0xFD: TICKED, 0x78: TICKED, 0xFC: "√", 0xFB: "×", 0xA8: EMPTY, 0x6F: EMPTY, 0x71: EMPTY,
    },
    "wingdings 2": {
        0x52: TICKED, 0x53: TICKED, 0x54: TICKED, 0x50: "√", 0x4F: "×", 0xA3: EMPTY, 0x2A: EMPTY, 0x30: EMPTY,
    },
    "webdings": {0x61: "√", 0x63: EMPTY, 0x72: "×"},
    "symbol": {
        0xD6: "√", 0xB4: "×", 0xB0: "°", 0xB1: "±", 0x6D: "μ", 0x57: "Ω", 0xA3: "≤", 0xB3: "≥",
    },
}  # fmt: skip
UNKNOWN_SYMBOL = "\ufffc"
"""Stands for a symbol that nothing is known of."""


def symbol(element: etree._Element) -> str:
    """What a symbol (`w:sym`) shows."""
    font = element.get(f"{W}font", "").casefold()
    try:
        code = int(element.get(f"{W}char", ""), 16)
    except ValueError:
        return UNKNOWN_SYMBOL
    if font in _SYMBOLS:
        return _SYMBOLS[font].get(code & 0xFF, UNKNOWN_SYMBOL)
    return UNKNOWN_SYMBOL if 0xE000 <= code < 0xF900 or code < 32 or code > 0x10FFFF else chr(code)


def state_of_control(control: etree._Element) -> str | None:
    """A tick or an empty box for a check box (`w14:checkbox`); None for other controls."""
    box = control.find(f"{W}sdtPr/{_W14}checkbox")
    if box is None:
        return None
    state = box.find(f"{_W14}checked")
    return TICKED if state is not None and state.get(f"{_W14}val", "1") in _TRUE else EMPTY


@dataclass(frozen=True, slots=True)
class LegacyField:
    """A form field of old.

    Attributes:
        name: Its name; empty for other fields.
        shown: What a check box or a drop-down shows; None where the text that follows does.
    """

    name: str = ""
    shown: str | None = None


def legacy_field(begin: etree._Element) -> LegacyField:
    """The form field that begins at a mark (`w:fldChar` with `w:ffData`)."""
    data = begin.find(f"{W}ffData")
    if data is None:
        return LegacyField()
    name = _value(data, "name")
    box, choice = data.find(f"{W}checkBox"), data.find(f"{W}ddList")
    if box is not None:
        state = box.find(f"{W}checked")
        state = box.find(f"{W}default") if state is None else state
        is_on = state is not None and state.get(f"{W}val", "1") in _TRUE
        return LegacyField(name, TICKED if is_on else EMPTY)
    if choice is not None:
        entries = [each.get(f"{W}val", "") for each in choice.iterfind(f"{W}listEntry")]
        chosen = _value(choice, "result") or _value(choice, "default") or "0"
        place = int(chosen) if chosen.isdecimal() else len(entries)
        return LegacyField(name, entries[place] if place < len(entries) else "")
    return LegacyField(name)


def _value(holder: etree._Element, name: str) -> str:
    found = holder.find(f"{W}{name}")
    return "" if found is None else found.get(f"{W}val", "")
