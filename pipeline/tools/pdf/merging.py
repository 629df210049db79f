"""pypdf: merging papers into packets, counting pages.

Papers that WeasyPrint made carry their own subset of each font.  It keeps glyph numbers as they are
in the whole font, so the subsets of one font can be laid over each other: a packet carries each font
once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.constants import PageLabelStyle
from pypdf.errors import PyPdfError
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NullObject,
    NumberObject,
    TextStringObject,
)

from pipeline.errors import OutputError
from pipeline.tools.pdf.subsets import unite as unite_subsets

A4_POINTS = (595.28, 841.89)


@dataclass(frozen=True, slots=True)
class Part:
    """A paper on its way into a packet.

    Attributes:
        path: The paper's PDF.
        bookmark: Chinese title of its bookmark.
        fresh_sheet: Whether it starts on a fresh sheet when printed on both sides.
    """

    path: Path
    bookmark: str
    fresh_sheet: bool = True


@dataclass(frozen=True, slots=True)
class Merged:
    """A packet.

    Attributes:
        data: The PDF.
        pages: Number of pages, blank backs included.
        first_pages: For each part the page it starts on, counted from 1.
    """

    data: bytes
    pages: int
    first_pages: tuple[int, ...]


def page_count(data: bytes) -> int:
    """Number of pages.

    Raises:
        OutputError: It is not a PDF that can be read.
    """
    try:
        return len(PdfReader(BytesIO(data)).pages)
    except (PyPdfError, ValueError, KeyError) as error:
        raise OutputError("生成的PDF读不出来", why=str(error), remedy="重新运行") from error


def merge(parts: Sequence[Part], *, title: str) -> Merged:
    """Merge papers into one PDF: bookmarks in Chinese, fonts once, opening at actual size.

    Raises:
        OutputError: A part is missing or cannot be read.
    """
    writer = PdfWriter()
    first_pages = []
    for part in parts:
        if part.fresh_sheet and len(writer.pages) % 2:
            writer.add_blank_page(*A4_POINTS)
        first_pages.append(len(writer.pages) + 1)
        try:
            writer.append(part.path, import_outline=False)
        except (PyPdfError, OSError, ValueError, KeyError) as error:
            raise OutputError(
                "合并不了这份文件", where=part.path.name, why=str(error), remedy="重新运行"
            ) from error
    _number(writer, first_pages)
    for part, page in zip(parts, first_pages, strict=True):
        writer.add_outline_item(title=part.bookmark, page_number=page - 1)
    _share_fonts(writer)
    _describe(writer, title)
    writer.compress_identical_objects(remove_duplicates=True, remove_unreferenced=True)
    return Merged(_write(writer), len(writer.pages), tuple(first_pages))


def _number(writer: PdfWriter, first_pages: Sequence[int]) -> None:
    """Label the pages of each part from 1, as they are printed."""
    for first, following in pairwise([*first_pages, len(writer.pages) + 1]):
        writer.set_page_label(first - 1, following - 2, style=PageLabelStyle.DECIMAL)


def _describe(writer: PdfWriter, title: str) -> None:
    writer.metadata = {"/Title": title}
    root = writer.root_object
    root[NameObject("/Lang")] = TextStringObject("zh-CN")
    root[NameObject("/PageMode")] = NameObject("/UseOutlines")
    root[NameObject("/ViewerPreferences")] = DictionaryObject(
        {
            NameObject("/DisplayDocTitle"): BooleanObject(True),
            NameObject("/PrintScaling"): NameObject("/None"),
        }
    )
    page = writer.pages[0].indirect_reference
    actual_size = [page, NameObject("/XYZ"), NullObject(), NullObject(), FloatObject(1)]
    root[NameObject("/OpenAction")] = ArrayObject(actual_size)


def _write(writer: PdfWriter) -> bytes:
    stream = BytesIO()
    writer.write(stream)
    return stream.getvalue()


# ---------------------------------------------------------------- fonts

_SUBSET_NAME = re.compile(r"/[A-Z]{6}\+")
_MAPPED = re.compile(rb"<[0-9a-fA-F]{4}> <[0-9a-fA-F]+>")
_FILES = ("/FontFile2", "/FontFile3")


@dataclass(frozen=True, slots=True)
class _Subset:
    """One subset of a font: its Type0 dictionary, its CID font, what describes and holds it."""

    font: DictionaryObject
    descendant: DictionaryObject
    descriptor: DictionaryObject
    key: str

    @property
    def data(self) -> bytes:
        """The font file."""
        return bytes(_follow(self.descriptor[self.key]).get_data())


def _share_fonts(writer: PdfWriter) -> None:
    groups: dict[str, list[_Subset]] = {}
    for subset in _subsets(writer):
        groups.setdefault(str(subset.font["/BaseFont"]), []).append(subset)
    stand_ins: dict[int, IndirectObject] = {}
    for first, *others in groups.values():
        if others:
            _unite(writer, [first, *others])
        stand_ins |= {_reference(other.font).idnum: _reference(first.font) for other in others}
        for other in others:
            _drop(writer, other.font["/ToUnicode"], other.descriptor[other.key])
    _redirect(writer, stand_ins)


def _subsets(writer: PdfWriter) -> Iterator[_Subset]:
    """The fonts that WeasyPrint embedded; another program's glyph numbers are its own."""
    for entry in _dictionaries(writer):
        if entry.get("/Subtype") != "/Type0" or not _keeps_glyph_numbers(entry):
            continue
        descendant = _follow(_follow(entry["/DescendantFonts"])[0])
        descriptor = _follow(descendant["/FontDescriptor"])
        for key in _FILES:
            if key in descriptor:
                yield _Subset(entry, descendant, descriptor, key)


def _dictionaries(writer: PdfWriter) -> Iterator[DictionaryObject]:
    for entry in list(writer._objects):
        if isinstance(entry, DictionaryObject):
            yield entry


def _keeps_glyph_numbers(font: DictionaryObject) -> bool:
    """Whether a Type0 font is numbered as the whole font is: WeasyPrint's way."""
    descendant = _follow(_follow(font["/DescendantFonts"])[0])
    system = _follow(descendant.get("/CIDSystemInfo", DictionaryObject()))
    return (
        _SUBSET_NAME.match(str(font.get("/BaseFont"))) is not None
        and font.get("/Encoding") == "/Identity-H"
        and descendant.get("/CIDToGIDMap") == "/Identity"
        and system.get("/Ordering") == "Identity"
    )


def _redirect(writer: PdfWriter, stand_ins: dict[int, IndirectObject]) -> None:
    """Let all resources name the font that stands for its group."""
    for entry in _dictionaries(writer):
        fonts = _follow(entry["/Font"]) if "/Font" in entry else None
        if isinstance(fonts, DictionaryObject):
            for name, font in list(fonts.items()):
                if isinstance(font, IndirectObject) and font.idnum in stand_ins:
                    fonts[NameObject(name)] = stand_ins[font.idnum]


def _reference(value: Any) -> IndirectObject:
    if not isinstance(value.indirect_reference, IndirectObject):
        raise OutputError("PDF里的字体没有编号", remedy="重新运行")
    return value.indirect_reference


def _drop(writer: PdfWriter, *streams: Any) -> None:
    """Forget streams that nothing names any more; pypdf keeps those of forgotten dictionaries."""
    for stream in streams:
        writer._objects[_reference(stream).idnum - 1] = None


def _follow(value: Any) -> Any:
    return value.get_object()


def _unite(writer: PdfWriter, subsets: Sequence[_Subset]) -> None:
    """Give the first subset of a font the glyphs, widths and text of all."""
    first = subsets[0]
    files = tuple(dict.fromkeys(subset.data for subset in subsets))
    united = unite_subsets(files) if len(files) > 1 else files[0]
    kept = {"/Subtype": NameObject("/OpenType")} if first.key == "/FontFile3" else {}
    length = {"/Length1": NumberObject(len(united))} if first.key == "/FontFile2" else {}
    to_unicode = _to_unicode(subsets)
    _drop(writer, first.descriptor[first.key], first.font["/ToUnicode"])
    first.descriptor[NameObject(first.key)] = _add_stream(writer, united, kept | length)
    first.descendant[NameObject("/W")] = _widths(subsets)
    first.font[NameObject("/ToUnicode")] = _add_stream(writer, to_unicode, {})


def _add_stream(writer: PdfWriter, data: bytes, extra: dict[str, Any]) -> IndirectObject:
    stream = DecodedStreamObject()
    stream.set_data(data)
    stream.update({NameObject(key): value for key, value in extra.items()})
    return writer._add_object(stream.flate_encode())


def _widths(subsets: Sequence[_Subset]) -> ArrayObject:
    """The glyph widths of all subsets, as one `/W` array in the order of glyph numbers."""
    known: dict[int, Any] = {}
    for subset in subsets:
        entries = list(_follow(subset.descendant["/W"]))
        for first, run in zip(entries[::2], entries[1::2], strict=True):
            known.update(enumerate(_follow(run), start=int(first)))
    array = ArrayObject()
    for glyph in sorted(known):
        if glyph - 1 not in known:
            array.extend([NumberObject(glyph), ArrayObject()])
        array[-1].append(known[glyph])
    return array


def _to_unicode(subsets: Sequence[_Subset]) -> bytes:
    """The text maps of all subsets as one: the frame of the first, the lines of all."""
    maps = [_follow(subset.font["/ToUnicode"]).get_data() for subset in subsets]
    lines = sorted({line for each in maps for line in _MAPPED.findall(each)})
    batches = [lines[start : start + 100] for start in range(0, len(lines), 100)]
    body = b"\n".join(
        b"%d beginbfchar\n%s\nendbfchar" % (len(batch), b"\n".join(batch)) for batch in batches
    )
    head, _, rest = maps[0].partition(b"endcodespacerange")
    tail = rest.rpartition(b"endcmap")[2]
    return bytes(head + b"endcodespacerange\n" + body + b"\nendcmap" + tail)
