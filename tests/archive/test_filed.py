"""A scan that was not proven PDF/A is filed, and the clerk is told."""

from __future__ import annotations

import json

import pytest

from pipeline.archive.events import Added
from pipeline.archive.models import Content, FileRole
from pipeline.archive.saying import Filed
from tests.archive.values import kept


@pytest.mark.parametrize(("standard", "is_told"), [("PDF/A-2b", False), ("", True)])
def test_a_scan_that_no_checker_passed_is_told_of(standard: str, is_told: bool) -> None:
    scan = Content(name="scan.pdf", role=FileRole.SCAN, standard=standard)
    paper = kept(contents=(scan,))
    filed = Filed(added=Added(fresh=(paper.key,)), papers={paper.key: paper}, missing=())
    assert ("没有通过PDF/A检验" in filed.text()) is is_told
    (said,) = json.loads(filed.json())["fresh"]
    assert said["standard"] == standard
