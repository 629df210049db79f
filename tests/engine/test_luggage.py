"""What travels to other machines lies there under its own names, below a folder of theirs."""

from __future__ import annotations

from pathlib import Path

from pipeline.engine.luggage import Packer, files_of, lay_down


def test_a_path_means_the_same_place_below_the_other_machines_mirror_and_back(
    tmp_path: Path,
) -> None:
    mirror, path = tmp_path / "mirror", tmp_path / "材料" / "dossier.xlsx"
    here, there = Packer(), Packer(mirror)
    arrived = there.unpack(here.pack({"file": path, "others": (path.parent, "words")}))
    assert arrived["file"] == mirror.joinpath(*path.parts[1:])
    assert arrived["others"] == (arrived["file"].parent, "words")
    assert here.unpack(there.pack(arrived)) == {"file": path, "others": (path.parent, "words")}


def test_files_lie_below_the_mirror_as_they_lie_here_and_what_is_gone_stays_away(
    tmp_path: Path,
) -> None:
    kept, gone = tmp_path / "甲.txt", tmp_path / "乙.txt"
    kept.write_bytes(b"one")
    mirror = tmp_path / "mirror"
    lay_down(files_of([kept, gone, kept]), mirror)
    assert [each for each in mirror.rglob("*") if each.is_file()] == [
        mirror.joinpath(*kept.parts[1:])
    ]
    assert mirror.joinpath(*kept.parts[1:]).read_bytes() == b"one"
