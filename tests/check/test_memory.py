"""Evidence files that were found good are not opened again; all others are."""

from __future__ import annotations

import inspect
import json
import os
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

import pipeline
from pipeline import store
from pipeline.check import judge, memory
from pipeline.check.memory import remembering
from pipeline.dossier.intake import FileFacts, Intake
from pipeline.dossier.models import Dossier
from pipeline.dossier.pictures import CellPicture
from tests.conftest import Command, Desk

GOOD, BAD, UNKNOWN = FileFacts(pages=2), FileFacts(problem="打不开"), FileFacts(unknown="没有程序")
FACTS = {"good": GOOD, "poor": BAD, "unknown": UNKNOWN}


class Evidence:
    """Files of a dossier, and who looked at which."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.intake = Intake(folder=folder, name="", file="", dossier=Dossier())
        self.paths = [folder / name for name in FACTS]
        for path in self.paths:
            path.write_text(path.name)
        self.seen: list[str] = []
        self.read: list[str] = []

    @property
    def memory(self) -> Path:
        return store.evidence_path(self.folder)

    def look(self, paths: Sequence[Path]) -> dict[Path, FileFacts]:
        self.seen += [path.name for path in paths]
        return {path: FACTS[path.read_text()] for path in paths}

    def seen_again(self) -> list[str]:
        """Files that are looked at another time; the answer is the same each time."""
        self.seen.clear()
        found = remembering([self.intake], self.look)(self.paths)
        assert found == {path: FACTS[path.read_text()] for path in self.paths}
        return list(self.seen)


@pytest.fixture
def evidence(tmp_path: Path) -> Evidence:
    made = Evidence(tmp_path)
    assert made.seen_again() == list(FACTS)
    return made


def test_only_what_was_good_is_remembered(evidence: Evidence) -> None:
    assert evidence.seen_again() == ["poor", "unknown"]


def test_a_file_whose_content_changed_is_looked_at(evidence: Evidence) -> None:
    evidence.paths[0].write_text("poor")
    assert evidence.seen_again() == list(FACTS)


def test_a_file_of_another_name_is_known_by_its_content(evidence: Evidence) -> None:
    evidence.paths = [evidence.paths[0].rename(evidence.paths[0].with_name("moved"))]
    assert evidence.seen_again() == []


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"judge": "other"}', b"\xff"])
def test_a_memory_that_is_not_right_is_no_memory(content: bytes, evidence: Evidence) -> None:
    evidence.memory.write_bytes(content)
    assert evidence.seen_again() == list(FACTS)


def test_what_another_judge_found_is_no_memory(
    evidence: Evidence, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "judge", lambda: "a later one")
    assert evidence.seen_again() == list(FACTS)
    assert evidence.seen_again() == ["poor", "unknown"]


def test_names_are_not_remembered(evidence: Evidence) -> None:
    assert b"good" not in evidence.memory.read_bytes()


def test_what_cannot_be_written_is_forgotten(tmp_path: Path) -> None:
    store.evidence_path(tmp_path).parent.write_text("a file where the folder would be")
    evidence = Evidence(tmp_path)
    assert evidence.seen_again() == evidence.seen_again() == list(FACTS)


# ---------------------------------------------------------------- what is not even read


@pytest.fixture
def settled(evidence: Evidence, monkeypatch: pytest.MonkeyPatch) -> Evidence:
    """The files were written long before they were looked at, and it is noted which are read."""
    real = store.content_stamp

    def stamp(path: Path) -> str:
        evidence.read.append(path.name)
        return real(path)

    monkeypatch.setattr(store, "content_stamp", stamp)
    later = time.time_ns() + 3_000_000_000
    monkeypatch.setattr(time, "time_ns", lambda: later)
    evidence.seen_again()
    evidence.read.clear()
    return evidence


def test_a_file_that_lies_as_it_lay_is_not_read(settled: Evidence) -> None:
    assert settled.seen_again() == ["poor", "unknown"]
    assert "good" not in settled.read


def test_a_file_of_the_same_size_and_time_that_took_its_place_is_read(settled: Evidence) -> None:
    path = settled.paths[0]
    times = path.stat().st_atime_ns, path.stat().st_mtime_ns
    other = path.with_name("other")
    other.write_text("poor")
    os.utime(other, ns=times)
    other.replace(path)
    assert settled.seen_again() == list(FACTS)
    assert "good" in settled.read


def test_a_file_written_over_with_its_time_put_back_is_read(settled: Evidence) -> None:
    path = settled.paths[0]
    times = path.stat().st_atime_ns, path.stat().st_mtime_ns
    path.write_text("poor")
    os.utime(path, ns=times)
    assert settled.seen_again() == list(FACTS)


def test_a_file_that_was_just_written_is_read_next_time_too(evidence: Evidence) -> None:
    """Its time may stay as it is when it is written again at once."""
    assert json.loads(evidence.memory.read_bytes())["files"] == {}


def test_what_changed_while_it_was_looked_at_is_not_remembered(tmp_path: Path) -> None:
    evidence = Evidence(tmp_path)
    real = evidence.look

    def look(paths: Sequence[Path]) -> dict[Path, FileFacts]:
        found = real(paths)
        evidence.paths[0].write_text("unknown")
        return found

    remembering([evidence.intake], look)(evidence.paths)
    evidence.paths[0].write_text("good")
    assert evidence.seen_again() == list(FACTS)


def test_what_went_away_while_it_was_looked_at_is_not_remembered(tmp_path: Path) -> None:
    evidence = Evidence(tmp_path)
    real = evidence.look
    content = evidence.paths[0].read_text()

    def look(paths: Sequence[Path]) -> dict[Path, FileFacts]:
        found = real(paths)
        evidence.paths[0].unlink()
        return found

    remembering([evidence.intake], look)(evidence.paths)
    evidence.paths[0].write_text(content)
    assert evidence.paths[0].name in evidence.seen_again()


def test_each_dossier_remembers_its_own_files_and_pictures_of_its_cells(tmp_path: Path) -> None:
    homes = [tmp_path / name for name in ("甲", "乙", "图")]
    for home in homes:
        home.mkdir()
    picture = homes[2] / "good"
    picture.write_text("good")
    one, two = Evidence(homes[0]), Evidence(homes[1])
    named = Intake(
        folder=homes[1], name="", file="", dossier=Dossier(),
        pictures={"图片:1.png": CellPicture(cell="C3", path=picture)},
    )  # fmt: skip
    look = remembering([one.intake, named], one.look)
    look([*one.paths, two.paths[0], picture])
    facts = [json.loads(store.evidence_path(home).read_bytes())["facts"] for home in homes[:2]]
    assert [len(each) for each in facts] == [1, 1]
    one.seen.clear()
    assert look([*one.paths, two.paths[0], picture])[picture] == GOOD
    assert one.seen == ["poor", "unknown"]


# ---------------------------------------------------------------- the command


def test_a_second_check_says_the_same_to_the_letter_and_opens_nothing(
    desk: Desk, wuxiao: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    cold = wuxiao("check", desk.folder, "--format", "json")
    monkeypatch.setattr("pipeline.run.checking.look_at_evidence", must_not_be_called)
    assert wuxiao("check", desk.folder, "--format", "json") == cold


def must_not_be_called(paths: Sequence[Path], *, jobs: int) -> None:
    raise AssertionError(paths)


def test_the_judge_is_known_by_files_that_exist_that_of_what_is_remembered_among_them() -> None:
    home = Path(pipeline.__file__).parent
    named = [sorted(home.glob(pattern)) for pattern in judge._FILES]
    assert all(named)
    facts = Path(inspect.getfile(FileFacts))
    assert facts in {path for paths in named for path in paths}
