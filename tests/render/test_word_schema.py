"""Word files hold to the schemas of Office Open XML, part by part, as the SDK of Microsoft's checks them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openxml_audit import OpenXmlValidator

from pipeline.render.word import render_word
from pipeline.tools.pictures.photos import Photo
from tests.render.cases import DOCUMENTS, TEMPLATES, contexts, picture

PHOTO = Photo(picture(40, 30), 40, 30)
NO_FAULT = "relationships/theme' is missing"
"""A theme may be left out (ECMA-376 part 1, 14.2.7); ours would bring fonts in by the back door."""

VALIDATOR = OpenXmlValidator()


def faults(path: Path) -> list[str]:
    """What is wrong with a Word file."""
    found = VALIDATOR.validate(path).errors
    return [
        f"{each.part_uri}: {each.description}" for each in found if NO_FAULT not in each.description
    ]


def papers(document: str) -> Iterator[tuple[dict[str, Any], bool]]:
    """Context of each paper of a document, and whether it is a draft."""
    for case, draft in (("full", False), ("empty", False), ("extreme", True)):
        for context in contexts(document, case):
            yield {**context, "way": "close tight-1", "letterhead": draft}, draft


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_word_file_is_valid(document: str, tmp_path: Path) -> None:
    assert faults(TEMPLATES / document / "word.docx") == []
    for number, (context, draft) in enumerate(papers(document)):
        filled = render_word(
            document, context, templates=[TEMPLATES], photos=lambda path: PHOTO, draft=draft
        )
        path = tmp_path / f"{number}.docx"
        path.write_bytes(filled.pack())
        assert faults(path) == [], context["scope"]


def test_a_property_in_a_wrong_place_would_be_seen(tmp_path: Path) -> None:
    filled = render_word("lead_pledge", contexts("lead_pledge", "full")[0], templates=[TEMPLATES])
    body = filled.texts["word/document.xml"]
    wrong = body.replace("<w:pPr><w:pStyle", '<w:pPr><w:jc w:val="left"/><w:pStyle', 1)
    path = tmp_path / "wrong.docx"
    path.write_bytes(replace(filled, texts={**filled.texts, "word/document.xml": wrong}).pack())
    assert any("pStyle" in each for each in faults(path))
