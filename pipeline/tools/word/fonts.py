"""Which fonts a Word file asks for."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from pipeline.tools.word.final import final_texts
from pipeline.tools.word.styles import Styles, W


def requested_fonts(word: bytes, name: str) -> Iterator[tuple[str, str]]:
    """Each Chinese text of a `.docx` that is shown, with the East Asian font it asks for.

    The font comes from the run, its style, the paragraph's style, or the document's defaults (ECMA-376
    part 1, 17.7.2); "" where it comes from the theme or a table's style.

    Args:
        word: The `.docx`.
        name: Its name, for messages.

    Raises:
        TemplateError: It cannot be read.
    """
    for _, root, styles in final_texts(word, name):
        for paragraph in root.iter(f"{W}p"):
            for run in paragraph.iter(f"{W}r"):
                if run.find(f"{W}rPr/{W}vanish") is None:
                    text = "".join(node.text or "" for node in run.findall(f"{W}t"))
                    yield text, font_of(run, paragraph, styles)


def font_of(run: etree._Element, paragraph: etree._Element, styles: Styles) -> str:
    """The East Asian font that a run asks for; "" where the theme or a table's style says it."""
    return next(filter(None, map(_font, styles.behind_run(run, paragraph))), "")


def _font(holder: etree._Element) -> str:
    fonts = holder.find(f"{W}rPr/{W}rFonts")
    return "" if fonts is None else fonts.get(f"{W}eastAsia", "")
