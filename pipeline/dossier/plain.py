"""Text in plain characters: what is read is what the clerk sees.

Copies from PDFs and web pages hold characters that look like others, or like nothing at all: the
radical ⼯ (U+2F2F) for 工, a mark of direction inside a number.  Every value passes through here once,
when it is read (`load.gate`), so that rules, comparisons and papers meet the character that is meant.

It is less than NFKC, which would also rewrite what the clerk chose: ①, ㎡, ½, full-width marks.
Selectors that choose a glyph of a Chinese character (U+E0100 on, in people's names) stay.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

# Equivalent_Unified_Ideograph of the Unicode Character Database (14.0, EquivalentUnifiedIdeograph.txt)
# for U+2E80 to U+2EF3; `-` where there is none.
_SUPPLEMENT = (
    "-厂乛乚乙亻冂𠘨刀刂卜㔾小小兀尣尢𡯂巳幺彑彐忄心扌攵-旡日月歺母民氵氺灬爫爫丬牛"
    "犭王𤴔目示礻𥫗糹纟罓罒㓁冗𦉫羊𦍌𦍋耂肀聿肉𦥑艹艹艹虎衤覀西见角𧢲讠贝𧾷车辶辶辶邑"
    "钅長镸长门𨸏阝雨青韦页风飞食𩙿飠饣𩠐马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟"
)
_SAME = (range(0x2F00, 0x2FD6), range(0xF900, 0xFB00), range(0x2F800, 0x2FA20))
"""Kangxi radicals and compatibility ideographs: each is one character in NFKC."""

_PLAIN = {code: unicodedata.normalize("NFKC", chr(code)) for block in _SAME for code in block} | {
    0x2E80 + place: char for place, char in enumerate(_SUPPLEMENT) if char != "-"
}

_HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
UNSEEN = (
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffc\U000e0000-\U000e00ff\U000e01f0-\U000e0fff]"
    f"|(?<![{_HAN}])[\U000e0100-\U000e01ef]"
)
"""Characters that show nothing: of no width, of direction, fillers, selectors with nothing to select,
places of lost objects."""
_UNSEEN = re.compile(UNSEEN)

_ODD = re.compile(f"[\u2e80-\u2fdf\uf900-\ufaff\U0002f800-\U0002fa1f]|{UNSEEN}")
"""What `plain` may have to do with: most texts hold nothing of it."""

_LOOKALIKE = re.compile("[\u2e80-\u2fdf\u31c0-\u31e3]")
"""Radicals and strokes, which look like characters."""

_MOST_NAMED = 4


def plain(text: str) -> str:
    """A text with characters for radicals, and without what shows nothing."""
    return _UNSEEN.sub("", text.translate(_PLAIN)) if _ODD.search(text) else text


def unseen(text: str) -> str:
    """What shows nothing in a text, by place and code point: `第4个字符U+200B`; empty without any."""
    return "" if text.isascii() else _named(_UNSEEN.finditer(text))


def lookalikes(text: str) -> str:
    """What looks like a Chinese character and is none, by place and code point."""
    return "" if text.isascii() else _named(_LOOKALIKE.finditer(text))


def foreign(text: str, usual: str) -> str:
    """Characters of a text other than `usual` ones (a class of a pattern), by place and code point.

    ASCII and Chinese characters can be told by sight and are not named.
    """
    return "" if text.isascii() else _named(re.finditer(f"[^\\x20-\\x7e{usual}{_HAN}]", text))


def _named(found: Iterable[re.Match[str]]) -> str:
    names = [f"第{each.start() + 1}个字符U+{ord(each[0]):04X}" for each in found]
    return "、".join(names[:_MOST_NAMED]) + (
        f"等{len(names)}个" if len(names) > _MOST_NAMED else ""
    )
