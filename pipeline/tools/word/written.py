"""What stands in a Word file, paragraph by paragraph, to be looked for in the PDF made of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from pipeline.tools.word.final import final_texts
from pipeline.tools.word.places import Places
from pipeline.tools.word.styles import Styles, W

_PARAGRAPH, _TEXT, _FIELD = f"{W}p", f"{W}t", f"{W}fldChar"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_PARTING = frozenset(
    f"{W}{name}"
    for name in (
        "sym",
        "footnoteReference",
        "endnoteReference",
        "footnoteRef",
        "endnoteRef",
        "ruby",
    )
)
"""What shows something that its text does not tell."""

_OFF = frozenset(("0", "false", "off"))


@dataclass(frozen=True, slots=True)
class Written:
    """A paragraph.

    Attributes:
        part: The part of the file that it stands in: `word/document.xml`.
        place: Where it stands: `第2个表格第4行第1格`.
        pieces: Its text; what fields show is left out and parts it.
        hidden: Text that is formatted as hidden.
        has_fixed_row: Whether it stands in a table's row of an exact height.
        has_box: Whether it stands in a text box.
    """

    part: str
    place: str
    pieces: tuple[str, ...]
    hidden: str
    has_fixed_row: bool
    has_box: bool

    @property
    def is_in_margin(self) -> bool:
        """Whether it stands in a head or foot of the page."""
        return self.part.startswith(("word/header", "word/footer"))

    @property
    def text(self) -> str:
        """All of its text that is not hidden."""
        return "".join(self.pieces)


def written_paragraphs(word: bytes, name: str) -> Iterator[Written]:
    """The paragraphs of a Word file that show text, or hide it; of tracked changes the final ones.

    Args:
        word: The `.docx`.
        name: Its name, for messages.

    Raises:
        TemplateError: It cannot be read.
    """
    for path, root, styles in final_texts(word, name):
        yield from _of_part(path, root, styles)


def _of_part(path: str, root: etree._Element, styles: Styles) -> Iterator[Written]:
    places = Places(path, root)
    texts = {paragraph: _Texts([""]) for paragraph in root.iter(_PARAGRAPH)}
    depth = 0  # of fields that began and have not ended yet
    for node in root.iter(_TEXT, _FIELD, *_PARTING):
        paragraph = next(node.iterancestors(_PARAGRAPH), None)
        if paragraph is None or next(node.iterancestors(_FALLBACK), None) is not None:
            continue
        if node.tag == _FIELD:
            depth += {"begin": 1, "end": -1}.get(node.get(f"{W}fldCharType", ""), 0)
        texts[paragraph].add(node, _is_hidden(node, paragraph, styles), is_field=depth > 0)
    for paragraph, found in texts.items():
        if found.hidden or any(found.pieces):
            yield Written(
                part=path,
                place=places.of(paragraph),
                pieces=tuple(filter(None, found.pieces)),
                hidden=found.hidden,
                has_fixed_row=any(map(_is_fixed, paragraph.iterancestors(f"{W}tr"))),
                has_box=next(paragraph.iterancestors(f"{W}txbxContent"), None) is not None,
            )


@dataclass(slots=True)
class _Texts:
    pieces: list[str]
    hidden: str = ""

    def add(self, node: etree._Element, is_hidden: bool, *, is_field: bool) -> None:
        in_field = is_field or next(node.iterancestors(f"{W}fldSimple"), None) is not None
        in_ruby = next(node.iterancestors(f"{W}ruby"), None) is not None
        if node.tag != _TEXT or in_field or in_ruby:
            self.pieces.append("")
        elif is_hidden:
            self.hidden += node.text or ""
        else:
            self.pieces[-1] += node.text or ""


def _is_hidden(node: etree._Element, paragraph: etree._Element, styles: Styles) -> bool:
    run = next(node.iterancestors(f"{W}r"), None)
    if run is None:
        return False
    found = (each.find(f"{W}rPr/{W}vanish") for each in styles.behind_run(run, paragraph))
    nearest = next((each for each in found if each is not None), None)
    return nearest is not None and nearest.get(f"{W}val") not in _OFF


def _is_fixed(row: etree._Element) -> bool:
    height = row.find(f"{W}trPr/{W}trHeight")
    return height is not None and height.get(f"{W}hRule") == "exact"
