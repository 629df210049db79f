"""Which output folder a path means, and what of it cannot be trusted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline import store
from pipeline.errors import InputError
from pipeline.papers import coming
from pipeline.papers.manifest import FileEntry, FileKind, Manifest, encode_manifest
from pipeline.papers.outputs import find_output, former_papers, remember_former


def output(folder: Path) -> Path:
    """An output folder in which nothing was made."""
    folder.mkdir(parents=True)
    made = Manifest(
        dossier=folder.name, activity="a", program="1", input_digest="", draft=False, files=()
    )
    (folder / "manifest.json").write_bytes(encode_manifest(made))
    return folder


def test_a_folder_its_manifest_and_the_folder_above_one_mean_the_same(tmp_path: Path) -> None:
    made = output(tmp_path / "output" / "材料")
    for path in (made, made / "manifest.json", tmp_path / "output"):
        found = find_output(path)
        assert (found.folder, found.manifest.dossier) == (made, "材料")


def two(folder: Path) -> None:
    output(folder / "甲市")
    output(folder / "乙市")


def broken(folder: Path) -> None:
    (output(folder / "甲市") / "manifest.json").write_text('{"format": "new"}', encoding="utf-8")


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (Path.mkdir, "这里不是一份材料的生成结果；里面没有manifest.json；请先执行 wuxiao build"),
        (two, "这里有几份材料的生成结果；里面有：乙市、甲市；请写明其中一份的文件夹"),
        (broken, "生成记录读不出来"),
        (lambda _: None, "没有这个文件夹"),
    ],
)
def test_a_path_that_does_not_mean_one_is_told(
    made: Callable[[Path], object], told: str, tmp_path: Path
) -> None:
    made(tmp_path / "output")
    with pytest.raises(InputError, match=told):
        find_output(tmp_path / "output")


def test_papers_of_before_are_forgotten_where_what_was_remembered_is_broken(tmp_path: Path) -> None:
    remember_former(tmp_path, {"a1": "甲提名书"})
    assert former_papers(tmp_path) == {"a1": "甲提名书"}
    store.remembered_path(tmp_path, "former").write_bytes(b'{"a1": "')
    assert former_papers(tmp_path) == {}


def test_papers_that_wait_are_told_but_for_what_is_half_written(tmp_path: Path) -> None:
    entry = FileEntry(path="pdf/P01-尉迟晨-提名书.pdf", kind=FileKind.PDF, sha256="0" * 64)
    coming.note(tmp_path, entry, ".wuxiao/staged/00001")
    (waiting,) = tmp_path.glob(".wuxiao/*.jsonl")
    with waiting.open("ab") as stream:
        stream.write(waiting.read_bytes()[:40] + b"\n" + "提名".encode()[:4] + b"\n")
    coming.note(tmp_path, entry, "../elsewhere")
    coming.note(tmp_path, entry, ".wuxiao/staged/00002")
    assert [each.aside for each in coming.coming(tmp_path)] == [
        ".wuxiao/staged/00001",
        ".wuxiao/staged/00002",
    ]
