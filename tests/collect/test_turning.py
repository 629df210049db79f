"""A YAML dossier becomes a workbook that says the same, whole or not at all."""

from __future__ import annotations

import shutil
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from pipeline import store
from pipeline.collect.turning import turn
from pipeline.dossier.intake import Intake
from pipeline.errors import InputError, OutputError, UsageError, WuxiaoError
from pipeline.load import load
from pipeline.run import editing
from pipeline.settings import Settings
from tests.conftest import ROOT, Desk

FIND = Settings().find_activity
READ = partial(load, find_activity=FIND)


def to_workbook(folder: Path) -> editing.Turned:
    return editing.to_workbook(folder, Settings(), lambda *_: None)


def contents(folder: Path) -> dict[str, bytes]:
    """What lies in a dossier folder, but for what the program remembers."""
    return {
        each.relative_to(folder).as_posix(): each.read_bytes()
        for each in folder.rglob("*")
        if each.is_file() and ".wuxiao" not in each.parts
    }


@pytest.mark.parametrize("sample", ["city", "industry", "other_society", "provincial_society"])
def test_a_sample_says_the_same_and_its_file_is_kept(sample: str, tmp_path: Path) -> None:
    folder = tmp_path / sample
    shutil.copytree(ROOT / "data" / "samples" / sample, folder)
    before, files = READ(folder), contents(folder)
    turned = to_workbook(folder)
    after = contents(folder)
    assert READ(folder).dossier == before.dossier
    assert not READ(folder).findings
    assert turned.earlier.name == "dossier.转为工作簿前1.yaml"
    assert after.pop(turned.earlier.name) == files.pop("dossier.yaml")
    assert after.pop("dossier.xlsx")
    assert after == files


def test_files_that_nobody_named_are_found_as_before(desk: Desk) -> None:
    """A photo that is added later is taken, too, as no cell says which ones there are."""
    count = len(READ(desk.folder).dossier.nominations[0].before.photos)
    to_workbook(desk.folder)
    photos = desk.folder / "files" / "P01"
    shutil.copy(photos / "before-1.jpg", photos / "before-9.jpg")
    assert len(READ(desk.folder).dossier.nominations[0].before.photos) == count + 1


def test_a_file_that_is_named_is_named_in_the_workbook(desk: Desk) -> None:
    photo = desk.folder / "files" / "改造以前.jpg"
    shutil.copy(desk.folder / "files" / "P01" / "before-1.jpg", photo)
    text = desk.source.read_text(encoding="utf-8")
    assert "    before:\n" in text
    desk.edit("    before:\n", "    before:\n      photos: [files/改造以前.jpg]\n")
    to_workbook(desk.folder)
    assert READ(desk.folder).dossier.nominations[0].before.photos == ("files/改造以前.jpg",)


def refused(folder: Path, kind: type[WuxiaoError], words: str) -> None:
    before = contents(folder)
    with pytest.raises(kind, match=words):
        to_workbook(folder)
    assert contents(folder) == before


def test_what_cannot_be_read_would_be_lost(desk: Desk) -> None:
    desk.edit("in_use_since: 2022-07-20", "in_use_since: 2022-13-20")
    refused(desk.folder, InputError, "dossier.yaml 第.*没有转")


def test_a_workbook_is_one_already(desk: Desk) -> None:
    to_workbook(desk.folder)
    refused(desk.folder, UsageError, "已经是工作簿")


def test_a_workbook_that_says_something_else_is_not_put_in_place(
    desk: Desk, tmp_path: Path
) -> None:
    intake = READ(desk.folder)

    def wrong(folder: Path) -> Intake:
        found = READ(folder)
        return replace(found, dossier=replace(found.dossier, nominations=()))

    before = contents(desk.folder)
    with pytest.raises(OutputError, match="没有通过核对"):
        turn(intake, FIND(intake.dossier.activity or ""), wrong, tmp_path / "scratch")
    assert contents(desk.folder) == before


def test_a_file_that_cannot_be_renamed_stays_the_only_one(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held(source: Path, target: Path) -> None:
        raise OutputError("文件打开着", where=target.name)

    monkeypatch.setattr(store, "move", held)
    refused(desk.folder, OutputError, "打开着")


def test_a_file_that_changes_meanwhile_is_not_replaced(desk: Desk, tmp_path: Path) -> None:
    intake = READ(desk.folder)

    def changing(folder: Path) -> Intake:
        desk.edit("title:", "title: 新")
        return READ(folder)

    with pytest.raises(InputError, match="刚才被改过"):
        turn(intake, FIND(intake.dossier.activity or ""), changing, tmp_path / "scratch")
    assert not (desk.folder / "dossier.xlsx").exists()
