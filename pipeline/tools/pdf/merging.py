"""pikepdf: merging papers into packets; pypdf reads their words.

Merged are packets that hold a PDF by LibreOffice, after an office's own Word template; all others
are composed from pages (`tools.weasyprint`), and carry each font once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pikepdf import (
    Array,
    Dictionary,
    Name,
    NameTree,
    OutlineItem,
    PageLocation,
    Pdf,
    PikepdfError,
    Stream,
    String,
)
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from pipeline.errors import OutputError, reason
from pipeline.tools.pdf.settling import opened
from pipeline.tools.pdf.trees import Tree

_A4_POINTS = (595.28, 841.89)
_FONT_DATA = (Name.FontFile, Name.FontFile2, Name.FontFile3, Name.ToUnicode)


@dataclass(frozen=True, slots=True)
class Part:
    """A paper on its way into a packet.

    Attributes:
        path: The paper's PDF.
        bookmark: Chinese title of its bookmark.
        fresh_sheet: Whether it starts on a fresh sheet when printed on both sides.
        of_page, page_count: The stretch of its pages that is wanted, from a page counted from 1;
            all of them where no number is given.
    """

    path: Path
    bookmark: str
    fresh_sheet: bool = True
    of_page: int = 1
    page_count: int | None = None


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
        with opened(data) as pdf:
            return len(pdf.pages)
    except PikepdfError as error:
        raise OutputError(
            "生成的PDF读不出来", why=reason(error, "文件已损坏"), remedy="再做一次"
        ) from error


def pages_that_say(path: Path, words: Sequence[str]) -> list[int]:
    """The pages, counted from 1, on which any of some words stand; white space does not matter.

    Raises:
        OutputError: It is not a PDF that can be read.
    """
    wanted = ["".join(each.split()) for each in words]
    try:
        texts = ["".join(page.extract_text().split()) for page in PdfReader(path).pages]
    except (PyPdfError, OSError, ValueError, KeyError) as error:
        raise OutputError(
            "生成的PDF读不出来", why=reason(error, "文件已损坏"), remedy="再做一次"
        ) from error
    return [number for number, text in enumerate(texts, start=1) if any(w in text for w in wanted)]


def merge(parts: Sequence[Part], *, title: str) -> Merged:
    """Merge papers into one PDF: bookmarks in Chinese, opening at actual size, tagged as they are.

    It claims to be PDF/A-2b and PDF/UA-1 as far as it is.

    Raises:
        OutputError: A part is missing or cannot be read.
    """
    from pipeline.tools.pdf.claiming import fit  # noqa: PLC0415 - its checkers load slowly

    with Pdf.new() as packet:
        tree = Tree(packet)
        first_pages = []
        labels: list[Any] = []
        for part in parts:
            if part.fresh_sheet and len(packet.pages) % 2:
                labels += [len(packet.pages), Dictionary()]
                _add_back(packet)
            labels += [len(packet.pages), Dictionary(S=Name.D, St=part.of_page)]
            first_pages.append(len(packet.pages) + 1)
            _add(packet, tree, part)
        tree.finish()
        packet.Root.PageLabels = Dictionary(Nums=Array(labels))
        with packet.open_outline() as outline:
            outline.root.extend(map(_bookmark, parts, first_pages))
        _describe(packet, title)
        _share_fonts(packet)
        return Merged(fit(packet), len(packet.pages), tuple(first_pages))


def _add_back(packet: Pdf) -> None:
    """Add the empty back of a sheet."""
    packet.add_blank_page(page_size=_A4_POINTS)
    del packet.pages[-1].obj[Name.Contents]


def _add(packet: Pdf, tree: Tree, part: Part) -> None:
    """Add the pages of a part, with the meaning of its colours where there is none yet."""
    try:
        with opened(part.path.read_bytes()) as source:
            pages = list(source.pages)[_pages(part)]
            for page in pages:
                page.remove_unreferenced_resources()
                _settle_links(source, page.obj, [each.obj.objgen for each in pages])
            tree.add(source, pages)
            if Name.OutputIntents in source.Root and Name.OutputIntents not in packet.Root:
                packet.Root.OutputIntents = packet.copy_foreign(
                    source.make_indirect(source.Root.OutputIntents)
                )
    except (PikepdfError, OSError, ValueError, KeyError, AttributeError) as error:
        raise OutputError(
            "合并不了这份文件",
            where=part.path.name,
            why=reason(error, "文件已损坏"),
            remedy="再做一次",
        ) from error


def _pages(part: Part) -> slice:
    """The pages of a part, counted from 0."""
    first = part.of_page - 1
    return slice(first, None if part.page_count is None else first + part.page_count)


def _settle_links(source: Pdf, page: Any, wanted: Sequence[Any]) -> None:
    """Have links within a paper lead to pages and not to names, and to none that is not wanted."""
    names = source.Root.get(Name.Names, Dictionary()).get(Name.Dests)
    places: Any = {} if names is None else NameTree(names)
    for link in page.get(Name.Annots, Array()):
        target: Any = link.get(Name.Dest)
        if isinstance(target, String):
            target = places.get(str(target))
        if isinstance(target, Array) and target[0].objgen in wanted:
            link.Dest = target
        elif Name.Dest in link:
            del link.Dest


def _bookmark(part: Part, first_page: int) -> OutlineItem:
    return OutlineItem(part.bookmark, first_page - 1, PageLocation.XYZ, top=_A4_POINTS[1])


def _describe(packet: Pdf, title: str) -> None:
    packet.docinfo[Name.Title] = title
    root = packet.Root
    root.Lang = "zh-CN"
    root.PageMode = Name.UseOutlines
    root.ViewerPreferences = Dictionary(DisplayDocTitle=True, PrintScaling=Name("/None"))
    root.OpenAction = Array([packet.pages[0].obj, Name.XYZ, None, None, 1])


def _share_fonts(packet: Pdf) -> None:
    """Have what several papers carry of a font be in the packet once."""
    first: dict[tuple[bytes, bytes], Any] = {}
    for each in packet.objects:
        for key in _FONT_DATA if isinstance(each, Dictionary) else ():
            if isinstance(data := each.get(key), Stream):
                known = data.stream_dict.unparse(), data.read_raw_bytes()
                each[key] = first.setdefault(known, data)
