"""A template in the making: page, footers, paragraphs, tables; and its bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm

from pipeline.render.red_lines import THICK, THIN, rule_edges
from pipeline.render.sealing import HAND_DATE, HAND_DATE_EM, date_stops_em
from pipeline.tools.word.package import APP, APP_PART, XML_HEAD
from pipeline.typefaces.table import JOINED
from pipeline.typefaces.word import font_attributes
from templates._word import breaking, styles, units
from templates._word.ways import VARIANTS

_DROPPED = ("theme", "customXml", "stylesWithEffects", "webSettings", "numbering", "thumbnail")
_FIXED_TIME = (1980, 1, 1, 0, 0, 0)
_HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

_SETTINGS = f"""<w:settings xmlns:w="{styles.NAMESPACE}"><w:zoom w:percent="100"/>
<w:bordersDoNotSurroundHeader/><w:bordersDoNotSurroundFooter/><w:defaultTabStop w:val="420"/>
<w:evenAndOddHeaders/><w:drawingGridVerticalSpacing w:val="{units.LINE_TWIPS}"/>
<w:characterSpacingControl w:val="compressPunctuation"/>{breaking.SETTINGS}
<w:compat><w:spaceForUL/><w:balanceSingleByteDoubleByteWidth/><w:doNotLeaveBackslashAlone/>
<w:ulTrailSpace/><w:doNotExpandShiftReturn/><w:adjustLineHeightInTable/>
<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>
</w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>"""


@dataclass(frozen=True, slots=True)
class Blank:
    """`_____` to be filled in by hand, its characters stretched to `percent` of their width."""

    percent: int


@dataclass(frozen=True, slots=True)
class HandDate:
    """年月日 to be filled in by hand, in a paragraph of its own; its style says where in the line.

    Attributes:
        measure_mm: Width of the line.
    """

    measure_mm: float = units.MEASURE_MM


@dataclass(frozen=True, slots=True)
class InKai:
    """Words in 楷体."""

    text: str


JOINED_FONT = f'<w:rFonts xmlns:w="{styles.NAMESPACE}"{font_attributes(JOINED)}/>'
"""For underscores; asked for as a Chinese font too, since LibreOffice takes them for Chinese text."""

_KAI_FONT = f'<w:rFonts xmlns:w="{styles.NAMESPACE}"{font_attributes(styles.KAI)}/>'

_FOOT_RULES = f'<w:pBdr xmlns:w="{styles.NAMESPACE}">{rule_edges(top=THIN, bottom=THICK)}</w:pBdr>'
"""Thin over thick, in red: the borders of an empty paragraph."""

Content = str | HandDate | Sequence[str | Blank | InKai]
"""Words of a paragraph; a newline breaks the line."""


def add_text(paragraph: Any, content: Content) -> None:
    """Put words, blanks and dates into a paragraph."""
    for piece in [content] if isinstance(content, str | HandDate) else content:
        if isinstance(piece, HandDate):
            _add_hand_date(paragraph, piece)
        elif isinstance(piece, Blank):
            run = paragraph.add_run("_____")
            run._r.get_or_add_rPr().append(parse_xml(JOINED_FONT))
            scale = OxmlElement("w:w")
            scale.set(qn("w:val"), str(piece.percent))
            run._r.get_or_add_rPr().append(scale)
        elif isinstance(piece, InKai):
            run = paragraph.add_run(piece.text)
            run._r.get_or_add_rPr().append(parse_xml(_KAI_FONT))
        elif piece:
            paragraph.add_run(piece)


def _add_hand_date(paragraph: Any, date: HandDate) -> None:
    """Tab stops keep its parts in their places, whatever is typed between them."""
    style = _STYLES[paragraph._p.style]
    em_mm = style.size_pt * 25.4 / 72
    free_mm = date.measure_mm - style.left_mm - style.right_mm - HAND_DATE_EM * em_mm
    left_mm = style.left_mm + (free_mm / 2 if style.align == "center" else free_mm)
    shape = paragraph.paragraph_format
    shape.alignment = WD_ALIGN_PARAGRAPH.LEFT
    shape.left_indent, shape.right_indent, shape.first_line_indent = Mm(left_mm), Mm(0), Mm(0)
    for stop_em in date_stops_em():
        shape.tab_stops.add_tab_stop(Mm(left_mm + stop_em * em_mm))
    paragraph.add_run(HAND_DATE)


class Paper:
    """A Word template that is being written from top to bottom.

    Args:
        title: Title in the properties.
        letter: Whether it has the letter's grid of 22 lines.
        landscape: Whether its page is turned on its side.
    """

    def __init__(self, title: str, *, letter: bool, landscape: bool = False) -> None:
        self._document: Any = Document()
        self._strip()
        self._set_page(letter=letter)
        if landscape:
            self._turn_page()
        self._set_numbers()
        self._set_properties(title)

    @property
    def body(self) -> Any:
        """The `w:body` element."""
        return self._document.element.body

    def paragraph(self, style: str, content: Content = "", *, fresh_page: bool = False,
                  keep_next: bool = False) -> None:  # fmt: skip
        """Add a paragraph."""
        paragraph = self._document.add_paragraph(style=self._document.styles[_NAMES[style]])
        if keep_next:
            paragraph.paragraph_format.keep_with_next = True
        if fresh_page:
            paragraph.paragraph_format.page_break_before = True
            paragraph.paragraph_format.space_before = Mm(0)
        add_text(paragraph, content)

    def only(self, tag: str) -> None:
        """Add a paragraph that is a docxtpl tag and vanishes: `{%p if … %}`."""
        self.paragraph("WxGap", tag)

    def each(self, style: str, texts: str, *, keep: str = "") -> None:
        """Add one paragraph for each of `texts`, an expression.

        `keep` holds the `last` two, or `all`, on one page with what follows.
        """
        self.only("{%p for text in " + texts + " %}")
        if keep == "last":
            self.only("{%p if loop.revindex <= 2 %}")
            self.paragraph(style, "{{ text }}", keep_next=True)
            self.only("{%p else %}")
        self.paragraph(style, "{{ text }}", keep_next=keep == "all")
        if keep == "last":
            self.only("{%p endif %}")
        self.only("{%p endfor %}")

    def gap(self) -> None:
        """Add a hidden paragraph that keeps two tables apart and takes no room."""
        self.paragraph("WxGap")
        mark = OxmlElement("w:rPr")
        mark.append(OxmlElement("w:vanish"))
        self.body[-2].get_or_add_pPr().append(mark)

    def element(self, element: Any) -> None:
        """Add a ready-made block, e.g. a table."""
        self.body.insert(len(self.body) - 1, element)

    def bytes(self) -> bytes:
        """The finished file, the same bytes every time."""
        buffer = io.BytesIO()
        self._document.save(buffer)
        with zipfile.ZipFile(buffer) as made:
            parts = {name: made.read(name) for name in made.namelist()}
        parts[APP_PART] = XML_HEAD + APP
        order = sorted(parts, key=lambda name: (not name.startswith(("[", "_rels")), name))
        result = io.BytesIO()
        with zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            for name in order:
                entry = zipfile.ZipInfo(name, _FIXED_TIME)
                entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 3
                entry.external_attr = 0o644 << 16
                archive.writestr(entry, parts[name])
        return result.getvalue()

    def _strip(self) -> None:
        """Leave nothing of python-docx's own template but the skeleton."""
        document = self._document
        for owner in (document.part, document.part.package):
            for key, relation in list(owner.rels.items()):
                kind = relation.reltype.rpartition("/")[2]
                if kind in _DROPPED:
                    del owner.rels[key]
                elif kind == "fontTable":
                    relation.target_part._blob = styles.font_table_xml()
        sheet = document.styles.element
        sheet[:] = list(parse_xml(styles.styles_xml(VARIANTS)))
        settings = document.settings.element
        settings[:] = list(parse_xml(_SETTINGS.replace("\n", "").encode()))

    def _set_page(self, *, letter: bool) -> None:
        section = self._document.sections[0]
        section.page_width, section.page_height = Mm(units.PAGE_WIDTH_MM), Mm(units.PAGE_HEIGHT_MM)
        section.top_margin, section.bottom_margin = Mm(units.TOP_MM), Mm(units.BOTTOM_MM)
        section.left_margin, section.right_margin = Mm(units.LEFT_MM), Mm(units.RIGHT_MM)
        section.header_distance, section.footer_distance = Mm(15), Mm(20)
        grid = section._sectPr.find(qn("w:docGrid"))
        if grid is None:
            grid = OxmlElement("w:docGrid")
            section._sectPr.append(grid)
        grid.attrib.clear()
        if letter:
            grid.set(qn("w:type"), "lines")
        grid.set(qn("w:linePitch"), str(units.LINE_TWIPS))

    def _turn_page(self) -> None:
        section = self._document.sections[0]
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width
        section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = (
            section.left_margin, section.right_margin, section.top_margin, section.bottom_margin,
        )  # fmt: skip
        section.footer_distance -= Mm(units.BOTTOM_MM - units.RIGHT_MM)

    def _set_numbers(self) -> None:
        section = self._document.sections[0]
        for footer, style in ((section.footer, "WxPage"), (section.even_page_footer, "WxPageEven")):
            footer.is_linked_to_previous = False
            self._number(footer.paragraphs[0], style)

    def _number(self, paragraph: Any, style: str) -> None:
        """Make a paragraph of a footer the page number."""
        paragraph.style = self._document.styles[_NAMES[style]]
        paragraph.add_run("— ")
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), " PAGE ")
        paragraph._p.append(field)
        number = paragraph.add_run("1")
        field.append(number._r)
        paragraph.add_run(" —")

    def letterhead(self, condition: str, name: str) -> None:
        """Let page 1 carry the issuer's head where `condition` holds (信函格式, GB/T 9704 10.1).

        `name` is the expression of the issuer's name.
        """
        section = self._document.sections[0]
        section.different_first_page_header_footer = True
        begin = "{%p if " + condition + " %}"
        head, foot = section.first_page_header, section.first_page_footer
        for part in (head, foot):
            part.is_linked_to_previous = False
            part.paragraphs[0].style = self._document.styles[_NAMES["WxGap"]]
            part.paragraphs[0].text = begin
        self._add(head, "WxIssuer", "{{p " + name + " | letterhead }}")
        self._add(head, "WxGap", "{%p endif %}")
        self._add(head, "WxGap")
        self._add(foot, "WxRules")
        foot.paragraphs[-1]._p.pPr.append(parse_xml(_FOOT_RULES))
        self._add(foot, "WxGap", "{%p else %}")
        self._number(foot.add_paragraph(), "WxPage")
        self._add(foot, "WxGap", "{%p endif %}")

    def _add(self, part: Any, style: str, content: str = "") -> None:
        part.add_paragraph(content, style=self._document.styles[_NAMES[style]])

    def _set_properties(self, title: str) -> None:
        core = self._document.core_properties
        core.title, core.language, core.author, core.last_modified_by = title, "zh-CN", "", ""
        core.comments, core.keywords, core.revision = "", "", 1
        for date in core._element.findall(qn("dcterms:created")) + core._element.findall(
            qn("dcterms:modified")
        ):
            core._element.remove(date)


_STYLES = {style.id: style for style in styles.STYLES}
_NAMES = {style.id: style.name for style in styles.STYLES}
