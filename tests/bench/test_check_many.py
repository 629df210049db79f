"""The dossiers that the benchmark of `check` makes are many, whole, and clean."""

from __future__ import annotations

from pathlib import Path

from pipeline import run
from pipeline.settings import Settings
from tests.bench.check_many import make


def test_made_dossiers_are_clean_beside_each_other(tmp_path: Path) -> None:
    review = run.check(make(tmp_path, 3), Settings(), files=False)
    assert [len(each.headings) for each in review.dossiers] == [20, 20, 20]
    assert len({each.unit for each in review.dossiers}) == 3
    assert review.findings == ()
