"""The structure tree of a PDF, put together from the structure elements of its pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.tools.pdffile import PdfFile, numbers, reference, references, text
from pipeline.tools.weasyprint.drawn import HEADINGS, Cell, DrawnPage, Tag


class Structure:
    """Takes the pages of a file, one after the other.

    Args:
        pdf: The file.
        page_count: Number of its pages: the keys that follow are for links.
    """

    def __init__(self, pdf: PdfFile, *, page_count: int) -> None:
        self._pdf = pdf
        self._root, self._document = pdf.reserve(), pdf.reserve()
        self._next_key = page_count
        self._top: list[int] = []
        self._parents: dict[int, bytes] = {}
        self._ids: dict[bytes, int] = {}
        self._level = 0
        self.is_sound = True
        """Whether it can be read aloud: pictures have words, cells headers, and no heading skips a level."""

    def add_page(
        self, page: DrawnPage, place: int, name: int, links: Sequence[int]
    ) -> Mapping[int, int]:
        """Add a page's elements.

        Args:
            page: The page.
            place: Which page of the file it is, counted from 0; its key in the parent tree.
            name: Number of its object.
            links: Numbers of the annotations of its links.

        Returns:
            For each annotation that an element holds, its key in the parent tree.
        """
        elements = _PageElements(self._pdf, place, name, links)
        self._top += [elements.add(tag, self._document) for tag in page.tags]
        self._judge(elements)
        marks = elements.marks
        self._parents[place] = references([marks[mark] for mark in sorted(marks)])
        keys = {}
        for annotation, element in elements.holders.items():
            keys[annotation] = self._next_key
            self._parents[self._next_key] = reference(element)
            self._next_key += 1
        self._ids |= elements.ids
        return keys

    def _judge(self, page: _PageElements) -> None:
        for level in page.levels:
            self.is_sound = self.is_sound and level <= self._level + 1
            self._level = level
        self.is_sound = self.is_sound and page.is_told

    def finish(self) -> int:
        """Add what holds all pages together; gives the number of the tree's root."""
        pdf = self._pdf
        rows = b" ".join(b"%d %s" % row for row in sorted(self._parents.items()))
        parents = pdf.add(b"<</Nums[%s]>>" % rows)
        pdf.put(
            self._document,
            b"<</Type/StructElem/S/Document/P %s/K%s>>"
            % (reference(self._root), references(self._top)),
        )
        named = b"".join(b"%s %s" % (own, reference(to)) for own, to in sorted(self._ids.items()))
        ids = b"/IDTree<</Names[%s]>>" % named if named else b""
        pdf.put(
            self._root,
            b"<</Type/StructTreeRoot/K[%s]/ParentTree %s%s>>"
            % (reference(self._document), reference(parents), ids),
        )
        return self._root


class _PageElements:
    """Adds the elements of one page."""

    def __init__(self, pdf: PdfFile, place: int, name: int, links: Sequence[int]) -> None:
        self._pdf, self._links = pdf, links
        self._prefix = f"{place + 1}-"
        self._page = b"/Pg " + reference(name)
        self.marks: dict[int, int] = {}
        """By number of the marked content, the element that holds it."""
        self.holders: dict[int, int] = {}
        """By number of an annotation, the element that holds it."""
        self.ids: dict[bytes, int] = {}
        self.levels: list[int] = []
        """Of its headings."""
        self.is_told = True
        """Whether each picture has words and each cell a header."""

    def add(self, tag: Tag, parent: int) -> int:
        """Add an element and those below it; gives its number."""
        own = self._pdf.reserve()
        kids = []
        if tag.role in HEADINGS:
            self.levels.append(HEADINGS[tag.role])
        elif tag.role == "Figure":
            self.is_told = self.is_told and bool(tag.alt)
        elif tag.role == "TD":
            self.is_told = self.is_told and bool(tag.cell and tag.cell.headers)
        if tag.link is not None:
            annotation = self._links[tag.link]
            self.holders[annotation] = own
            kids.append(b"<</Type/OBJR/Obj %s%s>>" % (reference(annotation), self._page))
        for kid in tag.kids:
            if isinstance(kid, int):
                self.marks[kid] = own
                kids.append(b"%d" % kid)
            else:
                kids.append(reference(self.add(kid, own)))
        parts = (
            b"<</Type/StructElem/S/%s/P %s" % (tag.role.encode(), reference(parent)),
            self._page,
            b"/K[%s]" % b" ".join(kids),
            b"" if tag.alt is None else b"/Alt" + text(tag.alt),
            b"" if tag.area is None else b"/A<</O/Layout/BBox%s>>" % numbers(tag.area),
            b"" if tag.cell is None else self._cell(tag.cell, own),
            b">>",
        )
        self._pdf.put(own, b"".join(parts))
        return own

    def _cell(self, cell: Cell, own: int) -> bytes:
        named = b""
        if cell.own_id:
            key = text(self._prefix + cell.own_id)
            self.ids[key] = own
            named = b"/ID" + key
        spans = b"/ColSpan %d" % cell.columns if cell.columns != 1 else b""
        spans += b"/RowSpan %d" % cell.rows if cell.rows != 1 else b""
        if cell.heads:
            spans += b"/Scope/" + cell.heads.encode()
        if cell.headers is not None:
            headers = b"".join(text(self._prefix + each) for each in cell.headers)
            spans += b"/Headers[%s]" % headers
        return b"%s/A<</O/Table%s>>" % (named, spans)
