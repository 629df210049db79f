"""Word templates: placeholders become Jinja source, compiled once, filled in for each document."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, Template
from lxml import etree

from pipeline.dossier.characters import LONG_WORD
from pipeline.errors import TemplateError
from pipeline.tools.jinja.complaints import FAULTS, complaint, place_in_template
from pipeline.tools.word.draft import mark_as_draft
from pipeline.tools.word.fitting import fit_pictures
from pipeline.tools.word.lines import part_lines
from pipeline.tools.word.markup import GOES_ON, Pictures
from pipeline.tools.word.package import (
    XML_HEAD,
    add_pictures,
    pack_parts,
    parse_xml,
    set_properties,
    xml_bytes,
)
from pipeline.tools.word.places import own_text
from pipeline.tools.word.properties import paragraph_property
from pipeline.tools.word.source import Archive, Source, read_template
from pipeline.tools.word.styles import STYLES_PART, Styles, W, value
from pipeline.tools.word.ways import set_styles

_RSID = f"{W}rsidR"
_BLANK = "_____"


def template_sources(path: Path, where: str = "") -> Mapping[str, Source]:
    """The Jinja source of each part of a Word template that can hold tags, for analysis.

    Args:
        path: The template.
        where: What messages call it; "" for its path.

    Raises:
        TemplateError: The file is damaged, is no `.docx`, holds macros, or there are slips in its tags.
    """
    return read_template(path.read_bytes(), where or str(path)).sources


@dataclass(frozen=True, slots=True)
class _Compiled:
    digest: bytes
    archive: Archive
    templates: Mapping[str, Template]


_compiled: dict[tuple[bytes, Environment], _Compiled] = {}


def _compile(data: bytes, where: str, environment: Environment) -> _Compiled:
    """The compiled templates of a file; each content is compiled once per process."""
    digest = hashlib.sha256(data).digest()
    key = digest, environment
    if key not in _compiled:
        archive = read_template(data, where)
        templates = {}
        for name, source in archive.sources.items():
            try:
                templates[name] = environment.from_string(source.text)
            except FAULTS as error:
                _, line = place_in_template(error)
                raise _refusal(error, source, line, environment, where) from error
        _compiled[key] = _Compiled(digest, archive, templates)
    return _compiled[key]


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a Word file says of itself, and how it is set.

    Attributes:
        title: Title in its properties.
        creator: Author in its properties; an office, never a person.
        draft: Whether every page says 草稿.
        way: The way in which its print face is set; see `ways`.
    """

    title: str
    creator: str = ""
    draft: bool = False
    way: str = ""


@dataclass(frozen=True, slots=True)
class Filled:
    """A Word template with its placeholders filled in; the file is still to be put together."""

    compiled: _Compiled
    texts: Mapping[str, str]
    pictures: Pictures
    about: About
    where: str

    @property
    def digest(self) -> str:
        """Digest of all that the file will show: equal digests give equal files."""
        pictures = {
            name: hashlib.sha256(data).digest() for name, data in self.pictures.files.items()
        }
        shown = (self.about, sorted(self.texts.items()), sorted(pictures.items()))
        return hashlib.sha256(self.compiled.digest + repr(shown).encode()).hexdigest()

    def pack(self) -> bytes:
        """The file.

        Raises:
            TemplateError: What was filled in gives no valid Word content.
        """
        archive = self.compiled.archive
        parts = dict(archive.parts)
        for name, text in self.texts.items():
            parts[name] = _part(text, archive.sources[name], self.where, archive.styles)
        if STYLES_PART in parts:
            parts[STYLES_PART] = set_styles(parts[STYLES_PART], self.about.way)
        add_pictures(parts, self.pictures)
        set_properties(parts, self.about.title, self.about.creator)
        if self.about.draft:
            mark_as_draft(parts)
        return pack_parts(parts)


def fill_word(
    path: Path,
    context: Mapping[str, Any],
    environment: Environment,
    *,
    about: About,
    pictures: Pictures | None = None,
    where: str = "",
) -> Filled:
    """Fill in a Word template.

    Args:
        path: The `.docx` template.
        context: What it may name.
        environment: Strict, escaping, sandboxed; its `finalize` gives `text_markup` of values.
        about: What the file says of itself.
        pictures: Where the functions of `context` put pictures.
        where: What messages call the template; "" for its path.

    Raises:
        TemplateError: The template is damaged or names what does not exist.
    """
    where = where or str(path)
    compiled = _compile(path.read_bytes(), where, environment)
    pictures = pictures if pictures is not None else Pictures()
    texts = {}
    for name, template in compiled.templates.items():
        pictures.part = name
        texts[name] = _rendered(template, compiled.archive.sources[name], context, where)
    return Filled(compiled, texts, pictures, about, where)


def _rendered(template: Template, source: Source, context: Mapping[str, Any], where: str) -> str:
    try:
        return template.render(context)
    except FAULTS as error:
        _, line = place_in_template(error)
        raise _refusal(error, source, line, template.environment, where) from error


def _part(filled: str, source: Source, where: str, styles: Styles) -> bytes:
    data = filled.encode()
    try:
        root = parse_xml(data)
    except etree.XMLSyntaxError as error:
        raise TemplateError(
            "填写后不是有效的Word内容",
            where=where,
            why="；".join(f"{each.place}{each.what}" for each in source.crossing),
            remedy=next(
                (each.remedy for each in source.crossing),
                "检查 {%tr … %}、{%p … %} 是否各占一行或一段",
            ),
        ) from error
    changes = [
        _mend(root),
        fit_pictures(root, styles),
        part_lines(root, styles),
        _leave_ragged(root, styles),
    ]
    return xml_bytes(root) if any(changes) else XML_HEAD + data


def _leave_ragged(root: etree._Element, styles: Styles) -> bool:
    """Set justified paragraphs with a blank or a long Latin word to the left: returns whether there are any.

    Neither is broken over two lines, so that the line before it would be torn open.
    """
    changed = False
    for paragraph in root.iter(f"{W}p"):
        text = "".join(own_text(paragraph))
        if _BLANK not in text and not LONG_WORD.search(text):
            continue
        alignments = (value(each, "pPr", "jc") for each in styles.behind_paragraph(paragraph))
        if next(filter(None, alignments), "") != "both":
            continue
        paragraph_property(paragraph, "jc").set(f"{W}val", "left")
        changed = True
    return changed


def _mend(root: etree._Element) -> bool:
    """Make what the values left behind proper Word: returns whether anything was changed.

    A table without rows goes, a cell without a paragraph gets one, and after a run of its own
    (`run_markup`) the text goes on as before it.
    """
    changed = False
    for table in list(root.iter(f"{W}tbl")):
        parent = table.getparent()
        if table.find(f"{W}tr") is None and parent is not None:
            parent.remove(table)
            changed = True
    for cell in root.iter(f"{W}tc"):
        if len(cell) == 0 or cell[-1].tag != f"{W}p":
            etree.SubElement(cell, f"{W}p")
            changed = True
    for run in root.iterfind(f".//{W}r[@{_RSID}='{GOES_ON}']"):
        del run.attrib[_RSID]
        own = run.getprevious()
        before = own.getprevious() if own is not None else None
        properties = before.find(f"{W}rPr") if before is not None else None
        if own is not None and properties is not None:
            run.insert(0, deepcopy(properties))
            _add_properties(own[0], properties)
        changed = True
    return changed


def _add_properties(own: etree._Element, others: etree._Element) -> None:
    """Give a run's properties those of `others` that it lacks."""
    have = {each.tag for each in own}
    merged = [*own, *(deepcopy(each) for each in others if each.tag not in have)]
    merged.sort(key=lambda each: _RUN_ORDER.get(etree.QName(each).localname, 50))
    own[:] = merged


# The order in which the schema wants them, of those met in practice.
_RUN_PROPERTIES = """
    rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof
    snapToGrid vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd
    fitText vertAlign rtl cs em lang eastAsianLayout specVanish oMath
"""
_RUN_ORDER = {name: place for place, name in enumerate(_RUN_PROPERTIES.split())}


def _refusal(
    error: Exception, source: Source, line: int, environment: Environment, where: str
) -> TemplateError:
    found = complaint(error, environment)
    words = source.words(line)
    return TemplateError(
        f"{source.place(line)}{found.what}" + (f"（“{words}”）" if words else ""),
        where=where,
        remedy=found.remedy,
    )
