"""The chain of events, and what it says must lie in a register, from a few files of our own."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from pipeline import store
from pipeline.archive import chain, expecting, ocfl
from pipeline.archive.events import EVENT_FORMAT, Event, EventKind, Head
from pipeline.archive.models import StoredVersion
from pipeline.errors import ArchiveError
from tests.archive.papers import paper
from tests.conftest import ROOT


def event(number: int, previous: str, **said: object) -> Event:
    about = {"when": "2024-03-01T09:00+08:00", "by": "王干事", **said}
    return Event(number=number, previous=previous, kind=EventKind.CHECKED, **about)  # type: ignore[arg-type]


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """A register of three events and nothing else."""
    previous = ""
    for number in (1, 2, 3):
        previous = chain.put(tmp_path, event(number, previous), tmp_path / "unfinished")
    return tmp_path


def numbers(register: Path, after: Head) -> list[int]:
    return [each.number for each, _ in chain.read(register, after)]


def head(register: Path, number: int) -> Head:
    return Head(number=number, sha256=chain.sha256_of(register, number))


def test_events_are_read_from_the_one_that_is_trusted_on(register: Path) -> None:
    assert numbers(register, Head()) == [1, 2, 3]
    assert numbers(register, head(register, 1)) == [2, 3]
    assert numbers(register, head(register, 3)) == []
    *_, (last, digest) = chain.read(register, Head())
    assert (last, digest) == (chain.one(register, 3), chain.sha256_of(register, 3))
    assert chain.sha256_of(register, 0) == ""


@pytest.mark.parametrize(("known", "last"), [(0, 3), (1, 3), (2, 3), (3, 3), (4, 3), (99, 3)])
def test_the_last_number_is_found_whatever_was_thought(
    register: Path, known: int, last: int
) -> None:
    assert chain.last_number(register, known) == last


def test_an_event_is_a_file_that_anybody_can_find_and_read(register: Path) -> None:
    path = register / "events" / "00000002.json"
    assert chain.event_path(register, 2) == path
    first, second, *_, last = path.read_text(encoding="utf-8").splitlines(keepends=True)
    assert (first, second, last) == ("{\n", ' "number": 2,\n', "}\n")


def test_an_event_that_was_written_years_ago_is_read_and_has_the_same_bytes() -> None:
    written = """{
 "number": 7,
 "previous": "5f70",
 "kind": "lent",
 "when": "2024-03-01T09:00+08:00",
 "by": "王干事",
 "papers": [
  "k1"
 ],
 "to": "李检查",
 "until": "2024-04-01"
}
""".encode()
    lent = chain.decode(written, 7)
    assert (lent.kind, lent.papers, lent.to) == (EventKind.LENT, ("k1",), "李检查")
    assert (lent.until, lent.format) == (date(2024, 4, 1), 1)
    assert chain.encode(lent) == written


def test_the_contract_names_every_kind_of_event() -> None:
    contract = (ROOT / "docs" / "contracts.md").read_text(encoding="utf-8")
    (line,) = re.findall(r"^Events are of a `kind`: (.*);$", contract, re.MULTILINE)
    assert re.findall(r"`(\w+)`", line) == [each.value for each in EventKind]


def test_an_empty_register_has_no_last_event(tmp_path: Path) -> None:
    assert chain.last_number(tmp_path) == 0
    assert numbers(tmp_path, Head()) == []


def _lost(path: Path) -> None:
    path.unlink()


def _half(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:20])


def _no_text(path: Path) -> None:
    path.write_bytes(b'{"format": 1, "by": "\xff"}')


def _by_another(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace("王干事".encode(), "李干事".encode()))


def _renumbered(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b'"number": 2', b'"number": 5'))


@pytest.mark.parametrize(
    ("harm", "number", "read"),
    [
        (_lost, 2, 1),
        (_half, 2, 1),
        (_no_text, 2, 1),
        (_renumbered, 2, 1),
        (_by_another, 3, 2),  # of event 2: the next one does not follow it
    ],
)
def test_what_was_changed_is_named_and_all_before_it_is_read(
    register: Path, harm: Callable[[Path], None], number: int, read: int
) -> None:
    harm(chain.event_path(register, 2))
    found: list[int] = []
    with pytest.raises(ArchiveError, match=f"第{number}条记录不对") as caught:  # noqa: PT012 - it is read until then
        for each, _ in chain.read(register, Head()):
            found.append(each.number)
    assert f"events/0000000{number}.json" in str(caught.value)
    assert caught.value.why
    assert "wuxiao archive restore" in caught.value.remedy
    assert found == list(range(1, read + 1))


def test_an_event_of_a_later_program_asks_for_that_program(register: Path) -> None:
    later = replace(chain.one(register, 3), format=EVENT_FORMAT + 1)
    with pytest.raises(ArchiveError, match="更新的程序"):
        chain.decode(chain.encode(later), 3)
    assert chain.decode(chain.encode(replace(later, format=EVENT_FORMAT)), 3).format == EVENT_FORMAT


def test_who_comes_second_changes_nothing(register: Path) -> None:
    before = chain.event_path(register, 3).read_bytes()
    with pytest.raises(ArchiveError, match="另一个人同时"):
        chain.put(register, event(3, "other"), register / "unfinished")
    assert chain.event_path(register, 3).read_bytes() == before


def test_objects_are_those_that_were_stored_and_not_removed() -> None:
    def stored(name: str, version: int) -> StoredVersion:
        return StoredVersion(object=name, version=version, sha256=f"{name}{version}")

    before = {"a": {1: "a1"}}
    events = [
        event(2, "", stored=(stored("a", 2), stored("b", 1))),
        event(3, "", stored=(stored("c", 1),), removed=("b", "never there")),
    ]
    assert expecting.objects_of(events, before) == {"a": {1: "a1", 2: "a2"}, "c": {1: "c1"}}
    assert before == {"a": {1: "a1"}}
    assert expecting.objects_of(events[:1]) == {"a": {2: "a2"}, "b": {1: "b1"}}


def test_every_event_is_given_with_what_can_be_read_of_it(register: Path) -> None:
    _lost(chain.event_path(register, 1))
    _half(chain.event_path(register, 2))
    found = list(expecting.readable_events(register))
    assert [(number, bool(data), bool(read)) for number, data, read in found] == [
        (1, False, False), (2, True, False), (3, True, True),
    ]  # fmt: skip


def test_papers_are_called_by_number_and_title() -> None:
    said = paper("甲").description
    (name, called), *others = expecting.described([event(1, "", added=(said,))]).items()
    assert (name, called.number, called.title) == (
        f"paper:{said.key}",
        str(said.number),
        said.title,
    )
    assert not others


def test_files_are_found_and_empty_folders_and_links_too(tmp_path: Path) -> None:
    (tmp_path / "a" / "empty").mkdir(parents=True)
    (tmp_path / "a" / "file").touch()
    (tmp_path / "top").touch()
    (tmp_path / "link").symlink_to(tmp_path / "a", target_is_directory=True)
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "file").touch()
    (tmp_path / "c" / "empty").mkdir(parents=True)
    found = expecting.files_below(tmp_path)
    assert {*found} == {"top", "link", "a/file", "a/empty", "b/file", "c/empty"}
    assert all(path == tmp_path / name for name, path in found.items())
    assert expecting.files_below(tmp_path / "c" / "empty") == {}


@pytest.fixture
def stored(tmp_path: Path) -> dict[int, str]:
    """An object of two versions in a folder of its own; the SHA-256 of their inventories."""
    digests = {}
    for number in (1, 2):
        inventory = ocfl.Inventory(
            id="urn:wuxiao:paper:x", head=f"v{number}",
            manifest={f"sha{each}": (f"v{each}/content/scan.pdf",) for each in range(1, number + 1)},
            versions={},
        )  # fmt: skip
        data = ocfl.encode(inventory)
        for path in (tmp_path / ocfl.INVENTORY, tmp_path / f"v{number}" / ocfl.INVENTORY):
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(data)
        digests[number] = store.sha256(data)
    return digests


def test_the_files_of_an_object_are_known_from_its_last_inventory(
    tmp_path: Path, stored: dict[int, str]
) -> None:
    sidecars = {each: store.sha256(ocfl.sidecar(digest)) for each, digest in stored.items()}
    assert expecting.files_of_object(tmp_path, stored) == {
        "0=ocfl_object_1.1": store.sha256(b"ocfl_object_1.1\n"),
        "inventory.json": stored[2], "inventory.json.sha256": sidecars[2],
        "v1/inventory.json": stored[1], "v1/inventory.json.sha256": sidecars[1],
        "v2/inventory.json": stored[2], "v2/inventory.json.sha256": sidecars[2],
        "v1/content/scan.pdf": "sha1", "v2/content/scan.pdf": "sha2",
    }  # fmt: skip


def test_an_inventory_is_taken_from_either_of_its_two_places_and_from_no_third(
    tmp_path: Path, stored: dict[int, str]
) -> None:
    whole = expecting.files_of_object(tmp_path, stored)
    _by_another_inventory(tmp_path / ocfl.INVENTORY)
    assert expecting.files_of_object(tmp_path, stored) == whole
    (tmp_path / ocfl.INVENTORY).unlink()
    assert expecting.files_of_object(tmp_path, stored) == whole
    _by_another_inventory(tmp_path / "v2" / ocfl.INVENTORY)
    assert expecting.files_of_object(tmp_path, stored) is None


def _by_another_inventory(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"scan.pdf", b"scam.pdf"))
