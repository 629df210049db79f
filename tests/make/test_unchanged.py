"""What a paper was made from decides whether it is made again."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.make.unchanged import expected_entry
from pipeline.papers.manifest import FileKind
from tests.make.test_packets import plan_in
from tests.render.cases import ACTIVITY_FOLDER


@pytest.mark.parametrize(("more", "differs"), [("", False), ("{unit.name}", True)])
def test_a_nominations_paper_rests_on_the_unit_where_a_sentence_of_the_year_names_it(
    more: str, differs: bool, tmp_path: Path
) -> None:
    folder = shutil.copytree(ACTIVITY_FOLDER, tmp_path / "activity")
    wording = folder / "wording.toml"
    text = wording.read_text(encoding="utf-8")
    old = 'signature = "第一完成人（签字）：'
    assert old in text
    wording.write_text(text.replace(old, old + more), encoding="utf-8")

    plan = replace(plan_in(tmp_path / "out"), activity_folder=folder)
    unit = replace(plan.dossier.unit, name="另一个工会")
    other = replace(plan, dossier=replace(plan.dossier, unit=unit))
    (pledge,) = [paper for paper in plan.papers if paper.document == "lead_pledge"]
    made, again = (expected_entry(each, pledge, FileKind.WORD) for each in (plan, other))
    assert (made.data_digest != again.data_digest) is differs
