"""What a person sees in a Word file: paragraphs and tables in their order, ticks, pictures, named fields.

The final text counts (ECMA-376 part 1, 17.13); what is hidden, struck out, or only a prompt in an empty
control (`w:showingPlcHdr`) is not there.  Ticks are ☑ and boxes ☐, however they were drawn.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

from lxml import etree

from pipeline.errors import InputError, TemplateError
from pipeline.tools.word.final import read_final
from pipeline.tools.word.package import parse_xml, read_parts
from pipeline.tools.word.places import Places
from pipeline.tools.word.styles import Styles, W
from pipeline.tools.word.ticks import legacy_field, state_of_control, symbol

_BODY, _RELATIONS = "word/document.xml", "word/_rels/document.xml.rels"
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_OFF = frozenset(("0", "false", "off", "none"))
_PLAIN_PLACES = frozenset(("bookmarkStart", "bookmarkEnd"))
_MOST_LEVELS = 12
"""Tables in tables, and controls in controls; a file with more is no form."""


@dataclass(frozen=True, slots=True)
class Line:
    r"""A paragraph.

    Attributes:
        text: Its text, line breaks as `\n`.
        place: Where it stands: `第2个表格第4行第1格`.
        pictures: Names of the parts with its pictures.
    """

    text: str
    place: str
    pictures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table.

    Attributes:
        blocks: What stands in it.
        place: Where it stands.
        column: The column of the table's grid in which it starts, from 0.
        span: How many columns it takes.
        goes_on: Whether it only goes on with the cell above it.
    """

    blocks: tuple[Line | Table, ...]
    place: str
    column: int = 0
    span: int = 1
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table: rows of cells."""

    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Named:
    """What stands in a control, a bookmark or a form field that has a name."""

    name: str
    text: str
    place: str
    pictures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Contents:
    """A Word file.

    Attributes:
        blocks: Paragraphs and tables, in their order; those of text boxes follow what they are anchored in.
        named: What stands in fields that have names, in their order; a name may come more than once.
    """

    blocks: tuple[Line | Table, ...]
    named: tuple[Named, ...] = ()


def read_contents(data: bytes, name: str) -> Contents:
    """What a person sees in a Word file.

    Args:
        data: The `.docx`.
        name: Its name, for messages.

    Raises:
        InputError: It cannot be read.
    """
    try:
        parts = read_final(data, name)
        root = parse_xml(parts[_BODY])
        reader = _Reader(root, Styles(parts), _pictures(parts))
        body = root.find(f"{W}body")
        blocks = () if body is None else tuple(reader.blocks(body))
    except (TemplateError, etree.LxmlError, RecursionError) as error:
        raise _unreadable(name, error) from error
    return Contents(blocks=blocks, named=tuple(reader.named))


def take_pictures(data: bytes, names: list[str], where: str) -> dict[str, bytes]:
    """The pictures of a Word file by the names of their parts; those that are not there are left out.

    Raises:
        InputError: It cannot be read.
    """
    try:
        parts = read_parts(data, where)
    except TemplateError as error:
        raise _unreadable(where, error) from error
    return {name: parts[name] for name in names if name in parts}


def _unreadable(name: str, error: Exception) -> InputError:
    why = error.what.replace("模板", "文件") if isinstance(error, TemplateError) else "已损坏"
    return InputError(
        "这份Word文件读不出来", where=name, why=why, remedy="用Word或WPS打开，另存为.docx后再试"
    )


def _pictures(parts: dict[str, bytes]) -> dict[str, str]:
    """Parts with pictures, by the id of the relationship that leads to them."""
    if _RELATIONS not in parts:
        return {}
    return {
        str(each.get("Id", "")): posixpath.normpath(
            posixpath.join("word", str(each.get("Target", "")))
        ).lstrip("/")
        for each in parse_xml(parts[_RELATIONS])
        if each.get("TargetMode") != "External" and str(each.get("Type", "")).endswith("/image")
    }


@dataclass(slots=True)
class _Open:
    """A named field whose end has not come yet."""

    name: str
    place: str
    pieces: list[str]
    pictures: list[str]


class _Reader:
    """Goes through the body once, in order; what is written goes to the paragraph and to each open field."""

    def __init__(self, root: etree._Element, styles: Styles, pictures: dict[str, str]) -> None:
        self.named: list[Named] = []
        self._places = Places(_BODY, root)
        self._styles, self._relations = styles, pictures
        self._open: dict[str, _Open] = {}
        self._text: list[str] = []
        self._found: list[str] = []
        self._boxes: list[etree._Element] = []
        self._fields: list[tuple[str, bool]] = []
        self._level = 0

    # ------------------------------------------------------------ blocks

    def blocks(self, holder: etree._Element) -> Iterator[Line | Table]:
        """The paragraphs and tables of a body, a cell or a text box."""
        self._level += 1
        if self._level > _MOST_LEVELS:
            raise RecursionError
        for each in self._inside(holder):
            if each.tag == f"{W}p":
                yield from self._paragraph(each)
            elif each.tag == f"{W}tbl":
                yield Table(tuple(self._row(row) for row in self._inside(each, "tr")))
        self._level -= 1

    def _inside(self, holder: etree._Element, wanted: str = "") -> Iterator[etree._Element]:
        """Children, those of controls and the like included, in whose fields what they show is noted."""
        for each in holder:
            name = _local(each)
            if name == "sdt":
                yield from self._control(each, wanted)
            elif name in _PLAIN_PLACES:
                self._mark(each, name)
            elif name in {"customXml", "smartTag", "ins", "moveTo"}:
                yield from self._inside(each, wanted)
            elif not wanted or name == wanted:
                yield each

    def _control(self, control: etree._Element, wanted: str = "") -> Iterator[etree._Element]:
        """What a control holds; a control at its prompt holds what is not seen as filled in."""
        content = control.find(f"{W}sdtContent")
        if content is None:
            return
        properties = control.find(f"{W}sdtPr")
        key = f"sdt{id(control)}"
        tag = "" if properties is None else _name_of(properties)
        if tag:
            self._begin(key, tag, content)
        prompts = properties is not None and properties.find(f"{W}showingPlcHdr") is not None
        if prompts:
            for text in list(content.iter(f"{W}t", f"{W}sym", f"{W}drawing", f"{W}pict")):
                next(text.iterancestors()).remove(text)
        yield from self._inside(content, wanted)
        self._end(key)

    def _row(self, row: etree._Element) -> tuple[Cell, ...]:
        cells: list[Cell] = []
        column = _number(row, "trPr", "gridBefore")
        for each in self._inside(row, "tc"):
            span = _number(each, "tcPr", "gridSpan") or 1
            merge = each.find(f"{W}tcPr/{W}vMerge")
            goes_on = merge is not None and merge.get(f"{W}val") != "restart"
            place = self._places.of(each)
            cells.append(Cell(tuple(self.blocks(each)), place, column, span, goes_on))
            column += span
        return tuple(cells)

    def _paragraph(self, paragraph: etree._Element) -> Iterator[Line | Table]:
        self._text, self._found, self._boxes = [], [], []
        for each in self._open.values():
            if each.pieces:
                each.pieces.append("\n")
        self._content(paragraph, paragraph)
        boxes = self._boxes
        text = "".join(self._text)
        yield Line(text, self._places.of(paragraph), tuple(self._found))
        for box in boxes:
            yield from self.blocks(box)

    # ------------------------------------------------------------ runs

    def _content(self, holder: etree._Element, paragraph: etree._Element) -> None:
        for each in holder:
            name = _local(each)
            if name == "r":
                self._run(each, paragraph)
            elif name == "sdt":
                self._inline_control(each, paragraph)
            elif name in _PLAIN_PLACES:
                self._mark(each, name)
            elif name not in {"pPr", "rPr", "del", "moveFrom"}:
                self._content(each, paragraph)

    def _inline_control(self, control: etree._Element, paragraph: etree._Element) -> None:
        state = state_of_control(control)
        if state is None:
            for each in self._control(control):
                self._run_or_more(each, paragraph)
            return
        name = _name_of(control)
        if name:
            self._begin("box", name, paragraph)
        self._write(state)
        self._end("box")

    def _run_or_more(self, each: etree._Element, paragraph: etree._Element) -> None:
        if _local(each) == "r":
            self._run(each, paragraph)
        else:
            self._content(each, paragraph)

    def _run(self, run: etree._Element, paragraph: etree._Element) -> None:
        if not self._is_seen(run, paragraph):
            return
        for each in run:
            name = _local(each)
            if name in {"drawing", "pict", "object", "AlternateContent"}:
                self._drawn(each)
            elif name == "fldChar":
                self._legacy(each, paragraph)
            elif name == "ruby":
                for base in each.iterfind(f"{W}rubyBase"):
                    self._content(base, paragraph)
            else:
                self._write(_shown(each, name))

    def _is_seen(self, run: etree._Element, paragraph: etree._Element) -> bool:
        return not any(
            _is_on(self._styles, run, paragraph, name) for name in ("vanish", "strike", "dstrike")
        )

    def _legacy(self, mark: etree._Element, paragraph: etree._Element) -> None:
        """The marks of a form field of old: its name and state stand at its beginning."""
        kind = mark.get(f"{W}fldCharType")
        if kind == "begin":
            field = legacy_field(mark)
            self._fields.append((field.name, field.shown is not None))
            if field.name:
                self._begin(f"fld{len(self._fields)}", field.name, paragraph)
            if field.shown:
                self._write(field.shown)
        elif kind == "end" and self._fields:
            self._end(f"fld{len(self._fields)}")
            self._fields.pop()

    def _drawn(self, drawn: etree._Element) -> None:
        """The pictures of a drawing, and the text boxes in it."""
        for each in drawn.iter():
            if any(up.tag == f"{_MC}Fallback" for up in each.iterancestors()):
                continue
            name = _local(each)
            if name == "txbxContent" and not _is_in_box(each, drawn):
                self._boxes.append(each)
            elif name in {"blip", "imagedata"} and not _is_in_box(each, drawn):
                part = self._relations.get(each.get(f"{_REL}embed") or each.get(f"{_REL}id") or "")
                if part:
                    self._show(part)

    # ------------------------------------------------------------ what is written, and into which fields

    def _write(self, text: str) -> None:
        if not text:
            return
        self._text.append(text)
        for each in self._open.values():
            each.pieces.append(text)

    def _show(self, part: str) -> None:
        self._found.append(part)
        for each in self._open.values():
            each.pictures.append(part)

    def _mark(self, mark: etree._Element, name: str) -> None:
        """The start or end of a bookmark; Word's own begin with `_`."""
        key = f"mark{mark.get(f'{W}id')}"
        if name == "bookmarkEnd":
            self._end(key)
        elif not mark.get(f"{W}name", "_").startswith("_"):
            self._begin(key, mark.get(f"{W}name", ""), mark)

    def _begin(self, key: str, name: str, where: etree._Element) -> None:
        self._open[key] = _Open(name, self._places.of(where), [], [])

    def _end(self, key: str) -> None:
        field = self._open.pop(key, None)
        if field is not None:
            text = "".join(field.pieces)
            self.named.append(Named(field.name, text, field.place, tuple(field.pictures)))


_MARKS = {"tab": "\t", "cr": "\n", "noBreakHyphen": "-"}


def _shown(element: etree._Element, name: str) -> str:
    """The characters that an element of a run shows."""
    if name == "t":
        return element.text or ""
    if name == "sym":
        return symbol(element)
    if name == "br":
        return "" if element.get(f"{W}type") in {"page", "column"} else "\n"
    return _MARKS.get(name, "")


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _name_of(holder: etree._Element) -> str:
    found = holder.find(f".//{W}tag")
    return "" if found is None else found.get(f"{W}val", "")


def _number(holder: etree._Element, properties: str, name: str) -> int:
    found = holder.find(f"{W}{properties}/{W}{name}")
    text = "" if found is None else found.get(f"{W}val", "")
    return int(text) if text.isdecimal() and len(text) < 4 else 0


def _is_on(styles: Styles, run: etree._Element, paragraph: etree._Element, name: str) -> bool:
    found = (each.find(f"{W}rPr/{W}{name}") for each in styles.behind_run(run, paragraph))
    nearest = next((each for each in found if each is not None), None)
    return nearest is not None and nearest.get(f"{W}val") not in _OFF


def _is_in_box(element: etree._Element, drawn: etree._Element) -> bool:
    """Whether an element stands in a text box below a drawing, which is read by itself."""
    between = takewhile(lambda up: up is not drawn, element.iterancestors())
    return any(_local(up) == "txbxContent" for up in between)
