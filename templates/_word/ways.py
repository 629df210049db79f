"""How styles look in the ways in which the print face is set: those of `letter.css`, `form.css`, `pages.css`."""

from __future__ import annotations

from dataclasses import replace

from pipeline.tools.word.ways import VARIANT
from templates._word.styles import STYLES, Style
from templates._word.units import LINE_TWIPS, points_of_mm

_LINE_PT = LINE_TWIPS / 20
_PLAIN = {style.id: style for style in STYLES}
_NAMES = {
    "close": "紧凑", "roomy": "宽松", "roomier": "更松", "roomiest": "最松", "high": "标题上移",
    "higher": "标题顶行", "deep": "标题下移", "tight-1": "收紧", "tight-2": "再收紧", "dense": "提名紧凑",
    "snug": "行距收紧", "lower": "表格收紧", "down-1": "下移一行", "down-2": "下移两行", "down-3": "下移三行",
}  # fmt: skip

_CELLS = ("WxLabel", "WxCell", "WxCentre", "WxLong", "WxBand")
_SEALS = ("WxSealName", "WxSign")
_SEAL_PT = points_of_mm(13)

_LOOKS: dict[str, dict[str, dict[str, float]]] = {
    "close": {
        **{each: {"line_pt": 15.8} for each in _CELLS},
        "WxHeading": {"before_pt": points_of_mm(4), "after_pt": points_of_mm(2)},
        "WxHeading2": {"before_pt": points_of_mm(2)},
        "WxStory": {"line_pt": 17.5},
    },
    "roomy": {"WxLong": {"line_pt": 19}},
    "roomier": {"WxLong": {"line_pt": 21}, "WxStory": {"line_pt": 21}},
    "roomiest": {"WxLong": {"line_pt": 21}},
    "high": {"WxTitle": {"before_pt": _LINE_PT}},
    "higher": {"WxTitle": {"before_pt": 0}},
    "deep": {"WxTitle": {"before_pt": 3 * _LINE_PT}},
    **{f"down-{lines}": {"WxTopTitle": {"before_pt": lines * _LINE_PT}} for lines in (1, 2, 3)},
    "dense": {
        **{
            each: {"line_pt": 15}
            for each in ("WxOpinion", "WxOpinionValue", "WxOpinionLabel", "WxItem")
        },
        "WxLastHeading": {
            "line_pt": 20,
            "before_pt": points_of_mm(2),
            "after_pt": points_of_mm(0.5),
        },
    },
    "snug": {
        **{each: {"line_pt": 13} for each in ("WxSmall", "WxSmallCentre")},
        **{each: {"line_pt": 11.5} for each in ("WxTiny", "WxTinyCentre")},
        "WxIntroduction": {"line_pt": 14},
        "WxStory": {"size_pt": 10.5, "line_pt": 15},
        "WxFormTitle": {"after_pt": points_of_mm(2)},
    },
    "lower": {
        **{each: {"line_pt": 15} for each in ("WxLabel", "WxCell", "WxCentre")},
        "WxIntroduction": {"line_pt": 13.5},
    },
    "tight-1": {
        "WxBody": {"line_pt": points_of_mm(9.2)},
        "WxTitle": {"before_pt": points_of_mm(5)},
        "WxPledge": {"line_pt": 16},
        **{each: {"before_pt": _SEAL_PT} for each in _SEALS},
    },
    "tight-2": {
        "WxBody": {"size_pt": 14, "line_pt": points_of_mm(8.4), "spacing_pt": 0},
        "WxAddressee": {"size_pt": 14, "line_pt": points_of_mm(8.4), "spacing_pt": 0},
        "WxTitle": {"before_pt": 0, "after_pt": points_of_mm(6)},
        "WxPledge": {"size_pt": 11, "line_pt": 15.5},
        **{each: {"before_pt": _SEAL_PT} for each in _SEALS},
    },
}
"""What changes of which style, by way."""


def _variant(way: str, style: Style, changes: dict[str, float]) -> Style:
    name = f"{style.alias or style.name}（{_NAMES[way]}）"
    changed: Style = replace(
        style,
        id=f"{style.id}{VARIANT}{way}",
        name=name,
        alias="",
        base=style.id,
        **changes,  # type: ignore[arg-type]
    )
    return changed


VARIANTS = tuple(
    _variant(way, _PLAIN[style], changes)
    for way, looks in _LOOKS.items()
    for style, changes in looks.items()
)
"""The styles that stand for others in a way; `pipeline.tools.word.ways` puts them there."""
