"""Name and date under a letter, where the seal goes (GB/T 9704-2012, 7.3.5).

The name is centred above its date, the date stands four characters from the right: the seal sits on both.
What labels the name (提名单位（盖章）：) hangs to its left and moves neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import ceil

from pipeline.render.widths import em_width
from pipeline.render.wording import Sentence

DATE_FROM_RIGHT_EM = 4.0
NAME_ROOM_EM = 9.0
"""Width of the line to write a name on."""

HAND_DATE = "\t年\t月\t日"
"""A date to be written by hand, in a Word file: tab stops leave the rooms (`date_stops_em`)."""

_ROOMS_EM = (3.0, 1.6, 1.6)
"""Room for the digits of year, month and day, as `.hand-date` in official.css has it."""

HAND_DATE_EM = sum(_ROOMS_EM) + len(_ROOMS_EM)
"""Width of a date to be written by hand."""

_WIDER_EM = 1.0
"""How much wider than centring over its date allows a name may be before it is broken."""

_WORD_ENDS = re.compile(
    "(?:维吾尔|壮族|回族)?自治区|[省市县镇乡州盟旗]|(?:开发|示范|试验|保税|高新|园)区|区(?!域)|集团|股份|公司"
    "|大学|学院|研究院|委员会|协会|学会|联合会|产业(?!链)|行业|系统|）"
)
"""After these words the name of an organisation may be broken."""

_BRANCHES = re.compile(
    "(?=与)|交通|运输|能源|资源|机械|冶金|石化|化工|医药|轻工|纺织|电子|信息|通信|建设|建筑|教育|科技|卫生|文化|金融"
    "|商贸|财贸|农林|农业|水利|电力|邮政|铁路|民航|海洋|地质|煤炭|烟草|装备|制造|半导体|技术|汽车|环境|测绘|气象"
)
"""The same after a branch of trade and before 与, where nothing better leaves lines of much the same length."""

_BRANCH_EM = 4.0
"""How much less even lines may be that end with words of the first kind."""


@dataclass(frozen=True, slots=True)
class SealBlock:
    """Where name and date stand.

    Attributes:
        label: What hangs left of the name; may be empty.
        names: The name's lines; none where it is to be written by hand.
        words: A line between name and date, e.g. （单位公章）; may be empty.
        room_em: Width of the box at the right edge in whose middle name and date stand, in characters.
    """

    label: str
    names: tuple[str, ...]
    words: str
    room_em: float

    @property
    def label_em(self) -> float:
        """Width of the label."""
        return em_width(self.label)


def date_stops_em() -> tuple[float, ...]:
    """Where 年, 月 and 日 of a date to be written by hand begin, from its left edge, in characters."""
    return tuple(accumulate(room + (place > 0) for place, room in enumerate(_ROOMS_EM)))


def seal_block(who: Sentence | str, date: str, words: Sentence | str = "") -> SealBlock:
    """Name and date under a letter.

    Args:
        who: The name; a label ends in a full-width colon: `提名单位（盖章）：云江市总工会`.
        date: The date; empty where it is to be written by hand.
        words: A line between them.
    """
    label, name = _parted(who)
    room_em = 2 * DATE_FROM_RIGHT_EM + (em_width(date) if date else HAND_DATE_EM)
    names = name_lines(name, widest_em=room_em + _WIDER_EM) if name else ()
    return SealBlock(label, names, str(words), max(room_em, *map(em_width, ("", *names))))


def _parted(who: Sentence | str) -> tuple[str, str]:
    if isinstance(who, Sentence):
        fixed = "".join(part.text for part in who.parts if part.kind == "fixed")
        return fixed, "".join(part.text for part in who.parts if part.kind == "value")
    label, colon, name = str(who).rpartition("：")
    return label + colon, name.strip("_")


def name_lines(name: str, *, widest_em: float) -> tuple[str, ...]:
    """The name of an organisation in as few lines as fit, or one more, of much the same length, broken by sense.

    Where no word ends at a good place, it is broken between any two characters.
    """
    if em_width(name) <= widest_em:
        return (name,)
    places = _places(name)
    count = ceil(em_width(name) / widest_em)
    for lines in (count, count + 1):
        ways = list(_ways(name, sorted(places), lines, widest_em))
        if ways:
            return min(ways, key=lambda way: _cost(way, places))
    evenly = [round(len(name) * part / count) for part in range(count + 1)]
    return tuple(name[start:end] for start, end in pairwise(evenly))


def _ways(
    name: str, places: Sequence[int], count: int, widest_em: float, start: int = 0
) -> Iterator[tuple[str, ...]]:
    """Every way to set what follows `start` in some lines that end at places, none too wide."""
    if count == 1:
        if em_width(name[start:]) <= widest_em:
            yield (name[start:],)
        return
    for place in places:
        line = name[start:place]
        if line and em_width(line) <= widest_em:
            for others in _ways(name, places, count - 1, widest_em, place):
                yield line, *others


def _places(name: str) -> dict[int, float]:
    """Where a name may be broken, and what that costs, in characters."""
    kinds = ((_BRANCHES, _BRANCH_EM), (_WORD_ENDS, 0.0))
    found = {match.end(): cost for ends, cost in kinds for match in ends.finditer(name)}
    return {place: cost for place, cost in found.items() if 0 < place < len(name)}


def _cost(lines: tuple[str, ...], places: Mapping[int, float]) -> float:
    """How far lines are from being of one length by sense, in characters."""
    widths = list(map(em_width, lines))
    ends = list(accumulate(map(len, lines)))[:-1]
    return max(widths) - min(widths) + sum(places[end] for end in ends)
