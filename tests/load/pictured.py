"""Workbooks with pictures: in cells as WPS and Excel 365 keep them, and floating over the sheet."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import openpyxl.drawing.image
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor, TwoCellAnchor
from openpyxl.drawing.xdr import XDRPositiveSize2D
from PIL import Image

PROJECTS = "xl/worksheets/sheet2.xml"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_DRAWN = (
    'xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
    f'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="{_OFFICE}"'
)


def png(shade: int = 0, width: int = 1200) -> bytes:
    """A picture; each shade from 0 to 255 is another one."""
    stream = io.BytesIO()
    Image.new("RGB", (width, 900), (shade, 40, 200)).save(stream, "PNG")
    return stream.getvalue()


def float_over(sheet: Any, cell: str, data: bytes) -> None:
    """A picture whose top left corner lies on that of a cell, larger than it."""
    sheet.add_image(openpyxl.drawing.image.Image(io.BytesIO(data)), cell)


def float_between(
    sheet: Any, first: tuple[int, int], last: tuple[int, int], data: bytes, **offsets: int
) -> None:
    """A picture from one cell (row, column, from 1) to another; offsets in EMU as openpyxl calls them."""
    image = openpyxl.drawing.image.Image(io.BytesIO(data))
    low = AnchorMarker(
        row=first[0] - 1,
        col=first[1] - 1,
        rowOff=offsets.get("row_from", 0),
        colOff=offsets.get("col_from", 0),
    )
    high = AnchorMarker(
        row=last[0] - 1,
        col=last[1] - 1,
        rowOff=offsets.get("row_to", 0),
        colOff=offsets.get("col_to", 0),
    )
    image.anchor = TwoCellAnchor(_from=low, to=high)
    sheet.add_image(image)


def float_in(sheet: Any, row: int, column: int, data: bytes) -> None:
    """A picture that lies within one cell."""
    image = openpyxl.drawing.image.Image(io.BytesIO(data))
    image.anchor = OneCellAnchor(
        _from=AnchorMarker(row=row - 1, col=column - 1), ext=XDRPositiveSize2D(90_000, 90_000)
    )
    sheet.add_image(image)


def dispimg(name: str) -> str:
    """The formula that WPS puts into a cell with a picture."""
    return f'=_xlfn.DISPIMG("{name}",1)'


def add_wps_pictures(file: Path, pictures: Mapping[str, bytes], *, within: str = "") -> None:
    """Give a workbook the pictures that `DISPIMG` names; `within` stands in each one's frame."""
    listed = "".join(
        f'<etc:cellImage><xdr:pic><xdr:nvPicPr><xdr:cNvPr id="{number}" name="{name}"/><xdr:cNvPicPr/>'
        f'</xdr:nvPicPr><xdr:blipFill><a:blip r:embed="rId{number}"/>{within}</xdr:blipFill>'
        "<xdr:spPr/></xdr:pic></etc:cellImage>"
        for number, name in enumerate(pictures, start=1)
    )
    space = 'xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData"'
    media = {f"xl/media/wps{n}.png": data for n, data in enumerate(pictures.values(), start=1)}
    rewrite(
        file,
        {
            **media,
            "xl/cellimages.xml": f"<etc:cellImages {space} {_DRAWN}>{listed}</etc:cellImages>",
            "xl/_rels/cellimages.xml.rels": _relations(
                (f"{_OFFICE}/image", part.removeprefix("xl/")) for part in media
            ),
        },
    )
    _refer(file, [("http://www.wps.cn/officeDocument/2020/cellImage", "cellimages.xml")])


def add_excel_pictures(file: Path, pictures: list[bytes]) -> None:
    """Give a workbook the pictures that `vm` of 1, 2 … means; its last value is an error of a formula."""
    count = len(pictures)
    bk = "".join(
        f'<bk><extLst><ext uri="x"><x:rvb xmlns:x="x" i="{n}"/></ext></extLst></bk>'
        for n in range(count + 1)
    )
    values = "".join(f'<bk><rc t="1" v="{n}"/></bk>' for n in range(count + 1))
    rv = "".join(f'<rv s="0"><v>{n}</v><v>5</v></rv>' for n in range(count))
    rels = "".join(f'<rel r:id="rId{n}"/>' for n in range(1, count + 1))
    media = {f"xl/media/excel{n}.png": data for n, data in enumerate(pictures)}
    rewrite(
        file,
        {
            **media,
            "xl/metadata.xml": '<metadata xmlns="m"><metadataTypes count="1"><metadataType '
            f'name="XLRICHVALUE"/></metadataTypes><futureMetadata name="XLRICHVALUE">{bk}'
            f"</futureMetadata><valueMetadata>{values}</valueMetadata></metadata>",
            "xl/richData/rdrichvalue.xml": f'<rvData xmlns="v">{rv}<rv s="1"><v>8</v></rv></rvData>',
            "xl/richData/rdrichvaluestructure.xml": '<rvStructures xmlns="s"><s t="_localImage">'
            '<k n="_rvRel:LocalImageIdentifier" t="i"/><k n="CalcOrigin" t="i"/></s>'
            '<s t="_error"><k n="errorType" t="i"/></s></rvStructures>',
            "xl/richData/richValueRel.xml": f'<richValueRels xmlns="r" xmlns:r="{_OFFICE}">{rels}'
            "</richValueRels>",
            "xl/richData/_rels/richValueRel.xml.rels": _relations(
                (f"{_OFFICE}/image", f"../media/{Path(part).name}") for part in media
            ),
        },
    )
    base = "http://schemas.microsoft.com/office"
    _refer(
        file,
        [
            (f"{_OFFICE}/sheetMetadata", "metadata.xml"),
            (f"{base}/2017/06/relationships/rdRichValue", "richData/rdrichvalue.xml"),
            (
                f"{base}/2017/06/relationships/rdRichValueStructure",
                "richData/rdrichvaluestructure.xml",
            ),
            (f"{base}/2022/10/relationships/richValueRel", "richData/richValueRel.xml"),
        ],
    )


def mark_values(file: Path, cells: Mapping[str, int], part: str = PROJECTS) -> None:
    """Turn cells into values of a kind of their own, as Excel 365 writes a picture in a cell."""

    def change(text: bytes) -> bytes:
        for cell, number in cells.items():
            text, found = re.subn(
                rb'<c r="%s"[^>]*?(/>|>.*?</c>)' % cell.encode(),
                b'<c r="%s" t="e" vm="%d"><v>#VALUE!</v></c>' % (cell.encode(), number),
                text,
            )
            assert found == 1, cell
        return text

    change_part(file, part, change)


def change_part(file: Path, part: str, change: Callable[[bytes], bytes]) -> None:
    """Change one part of an archive."""
    with zipfile.ZipFile(file) as archive:
        parts = {each: archive.read(each) for each in archive.namelist()}
    parts[part] = change(parts[part])
    _save(file, parts)


def rewrite(file: Path, more: Mapping[str, str | bytes]) -> None:
    """Add parts to an archive, or replace them."""
    with zipfile.ZipFile(file) as archive:
        parts = {each: archive.read(each) for each in archive.namelist()}
    for name, content in more.items():
        parts[name] = content.encode() if isinstance(content, str) else content
    _save(file, parts)


def _save(file: Path, parts: Mapping[str, bytes]) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def _relations(entries: Any) -> str:
    listed = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(entries, start=1)
    )
    return f'<Relationships xmlns="{_RELATIONS}">{listed}</Relationships>'


def _refer(file: Path, entries: list[tuple[str, str]]) -> None:
    """Let the workbook itself refer to parts."""
    more = "".join(
        f'<Relationship Id="more{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(entries)
    ).encode()
    part = "xl/_rels/workbook.xml.rels"
    change_part(
        file, part, lambda text: text.replace(b"</Relationships>", more + b"</Relationships>")
    )
