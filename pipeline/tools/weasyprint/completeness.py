"""Proof that a page shows all that its HTML says: each text whole, and on the paper.

WeasyPrint leaves no text out by itself; a style sheet of an office's own may: it hides, it shifts beside
the page.  A value that is lost so would be missing on an official paper, and nobody would know.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from weasyprint.formatting_structure import boxes

from pipeline.dossier.privacy import scrub
from pipeline.errors import OutputError

_NO_INK = re.compile(r"[\s\u200b\u2060\ufeff\u00ad]+")
_UNSEEN_TAGS = frozenset({"head", "script", "style", "template", "title"})
_SLACK_PX = 1.0
_LONGEST = 30


def must_be_complete(document: Any, tree: Any, *, where: str) -> None:
    """Refuse a paper of which a text is hidden, torn or off the page.

    Args:
        document: WeasyPrint's document, laid out.
        tree: The HTML that it was laid out from.
        where: Name of the document, for messages.

    Raises:
        OutputError: Names the first text that is lost, and the reason.
    """
    shown: dict[int, list[str]] = {}
    for page in document.pages:
        for box in _texts(page._page_box):
            if _is_off(box, page):
                raise _lost(box.text, "在页面之外", where)
            shown.setdefault(id(box.element), []).append(box.text)
    for element in _elements(tree):
        wanted = _squeezed("".join(_own_texts(element)))
        found = _squeezed("".join(shown.get(id(element), ())))
        if wanted and not _is_whole(wanted, found):
            raise _lost(wanted, "被隐藏" if not found else "没有印全", where)


def _is_whole(wanted: str, found: str) -> bool:
    """Whether a text is there, once or, as the head of a table, on each page."""
    times, rest = divmod(len(found), len(wanted))
    return bool(times) and not rest and found == wanted * times


def _texts(page_box: Any) -> Iterator[Any]:
    """The texts of a page that come from elements: no page numbers, no generated content."""
    for child in page_box.children:
        if not isinstance(child, boxes.MarginBox):
            for box in child.descendants(placeholders=True):
                if isinstance(box, boxes.TextBox) and "::" not in (box.element_tag or ""):
                    yield box


def _is_off(box: Any, page: Any) -> bool:
    right, bottom = box.position_x + box.width, box.position_y + (box.height or 0)
    inside = box.position_x >= -_SLACK_PX and box.position_y >= -_SLACK_PX
    fits = right <= page.width + _SLACK_PX and bottom <= page.height + _SLACK_PX
    return bool(_squeezed(box.text)) and not (inside and fits)


def _elements(tree: Any) -> Iterator[Any]:
    for element in tree.iter():
        if isinstance(element.tag, str) and element.tag not in _UNSEEN_TAGS:
            yield element


def _own_texts(element: Any) -> Iterator[str]:
    """The texts that stand in an element itself, between its children."""
    yield element.text or ""
    for child in element:
        yield child.tail or ""


def _squeezed(text: str) -> str:
    return _NO_INK.sub("", text)


def _lost(text: str, why: str, where: str) -> OutputError:
    shown = scrub(" ".join(text.split()))
    shown = shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…"
    return OutputError(
        f"“{shown}”没有完整地印在纸上",
        where=where,
        why=why,
        remedy="改正模板的样式：不要隐藏文字，也不要移到页面外",
    )
