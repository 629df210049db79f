"""The styles that all templates share, under names that a clerk finds in WPS and Word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.typefaces import table
from pipeline.typefaces.word import font_attributes
from templates._word.units import LINE_TWIPS, points, twips

_TYPEFACES = (table.FANG, table.KAI, table.HEI, table.SONG, table.BIAOSONG)
FANG, KAI, HEI, SONG, BIAOSONG = (each.word for each in _TYPEFACES)

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """A paragraph style.

    Attributes:
        id: Id in the file.
        name: What the clerk sees; `heading 1` is 标题 1 in Chinese programs.
        alias: What the clerk sees besides, of a style that Word knows by name.
        base: Id of the style that it goes back to.
        font: Font for all characters.
        size_pt: Size.
        line_pt: Fixed line height; None: as high as the content needs.
        align: `left`, `center`, `right` or `both`.
        before_pt: Space above.
        after_pt: Space below.
        indent_em: First-line indent in characters.
        hanging_mm: How far the first line stands out to the left.
        left_mm: Indent of the whole paragraph.
        right_mm: Indent at the right.
        keep_next: Stays on one page with the next paragraph.
        keep_lines: Does not split over pages.
        outline: Level in the navigation pane and in PDF bookmarks, from 0.
        spacing_pt: Space added between characters.
    """

    id: str
    name: str
    alias: str = ""
    base: str = "Normal"
    font: str = FANG
    size_pt: float = 16
    line_pt: float | None = LINE_TWIPS / 20
    align: str = "left"
    before_pt: float = 0
    after_pt: float = 0
    indent_em: float = 0
    hanging_mm: float = 0
    left_mm: float = 0
    right_mm: float = 0
    keep_next: bool = False
    keep_lines: bool = False
    outline: int | None = None
    spacing_pt: float = 0

    def xml(self) -> str:
        """The style as it stands in styles.xml, children in the order of the schema."""
        is_normal = self.id == "Normal"
        custom = "" if is_normal or self.alias else ' w:customStyle="1"'
        default = ' w:default="1"' if is_normal else custom
        alias = f'<w:aliases w:val="{self.alias}"/>' if self.alias else ""
        parent = "" if is_normal else f'<w:basedOn w:val="{self.base}"/>'
        return (
            f'<w:style w:type="paragraph"{default} w:styleId="{self.id}"><w:name w:val="{self.name}"/>'
            f"{alias}{parent}<w:qFormat/><w:pPr>{''.join(self._paragraph())}</w:pPr>"
            f"<w:rPr>{fonts(self.font)}{''.join(self._size())}</w:rPr></w:style>"
        )

    def _paragraph(self) -> Iterator[str]:
        if self.keep_next:
            yield "<w:keepNext/>"
        if self.keep_lines:
            yield "<w:keepLines/>"
        yield '<w:widowControl/><w:kinsoku/><w:overflowPunct w:val="0"/>'
        yield '<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/><w:snapToGrid w:val="0"/>'
        yield f'<w:spacing w:before="{points(self.before_pt)}" w:after="{points(self.after_pt)}"'
        if self.line_pt is None:
            yield ' w:line="240" w:lineRule="auto"/>'
        else:
            yield f' w:line="{points(self.line_pt)}" w:lineRule="exact"/>'
        yield f'<w:ind w:left="{twips(self.left_mm)}" w:right="{twips(self.right_mm)}"'
        if self.indent_em:
            first = points(self.indent_em * (self.size_pt + self.spacing_pt))
            yield f' w:firstLineChars="{round(100 * self.indent_em)}" w:firstLine="{first}"'
        elif self.hanging_mm:
            yield f' w:hanging="{twips(self.hanging_mm)}"'
        yield "/>"
        yield f'<w:jc w:val="{self.align}"/>'
        if self.outline is not None:
            yield f'<w:outlineLvl w:val="{self.outline}"/>'

    def _size(self) -> Iterator[str]:
        yield '<w:snapToGrid w:val="0"/>'
        if self.spacing_pt:
            yield f'<w:spacing w:val="{points(self.spacing_pt)}"/>'
        half_points = round(self.size_pt * 2)
        yield f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


def fonts(name: str) -> str:
    """Font for Latin and for Chinese characters alike."""
    return f'<w:rFonts{font_attributes(name)} w:cs="{name}"/>'


FITTED_PT = -0.3
"""28 characters of 16 pt on 156 mm.  The styles say so themselves: a grid of characters makes
LibreOffice cut the measure to whole cells, and 27 fit a line.  It also forgets this at the end of each
run of digits or letters, so there is room for eight of them in a line."""

EM_MM = 5.64
"""A character of 3号."""

_SLACK_MM = -0.2
"""Full lines end up to half a millimetre early: LibreOffice stretches them by whole twentieths of a point."""

NORMAL = Style(id="Normal", name="Normal", spacing_pt=FITTED_PT)
BODY = Style(
    id="WxBody",
    name="公文正文",
    align="both",
    indent_em=2,
    spacing_pt=FITTED_PT,
    right_mm=_SLACK_MM,
)
TITLE = Style(
    id="WxTitle", name="heading 1", alias="公文标题", font=BIAOSONG, size_pt=22, align="center",
    before_pt=LINE_TWIPS / 10, after_pt=LINE_TWIPS / 20, keep_next=True, keep_lines=True, outline=0,
)  # fmt: skip
TOP_TITLE = replace(
    TITLE, id="WxTopTitle", name="公文标题（顶行）", alias="", base=TITLE.id, before_pt=0
)
FORM_TITLE = replace(TOP_TITLE, id="WxFormTitle", name="表单标题", line_pt=32, after_pt=14)
HEADING = Style(
    id="WxHeading", name="heading 2", alias="一级标题", font=HEI, line_pt=24, before_pt=16, after_pt=7,
    keep_next=True, keep_lines=True, outline=1,
)  # fmt: skip
HEADING2 = Style(
    id="WxHeading2", name="heading 3", alias="二级标题", font=KAI, size_pt=14, line_pt=22, before_pt=8.5,
    keep_next=True, keep_lines=True, outline=2,
)  # fmt: skip
CELL = Style(id="WxCell", name="表格内容", size_pt=12, line_pt=17)
STORY = Style(id="WxStory", name="叙述正文", size_pt=12, line_pt=19, align="both", indent_em=2)
SEAL_NAME = Style(
    id="WxSealName", name="落款署名", align="center", before_pt=LINE_TWIPS / 10, keep_next=True,
    keep_lines=True,
)  # fmt: skip
SIGN = Style(
    id="WxSign",
    name="签名行",
    align="right",
    before_pt=LINE_TWIPS / 10,
    keep_next=True,
    keep_lines=True,
)
FORM_SIGN = replace(SIGN, id="WxFormSign", name="表单签名行", size_pt=12, line_pt=20, before_pt=34)
PAGE = Style(
    id="WxPage",
    name="单页码",
    font=SONG,
    size_pt=14,
    line_pt=18,
    after_pt=13.6,
    align="right",
    right_mm=4.94,
)

STYLES = (
    NORMAL,
    TITLE,
    TOP_TITLE,
    FORM_TITLE,
    Style(id="WxAddressee", name="主送机关", keep_next=True, spacing_pt=FITTED_PT),
    BODY,
    SEAL_NAME,
    replace(
        SEAL_NAME, id="WxSealDate", name="落款日期", before_pt=0, keep_next=False
    ),
    SIGN,
    replace(
        SIGN, id="WxSignDate", name="签名日期", before_pt=LINE_TWIPS / 20, right_mm=22.6, keep_next=False
    ),
    Style(
        id="WxListTitle", name="附表标题", base="WxHeading", font=BIAOSONG, align="center", after_pt=11,
        keep_next=True, outline=1,
    ),
    HEADING,
    replace(
        HEADING, id="WxLastHeading", name="附件标题", alias="", base=HEADING.id, before_pt=8.5, after_pt=3
    ),
    HEADING2,
    Style(id="WxSubtitle", name="标题下行", size_pt=14, line_pt=26, align="center", keep_next=True),
    Style(id="WxNumber", name="编号行", size_pt=14, line_pt=22, align="right", after_pt=9),
    replace(CELL, id="WxLabel", name="表格标签", align="center", keep_lines=True),
    CELL,
    replace(CELL, id="WxCentre", name="表格居中", align="center"),
    replace(CELL, id="WxOption", name="表格选项", line_pt=16, left_mm=6.35, hanging_mm=6.35),
    replace(CELL, id="WxSmall", name="表格小字", size_pt=10.5, line_pt=14),
    replace(CELL, id="WxSmallCentre", name="表格小字居中", size_pt=10.5, line_pt=14, align="center"),
    replace(CELL, id="WxTiny", name="表格细字", size_pt=9, line_pt=12),
    replace(CELL, id="WxTinyCentre", name="表格细字居中", size_pt=9, line_pt=12, align="center"),
    replace(CELL, id="WxIntroduction", name="表格简介", size_pt=10.5, line_pt=14.5, align="both"),
    replace(CELL, id="WxLong", name="表格长文", align="both", indent_em=2),
    replace(CELL, id="WxAbout", name="项目简介", align="both", indent_em=2),
    replace(CELL, id="WxOpinion", name="提名意见", line_pt=16, align="both", indent_em=2),
    replace(CELL, id="WxOpinionValue", name="提名内容", line_pt=16),
    replace(CELL, id="WxOpinionLabel", name="提名标签", line_pt=16, align="center", keep_lines=True),
    replace(CELL, id="WxBand", name="表格栏题", font=HEI, align="center", keep_lines=True),
    replace(
        CELL, id="WxUnitSeal", name="表格盖章行", align="right", line_pt=18, right_mm=6, before_pt=34,
        keep_next=True,
    ),
    replace(CELL, id="WxCellRight", name="表格落款", align="right", line_pt=18, right_mm=6, keep_next=True),
    STORY,
    replace(STORY, id="WxItem", name="附件条目", line_pt=16),
    Style(
        id="WxPledge", name="承诺条款", size_pt=12, line_pt=17, align="both", indent_em=2,
    ),
    FORM_SIGN,
    replace(FORM_SIGN, id="WxFormSignDate", name="表单签名日期", before_pt=17, right_mm=17, keep_next=False),
    Style(id="WxSignHere", name="签章签名行", size_pt=12, line_pt=20, before_pt=28),
    Style(id="WxSealHere", name="盖章行", size_pt=12, line_pt=20, align="center", before_pt=70),
    Style(id="WxSealDay", name="盖章日期", size_pt=12, line_pt=20, align="center", before_pt=14),
    Style(id="WxPhoto", name="照片", size_pt=12, line_pt=None, align="center", before_pt=6, keep_next=True),
    Style(id="WxCaption", name="照片说明", size_pt=10.5, line_pt=15, align="center"),
    Style(id="WxSpace", name="表前空行", size_pt=5, line_pt=8, keep_next=True),
    Style(id="WxGap", name="表间", size_pt=1, line_pt=1),
    PAGE,
    Style(id="WxIssuer", name="发文机关标志", font=BIAOSONG, align="center", left_mm=-8, right_mm=-6),
    Style(id="WxRules", name="红色双线", size_pt=1, line_pt=1, left_mm=-8, right_mm=-6),
    Style(id="WxDocumentNumber", name="发文字号", line_pt=20.4, align="right", keep_next=True),
    Style(id="WxHeadSigner", name="版头签发人", line_pt=20.4, left_mm=17, keep_next=True),
    Style(id="WxMiddleNumber", name="发文字号（居中）", align="center", keep_next=True),
    Style(id="WxLeftNumber", name="发文字号（居左）", left_mm=EM_MM, keep_next=True),
    Style(id="WxSigner", name="签发人", align="right", right_mm=EM_MM, keep_next=True),
    Style(
        id="WxAttachment", name="附件说明", before_pt=LINE_TWIPS / 20, left_mm=27.85, hanging_mm=16.71,
        spacing_pt=FITTED_PT, keep_next=True,
    ),
    Style(id="WxAttached", name="附件标识", font=HEI, after_pt=LINE_TWIPS / 20, keep_next=True),
    replace(PAGE, id="WxPageEven", name="双页码", align="left", right_mm=0, left_mm=4.94),
)  # fmt: skip

_EDGES = ("top", "left", "bottom", "right", "insideH", "insideV")


CELL_TWIPS = 57
"""Above and below what stands in a cell of a ruled table."""


def _table_style(style_id: str, name: str, line: str, *, above_twips: int = CELL_TWIPS) -> str:
    borders = "".join(
        f'<w:{edge} w:val="{line}" w:sz="4" w:space="0" w:color="000000"/>' for edge in _EDGES
    )
    margins = (
        f'<w:tblCellMar><w:top w:w="{above_twips}" w:type="dxa"/><w:left w:w="68" w:type="dxa"/>'
        f'<w:bottom w:w="{above_twips}" w:type="dxa"/><w:right w:w="68" w:type="dxa"/></w:tblCellMar>'
        if line == "single"
        else '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar>'
    )
    return (
        f'<w:style w:type="table" w:customStyle="1" w:styleId="{style_id}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="TableNormal"/><w:qFormat/><w:tblPr><w:tblBorders>{borders}</w:tblBorders>'
        f"{margins}</w:tblPr></w:style>"
    )


def styles_xml(variants: Sequence[Style]) -> bytes:
    """The whole styles.xml; `variants` are the styles that stand for others in some way to set a paper."""
    defaults = (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{fonts(FANG)}"
        '<w:kern w:val="2"/><w:sz w:val="32"/><w:szCs w:val="32"/>'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault/></w:docDefaults>"
    )
    tables = (
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/><w:tblPr>'
        '<w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>'
        + _table_style("WxTable", "公文表格", "single")
        + _table_style("WxTable--snug", "公文表格（行距收紧）", "single", above_twips=28)
        + _table_style("WxPlain", "无框表格", "nil")
    )
    paragraphs = "".join(style.xml() for style in (*STYLES, *variants))
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<w:styles xmlns:w="{NAMESPACE}">{defaults}{paragraphs}{tables}</w:styles>'
    ).encode()


def font_table_xml() -> bytes:
    """The fonts in use, each with the name of its nearest relative."""
    entries = "".join(
        f'<w:font w:name="{each.word}"><w:altName w:val="{each.nearest}"/><w:charset w:val="86"/>'
        '<w:family w:val="auto"/><w:pitch w:val="default"/></w:font>'
        for each in _TYPEFACES
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<w:fonts xmlns:w="{NAMESPACE}">{entries}</w:fonts>'
    ).encode()
