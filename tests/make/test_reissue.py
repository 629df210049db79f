"""A paper is to be signed anew when a page of it shows something else, and only then."""

from __future__ import annotations

from pipeline.make.issued import Issued, Place, difference, digest_of, together
from pipeline.papers.manifest import FileEntry, FileKind


def entry(shown: str, *codes: str) -> FileEntry:
    return FileEntry(
        path="pdf/提名函.pdf", kind=FileKind.PDF, sha256="", shown_digest=shown, codes=codes
    )


def test_pages_with_the_same_codes_show_the_same_whatever_they_were_made_of() -> None:
    first = Issued("styles of then", "1", (), ("A", "B"))
    assert first.shows_the_same(entry("styles of now", "A", "B"))
    assert not first.shows_the_same(entry("styles of now", "A", "C"))
    assert not first.shows_the_same(entry("styles of now"))


def test_a_version_without_codes_is_told_by_its_digest() -> None:
    first = Issued("then", "1", ())
    assert first.shows_the_same(entry("then"))
    assert not first.shows_the_same(entry("now"))


def snapshot(place: int, name: str, **values: str) -> dict[str, str]:
    """A nomination's values as they are remembered."""
    held = {"id": name, **values}
    return {f"nominations[{place}].{path}": digest_of(each) for path, each in held.items()}


PRINTS = frozenset({"unit.name", "nominations.title"})


def test_a_nomination_that_moves_up_as_another_is_withdrawn_is_the_same_nomination() -> None:
    then = together([snapshot(0, "P01", title="甲"), snapshot(1, "P02", title="乙")])
    now = together([snapshot(0, "P02", title="乙")])
    found = difference(then, now, PRINTS)
    assert found.gone == (digest_of("P01"),)
    assert (found.new, found.is_moved, found.places) == ((), False, ())


def test_another_order_is_told_and_so_is_a_value_of_a_nomination_that_stayed() -> None:
    then = together([snapshot(0, "P01", title="甲"), snapshot(1, "P02", title="乙", size="1")])
    now = together([snapshot(0, "P02", title="丙", size="2"), snapshot(1, "P01", title="甲")])
    found = difference(then, now, PRINTS)
    assert found.is_moved
    assert found.places == (Place(digest_of("P02"), "nominations.title"),)


def test_a_paper_that_lists_no_nominations_does_not_change_with_their_number() -> None:
    then = together([snapshot(0, "P01", title="甲")])
    assert not difference(then, {}, frozenset({"unit.name"})).gone
    assert difference({}, then, PRINTS).new == (digest_of("P01"),)
