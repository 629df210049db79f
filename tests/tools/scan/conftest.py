"""A small paper with codes and zones, drawn by the standard fonts that every reader has."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pypdf
import pytest
from PIL import Image
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from pipeline.papers.manifest import Zone
from pipeline.tools.scan.examine import examine
from pipeline.tools.scan.examined import Examined
from pipeline.tools.scan.pages import read_pages
from tests.bench.scanning.papers import Sheet, as_image, book_of, stamp
from tests.bench.scanning.scanner import Device, Taken, take

WORDS = "steel valve crane motor weld safety repair gauge plant union worker method saved hours"
SIGNATURE = Zone(kind="signature", role="lead", page=1, x=80, y=180, width=55, height=14)
SEAL = Zone(kind="seal", role="employer", page=1, x=120, y=205, width=60, height=60)
LETTERS = ("A", "B", "C", "D")
"""Pages: A has zones; B and C say the same but for a number; D has nothing in common with them, and nothing
stands near its upper code."""


def _lines(letter: str) -> list[tuple[float, float, str]]:
    rng = np.random.default_rng({"A": 1, "B": 2, "C": 2, "D": 4}[letter])
    first = 70.0 if letter == "D" else 42.0
    lines = [(28.0, first + 8 * row, " ".join(rng.choice(WORDS.split(), 8))) for row in range(16)]
    number = {"B": "Total 35071 yuan, group 4829", "C": "Total 84926 yuan, group 7153"}.get(
        letter, ""
    )
    lines += [(28.0, 190.0, number)] if number else []
    lines += [(40.0, 192.0, "Signature:"), (140.0, 236.0, "(seal)")] if letter == "A" else []
    return [*lines, (100.0, 285.0, f"- {LETTERS.index(letter) + 1} -")]


def write_pages(target: Path) -> None:
    write_page(target, *(_content(letter) for letter in LETTERS))


def _content(letter: str) -> bytes:
    return b" ".join(
        b"BT /F 12 Tf %.2f %.2f Td (%s) Tj ET"
        % (
            x * 72 / 25.4,
            (297 - y) * 72 / 25.4,
            words.replace("(", "\\(").replace(")", "\\)").encode(),
        )
        for x, y, words in _lines(letter)
    )


def write_page(target: Path, *contents: bytes) -> None:
    """Write a PDF of pages of A4 that know Helvetica as F."""
    writer = pypdf.PdfWriter()
    for each in contents:
        page = writer.add_blank_page(595.276, 841.89)
        content = DecodedStreamObject()
        content.set_data(each)
        font = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Font"),
                NameObject("/Subtype"): NameObject("/Type1"),
                NameObject("/BaseFont"): NameObject("/Helvetica"),
            }
        )
        fonts = DictionaryObject({NameObject("/F"): font})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        page[NameObject("/Contents")] = writer._add_object(content)
    writer.write(target)


@pytest.fixture(scope="session")
def sheets(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Sheet]:
    """The pages by their letters."""
    from dataclasses import replace

    folder = tmp_path_factory.mktemp("printed")
    write_pages(folder / "plain.pdf")
    pages = list(stamp(folder / "plain.pdf", folder / "stamped.pdf", "0000000A"))
    pages[0] = replace(pages[0], zones=(SIGNATURE, SEAL))
    return {letter: Sheet(page) for letter, page in zip(LETTERS, pages, strict=True)}


Draw = Callable[[Image.Image], None]
Scan = Callable[..., Taken]
Look = Callable[..., Examined]


@pytest.fixture
def scan(sheets: dict[str, Sheet]) -> Scan:
    """Takes a picture of a page, after something was done to it."""

    def taken(letter: str, draw: Draw | None = None, **device: object) -> Taken:
        image = as_image(sheets[letter].rgb)
        if draw:
            draw(image)
        settings = {"dpi": 200.0, **device}
        return take(np.asarray(image), Device(**settings), np.random.default_rng(11))  # type: ignore[arg-type]

    return taken


@pytest.fixture
def look(sheets: dict[str, Sheet], tmp_path: Path) -> Look:
    """Examines a picture, against all pages or those of some letters."""

    def looked(taken: Taken, letters: str = "ABCD", *, pictures: bool = False) -> Examined:
        file = tmp_path / "scan"
        file.write_bytes(taken.data)
        book = book_of([sheets[letter] for letter in letters])
        (found,) = (examine(raw, book, pictures=pictures) for raw in read_pages(file))
        return found

    return looked
