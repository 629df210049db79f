"""Values and pictures as they stand in Word's XML."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from markupsafe import Markup

_EMU_PER_MM = 36000

GOES_ON = "00000B1A"
"""Value of `w:rsidR` that marks the run which goes on after `run_markup`."""

_OPEN = '</w:t></w:r><w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">'
_CLOSE = f'</w:t></w:r><w:r w:rsidR="{GOES_ON}"><w:t xml:space="preserve">'

LINE_END = "wuxiaoLineEnd"
"""Kind of the `w:br` that stands for a line end of a value until the file is put together."""

_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_BREAKS = {
    "\n": f'</w:t><w:br w:type="{LINE_END}"/><w:t xml:space="preserve">',
    "\t": '</w:t><w:tab/><w:t xml:space="preserve">',
}


def clean(text: str) -> str:
    """The text without control characters; whatever ends a line becomes a newline."""
    if text.isprintable():
        return text
    return _CONTROL.sub("", _LINE_END.sub("\n", text))


def text_markup(text: str) -> Markup:
    """A value as it stands inside `w:t`: clean, escaped; its lines are parted later (`lines`)."""
    shown = escape(clean(text))
    for character, markup in _BREAKS.items():
        shown = shown.replace(character, markup)
    return Markup(shown)  # noqa: S704 - escaped above


def broken_markup(lines: Iterable[str]) -> Markup:
    """Lines of one paragraph, with line breaks of Word between them."""
    return Markup('</w:t><w:br/><w:t xml:space="preserve">').join(map(text_markup, lines))


def run_markup(text: str, properties: str) -> Markup:
    """Text in a run of its own with other properties; what follows looks as what went before."""
    return Markup(_OPEN.format(properties=properties) + str(text_markup(text)) + _CLOSE)  # noqa: S704


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture ready for the page: JPEG or PNG data, and its size in pixels."""

    data: bytes
    width_px: int
    height_px: int


_INLINE = (
    '</w:t><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
    '<wp:extent cx="{width}" cy="{height}"/><wp:docPr id="{id}" name="图片 {number}" descr={text}{more}/>'
    '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"/></wp:cNvGraphicFramePr>'
    '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
    '<pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:nvPicPr>'
    '<pic:cNvPr id="{id}" name="{file}"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
    '<a:blip r:embed="{relation}" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"/>'
    '<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/>'
    '<a:ext cx="{width}" cy="{height}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
    "</pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>"
    '<w:t xml:space="preserve">'
)


FITS_ITS_PLACE = "wuxiaoFits"
"""Title of a picture that is still to be fitted into where it stands."""

LARGEST_MM = (76.0, 57.0)
"""Width and height of the largest frame of a picture whose size the template does not give."""


@dataclass(slots=True)
class Pictures:
    """The pictures of one document: templates ask for markup, the file gets the data."""

    files: dict[str, bytes] = field(default_factory=dict)
    relations: dict[str, dict[str, str]] = field(default_factory=dict)
    part: str = "word/document.xml"
    _names: dict[bytes, str] = field(default_factory=dict)
    _count: int = 0

    def inline(self, picture: Picture, frame_mm: tuple[float, float] | None, text: str) -> Markup:
        """Markup of a picture.

        Args:
            picture: The picture.
            frame_mm: Width and height of what it is fitted into, undistorted; None: what its cell or page
                has room for (`fitting`).
            text: Describes it.
        """
        width_mm, height_mm = frame_mm or LARGEST_MM
        name = self._store(picture.data)
        relation = f"rIdWx{name.partition('.')[0].title()}"
        self.relations.setdefault(self.part, {})[relation] = name
        scale = min(width_mm / picture.width_px, height_mm / picture.height_px) * _EMU_PER_MM
        self._count += 1
        return Markup(  # noqa: S704 - every value is a number, a name of ours, or quoted
            _INLINE.format(
                width=max(1, round(picture.width_px * scale)),
                height=max(1, round(picture.height_px * scale)),
                id=5000 + self._count,
                number=self._count,
                file=name,
                relation=relation,
                text=quoteattr(clean(text)),
                more="" if frame_mm else f' title="{FITS_ITS_PLACE}"',
            )
        )

    def _store(self, data: bytes) -> str:
        digest = hashlib.sha256(data).digest()
        if digest not in self._names:
            kind = "png" if data.startswith(b"\x89PNG") else "jpeg"
            self._names[digest] = f"photo{len(self._names) + 1}.{kind}"
            self.files[f"word/media/{self._names[digest]}"] = data
        return self._names[digest]
