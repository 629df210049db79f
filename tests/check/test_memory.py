"""Evidence files that were found good are not opened again; all others are."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from pipeline.check.memory import remembering
from pipeline.dossier.intake import FileFacts

GOOD, BAD, UNKNOWN = FileFacts(pages=2), FileFacts(problem="打不开"), FileFacts(unknown="没有程序")
FACTS = {"good": GOOD, "bad": BAD, "unknown": UNKNOWN}


class Desk:
    """Files, and who looked at which."""

    def __init__(self, folder: Path) -> None:
        self.memory = folder / "memory" / "evidence.json"
        self.paths = [folder / name for name in FACTS]
        for path in self.paths:
            path.write_text(path.name)
        self.seen: list[str] = []

    def look(self, paths: Sequence[Path]) -> dict[Path, FileFacts]:
        self.seen += [path.name for path in paths]
        return {path: FACTS[path.read_text()] for path in paths}

    def seen_again(self) -> list[str]:
        """Files that are looked at another time; the answer is the same each time."""
        self.seen.clear()
        found = remembering(self.memory, self.look)(self.paths)
        assert found == {path: FACTS[path.read_text()] for path in self.paths}
        return list(self.seen)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path)
    assert made.seen_again() == list(FACTS)
    return made


def test_only_what_was_good_is_remembered(desk: Desk) -> None:
    assert desk.seen_again() == ["bad", "unknown"]


def test_a_file_whose_content_changed_is_looked_at(desk: Desk) -> None:
    desk.paths[0].write_text("bad")
    assert desk.seen_again() == list(FACTS)


def test_a_file_of_another_name_is_known_by_its_content(desk: Desk) -> None:
    desk.paths = [desk.paths[0].rename(desk.paths[0].with_name("moved"))]
    assert desk.seen_again() == []


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"program": "other", "facts": {}}', b"\xff"]
)
def test_a_memory_that_is_not_right_is_no_memory(content: bytes, desk: Desk) -> None:
    desk.memory.write_bytes(content)
    assert desk.seen_again() == list(FACTS)


def test_a_memory_of_less_than_is_asked_for_is_no_memory(desk: Desk) -> None:
    known = json.loads(desk.memory.read_bytes())
    desk.memory.write_text(json.dumps(known | {"keys": known["keys"][:-1]}))
    assert desk.seen_again() == list(FACTS)


def test_names_are_not_remembered(desk: Desk) -> None:
    assert b"good" not in desk.memory.read_bytes()


def test_what_cannot_be_written_is_forgotten(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.memory.parent.write_text("a file where the folder would be")
    assert desk.seen_again() == desk.seen_again() == list(FACTS)
