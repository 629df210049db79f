"""A small pile of two dossiers, with known truth, through `receive`."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from pipeline.papers.manifest import FileEntry, FileKind, Manifest
from pipeline.papers.outputs import Output
from pipeline.tools.scan.printed import PrintedPage
from tests.bench.scanning import marks
from tests.bench.scanning.papers import stamp
from tests.bench.scanning.piles import (
    Fates,
    Sent,
    compared,
    pile,
    put,
    received,
    sheets_to_return,
    wrong_papers,
)
from tests.conftest import ROOT
from tests.tools.scan.conftest import SEAL, SIGNATURE, write_pages


def _output(folder: Path, paper_id: str) -> Output:
    """An output folder with one paper of four pages, the first of which is signed and sealed."""
    folder.mkdir()
    write_pages(folder / "plain.pdf")
    pages: list[PrintedPage] = list(stamp(folder / "plain.pdf", folder / "form.pdf", paper_id))
    entry = FileEntry(
        path="form.pdf", kind=FileKind.PDF, sha256="", document="nomination_form", title="提名书",
        subject="P01 甲", nomination="P01", recipient="某厂", pages=len(pages), paper_id=paper_id,
        codes=tuple(page.code for page in pages), zones=(SIGNATURE, SEAL),
    )  # fmt: skip
    manifest = Manifest(
        dossier=folder.name, activity="a", program="1", input_digest="", draft=False, files=(entry,)
    )
    return Output(folder, manifest)


@pytest.fixture(scope="module")
def dossiers(tmp_path_factory: pytest.TempPathFactory) -> tuple[Output, Output]:
    top = tmp_path_factory.mktemp("dossiers")
    return _output(top / "甲", "0000000A"), _output(top / "乙", "0000000B")


def test_a_mixed_pile_is_taken_apart_and_each_page_called_what_it_is(
    dossiers: tuple[Output, Output], tmp_path: Path
) -> None:
    mine, theirs = dossiers
    rng = np.random.default_rng(4)
    made = pile(
        sheets_to_return(mine)[:3],
        sheets_to_return(theirs)[:1],
        rng,
        marks,
        fates=Fates(missing=0.0, twice=0.4, blank=0.3, folded=0.4),
        devices=["flat150"],
        foreign=1,
    )
    counted = Counter(each.sent for each in made.pieces)
    assert all(counted[sent] for sent in Sent), counted
    places = put(made.pieces, tmp_path, rng)
    found = received(mine, tmp_path, ROOT / "templates")
    rows = compared(found, places, mine.manifest)
    assert len(rows) == len(made.pieces)
    assert [row for row in rows if not row[2]] == []
    assert wrong_papers(found, made, mine.manifest) == []
    (paper,) = found.receipt.expected
    assert paper.missing_pages == (4,)
