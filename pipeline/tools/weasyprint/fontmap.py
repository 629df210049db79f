"""The fonts of this computer as Pango knows them, none of them copied.

WeasyPrint copies every font that an `@font-face` names into a temporary folder, and once more for every
PDF.  Here the file itself is registered under its new name, and is named by the pages that use it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import md5
from locale import getpreferredencoding
from pathlib import Path
from typing import Any, Protocol
from xml.etree.ElementTree import Element, SubElement, tostring

from weasyprint.text.constants import FONTCONFIG_STRETCH, FONTCONFIG_STYLE, FONTCONFIG_WEIGHT
from weasyprint.text.ffi import ffi, fontconfig, gobject, harfbuzz, pango, pangoft2
from weasyprint.text.fonts import (
    FontConfiguration,
    font_features,
    get_pango_font_hb_face,
    get_pango_font_key,
)

from pipeline.errors import TemplateError
from pipeline.tools.weasyprint.drawn import Face
from pipeline.tools.weasyprint.fontfiles import FontFile, from_home, opened
from pipeline.tools.weasyprint.libraries import address

_LOGGER = logging.getLogger("weasyprint")
_ENCODING = getpreferredencoding(False)
_HEADER = b'<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">'
_WEB_FONTS = (".woff", ".woff2")
_ANY_INSTANCE = 0x8000
"""What fontconfig has for the named instance of a variable font as such."""

_STYLE_AXES = ("slnt", "ital")


class Fetcher(Protocol):
    """Reads what a style sheet may read."""

    def file(self, url: str) -> Path:
        """The file behind a `file:` address; raises where it may not be read."""


@dataclass(frozen=True, slots=True)
class _Source:
    """A font that a name is given to: its file, and which one of it (`None`: the only one)."""

    path: Path
    index: int | None = None


@dataclass(eq=False)
class PangoFace:
    """A font as Pango has it, at any size: the same one for the whole process.

    Has what WeasyPrint asks a font for while it draws.

    Attributes:
        face: What the PDF says of it.
        file: It, opened.
        pango_font: Pango's font, at one of its sizes.
    """

    face: Face
    file: FontFile
    pango_font: Any
    widths: dict[int, int] = field(default_factory=dict)
    """In thousandths of an em, by the number of the glyph."""

    @cached_property
    def hb_face(self) -> Any:
        """HarfBuzz's face, of the system's HarfBuzz."""
        return get_pango_font_hb_face(self.pango_font)

    @cached_property
    def hb_font(self) -> Any:
        """HarfBuzz's font, of the system's HarfBuzz."""
        return pango.pango_font_get_hb_font(self.pango_font)

    @cached_property
    def glyph_count(self) -> int:
        """Number of its glyphs."""
        return int(harfbuzz.hb_face_get_glyph_count(self.hb_face))

    def width(self, glyph: int) -> int:
        """How wide a glyph is, in thousandths of an em."""
        if glyph not in self.widths:
            self.widths[glyph] = self.file.width(glyph)
        return self.widths[glyph]


class Fonts(FontConfiguration):  # type: ignore[misc] # WeasyPrint has no types
    """The fonts of this computer, and the names that style sheets give them."""

    def __init__(self) -> None:
        super().__init__()
        self._own_names: dict[str, str] = {}
        self._registered: dict[str, Path] = {}
        self._by_address: dict[int, tuple[PangoFace, float, Any]] = {}
        self._by_key: dict[tuple[int, str], PangoFace] = {}
        self.contexts: dict[object, Any] = {}
        """Kept by `styles`."""
        self.struts: dict[object, tuple[float, float]] = {}
        """Kept by `shortcuts`."""

    # ------------------------------------------------------------ names given by style sheets

    def add_font_face(self, rule_descriptors: Mapping[str, Any], url_fetcher: Fetcher) -> None:
        """Give a font the name that an `@font-face` has for it.

        Args:
            rule_descriptors: The rule, as WeasyPrint parses it.
            url_fetcher: Says which files may be read.

        Raises:
            TemplateError: The font is packed for the web.
        """
        rule = str(rule_descriptors)
        if rule in self._registered:
            return
        family = str(rule_descriptors["font_family"])
        for source, own_name in self._sources(rule_descriptors["src"], url_fetcher):
            spelled = self._spelled(source.path)
            xml = _rules(rule_descriptors, spelled, source.index)
            fontconfig.FcConfigParseAndLoadFromMemory(self._config, _HEADER + xml, True)
            if fontconfig.FcConfigAppFontAddFile(self._config, spelled.encode(_ENCODING)):
                self._registered[rule] = source.path
                if own_name:
                    self._own_names[family] = own_name
                pangoft2.pango_fc_font_map_config_changed(
                    ffi.cast("PangoFcFontMap *", self.font_map)
                )
                return
        _LOGGER.warning("Font-face %r cannot be loaded", family)

    def _spelled(self, path: Path) -> str:
        """Another way to write a path each time.

        Fontconfig's rules go by the file's name: what holds for a font under its new name must not
        hold for it under its own, or under a third one.
        """
        steps = "./" * (len(self._registered) + 1)
        return f"{path.parent.as_posix()}/{steps}{path.name}"

    def _sources(
        self, sources: list[tuple[str, str | None]], fetcher: Fetcher
    ) -> Iterator[tuple[_Source, str]]:
        """The fonts that a rule names and that are there, with their own names."""
        for kind, url in sources:
            if url is None or kind == "internal":
                continue
            if kind == "local":
                if found := self._installed(url):
                    yield found, url
                continue
            path = fetcher.file(url)
            if path.suffix.lower() in _WEB_FONTS:
                raise TemplateError(
                    "不能用网页字体", where=path.name, remedy="换成 ttf、otf 或 ttc 格式的字体文件"
                )
            yield _Source(path), ""

    def _installed(self, name: str) -> _Source | None:
        """The installed font of a full name or PostScript name."""
        wanted = name.encode()
        pattern = ffi.gc(fontconfig.FcPatternCreate(), fontconfig.FcPatternDestroy)
        fontconfig.FcConfigSubstitute(self._config, pattern, fontconfig.FcMatchFont)
        fontconfig.FcDefaultSubstitute(pattern)
        for tag in (b"fullname", b"postscriptname"):
            fontconfig.FcPatternAddString(pattern, tag, wanted)
        found = fontconfig.FcFontMatch(self._config, pattern, ffi.new("FcResult *"))
        if found == ffi.NULL:
            return None
        found = ffi.gc(found, fontconfig.FcPatternDestroy)
        names = (_string(found, tag) for tag in (b"fullname", b"postscriptname"))
        if name.lower() not in (each.lower() for each in names):
            return None
        return _Source(Path(_string(found, b"file")), _integer(found, b"index"))

    # ------------------------------------------------------------ Pango's fonts

    def face_of(self, pango_font: Any) -> tuple[PangoFace, float]:
        """What is behind one of Pango's fonts, and its size in pixels."""
        place = address(pango_font)
        if place not in self._by_address:
            described, description, size = get_pango_font_key(pango_font)
            key = described, _string(_pattern(pango_font), b"file")
            if key not in self._by_key:
                self._by_key[key] = self._opened(pango_font, description, size)
            # Held, so that its address stays its own.
            held = ffi.gc(gobject.g_object_ref(pango_font), gobject.g_object_unref)
            self._by_address[place] = self._by_key[key], size, held
        face, size, _ = self._by_address[place]
        return face, size

    def _opened(self, pango_font: Any, description: Any, size: float) -> PangoFace:
        pattern = _pattern(pango_font)
        path = from_home(Path(_string(pattern, b"file")))
        index = _integer(pattern, b"index")
        if index >> 16 == _ANY_INSTANCE:
            index &= 0xFFFF
        variations = _variations(opened(path, index, ()), description, size)
        file = opened(path, index, variations)
        family = ffi.string(pango.pango_font_description_get_family(description)).decode()
        own_name = _string(pattern, b"postscriptname") or Path(path).stem
        # By the file alone: however a style sheet calls it, and however bold, it is embedded once.
        # The built-in `hash` differs from run to run.
        told_by = f"{Path(path).name}|{index}|{variations}".encode()
        letters = md5(told_by, usedforsecurity=False).digest()[:6]
        face = Face(
            key="".join(chr(65 + letter % 26) for letter in letters),
            name=own_name,
            family=self._own_names.get(family, family),
            file=path,
            index=index,
            variations=variations,
            checksum=file.checksum,
            ascent=file.ascent,
            descent=file.descent,
            is_italic=_integer(pattern, b"slant") > 0,
            is_serif="Serif" in family.split(" "),
            is_coloured=file.is_coloured,
        )
        if not file.has_outlines and not face.is_coloured:
            raise TemplateError("不能用点阵字体", where=family, remedy="换一种字体")
        held = ffi.gc(gobject.g_object_ref(pango_font), gobject.g_object_unref)
        return PangoFace(face, file, held)


def _variations(file: FontFile, description: Any, size: float) -> tuple[tuple[str, float], ...]:
    """Where a variable font stands on each of its axes; as `weasyprint.pdf.fonts.Font.clean` has it."""
    axes = file.axes
    if not axes:
        return ()
    given = pango.pango_font_description_get_variations(description)
    parts = ffi.string(given).decode().split(",") if given != ffi.NULL else ()
    stands = {tag: float(value) for tag, _, value in (part.partition("=") for part in parts)}
    style = pango.pango_font_description_get_style(description)
    defaults = {
        "wght": float(pango.pango_font_description_get_weight(description)),
        "opsz": size,
        "slnt": min(axes["slnt"], key=lambda value: (value == 0, value))
        if "slnt" in axes and style == pango.PANGO_STYLE_OBLIQUE
        else 0.0,
        "ital": float(style == pango.PANGO_STYLE_ITALIC),
    }
    found = {**defaults, **stands}
    clamped = {
        tag: min(max(found[tag], least), most)
        for tag, (least, most) in axes.items()
        if tag in found
    }
    return tuple(sorted(clamped.items()))


def _pattern(pango_font: Any) -> Any:
    """What fontconfig says of one of Pango's fonts."""
    found = ffi.new("FcPattern **")  # pango_fc_font_get_pattern came with Pango 1.48
    gobject.g_object_get(pango_font, b"pattern", found, ffi.NULL)
    return found[0]


def _string(pattern: Any, tag: bytes) -> str:
    found = ffi.new("FcChar8 **")
    if fontconfig.FcPatternGetString(pattern, tag, 0, found) != fontconfig.FcResultMatch:
        return ""
    return str(ffi.string(found[0]).decode(_ENCODING))


def _integer(pattern: Any, tag: bytes) -> int:
    found = ffi.new("int *")
    fontconfig.FcPatternGetInteger(pattern, tag, 0, found)
    return int(found[0])


def _rules(rule: Mapping[str, Any], file: str, index: int | None) -> bytes:
    """Fontconfig's rules for a font that is given another name: when it is read, and when it is used."""
    root = Element("fontconfig")
    scan = _match(root, "scan", file, index)
    # Before its own: to replace the family breaks Pango (WeasyPrint's issue 2510).
    _edit(scan, "family", "prepend", "string", rule["font_family"])
    if "font_style" in rule:
        _edit(scan, "slant", "assign_replace", "const", FONTCONFIG_STYLE[rule["font_style"]])
    if "font_weight" in rule:
        _edit(scan, "weight", "assign_replace", "int", FONTCONFIG_WEIGHT[rule["font_weight"]])
    if "font_stretch" in rule:
        _edit(scan, "width", "assign_replace", "const", FONTCONFIG_STRETCH[rule["font_stretch"]])
    use = _match(root, "font", file, index)
    variants = {name.replace("-", "_"): value for ((name, value),) in rule.get("font_variant", ())}
    features = font_features(
        font_feature_settings=rule.get("font_feature_settings", "normal"), **variants
    )
    texts = [f"{key} {value}" for key, value in features.items()]
    if texts:
        _edit(use, "fontfeatures", "assign_replace", "string", *texts)
    if ranges := rule.get("unicode_range"):
        _only(use, ranges)
    xml: bytes = tostring(root, encoding="utf-8")
    return xml


def _match(root: Element, target: str, file: str, index: int | None) -> Element:
    match = SubElement(root, "match", target=target)
    test = SubElement(match, "test", name="file", compare="eq")
    SubElement(test, "string").text = file
    if index is not None:
        test = SubElement(match, "test", name="index", compare="eq")
        SubElement(test, "int").text = str(index)
    return match


def _edit(match: Element, name: str, mode: str, kind: str, *values: object) -> None:
    edit = SubElement(match, "edit", name=name, mode=mode)
    for value in values:
        SubElement(edit, kind).text = str(value)


def _only(match: Element, ranges: Any) -> None:
    edit = SubElement(match, "edit", name="charset", mode="assign_replace")
    plus = SubElement(edit, "plus")
    for each in ranges:
        span = SubElement(SubElement(plus, "charset"), "range")
        for value in (each.start, each.end):
            SubElement(span, "int").text = f"0x{value:x}"
