"""What is said of a scan that could not be made into one that lasts."""

from __future__ import annotations

import pytest

from pipeline.archive.scans import MadeScan, ScanOrder
from pipeline.engine.guarded import Lost
from pipeline.make import scans

ORDER = ScanOrder("提名书", ())


@pytest.mark.parametrize(("hung", "why"), [(True, "等了很久"), (False, "太大或已损坏")])
def test_one_over_which_a_process_was_lost_is_to_be_scanned_again(hung: bool, why: str) -> None:
    said = scans._said(ORDER, Lost(hung=hung))
    assert said.data == b""
    assert said.problem.startswith("提名书：扫描件整理不出来")
    assert why in said.problem
    assert "300 dpi重新扫描" in said.problem


def test_one_that_was_made_is_passed_on() -> None:
    made = MadeScan(data=b"%PDF", words="字", standard="PDF/A-2b", problem="")
    said = scans._said(ORDER, made)
    assert (said.data, said.words, said.standard, said.problem) == (b"%PDF", "字", "PDF/A-2b", "")
