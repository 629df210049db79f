"""The Word face and the print face of every document say the same."""

from __future__ import annotations

import difflib
import html
import io
import re
import zipfile
from typing import Any

import pytest
from lxml import etree

from pipeline.render.html import render_html
from pipeline.render.word import render_word
from pipeline.tools.pictures.photos import Photo
from tests.render.cases import CASES, DOCUMENTS, TEMPLATES, contexts, picture

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PHOTO = Photo(picture(40, 30), 40, 30)


def without_white_space(text: str) -> str:
    return re.sub(r"\s+", "", text)


def word_text(data: bytes) -> str:
    """The text of a Word file's body in document order, tables included."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    return without_white_space("".join(node.text or "" for node in root.iter(f"{W}t")))


def page_text(page: str) -> str:
    """The text of the body of an HTML page, as it will be laid out."""
    body = page[page.index("<body") :]
    return without_white_space(html.unescape(re.sub(r"<[^>]+>", "", body)))


def difference(word: str, page: str) -> list[str]:
    matcher = difflib.SequenceMatcher(None, word, page, autojunk=False)
    return [
        f"{word[max(0, a - 12) : a]}⟦Word: {word[a:b]} | print: {page[c:d]}⟧{word[b : b + 12]}"
        for tag, a, b, c, d in matcher.get_opcodes()
        if tag != "equal"
    ]


def texts(document: str, context: dict[str, Any]) -> tuple[str, str]:
    data = render_word(document, context, templates=[TEMPLATES], photos=lambda path: PHOTO).pack()
    page = render_html(document, context, templates=[TEMPLATES])
    return word_text(data), page_text(page)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("document", DOCUMENTS)
def test_both_faces_say_the_same(document: str, case: str) -> None:
    for context in contexts(document, case):
        word, page = texts(document, context)
        assert len(word) > 40
        assert word == page, difference(word, page)


def test_a_single_wrong_character_would_be_seen() -> None:
    context = contexts("lead_pledge", "full")[0]
    word, page = texts("lead_pledge", context)
    [found] = difference(word.replace("我愿意", "我愿", 1), page)
    assert "⟦Word:  | print: 意⟧" in found
