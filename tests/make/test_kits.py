"""The upload kit changes as a whole; a file that cannot be replaced is told of before anything is remembered."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline import store
from pipeline.errors import OutputError
from pipeline.make.kits import publish_kit
from pipeline.make.transaction import UNFINISHED
from pipeline.upload import Kit


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
