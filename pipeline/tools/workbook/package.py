"""A workbook as the parts of its archive: changed part by part, the rest kept to the byte.

What openpyxl would lose when it loads and saves a clerk's workbook (drop-downs and conditional
formats in `extLst`, pictures, form controls) is thereby kept (ECMA-376 part 2).
"""

from __future__ import annotations

import io
import posixpath
import zipfile

from lxml import etree

from pipeline.errors import InputError
from pipeline.tools.workbook.reading import XML_GUARDS, Caps

_TYPES = "[Content_Types].xml"
_OFFICE_DOCUMENT = "officeDocument"
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


class Package:
    """The parts of one workbook, by name without the leading `/`.

    Args:
        data: The workbook.
        caps: Largest sizes.

    Raises:
        InputError: It would unpack to more than the caps.
        zipfile.BadZipFile: It is no archive.
    """

    def __init__(self, data: bytes, caps: Caps | None = None) -> None:
        caps = caps or Caps()
        self._trees: dict[str, etree._Element] = {}
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [each for each in archive.infolist() if not each.is_dir()]
            if sum(each.file_size for each in entries) > caps.total_bytes:
                raise InputError(
                    "工作簿展开后的内容过多，不能加批注", remedy="删去多余的图片和空行"
                )
            self._parts = {each.filename: archive.read(each) for each in entries}

    def __contains__(self, name: str) -> bool:
        return name in self._parts

    def names(self) -> list[str]:
        """The names of all parts, in the order of the archive."""
        return list(self._parts)

    def data(self, name: str) -> bytes:
        """A part as it is."""
        return self._parts[name]

    def look(self, name: str) -> etree._Element:
        """A part's XML, to be read only.

        Raises:
            KeyError: There is no such part.
            lxml.etree.XMLSyntaxError: It is no XML.
        """
        return self._trees[name] if name in self._trees else self._parsed(name)

    def edit(self, name: str) -> etree._Element:
        """A part's XML; what is done to it is saved.  Raises as `look` does."""
        if name not in self._trees:
            self._trees[name] = self._parsed(name)
        return self._trees[name]

    def _parsed(self, name: str) -> etree._Element:
        root: etree._Element = etree.fromstring(self._parts[name], etree.XMLParser(**XML_GUARDS))
        return root

    # ------------------------------------------------------------ changes

    def put(self, name: str, data: bytes) -> None:
        """Replace a part that there is."""
        self._trees.pop(name, None)
        self._parts[name] = data

    def add(self, wish: str, data: bytes, content_type: str) -> str:
        """Add a part; its name is the wish (`xl/comments{}.xml`) with the first free number."""
        taken = {name.casefold() for name in self._parts}
        number = 1
        while (name := wish.format(number)).casefold() in taken:
            number += 1
        self._parts[name] = data
        types = self.edit(_TYPES)
        kind = f"{{{_PACKAGE}/content-types}}Override"
        etree.SubElement(types, kind, PartName=f"/{name}", ContentType=content_type)
        return name

    def drop(self, name: str) -> None:
        """Remove a part and what it refers to others by; references to it are the caller's."""
        for each in (name, _relationships_of(name)):
            self._parts.pop(each, None)
            self._trees.pop(each, None)
        types = self.edit(_TYPES)
        for entry in list(types):
            if entry.get("PartName", "").casefold() == f"/{name}".casefold():
                types.remove(entry)

    def save(self) -> bytes:
        """The archive; the same parts give the same bytes."""
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
            for name, data in self._parts.items():
                tree = self._trees.get(name)
                content = data if tree is None else _serialised(tree)
                entry = zipfile.ZipInfo(name, _ZIP_EPOCH)
                entry.compress_type, entry.create_system, entry.external_attr = 8, 0, 0
                archive.writestr(entry, content)
        return stream.getvalue()

    # ------------------------------------------------------------ relationships

    def book(self) -> str:
        """The name of the part with the workbook itself.

        Raises:
            KeyError: There is none.
        """
        found = self.first("", _OFFICE_DOCUMENT)
        if found is None:
            raise KeyError(_OFFICE_DOCUMENT)
        return found

    def first(self, part: str, kind: str) -> str | None:
        """The first part of a kind (`comments`) that a part refers to and that there is."""
        for each in self._relationships(part):
            name = self._target(part, each)
            if each.get("Type", "").rpartition("/")[2] == kind and name in self._parts:
                return name
        return None

    def target(self, part: str, relationship: str) -> str:
        """The part that a relationship of a part leads to.

        Raises:
            KeyError: There is no such relationship.
        """
        for each in self._relationships(part):
            if each.get("Id") == relationship:
                return self._target(part, each)
        raise KeyError(relationship)

    def relate(self, part: str, kind: str, target: str) -> str:
        """Refer from a part to another one; gives the id of the relationship."""
        name = _relationships_of(part)
        if name not in self._parts:
            self._parts[name] = f'<Relationships xmlns="{_PACKAGE}/relationships"/>'.encode()
        root = self.edit(name)
        taken = {each.get("Id") for each in root}
        number = len(taken) + 1
        while (relationship := f"rId{number}") in taken:
            number += 1
        etree.SubElement(
            root,
            f"{{{_PACKAGE}/relationships}}Relationship",
            Id=relationship,
            Type=f"{self._type_base()}/{kind}",
            Target=f"/{target}",
        )
        return relationship

    def unrelate(self, part: str, target: str) -> None:
        """Take back every reference from a part to another one."""
        name = _relationships_of(part)
        if name in self._parts:
            root = self.edit(name)
            for each in list(root):
                if self._target(part, each) == target:
                    root.remove(each)

    def _relationships(self, part: str) -> list[etree._Element]:
        name = _relationships_of(part)
        return list(self.look(name).iterfind("{*}Relationship")) if name in self._parts else []

    @staticmethod
    def _target(part: str, relationship: etree._Element) -> str:
        target = str(relationship.get("Target", ""))
        return posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target)).lstrip("/")

    def _type_base(self) -> str:
        """The namespace of the types of relationships, which a strict workbook has its own of."""
        types = (str(each.get("Type", "")) for each in self._relationships(""))
        return next(each for each in types if each.endswith(f"/{_OFFICE_DOCUMENT}")).rpartition(
            "/"
        )[0]


def _relationships_of(part: str) -> str:
    folder, _, name = part.rpartition("/")
    return f"{folder}/_rels/{name}.rels".lstrip("/")


def _serialised(tree: etree._Element) -> bytes:
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
