"""What a run sets out to make, where something that it looks at is not right."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline.errors import InputError
from pipeline.load import load
from pipeline.make.plan import came_back, paper_work, plan_blank_forms
from pipeline.papers.documents import Scope
from pipeline.papers.returned import RECEIVED_FOLDER, RECEIVED_STATE
from pipeline.settings import Settings
from tests.conftest import Desk
from tests.render.cases import ACTIVITY_FOLDER, activity


def test_a_year_that_asks_for_a_document_that_there_is_not_is_told_with_those_there_are(
    tmp_path: Path,
) -> None:
    folder = tmp_path / ACTIVITY_FOLDER.name
    shutil.copytree(ACTIVITY_FOLDER, folder)
    with (folder / "activity.toml").open("a", encoding="utf-8") as file:
        file.write('\n[documents]\nonly = ["nomination_leter"]\n')
    with pytest.raises(InputError, match=r"没有名为“nomination_leter”的文书.*nomination_letter"):
        plan_blank_forms(folder.name, Settings(activities=(tmp_path,)), tmp_path / "out")


def test_what_came_back_counts_for_nothing_where_it_cannot_be_read(built: Desk) -> None:
    assert came_back(built.out, None) == ()
    state = built.out / RECEIVED_FOLDER / RECEIVED_STATE
    state.parent.mkdir(exist_ok=True)
    state.write_bytes(b"torn")
    assert came_back(built.out, built.manifest()) == ()


def test_an_own_template_that_is_not_right_leaves_what_ours_shows(desk: Desk) -> None:
    settings = Settings(out=desk.output)
    intake = load(desk.folder, settings.find_activity)
    ours = paper_work(settings)(intake, activity())
    own = desk.folder / "templates" / "lead_pledge"
    own.mkdir(parents=True)
    (own / "print.html").write_text("{{ lead.nmae }}", encoding="utf-8")
    after = paper_work(settings)(intake, activity())
    pledge = next(paper for paper in ours.papers if paper.document == "lead_pledge")
    assert after.papers == ours.papers
    document = next(each for each in after.documents if each.id == pledge.document)
    shown = after.prints(document, Scope.NOMINATION)
    assert shown == ours.prints(document, Scope.NOMINATION)
    assert "nominations.title" in shown
