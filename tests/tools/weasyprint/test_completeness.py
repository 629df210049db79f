"""A page shows all that its HTML says, or is refused with the text and the reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import OutputError
from pipeline.tools.weasyprint import layout
from pipeline.tools.weasyprint.completeness import must_be_complete


def proof(body: str, style: str = "") -> None:
    html = (
        "<html lang='zh-CN'><head><title>题</title><style>body{font-family:FandolFang}"
        f"{style}</style></head><body>{body}</body></html>"
    )
    laid_out = layout.lay_out(html, resources=layout.Resources((Path(__file__).parent,)))
    must_be_complete(laid_out.document, laid_out.tree, where="样张")


ROWS = "".join(f"<tr><td>第{number}行　甲乙丙丁</td></tr>" for number in range(120))


@pytest.mark.parametrize(
    "body",
    [
        "<p>一段文字，<b>粗的</b>在中间，<br>换行以后。</p>",
        f"<table><thead><tr><th>表头 在每页</th></tr></thead>{ROWS}</table>",
        "<p>" + "很长的一段跨过好几页。" * 900 + "</p>",
        "<p style='position:absolute;right:0;top:20mm'>绝对位置</p><p style='float:right'>浮动</p>",
        "<p>\u200b零宽\u200b字符　和  空格</p><p></p>",
        "<ul style='list-style:disc'><li>有记号的一项</li></ul>",
        "<p style='transform:rotate(-30deg)'>斜的</p>",
    ],
)  # fmt: skip
def test_what_is_all_there_passes(body: str) -> None:
    proof(body)


@pytest.mark.parametrize(
    ("body", "text", "why"),
    [
        ("<p>看得见</p><p style='display:none'>看不见的单位</p>", "看不见的单位", "被隐藏"),
        ("<p>行内<span style='display:none'>藏了</span>一段</p>", "藏了", "被隐藏"),
        ("<p style='margin-left:400mm;width:100mm'>移出去了</p>", "移出去了", "在页面之外"),
        ("<p style='position:absolute;top:-30mm'>移上去了</p>", "移上去了", "在页面之外"),
        ("<p style='white-space:nowrap'>" + "一行放不下" * 40 + "</p>", "一行放不下", "在页面之外"),
        ("<p style='position:absolute;top:320mm'>移下去了</p>", "移下去了", "在页面之外"),
    ],
)
def test_what_is_lost_is_named_with_the_reason(body: str, text: str, why: str) -> None:
    with pytest.raises(OutputError, match=text) as refused:
        proof(body)
    assert why in str(refused.value)
    assert "样张" in str(refused.value)


def test_a_lost_value_tells_no_personal_number() -> None:
    with pytest.raises(OutputError) as refused:
        proof("<p style='display:none'>电话13800001234</p>")
    assert "13800001234" not in str(refused.value)
