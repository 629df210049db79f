"""Word files for tests, written as other programs write them: paragraphs, tables, and raw XML in between."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

_SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Default Extension="jpeg" ContentType="image/jpeg"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

Block = str | Sequence[Sequence[str]]
"""Raw XML where it starts with `<`, a paragraph, or the rows of a table."""


def run(text: str, properties: str = "") -> str:
    """A run, its line ends as line breaks."""
    pieces = (f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    return f"<w:r><w:rPr>{properties}</w:rPr>{'<w:br/>'.join(pieces)}</w:r>"


def paragraph(text: str) -> str:
    """A paragraph; of raw XML where it starts with `<`."""
    return f"<w:p>{text if text.startswith('<') else run(text)}</w:p>"


def cell(text: str, properties: str = "") -> str:
    """A cell: raw blocks where it starts with `<w:p`, `<w:tbl` or `<w:sdt`, else a paragraph a `|`."""
    raw = text.startswith(("<w:p", "<w:tbl", "<w:sdt"))
    inside = text if raw else "".join(map(paragraph, text.split("|")))
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside}</w:tc>"


def table(rows: Sequence[Sequence[str]]) -> str:
    """A table; a cell that starts with `<w:tc>` is taken as it is."""
    made = (
        "".join(each if each.startswith("<w:tc>") else cell(each) for each in row) for row in rows
    )
    return f"<w:tbl><w:tblPr/>{''.join(f'<w:tr>{row}</w:tr>' for row in made)}</w:tbl>"


def spanning(columns: int, text: str) -> str:
    """A cell over several columns."""
    return cell(text, f'<w:gridSpan w:val="{columns}"/>')


def merged(text: str | None) -> str:
    """The first of cells merged downwards; None for one of the others."""
    return cell(text or "", '<w:vMerge w:val="restart"/>' if text is not None else "<w:vMerge/>")


def picture(relation: str) -> str:
    """A run with a picture."""
    blip = f'<a:blip r:embed="{relation}"/>'
    graphic = f"<a:graphic><a:graphicData>{blip}</a:graphicData></a:graphic>"
    return f"<w:r><w:drawing><wp:inline>{graphic}</wp:inline></w:drawing></w:r>"


def word(*blocks: Block, pictures: Mapping[str, bytes] | None = None) -> bytes:
    """A `.docx`.

    Args:
        blocks: Its content.
        pictures: JPEGs by the id that `picture` names.
    """
    body = "".join(_block(each) for each in blocks)
    document = f"<w:document {_SPACES}><w:body>{body}<w:sectPr/></w:body></w:document>"
    held = pictures or {}
    relations = "".join(
        f'<Relationship Id="{each}" Type="{_OFFICE}/image" Target="media/{each}.jpeg"/>'
        for each in held
    )
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": f'<Relationships xmlns="{_RELS}"><Relationship Id="rId1" Type="{_OFFICE}/officeDocument" '
        'Target="word/document.xml"/></Relationships>',
        "word/document.xml": document,
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_RELS}">{relations}</Relationships>',
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
        for relation, data in held.items():
            archive.writestr(f"word/media/{relation}.jpeg", data)
    return stream.getvalue()


def _block(block: Block) -> str:
    if not isinstance(block, str):
        return table(block)
    return block if block.startswith(("<w:p", "<w:tbl", "<w:sdt")) else paragraph(block)
