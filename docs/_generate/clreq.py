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
        is_measured: Whether tests/verify/test_clreq.py measures that on glyphs.
    """

    number: str
    words: str
    state: State
    note: str
    is_measured: bool = False


_YES, _NO, _NONE = State.HELD, State.NOT_HELD, State.NONE

CLAUSES: tuple[Clause, ...] = (
    Clause(
        "2.1.1",
        "Han characters, marks and Western letters stand together",
        _YES,
        "each is drawn, by its own or a stand-in font",
        True,
    ),
    Clause(
        "2.1.2",
        "Han characters are squares of one size",
        _YES,
        "each advances by its type size",
        True,
    ),
    Clause(
        "2.1.3",
        "characters are set side by side, without gaps",
        _YES,
        "letters take 0.2 pt off each, so that 28 fit into 156 mm",
        True,
    ),
    Clause("2.1.3.1", "wider gaps for headings and verse", _NONE, "official paper asks for none"),
    Clause(
        "2.1.3.2",
        "even gaps to fill a measure",
        _YES,
        "in a stretched line all gaps between Han characters are alike",
        True,
    ),
    Clause(
        "2.1.3.3",
        "narrower gaps",
        _YES,
        "the same 0.2 pt everywhere, no line narrower than another",
        True,
    ),
    Clause(
        "2.2.1",
        "Song, Kai, Hei and Fangsong are the typefaces",
        _YES,
        "no other carries text",
        True,
    ),
    Clause("2.2.2", "Song", _YES, "titles, in its bold cut for 小标宋, and page numbers", True),
    Clause("2.2.3", "Kai", _YES, "headings of the second level", True),
    Clause("2.2.4", "Hei", _YES, "headings of the first level", True),
    Clause("2.2.5", "Fangsong", _YES, "the text", True),
    Clause(
        "2.3.1",
        "type area, page number and margins make the page",
        _YES,
        "GB/T 9704-2012, 5.2",
        True,
    ),
    Clause(
        "2.3.2",
        "the type area is a number of characters by a number of lines",
        _YES,
        "28 by 22",
        True,
    ),
    Clause(
        "2.3.3",
        "real pages keep to the type area",
        _YES,
        "no text beside or below it but page numbers",
        True,
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
        True,
    ),
    Clause("2.4.1", "horizontal writing", _YES, "from left to right, lines downward", True),
    Clause("2.4.2", "vertical writing", _NONE, "official paper is horizontal"),
    Clause("3.1.1.1", "pause and stop marks take a square each", _YES, "", True),
    Clause("3.1.1.2", "dash and ellipsis take two squares", _YES, "", True),
    Clause(
        "3.1.2", "stops and commas stand low in their squares", _YES, "as in the mainland", True
    ),
    Clause("3.1.3.1", "full stop as a dot in science", _NONE, "official paper has 。"),
    Clause("3.1.3.2", "marks of Taiwan and Hong Kong", _NONE, ""),
    Clause("3.1.3.3", "！？ together", _NONE, "not in official paper"),
    Clause("3.1.3.4", "frames around names of the dead", _NONE, ""),
    Clause(
        "3.1.4",
        "no stop or closing mark begins a line, no opening mark ends one",
        _YES,
        "at every width from 8 to 28 characters",
        True,
    ),
    Clause("3.1.5.1", "dash and ellipsis are not parted", _YES, "", True),
    Clause("3.1.5.2", "numbers stay whole, and with % and ℃", _YES, "", True),
    Clause("3.1.5.3", "a number of a note stays with its word", _NONE, "papers have no notes"),
    Clause(
        "3.1.6.1",
        "marks may give up half of their square",
        _NO,
        "WeasyPrint does not squeeze; lines are only widened",
        True,
    ),
    Clause(
        "3.1.6.2",
        "neighbouring marks are set closer",
        _NO,
        "the same; 28 characters a line are counted whole",
        True,
    ),
    Clause("3.1.6.3", "marks at the ends of lines are set closer", _NO, "the same", True),
    Clause(
        "3.1.7",
        "marks hung beyond the edge",
        _NO,
        "by choice: official paper is flush at both edges",
        True,
    ),
    Clause("3.1.8", "marks between lines", _NONE, "no proper names are underlined"),
    Clause("3.2.1", "Western words in Chinese lines", _YES, "upright, on one baseline", True),
    Clause(
        "3.2.2",
        "a quarter of a character between Han and Western letters",
        _NO,
        "WeasyPrint has no text-autospace; Word sets it in the Word face",
        True,
    ),
    Clause("3.2.3", "Western words in vertical lines", _NONE, ""),
    Clause("3.2.4", "Western letters by their own widths", _YES, "", True),
    Clause(
        "3.2.5",
        "grid for Han and Western letters alike",
        _NO,
        "lines are a grid, characters of mixed lines are not",
        True,
    ),
    Clause(
        "3.3",
        "pronunciation and notes between lines (3.3.1 to 3.3.7)",
        _NONE,
        "not in official paper",
    ),
    Clause("3.4.1", "first lines two characters in", _YES, "", True),
    Clause("3.4.2", "whole paragraphs moved in", _NONE, "official paper has none"),
    Clause("3.4.3", "both edges flush, last lines not", _YES, "", True),
    Clause(
        "3.4.4",
        "no last line alone on a page",
        _YES,
        "two lines at least on either side; a single character may end a paragraph",
        True,
    ),
    Clause("3.5.1", "lines are adjusted where breaks leave them short", _YES, "", True),
    Clause("3.5.2", "squeezing before widening", _NO, "only widening", True),
    Clause("3.5.3", "order of squeezing", _NONE, "lines are only widened"),
    Clause(
        "3.5.4",
        "spaces are widened before gaps between Han characters",
        _YES,
        "up to half of a character",
        True,
    ),
    Clause("4.1.1", "headings of several levels", _YES, "一、 （一）", True),
    Clause("4.1.2", "headings differ by typeface and size", _YES, "", True),
    Clause(
        "4.1.3",
        "parts begin on a right-hand page",
        _YES,
        "each paper of a packet begins on a fresh sheet (tests/bundle)",
    ),
    Clause(
        "4.1.4", "the page before may stay empty", _YES, "blank backs are counted (tests/bundle)"
    ),
    Clause("4.1.5", "headings in the line of their text", _NONE, "not used"),
)
"""The clauses that ask for something; those of chapter 1 and the appendices do not."""


def page() -> str:
    """The page, in Markdown."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    counts = Counter(clause.state for clause in CLAUSES)
    measured = sum(clause.is_measured for clause in CLAUSES)
    yield "# Chinese layout, clause by clause"
    yield ""
    yield "<!-- made by make docs, not to be edited -->"
    yield ""
    yield (
        "How the printed papers stand to the W3C's *Requirements for Chinese Text Layout* (clreq, editors' "
        "draft of 21 March 2024)."
    )
    yield "Where it and GB/T 9704-2012 differ, the standard goes first. Measured is on the glyphs of drawn pages, by"
    yield "`tests/verify/test_clreq.py`: also that what is said not to be held is not."
    yield ""
    said = ", ".join(f"{counts[state]} {state.value}" for state in State)
    yield f"{len(CLAUSES)} clauses: {said}; {measured} measured."
    yield ""
    head = ("clause", "about", "papers", "how, or why not", "measured")
    yield table(
        head,
        (
            (
                each.number,
                each.words,
                each.state.value,
                each.note,
                "yes" if each.is_measured else "",
            )
            for each in CLAUSES
        ),
    )
