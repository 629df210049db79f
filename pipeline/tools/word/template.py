"""Word templates: placeholders become Jinja source, compiled once, filled in for each document."""

from __future__ import annotations

import hashlib
import re
import traceback
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import Environment, Template, TemplateSyntaxError
from jinja2.exceptions import SecurityError, UndefinedError
from jinja2.exceptions import TemplateError as JinjaError
from lxml import etree

from pipeline.errors import TemplateError
from pipeline.tools.word.draft import mark_as_draft
from pipeline.tools.word.final import read_final
from pipeline.tools.word.lines import part_lines
from pipeline.tools.word.markup import GOES_ON, Pictures
from pipeline.tools.word.package import (
    TEXT_PART,
    XML_HEAD,
    add_pictures,
    damaged,
    pack_parts,
    parse_xml,
    set_properties,
    xml_bytes,
)
from pipeline.tools.word.styles import Styles, W, value

_RSID = f"{W}rsidR"
_BLANK = "_____"
_AFTER_ALIGNMENT = """
    textDirection textAlignment textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange
"""
_AFTER_JC = frozenset(f"{W}{name}" for name in _AFTER_ALIGNMENT.split())
"""What the schema wants behind the alignment of a paragraph."""


@dataclass(frozen=True, slots=True)
class _Archive:
    """The parts of a `.docx`, checked, the Jinja source of those that may hold placeholders, the styles."""

    parts: Mapping[str, bytes]
    sources: Mapping[str, str]
    styles: Styles


def template_sources(path: Path) -> dict[str, str]:
    """Jinja source of each part of a Word template that can hold placeholders, for analysis.

    Each paragraph starts on a new line, so line numbers lead to paragraphs (`paragraph_at`).

    Raises:
        TemplateError: The file is damaged, is no `.docx`, holds macros, or a placeholder is broken.
    """
    return dict(_read_archive(path.read_bytes(), str(path)).sources)


def paragraph_at(source: str, line: int) -> str:
    """The words of the paragraph at a line of a template source, counted from 1."""
    lines = source.split("\n")
    text = re.sub(r"<[^>]+>", "", lines[line - 1] if 0 < line <= len(lines) else "")
    return text if len(text) <= 60 else text[:59] + "…"


def _read_archive(data: bytes, where: str) -> _Archive:
    try:
        parts = read_final(data, where)
        names = [name for name in parts if TEXT_PART.fullmatch(name)]
        sources = {name: _jinja_source(parts[name], where) for name in names}
        return _Archive(parts, sources, Styles(parts))
    except etree.XMLSyntaxError as error:
        raise damaged(where) from error


def _jinja_source(data: bytes, where: str) -> str:
    root = parse_xml(data)
    for paragraph in root.iter(f"{W}p"):
        _check_braces("".join(_own_text(paragraph)), where)
    text = etree.tostring(root, encoding="unicode")
    patched: str = DocxTemplate(None).patch_xml(text)
    return re.sub(r"<w:p([ >])", r"\n<w:p\1", patched)


def _own_text(paragraph: etree._Element) -> Iterator[str]:
    """The words of a paragraph without those of text boxes in it."""
    for node in paragraph.iter(f"{W}t"):
        if next(node.iterancestors(f"{W}p")) is paragraph:
            yield node.text or ""


_BRACES = re.compile(r"\{[{%#]|[}%#]\}")
_FULL_WIDTH = re.compile(r"[{｛][{｛%％]|[}｝%％][}｝]")


def _check_braces(text: str, where: str) -> None:
    """Placeholders must start and end within their paragraph, in half-width braces."""
    shown = text if len(text) <= 60 else text[:59] + "…"
    for mark in _FULL_WIDTH.findall(text):
        if any(character in "｛｝％" for character in mark):
            raise TemplateError(
                f"占位符用了全角花括号：“{shown}”", where=where, remedy="改为半角 {{ }} 或 {% %}"
            )
    inside = ""
    for mark in _BRACES.findall(text):
        if inside and mark == {"{{": "}}", "{%": "%}", "{#": "#}"}[inside]:
            inside = ""
        elif not inside and mark[0] == "{":
            inside = mark
        elif (inside and mark[0] == "{" and inside != "{#") or (not inside and mark != "#}"):
            inside = "?"
            break
    if inside:
        raise TemplateError(
            f"占位符的花括号没有配对：“{shown}”",
            where=where,
            remedy="在同一段里写完整，如 {{ unit.name }}",
        )


@dataclass(frozen=True, slots=True)
class _Compiled:
    digest: bytes
    archive: _Archive
    templates: Mapping[str, Template]


_compiled: dict[tuple[bytes, Environment], _Compiled] = {}


def _compile(data: bytes, where: str, environment: Environment) -> _Compiled:
    """The compiled templates of a file; each content is compiled once per process."""
    digest = hashlib.sha256(data).digest()
    key = digest, environment
    if key not in _compiled:
        archive = _read_archive(data, where)
        templates = {}
        for name, source in archive.sources.items():
            try:
                templates[name] = environment.from_string(source)
            except TemplateSyntaxError as error:
                raise _explain(error, source, error.lineno, where) from error
        _compiled[key] = _Compiled(digest, archive, templates)
    return _compiled[key]


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a Word file says of itself.

    Attributes:
        title: Title in its properties.
        creator: Author in its properties; an office, never a person.
        draft: Whether every page says 草稿.
    """

    title: str
    creator: str = ""
    draft: bool = False


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
            parts[name] = _part(text, self.where, archive.styles)
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
) -> Filled:
    """Fill in a Word template.

    Args:
        path: The `.docx` template.
        context: What it may name.
        environment: Strict, escaping, sandboxed; its `finalize` gives `text_markup` of values.
        about: What the file says of itself.
        pictures: Where the functions of `context` put pictures.

    Raises:
        TemplateError: The template is damaged or names what does not exist.
    """
    compiled = _compile(path.read_bytes(), str(path), environment)
    pictures = pictures if pictures is not None else Pictures()
    texts = {}
    for name, template in compiled.templates.items():
        pictures.part = name
        texts[name] = _rendered(template, compiled.archive.sources[name], context, str(path))
    return Filled(compiled, texts, pictures, about, str(path))


def _rendered(template: Template, source: str, context: Mapping[str, Any], where: str) -> str:
    try:
        return template.render(context)
    except (
        JinjaError,
        TypeError,
        ValueError,
        ArithmeticError,
        LookupError,
        AttributeError,
    ) as error:
        raise _explain(error, source, _template_line(error), where) from error


def _part(filled: str, where: str, styles: Styles) -> bytes:
    data = filled.replace("\n<w:p", "<w:p").encode()
    try:
        root = parse_xml(data)
    except etree.XMLSyntaxError as error:
        raise TemplateError(
            "填写后不是有效的 Word 内容",
            where=where,
            why=str(error),
            remedy="检查 {%tr … %}、{%p … %} 是否各占一行或一段",
        ) from error
    changes = [_mend(root), part_lines(root, styles), _leave_blanks_ragged(root, styles)]
    return xml_bytes(root) if any(changes) else XML_HEAD + data


def _leave_blanks_ragged(root: etree._Element, styles: Styles) -> bool:
    """Set justified paragraphs with a blank to the left: returns whether there are any.

    A blank to write on is not broken over two lines, so that the line before it would be torn open.
    """
    changed = False
    for paragraph in root.iter(f"{W}p"):
        if _BLANK not in "".join(_own_text(paragraph)):
            continue
        alignments = (value(each, "pPr", "jc") for each in styles.behind_paragraph(paragraph))
        if next(filter(None, alignments), "") != "both":
            continue
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            properties = etree.Element(f"{W}pPr")
            paragraph.insert(0, properties)
        for older in properties.findall(f"{W}jc"):
            properties.remove(older)
        later = next((each for each in properties if each.tag in _AFTER_JC), None)
        place = len(properties) if later is None else properties.index(later)
        properties.insert(place, etree.Element(f"{W}jc", {f"{W}val": "left"}))
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


def _template_line(error: BaseException) -> int:
    """The line of the template where it went wrong; 0 if unknown."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename == "<template>"]
    return (lines[-1] if lines else 0) or 0


def _explain(error: Exception, source: str, line: int, where: str) -> TemplateError:
    paragraph = paragraph_at(source, line)
    name = re.search(r"has no attribute '([^']*)'|'([^']*)' is undefined", str(error))
    if isinstance(error, UndefinedError) and name:
        what = f"模板里的“{name[1] or name[2]}”不存在"
    elif isinstance(error, SecurityError):
        what = "模板用了不允许的写法"
    elif isinstance(error, TemplateSyntaxError):
        what = "模板的占位符写法有误"
    else:
        what = "模板的占位符不能这样用"
    known = isinstance(error, UndefinedError) and name
    return TemplateError(
        f"{what}（“{paragraph}”）" if paragraph else what,
        where=where,
        why="" if known else str(error),
        remedy="对照数据字典改正占位符",
    )
