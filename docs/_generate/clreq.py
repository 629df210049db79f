"""The page on the W3C's requirements for Chinese layout (docs/clreq.md): held, not held, not applicable.

Clause numbers are those of the editors' draft of 21 March 2024; the words are ours.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from docs._generate.markdown import table


class State(StrEnum):
    """How papers stand to a clause."""

    HELD = "held"
    NOT_HELD = "not held"
    NONE = "n/a"


class Clause(NamedTuple):
    """A clause.

    Attributes:
        number: Its number.
        words: What it is about.
        state: How our papers stand to it.
        note: How it is held, or why not.
    """

    number: str
    words: str
    state: State
    note: str


_YES, _NO, _NONE = State.HELD, State.NOT_HELD, State.NONE

CLAUSES: tuple[Clause, ...] = (
    Clause(
        "2.1.1",
        "Han characters, marks and Western letters stand together",
        _YES,
        "each is drawn, by its own or a stand-in font",
    ),
    Clause(
        "2.1.2",
        "Han characters are squares of one size",
        _YES,
        "each advances by its type size",
    ),
    Clause(
        "2.1.3",
        "characters are set side by side, without gaps",
        _YES,
        "letters take 0.2 pt off each, so that 28 fit into 156 mm",
    ),
    Clause("2.1.3.1", "wider gaps for headings and verse", _NONE, "official paper asks for none"),
    Clause(
        "2.1.3.2",
        "even gaps to fill a measure",
        _YES,
        "in a stretched line all gaps between Han characters are alike",
    ),
    Clause(
        "2.1.3.3",
        "narrower gaps",
        _YES,
        "the same 0.2 pt everywhere, no line narrower than another",
    ),
    Clause(
        "2.2.1",
        "Song, Kai, Hei and Fangsong are the typefaces",
        _YES,
        "no other carries text",
    ),
    Clause("2.2.2", "Song", _YES, "titles, in its bold cut for 小标宋, and page numbers"),
    Clause("2.2.3", "Kai", _YES, "headings of the second level"),
    Clause("2.2.4", "Hei", _YES, "headings of the first level"),
    Clause("2.2.5", "Fangsong", _YES, "the text"),
    Clause(
        "2.3.1",
        "type area, page number and margins make the page",
        _YES,
        "GB/T 9704-2012, 5.2",
    ),
    Clause(
        "2.3.2",
        "the type area is a number of characters by a number of lines",
        _YES,
        "28 by 22",
    ),
    Clause(
        "2.3.3",
        "real pages keep to the type area",
        _YES,
        "no text beside or below it but page numbers",
    ),
    Clause(
        "2.3.4",
        "size of type, length and number of lines first, margins follow",
        _YES,
        "as the standard gives them",
    ),
    Clause(
        "2.3.5",
        "gaps between lines of half to a whole character",
        _YES,
        "0.81 of one in letters",
    ),
    Clause("2.4.1", "horizontal writing", _YES, "from left to right, lines downward"),
    Clause("2.4.2", "vertical writing", _NONE, "official paper is horizontal"),
    Clause("3.1.1.1", "pause and stop marks take a square each", _YES, ""),
    Clause("3.1.1.2", "dash and ellipsis take two squares", _YES, ""),
    Clause("3.1.2", "stops and commas stand low in their squares", _YES, "as in the mainland"),
    Clause("3.1.3.1", "full stop as a dot in science", _NONE, "official paper has 。"),
    Clause("3.1.3.2", "marks of Taiwan and Hong Kong", _NONE, "papers have the mainland's"),
    Clause("3.1.3.3", "！？ together", _NONE, "not in official paper"),
    Clause("3.1.3.4", "frames around names of the dead", _NONE, "not in official paper"),
    Clause(
        "3.1.4",
        "no stop or closing mark begins a line, no opening mark ends one",
        _YES,
        "at every width from 8 to 28 characters",
    ),
    Clause("3.1.5.1", "dash and ellipsis are not parted", _YES, ""),
    Clause("3.1.5.2", "numbers stay whole, and with % and ℃", _YES, ""),
    Clause("3.1.5.3", "a number of a note stays with its word", _NONE, "papers have no notes"),
    Clause(
        "3.1.6.1",
        "marks may give up half of their square",
        _NO,
        "WeasyPrint does not squeeze; lines are only widened",
    ),
    Clause(
        "3.1.6.2",
        "neighbouring marks are set closer",
        _NO,
        "the same; 28 characters a line are counted whole",
    ),
    Clause("3.1.6.3", "marks at the ends of lines are set closer", _NO, "the same"),
    Clause(
        "3.1.7",
        "marks hung beyond the edge",
        _NO,
        "by choice: official paper is flush at both edges",
    ),
    Clause("3.1.8", "marks between lines", _NONE, "no proper names are underlined"),
    Clause("3.2.1", "Western words in Chinese lines", _YES, "upright, on one baseline"),
    Clause(
        "3.2.2",
        "a quarter of a character between Han and Western letters",
        _NO,
        "WeasyPrint has no text-autospace; Word sets it in the Word face",
    ),
    Clause("3.2.3", "Western words in vertical lines", _NONE, "official paper is horizontal"),
    Clause("3.2.4", "Western letters by their own widths", _YES, ""),
    Clause(
        "3.2.5",
        "grid for Han and Western letters alike",
        _NO,
        "lines are a grid, characters of mixed lines are not",
    ),
    Clause(
        "3.3",
        "pronunciation and notes between lines (3.3.1 to 3.3.7)",
        _NONE,
        "not in official paper",
    ),
    Clause("3.4.1", "first lines two characters in", _YES, ""),
    Clause("3.4.2", "whole paragraphs moved in", _NONE, "official paper has none"),
    Clause("3.4.3", "both edges flush, last lines not", _YES, ""),
    Clause(
        "3.4.4",
        "no last line alone on a page",
        _YES,
        "two lines at least on either side; a single character may end a paragraph",
    ),
    Clause("3.5.1", "lines are adjusted where breaks leave them short", _YES, ""),
    Clause("3.5.2", "squeezing before widening", _NO, "only widening"),
    Clause("3.5.3", "order of squeezing", _NONE, "lines are only widened"),
    Clause(
        "3.5.4",
        "spaces are widened before gaps between Han characters",
        _YES,
        "up to half of a character",
    ),
    Clause("4.1.1", "headings of several levels", _YES, "一、 （一）"),
    Clause("4.1.2", "headings differ by typeface and size", _YES, ""),
    Clause(
        "4.1.3",
        "parts begin on a right-hand page",
        _YES,
        "each paper of a packet begins on a fresh sheet",
    ),
    Clause("4.1.4", "the page before may stay empty", _YES, "the blank back of a sheet"),
    Clause("4.1.5", "headings in the line of their text", _NONE, "not used"),
)
"""The clauses that ask for something; those of chapter 1 and the appendices do not."""


def page() -> str:
    """The page, in Markdown."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    counts = Counter(clause.state for clause in CLAUSES)
    yield "# Chinese layout, clause by clause"
    yield ""
    yield "<!-- made by make docs, not to be edited -->"
    yield ""
    yield (
        "How the printed papers stand to the W3C's *Requirements for Chinese Text Layout* (clreq, editors' "
        "draft of 21 March 2024)."
    )
    yield "Where it and GB/T 9704-2012 differ, the standard goes first. Measured is on drawn pages, by"
    yield "`tests/verify/test_clreq.py`: also that what is said not to be held is not, and that what is not"
    yield "applicable (n/a) is on none of a letter, a notice and a form of a sample."
    yield ""
    said = ", ".join(f"{counts[state]} {state.value}" for state in State)
    yield f"{len(CLAUSES)} clauses: {said}; {len(CLAUSES)} measured."
    yield ""
    head = ("clause", "about", "papers", "how, or why not")
    yield table(head, ((each.number, each.words, each.state.value, each.note) for each in CLAUSES))
