"""The upload kit changes as a whole; a file that cannot be replaced is told of before anything is remembered."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline import store
from pipeline.errors import InputError, OutputError, UsageError
from pipeline.make.kits import dossier_of, publish_kit
from pipeline.make.transaction import UNFINISHED
from pipeline.papers.outputs import find_output
from pipeline.upload import Kit
from tests.conftest import Desk


def test_a_file_that_is_open_elsewhere_is_told_of_and_the_others_are_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "upload"
    kit = Kit(folder=folder, files={"本单位/提名函.pdf": b"1", "本单位/公示.pdf": b"2"}, folders=())
    move = store.move

    def refusing(aside: Path, target: Path) -> None:
        if target.name == "提名函.pdf":
            raise OutputError("文件换不掉", where=target.name)
        move(aside, target)

    monkeypatch.setattr(store, "move", refusing)
    with pytest.raises(OutputError, match=r"提名函\.pdf"):
        publish_kit(kit)
    assert (folder / "本单位" / "公示.pdf").read_bytes() == b"2"
    assert (folder / UNFINISHED).exists()
    monkeypatch.setattr(store, "move", move)
    publish_kit(kit)
    assert (folder / "本单位" / "提名函.pdf").read_bytes() == b"1"
    assert not (folder / UNFINISHED).exists()


def test_a_dossier_that_nobody_knows_of_is_asked_for(built: Desk) -> None:
    output = find_output(built.out)
    remembered = dossier_of(output, None)
    assert remembered.name == built.folder.name
    store.remembered_path(built.out, "dossier").unlink()
    with pytest.raises(InputError, match=r"不知道材料文件夹在哪里.*--dossier"):
        dossier_of(output, None)


def test_another_dossier_than_the_one_that_papers_were_made_of_is_refused(
    built: Desk, tmp_path: Path
) -> None:
    other = tmp_path / "别的材料"
    other.mkdir()
    with pytest.raises(UsageError, match=r"别的材料.*不是同一份材料"):
        dossier_of(find_output(built.out), other)
