"""The `.docx` file around the text: its parts, pictures, properties; the same bytes every time."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from xml.sax.saxutils import escape

from lxml import etree

from pipeline.errors import TemplateError
from pipeline.tools import opc
from pipeline.tools.word.markup import Pictures, clean

XML_HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

TEXT_PART = re.compile(r"word/(document|header[^/]*|footer[^/]*|footnotes|endnotes)\.xml")
"""Names of the parts that hold text for all to see."""

_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_IMAGE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
_WORD_MAIN = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_MAX_PARTS = 2000
_MAX_UNPACKED_BYTES = 100_000_000
_FIXED_TIME = (1980, 1, 1, 0, 0, 0)
_UNIX = 3


def parse_xml(data: bytes) -> etree._Element:
    """Parse untrusted XML: no entities, nothing from the network.

    Raises:
        lxml.etree.XMLSyntaxError: It is not XML.
    """
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))


def xml_bytes(root: etree._Element) -> bytes:
    """A part as it stands in the file."""
    return XML_HEAD + etree.tostring(root, encoding="unicode").encode()


def damaged(where: str) -> TemplateError:
    """The error for a file that is no sound `.docx`."""
    return TemplateError(
        "不是完好的.docx文件", where=where, remedy="用Word或WPS打开模板，另存为“Word文档（.docx）”"
    )


def read_parts(data: bytes, where: str) -> dict[str, bytes]:
    """The parts of a `.docx` by name.

    Raises:
        TemplateError: It is no `.docx`, is damaged, is huge, or holds macros.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [each for each in archive.infolist() if not each.is_dir()]
            if len(entries) > _MAX_PARTS or sum(e.file_size for e in entries) > _MAX_UNPACKED_BYTES:
                raise TemplateError("模板文件太大", where=where, remedy="删去模板中的大图片")
            parts = {each.filename: archive.read(each) for each in entries}
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
        ValueError,
        zlib.error,
    ) as error:
        raise damaged(where) from error
    kinds = parts.get("[Content_Types].xml", b"")
    if b"macroEnabled" in kinds or any(name.endswith("vbaProject.bin") for name in parts):
        raise TemplateError(
            "模板里有宏，为安全起见不使用", where=where, remedy="另存为不含宏的“Word文档（.docx）”"
        )
    parts = _with_usual_name(parts)
    if _WORD_MAIN not in kinds or _BODY not in parts:
        raise damaged(where)
    return parts


_BODY, _TOP = "word/document.xml", "_rels/.rels"
_NAMED = re.compile(rb'<Relationship\b[^>]*/officeDocument"[^>]*>')
_TARGET = re.compile(rb'Target="/?(word/[^/"]+\.xml)"')


def _with_usual_name(parts: dict[str, bytes]) -> dict[str, bytes]:
    """The parts with the body under its usual name: Word on the web calls it `document2.xml`."""
    relation = _NAMED.search(parts.get(_TOP, b""))
    target = _TARGET.search(relation[0]) if relation else None
    name = target[1].decode() if target else _BODY
    if _BODY in parts or name not in parts:
        return parts
    folder, _, file = name.rpartition("/")
    named = {name: _BODY, f"{folder}/_rels/{file}.rels": f"{folder}/_rels/document.xml.rels"}
    renamed = {named.get(each, each): part for each, part in parts.items()}
    for each in (_TOP, "[Content_Types].xml"):
        renamed[each] = renamed[each].replace(f'{name}"'.encode(), f'{_BODY}"'.encode())
    return renamed


def add_pictures(parts: dict[str, bytes], pictures: Pictures) -> None:
    """Add the pictures and the relationships that lead to them."""
    parts.update(pictures.files)
    for extension in sorted({name.rpartition(".")[2] for name in pictures.files}):
        entry = f'<Default Extension="{extension}" ContentType="image/{extension}"/>'
        if f'Extension="{extension}"'.encode() not in parts["[Content_Types].xml"]:
            append_entry(parts, "[Content_Types].xml", entry)
    for part, relations in pictures.relations.items():
        folder, _, file = part.rpartition("/")
        for relation, name in relations.items():
            entry = f'<Relationship Id="{relation}" Type="{_IMAGE}" Target="media/{name}"/>'
            append_entry(parts, f"{folder}/_rels/{file}.rels", entry)


def append_entry(parts: dict[str, bytes], name: str, entry: str) -> None:
    """Add an entry to a list of relationships or content types, made if it is not there."""
    empty = f'<Relationships xmlns="{_RELATIONSHIPS}"></Relationships>'.encode()
    root = parse_xml(parts.get(name, empty))
    element = etree.fromstring(entry.encode())
    added = etree.SubElement(
        root, f"{{{etree.QName(root).namespace}}}{etree.QName(element).localname}"
    )
    added.attrib.update(element.attrib)
    parts[name] = xml_bytes(root)


APP_PART = "docProps/app.xml"
APP = (
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    b"<Application>wuxiao</Application></Properties>"
)
"""What a Word file says of the program that made it, after `XML_HEAD`."""
_CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title>'
    "<dc:creator>{creator}</dc:creator><cp:lastModifiedBy>{creator}</cp:lastModifiedBy>"
    "<cp:revision>1</cp:revision>"
    "<dc:language>zh-CN</dc:language></cp:coreProperties>"
)


def set_properties(parts: dict[str, bytes], title: str, creator: str) -> None:
    """Replace the properties; the template's may name the person and the program that made it."""
    name = opc.CORE_PART
    if name not in parts:
        kind = "application/vnd.openxmlformats-package.core-properties+xml"
        relation = _RELATIONSHIPS.replace("relationships", "relationships/metadata/core-properties")
        append_entry(
            parts, "[Content_Types].xml", f'<Override PartName="/{name}" ContentType="{kind}"/>'
        )
        append_entry(
            parts,
            "_rels/.rels",
            f'<Relationship Id="rIdWxCore" Type="{relation}" Target="{name}"/>',
        )
    core = _CORE.format(title=escape(clean(title)), creator=escape(clean(creator)))
    parts[name] = XML_HEAD + core.encode()
    if APP_PART in parts:
        parts[APP_PART] = XML_HEAD + APP


def say_subject(parts: dict[str, bytes], subject: str) -> None:
    """Add what the file is about to its properties (`set_properties`)."""
    parts[opc.CORE_PART] = opc.with_subject(parts[opc.CORE_PART], clean(subject))


def pack_parts(parts: Mapping[str, bytes]) -> bytes:
    """A `.docx` of the parts, in their order, the same bytes every time."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, _FIXED_TIME)
            entry.compress_type = _compression(name)
            entry.create_system, entry.external_attr = _UNIX, 0o644 << 16
            archive.writestr(entry, content)
    return buffer.getvalue()


def _compression(name: str) -> int:
    photo = name.endswith((".jpeg", ".jpg", ".png"))
    return zipfile.ZIP_STORED if photo else zipfile.ZIP_DEFLATED
