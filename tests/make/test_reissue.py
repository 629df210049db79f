"""A paper is to be signed anew when a page of it shows something else, and only then."""

from __future__ import annotations

from pipeline.make.reissue import _Issued
from pipeline.papers.manifest import FileEntry, FileKind


def entry(shown: str, *codes: str) -> FileEntry:
    return FileEntry(
        path="pdf/提名函.pdf", kind=FileKind.PDF, sha256="", shown_digest=shown, codes=codes
    )


def test_pages_with_the_same_codes_show_the_same_whatever_they_were_made_of() -> None:
    first = _Issued("styles of then", "1", (), ("A", "B"))
    assert first.shows_the_same(entry("styles of now", "A", "B"))
    assert not first.shows_the_same(entry("styles of now", "A", "C"))
    assert not first.shows_the_same(entry("styles of now"))


def test_a_version_without_codes_is_told_by_its_digest() -> None:
    first = _Issued("then", "1", ())
    assert first.shows_the_same(entry("then"))
    assert not first.shows_the_same(entry("now"))
