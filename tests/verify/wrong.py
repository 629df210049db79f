"""Letters that are wrong in one way each, made of our own template, and the figures that have to say so."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.tools.geometry import MeasuredPaper
from pipeline.tools.weasyprint import drawing, layout
from pipeline.tools.weasyprint.drawn import Drawn
from pipeline.tools.weasyprint.measured import measure_drawn
from tests.render import cases

FIRST = "近年来，云江市总工会深入推进产业工人队伍建设改革，以职工创新活动为抓手，健全立项、攻关、展示、推广、"
SECOND = "经审查，以下项目的第一完成人均为一线职工身份，是我省职工，所有项目均在我省完成，材料真实、有效，"
THIRD = "经遴选，提名《连铸结晶器振动台在线对中检测装置》等20个项目（按优先次序排序），清单随函附上，请予审阅"
LETTER = f"""<!DOCTYPE html><html lang="zh-CN"><head><title>函</title>
<link rel="stylesheet" href="official.css"><link rel="stylesheet" href="letter.css">
<style>/* style */</style></head><body class="letter headed">
<!-- head --><h1>2023年度江苏省职工<br>“五小”活动项目提名函</h1>
<div class="text"><p class="addressee">江苏省总工会：</p>
<p class="one">{FIRST * 9}激励闭环机制。</p><!-- between --><p class="two">{SECOND * 3}特此说明。</p>
<p>{THIRD * 2}。</p><!-- note --></div>
<div class="seal-block"><p style="width:14.4em">云江市总工会</p><p style="width:14.4em">2023年8月18日</p></div>
</body></html>"""

STYLE, HEAD, BETWEEN, NOTE = "/* style */", "<!-- head -->", "<!-- between -->", "<!-- note -->"
TITLE = "2023年度江苏省职工<br>“五小”活动项目提名函"
DATE = "2023年8月18日"
LINE = "10.227mm"

Change = tuple[str, str]


def letter(*changes: Change) -> Drawn:
    """The letter, changed, as it is drawn."""
    html = LETTER
    for old, new in changes:
        assert old in html
        html = html.replace(old, new)
    resources = layout.Resources(folders=(cases.TEMPLATES / "_shared",))
    return drawing.draw(layout.lay_out(html, resources=resources, where="函"))


def measured(*changes: Change) -> MeasuredPaper:
    """The letter, changed, as it is measured."""
    return measure_drawn(letter(*changes))


def css(rules: str) -> Change:
    """Further rules of style."""
    return STYLE, rules


def put(html: str) -> Change:
    """A further paragraph between the first and the second."""
    return BETWEEN, html


@dataclass(frozen=True, slots=True)
class Wrong:
    """A wrong letter.

    Attributes:
        what: What is wrong.
        figures: Ids of the figures that have to say so; no other may.
        changes: What makes it wrong.
    """

    what: str
    figures: tuple[str, ...]
    changes: tuple[Change, ...]


def _wrong(what: str, figures: str, *changes: Change) -> Wrong:
    return Wrong(what, tuple(figures.split()), changes)


_TWO = ".text p.two"
_NUMBER = "content: '— ' counter(page) ' —'; vertical-align: top; padding: 4.48mm"
_LOW = '<p class="low">另附</p></body>'

WRONG: tuple[Wrong, ...] = (
    # page
    _wrong("paper 214 mm wide", "page_size", css("@page { size: 214mm 297mm; margin-right: 30mm }")),
    _wrong("paper in letter format", "page_size", css("@page { size: 210mm 279mm; margin-bottom: 17mm }")),
    _wrong("type area begins at 30 mm", "top_margin", css("@page { margin-top: 30mm }")),
    _wrong("type area begins at 45 mm", "top_margin", css("@page { margin-top: 45mm }")),
    _wrong("left margin 32 mm", "left_margin", css("@page { margin-left: 32mm; margin-right: 22mm }")),
    _wrong("left margin 22 mm", "left_margin", css("@page { margin-left: 22mm; margin-right: 32mm }")),
    _wrong("type area 6 mm wider", "width", css("@page { margin-right: 20mm } .text { letter-spacing: .4pt }")),
    _wrong("a line runs beyond the type area", "width", put(f'<p style="white-space:nowrap">{SECOND[:29]}</p>')),
    _wrong("text below the type area", "height",
           css("p.low { position: absolute; top: 220mm; text-indent: 0 }"), ("</body>", _LOW)),
    # type
    _wrong("text in 楷体", "body_font", css(".text p { font-family: var(--kai) }")),
    _wrong("one paragraph in 楷体", "body_font", css(f"{_TWO} {{ font-family: var(--kai) }}")),
    _wrong("text in 宋体", "body_font", css(".text p { font-family: var(--song) }")),
    _wrong("text in 15 pt", "body_size", css("body { font-size: 15pt; letter-spacing: .7925pt }")),
    _wrong("one paragraph in 15 pt", "body_size", css(f"{_TWO} {{ font-size: 15pt; letter-spacing: .7925pt }}")),
    _wrong("addressee in 14 pt", "body_size", css("p.addressee { font-size: 14pt }")),
    _wrong("characters set wider", "characters", css("body { letter-spacing: .15pt }")),
    _wrong("characters set closer", "characters", css("body { letter-spacing: -.6pt }")),
    _wrong("21 lines a page", "lines", css("body { line-height: 10.8mm }")),
    _wrong("25 lines a page", "lines", css("body { line-height: 9mm } .seal-block { padding: 22mm 0 20mm }")),
    _wrong("no justification", "flush", css(".text p { text-align: left }")),
    _wrong("one paragraph without justification", "flush", css(".text p.one { text-align: left }")),
    _wrong("text in the middle", "indent", css(f"{_TWO} {{ text-align: center }}")),
    _wrong("a comma begins a line", "marks", put(f"<p>{'项' * 26}<br>，其余各项照此办理。</p>")),
    _wrong("an opening mark ends a line", "marks", put(f"<p>{'项' * 25}（<br>其余各项）照此办理。</p>")),
    _wrong("a dash over two lines", "marks", put(f"<p>{'项' * 25}—<br>—其余各项照此办理。</p>")),
    # how it is set
    _wrong("first page two thirds empty", "fill", css(f"{_TWO} {{ break-before: page }}"),
           (FIRST * 9, FIRST * 3)),
    _wrong("a hole of 60 mm", "gaps", css(f"{_TWO} {{ margin-top: 60mm }}"), (FIRST * 9, FIRST * 2)),
    _wrong("air between paragraphs", "gaps", css(".text p + p { margin-top: 3mm }")),
    _wrong("uneven gaps", "gaps", css(f"{_TWO} {{ margin-top: 4mm; margin-bottom: 8mm }}")),
    _wrong("an empty line", "gaps", put("<p><br></p>")),
    _wrong("one paragraph set tighter", "gaps", css(f"{_TWO} {{ line-height: 8mm }}")),
    _wrong("last line of a paragraph alone on a page", "lonely",
           css("body .text p { widows: 1; orphans: 1 }"),
           (FIRST * 9 + "激励闭环机制。", FIRST * 9 + FIRST[:13] + "机制。")),
    _wrong("bold text", "body_font plain", css(".text p { font-weight: bold; font-family: var(--biaosong) }")),
    _wrong("a bold phrase", "plain", css("b { font: bold 1em var(--biaosong) }"), put(f"<p>{SECOND}<b>真实</b>。</p>")),
    _wrong("underlined text", "plain", css(".text p { text-decoration: underline }")),
    _wrong("an underlined phrase", "plain", put(f"<p>{SECOND}<u>务必如期报送</u>。</p>")),
    _wrong("text struck through", "plain", put(f"<p>{SECOND}<s>务必如期报送</s>。</p>")),
    _wrong("grey text", "ink", css(".text p { color: #888 }")),
    _wrong("red text", "ink", css(".text p { color: #d00 }")),
    _wrong("a red phrase", "ink", put(f'<p>{SECOND}<span style="color:#d00">务必如期报送</span>。</p>')),
    _wrong("blue text", "ink", css(f"{_TWO} {{ color: #00c }}")),
    _wrong("grey name and date", "ink", css(".seal-block { color: #999 }")),
    # title, addressee
    _wrong("title in 20 pt", "title_size", css("h1 { font-size: 20pt }")),
    _wrong("title in 黑体", "title_font", css("h1 { font-family: var(--hei) }")),
    _wrong("title off the middle", "title_centred", css("h1 { padding-right: 12mm }")),
    _wrong("title flush left", "title_centred", css("h1 { text-align: left }")),
    _wrong("title in the shape of an hourglass", "title_shape",
           (TITLE, "2023年度江苏省职工创新<br>“五小”活动<br>优秀项目的提名函")),
    _wrong("title of lines of one length", "title_shape", (TITLE, "江苏省职工创新活动<br>五小项目推荐提名函")),
    _wrong("title broken in a word", "title_break", (TITLE, "2023年度江苏省职<br>工“五小”活动项目提名函")),
    _wrong("title broken in 活动", "title_break", (TITLE, "2023年度江苏省职工“五小”活<br>动项目提名函")),
    _wrong("title broken in a number", "title_break", (TITLE, "20<br>23年度江苏省职工活动项目提名函")),
    _wrong("title 70 mm down", "title_drop", css(".headed h1 { padding-top: 70mm }")),
    _wrong("red title", "ink", css("h1 { color: #d00 }")),
    _wrong("underlined title", "plain", css("h1 { text-decoration: underline }")),
    _wrong("half-width colon", "addressee", ("江苏省总工会：", "江苏省总工会:")),
    _wrong("addressee moved in", "addressee", css(".text p.addressee { text-indent: 2em }")),
    _wrong("no line below the title", "addressee_gap", css("h1 { margin-bottom: 0 }")),
    _wrong("two lines below the title", "addressee_gap", css("h1 { margin-bottom: 20.454mm }")),
    # paragraphs
    _wrong("paragraphs not moved in", "indent", css(".text p { text-indent: 0 }")),
    _wrong("paragraphs moved in by four", "indent", css(".text p:not(.addressee) { text-indent: 22.3mm }")),
    _wrong("a paragraph moved in as a whole", "indent", css(f"{_TWO} {{ margin-left: 11mm }}")),
    _wrong("heading in 仿宋", "headings", put("<p>一、基本情况</p>")),
    _wrong("second heading in 黑体", "headings", put('<p style="font-family:var(--hei)">（一）基本情况</p>')),
    _wrong("full stop behind an attachment", "attachments",
           (NOTE, f'<p style="padding-top:{LINE}">附件：1. 项目清单。</p>')),
    _wrong("attachment not moved in", "attachments",
           (NOTE, f'<p style="padding-top:{LINE};text-indent:0">附件：1. 项目清单</p>')),
    _wrong("half-width colon behind 附件", "attachments",
           (NOTE, f'<p style="padding-top:{LINE}">附件:1. 项目清单</p>')),
    _wrong("attachment right below the text", "attachments", (NOTE, "<p>附件：1. 项目清单</p>")),
    # name, date, seal
    _wrong("month with a zero", "date", ("8月18日", "08月18日")),
    _wrong("date in Chinese numerals", "date date_place", (DATE, "二〇二三年八月十八日")),
    _wrong("date near the edge", "date_place", css(".seal-block { padding-right: 0; margin-right: -8mm }")),
    _wrong("date far from the edge", "date_place", css(".seal-block { padding-right: 30mm }")),
    _wrong("name beside its place", "issuer", css(".seal-block p:first-child { position: relative; left: -20mm }")),
    _wrong("name and date 60 mm below the text", "issuer_gap", css(".seal-block { padding-top: 60mm }")),
    _wrong("name and date alone on a page", "not_alone", css(".seal-block { break-before: page }")),
    _wrong("a seal beyond the foot of the page", "seal_room", css(".seal-block { padding: 20mm 0 0 }"),
           (FIRST * 9, FIRST * 13)),
    _wrong("a seal beyond the edge of the paper", "width date_place seal_room",
           css(".seal-block { margin-right: -20mm } .seal-block p { width: 8em !important }")),
    _wrong("no room for the seal", "seal_room", css(".seal-block { padding-top: 0 }")),
    # page numbers
    _wrong("page number in 12 pt", "page_number", css("@page { font: 12pt/18pt var(--song) }")),
    _wrong("page number in 仿宋", "page_number", css("@page { font: 14pt/1 var(--fang) }")),
    _wrong("no page number on page 2", "page_number", css("@page :left { @bottom-left { content: none } }")),
    _wrong("page number without dashes", "page_number",
           css("@page :right { @bottom-right { content: counter(page) } }")),
    _wrong("page number too low", "number_depth", css("@page :right { @bottom-right { padding-top: 9mm } }")),
    _wrong("page number in the middle", "number_side", css(
        f"@page :right {{ @bottom-right {{ content: none }} @bottom-center {{ {_NUMBER} 0 0 }} }}")),
    _wrong("even page number on the right", "number_side", css(
        f"@page :left {{ @bottom-left {{ content: none }} @bottom-right {{ {_NUMBER} 14pt 0 0 }} }}")),
)  # fmt: skip
