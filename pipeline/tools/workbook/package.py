"""A workbook as the parts of its archive: changed part by part, the rest kept to the byte.

What openpyxl would lose when it loads and saves a clerk's workbook (drop-downs and conditional
formats in `extLst`, pictures, form controls) is thereby kept (ECMA-376 part 2).
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Container
from itertools import count

from lxml import etree

from pipeline.errors import InputError
from pipeline.tools.workbook.archive import XML_GUARDS, Caps, key_of, target_of
from pipeline.tools.workbook.elements import add

OUR_SHEET = "xl/worksheets/wuxiaoList1.xml"
"""The part with a sheet that was added; other programs give it another name when they save."""

_TYPES = "[Content_Types].xml"
_OFFICE = "application/vnd.openxmlformats-officedocument"
_ADDED = {
    "worksheet": ("xl/worksheets/wuxiaoList{}.xml", f"{_OFFICE}.spreadsheetml.worksheet+xml"),
    "comments": ("xl/comments/wuxiao{}.xml", f"{_OFFICE}.spreadsheetml.comments+xml"),
    "vmlDrawing": ("xl/drawings/wuxiao{}.vml", f"{_OFFICE}.vmlDrawing"),
}
"""Names and media types of parts that are added, by what others call them."""
_NO_RELATIONSHIPS = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
)


class Package:
    """The parts of one workbook, by name without the leading `/`, in any case.

    Attributes:
        parts: The parts as they are saved, but for those whose `tree` was asked for, by the names
            that the archive has for them.
        book: Name of the part with the workbook itself.
        references: Namespace of references (`r:id`), with which types of relationships begin; a
            strict workbook has its own.

    Raises:
        InputError: It would unpack to more than the reader's caps.
        ValueError: It has no workbook.
        zipfile.BadZipFile: It is no archive.
    """

    def __init__(self, data: bytes) -> None:
        self._trees: dict[str, etree._Element] = {}
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [each for each in archive.infolist() if not each.is_dir()]
            if sum(each.file_size for each in entries) > Caps().total_bytes:
                raise InputError(
                    "工作簿展开后的内容过多，不能加批注", remedy="删去多余的图片和空行"
                )
            self.parts = {each.filename: archive.read(each) for each in entries}
        self._names = {key_of(each): each for each in reversed(self.parts)}
        main, *_ = _matching(self._relationships(""), "officeDocument")
        self.book = self._names[key_of(target_of("", main))]
        self.references = main.get("Type", "").rpartition("/")[0]

    def tree(self, name: str) -> etree._Element:
        """A part's XML; what is done to it is saved.

        Raises:
            KeyError: There is no such part.
            lxml.etree.XMLSyntaxError: It is no XML.
        """
        own = self._names[key_of(name)]
        if own not in self._trees:
            parser = etree.XMLParser(**XML_GUARDS)
            self._trees[own] = etree.fromstring(self.parts[own], parser)
        return self._trees[own]

    def save(self) -> bytes:
        """The archive; the same parts give the same bytes."""
        for name, tree in self._trees.items():
            self.parts[name] = etree.tostring(
                tree, xml_declaration=True, encoding="UTF-8", standalone=True
            )
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
            for name, data in self.parts.items():
                entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
                entry.compress_type, entry.create_system, entry.external_attr = 8, 0, 0
                archive.writestr(entry, data)
        return stream.getvalue()

    # ------------------------------------------------------------ parts that refer to others

    def related(self, owner: str, key: str) -> str | None:
        """The part that another one refers to, by the id of the relationship or its kind."""
        names = (target_of(owner, each) for each in _matching(self._relationships(owner), key))
        return next((self._names[key] for key in map(key_of, names) if key in self._names), None)

    def add(self, owner: str, kind: str, data: bytes) -> tuple[str, str]:
        """Add a part that another one refers to; gives its name and the id of the relationship."""
        wish, media_type = _ADDED[kind]
        name = _free(wish, self._names)
        self._put(name, data)
        add(self.tree(_TYPES), "Override", PartName=f"/{name}", ContentType=media_type)
        if key_of(_list_of(owner)) not in self._names:
            self._put(_list_of(owner), _NO_RELATIONSHIPS)
        listed = self.tree(_list_of(owner))
        number = _free("rId{}", {each.get("Id", "").casefold() for each in listed})
        kind = f"{self.references}/{kind}"
        add(listed, "Relationship", Id=number, Type=kind, Target=f"/{name}")
        return name, number

    def drop(self, owner: str, name: str) -> None:
        """Remove a part, what it refers to others by, and what another one refers to it by."""
        for each in self._relationships(owner):
            if key_of(target_of(owner, each)) == key_of(name):
                self.tree(_list_of(owner)).remove(each)
        for each in list(self.tree(_TYPES)):
            if key_of(each.get("PartName", "")) == key_of(f"/{name}"):
                self.tree(_TYPES).remove(each)
        for gone in (name, _list_of(name)):
            own = self._names.pop(key_of(gone), "")
            self.parts.pop(own, None)
            self._trees.pop(own, None)

    def _put(self, name: str, data: bytes) -> None:
        self.parts[name] = data
        self._names[key_of(name)] = name

    def _relationships(self, owner: str) -> list[etree._Element]:
        listed = _list_of(owner)
        return list(self.tree(listed)) if key_of(listed) in self._names else []


def _list_of(owner: str) -> str:
    """The part that lists the relationships of another one."""
    folder, _, name = owner.replace("\\", "/").rpartition("/")
    return f"{folder}/_rels/{name}.rels".lstrip("/")


def _matching(relationships: list[etree._Element], key: str) -> list[etree._Element]:
    return [
        each
        for each in relationships
        if key in {each.get("Id"), each.get("Type", "").rpartition("/")[2]}
    ]


def _free(wish: str, taken: Container[str]) -> str:
    return next(name for n in count(1) if (name := wish.format(n)).casefold() not in taken)
