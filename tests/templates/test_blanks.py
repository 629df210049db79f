"""Sentences with blanks: lines are filled, and a blank is a line without gaps."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from weasyprint.formatting_structure import boxes

from pipeline.make.layouts import lay_out_pages
from tests.render.cases import TEMPLATES, contexts

PX_PER_MM = 96 / 25.4
SHORTEST_ROOM_EM = 5

LETTERS = (
    "frontline_certificate",
    "no_objection_certificate",
    "publicity_notice",
    "employer_publicity",
    "nomination_letter",
    "lead_pledge",
    "employer_pledge",
)


def paragraphs(document: str) -> list[list[Any]]:
    """The lines of each paragraph with a blank, in every copy of the blank form."""
    found = []
    for values in contexts(document, "empty"):
        laid_out = lay_out_pages(document, values, templates=[TEMPLATES])
        for page in laid_out.document.pages:
            for box in page._page_box.descendants():
                lines = [each for each in box.all_children() if isinstance(each, boxes.LineBox)]
                if box.element_tag == "p" and any(map(rooms, lines)):
                    found.append(lines)
    return found


def rooms(line: Any) -> list[Any]:
    return [each for each in line.children if "room" in (each.element.get("class") or "")]


@pytest.mark.parametrize("document", LETTERS)
def test_no_line_of_a_sentence_with_blanks_breaks_early(document: str) -> None:
    found = paragraphs(document)
    assert found
    for lines in found:
        for line in lines[:-1]:
            last = line.children[-1]
            edge = line.position_x + 156 * PX_PER_MM
            em = line.style["font_size"]
            short_em = (edge - last.position_x - last.margin_width()) / em
            assert short_em < SHORTEST_ROOM_EM, [
                getattr(each, "text", "_") for each in line.children
            ]


@pytest.mark.parametrize("document", LETTERS)
def test_the_pieces_of_a_blank_stand_on_one_line_without_gaps(document: str) -> None:
    for lines in paragraphs(document):
        for line in lines:
            for before, after in pairwise(line.children):
                if {"room"} == {each.element.get("class") for each in (before, after)}:
                    edge = before.position_x + before.border_width()
                    assert after.position_x < edge <= after.position_x + 1
                    feet = {each.position_y + each.margin_height() for each in (before, after)}
                    assert max(feet) - min(feet) < 0.01
