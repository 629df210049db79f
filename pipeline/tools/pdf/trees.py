"""pikepdf: the tags of papers as those of the packet that holds their pages (ISO 32000-1, 14.7).

They are WeasyPrint's and LibreOffice's: neither tags by classes of attributes, nor within forms.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain
from typing import Any

from pikepdf import Array, Dictionary, Name, Pdf, String

_HEADING = re.compile("/H([1-6])")


class Tree:
    """The tags of a packet.

    Args:
        packet: The packet, to which pages are added paper by paper.
    """

    def __init__(self, packet: Pdf) -> None:
        self._packet = packet
        self._tops: list[Any] = []
        self._parents: list[Any] = []
        self._ids: dict[bytes, Any] = {}

    def add(self, source: Pdf, pages: Sequence[Any]) -> None:
        """Add pages of a paper with what its tags say of them.

        Args:
            source: The paper; it is changed and of no use afterwards.
            pages: The pages of it that are wanted, in their order.
        """
        paper = _Paper(pages, prefix=f"{len(self._tops) + 1}/", first_key=len(self._parents))
        root = source.Root.get(Name.StructTreeRoot, Dictionary())
        held = Dictionary(
            Tops=Array(paper.kept(root)),
            Parents=Array(paper.parents()),
            Ids=Array(chain.from_iterable(paper.ids)),
        )
        for page in pages:
            self._packet.pages.append(page)
        # Pages that were copied are known by now: what refers to them refers to the copies.
        copied = self._packet.copy_foreign(source.make_indirect(held))
        self._tops.extend(copied.Tops)
        self._parents.extend(copied.Parents)
        ids = list(copied.Ids)
        self._ids |= {bytes(own): element for own, element in zip(ids[::2], ids[1::2], strict=True)}

    def finish(self) -> None:
        """Put the tags into the packet."""
        root = self._packet.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        document = self._packet.make_indirect(
            Dictionary(Type=Name.StructElem, S=Name.Document, P=root, K=Array(self._tops))
        )
        for top in self._tops:
            top.P = document
            top.S = Name.Part if Name.Document == top.S else top.S
        root.K = Array([document])
        root.ParentTree = Dictionary(Nums=Array(chain.from_iterable(enumerate(self._parents))))
        if self._ids:
            named = ((String(own), element) for own, element in sorted(self._ids.items()))
            root.IDTree = Dictionary(Names=Array(chain.from_iterable(named)))
        self._packet.Root.StructTreeRoot = root
        self._packet.Root.MarkInfo = Dictionary(Marked=True)


class _Paper:
    """The tags of a paper, of which those of some pages are wanted.

    Args:
        pages: The pages.
        prefix: What its identifiers start with, so that those of two papers differ.
        first_key: The key in the parent tree of its first page; its other pages follow, then its annotations.
    """

    def __init__(self, pages: Sequence[Any], *, prefix: str, first_key: int) -> None:
        self._pages, self._prefix, self._first_key = pages, prefix, first_key
        self._marks: dict[Any, dict[int, Any]] = {page.obj.objgen: {} for page in pages}
        self._holders: list[tuple[Any, Any]] = []
        self._roles: dict[str, Any] = {}
        self._headings: list[tuple[int, Any]] = []
        self.ids: list[tuple[String, Any]] = []
        """Identifiers, and the elements that have them."""

    def kept(self, root: Any) -> list[Any]:
        """The topmost elements, with nothing below them that is on other pages."""
        self._roles = dict(root.get(Name.RoleMap, Dictionary()).items())
        tops = [each for each in _several(root.get(Name.K)) if self._keeps(each)]
        for top in tops:
            del top.P
        self._lift_headings()
        return tops

    def parents(self) -> list[Any]:
        """What the parent tree says of the pages, then of the annotations; they get their keys."""
        found: list[Any] = []
        for page in self._pages:
            page.obj.Tabs = Name.S
            page.obj.StructParents = self._first_key + len(found)
            marks = self._marks[page.obj.objgen]
            found.append(Array(marks.get(number) for number in range(max(marks, default=-1) + 1)))
        for annotation, element in self._holders:
            annotation.StructParent = self._first_key + len(found)
            found.append(element)
        return found

    def _keeps(self, element: Any) -> bool:
        """Keep of an element what is on the pages; whether anything is."""
        kids = _several(element.get(Name.K))
        kept = [kid for kid in kids if self._keeps_kid(kid, element)]
        if not kept and (kids or not self._is_wanted(element.get(Name.Pg))):
            return False
        element.K = Array(kept)
        self._rename(element)
        return True

    def _keeps_kid(self, kid: Any, element: Any) -> bool:
        """Keep another element, content by its number, content of another page, or an annotation."""
        if isinstance(kid, int):
            kid = Dictionary(MCID=kid)
        elif Name.S in kid:
            return self._keeps(kid)
        page = kid.get(Name.Pg, element.get(Name.Pg))
        if not self._is_wanted(page):
            return False
        if Name.MCID in kid:
            self._marks[page.objgen][int(kid.MCID)] = element
        else:
            self._holders.append((kid.Obj, element))
        return True

    def _is_wanted(self, page: Any) -> bool:
        return page is not None and page.objgen in self._marks

    def _rename(self, element: Any) -> None:
        """Have an element understood without what the paper says of names, and its identifier be its own."""
        element.S = self._roles.get(str(element.S), element.S)
        if heading := _HEADING.fullmatch(str(element.S)):
            self._headings.append((int(heading[1]), element))
        if Name.ID in element:
            element.ID = self._own(element.ID)
            self.ids.append((element.ID, element))
        for attributes in _several(element.get(Name.A)):
            if isinstance(attributes, Dictionary) and Name.Headers in attributes:
                attributes.Headers = Array(map(self._own, attributes.Headers))

    def _lift_headings(self) -> None:
        """Have the highest headings be of the first level, also where those above them are on other pages."""
        above = min((level for level, _ in self._headings), default=1) - 1
        for level, element in self._headings if above else ():
            element.S = Name(f"/H{level - above}")

    def _own(self, identifier: Any) -> String:
        return String(self._prefix + str(identifier))


def _several(entry: Any) -> list[Any]:
    """What an entry holds that may be one thing, an array or nothing."""
    if entry is None:
        return []
    return list(entry) if isinstance(entry, Array) else [entry]
