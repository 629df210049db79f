"""Which typeface each official font really comes out in, on this computer."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pipeline.tools.weasyprint import layout

OFFICIAL_FONTS: Mapping[str, str] = {
    "方正小标宋简体": "--biaosong",
    "仿宋_GB2312": "--fang",
    "楷体_GB2312": "--kai",
    "黑体": "--hei",
    "宋体": "--song",
}
"""The fonts that GB/T 9704-2012 and the offices use, and the chain of official.css for each."""

_SAME = {
    "FZXiaoBiaoSong-B05S": "方正小标宋简体",
    "FangSong_GB2312": "仿宋_GB2312",
    "KaiTi_GB2312": "楷体_GB2312",
    "SimHei": "黑体",
    "SimSun": "宋体",
}
"""Latin names of the official fonts."""


@cache
def stand_ins(templates: Path) -> Mapping[str, str]:
    """For each official font that is not installed, the font that stands in for it.

    Found out by setting a line in each, so it holds for every system.  A font that stands in and is
    missing itself would leave "" here.
    """
    found = {name: _family_of(chain, templates) for name, chain in OFFICIAL_FONTS.items()}
    return {name: family for name, family in found.items() if _SAME.get(family, family) != name}


def _family_of(chain: str, templates: Path) -> str:
    resources = layout.Resources(folders=(templates / "_shared",))
    html = (
        '<html lang="zh-CN"><head><title>字体</title><link rel="stylesheet" href="official.css">'
        "<style>@page :right { @bottom-right { content: none } }</style></head>"
        f'<body style="font-family: var({chain})">永</body></html>'
    )
    laid_out = layout.lay_out(html, resources=resources, where="字体检查")
    laid_out.write()
    return next(iter(laid_out.fonts()), "")
