"""What may come back, page by page: the papers of a manifest and their earlier versions that are still good."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from pipeline import store
from pipeline.papers.manifest import Earlier, FileEntry, FileKind
from pipeline.receive.expected import Expected, marked_pages
from tests.receive.values import EXPECTED, FORM, LETTER, MANIFEST, OLD, ZONES, code

OUT = Path("out")
(PAPER,) = (each for each in MANIFEST.files if each.path == LETTER)
OLD_CODES = (code(LETTER, 1, OLD), code(LETTER, 2, OLD))


def with_earlier(**said: object) -> Expected:
    version = {"codes": OLD_CODES, "changed": (), "zones": (), "filled": True, **said}
    return Expected((replace(PAPER, earlier=(Earlier(**version),)),))  # type: ignore[arg-type]


def test_only_pdfs_whose_pages_carry_codes_may_come_back() -> None:
    others = (
        replace(PAPER, kind=FileKind.PRINT),
        replace(PAPER, kind=FileKind.WORD),
        replace(PAPER, codes=()),
    )
    expected = Expected.of(replace(MANIFEST, files=(*others, PAPER)))
    assert expected.papers == (PAPER,)
    assert expected.by_id == {PAPER.paper_id: PAPER}
    assert expected.former == {}


def test_each_page_is_known_by_its_code_with_its_own_zones() -> None:
    found = EXPECTED.by_code[code(FORM, 3)]
    assert (found.entry.path, found.number, found.code) == (FORM, 3, code(FORM, 3))
    assert found.zones == ZONES[FORM][1:]
    assert EXPECTED.by_code[code(FORM, 1)].zones == ()
    assert found.pdf(OUT) == OUT / FORM
    assert (found.version, found.by_hand) == ("", False)


def test_a_page_without_a_code_cannot_come_back_and_does_not_move_the_others() -> None:
    half = Expected((replace(PAPER, codes=("", code(LETTER, 2))),))
    assert [each.number for each in half.by_code.values()] == [2]


@pytest.mark.parametrize(("kind", "by_hand"), [("filled", True), ("restyled", False)])
def test_an_earlier_version_that_is_good_is_looked_up_in_its_own_pdf(
    kind: str, by_hand: bool
) -> None:
    zones = (replace(ZONES[LETTER][0], x=50),)
    said = {"filled": False, "zones": zones, kind: True}
    expected = with_earlier(**said)
    found = expected.by_code[OLD_CODES[1]]
    assert (found.number, found.zones, found.by_hand) == (2, zones, by_hand)
    assert found.pdf(OUT) == store.kept_path(OUT, OLD_CODES[0])
    assert expected.by_code[code(LETTER, 2)].zones == ZONES[LETTER]


@pytest.mark.parametrize(
    "said",
    [
        {"filled": False},
        {"codes": OLD_CODES[:1]},  # another number of pages: none is the same page
        {"codes": ("../../" + OLD_CODES[0], OLD_CODES[1])},  # no code of ours names a file
    ],
)
def test_an_earlier_version_that_is_not_good_cannot_come_back(said: dict[str, object]) -> None:
    assert list(with_earlier(**said).by_code) == list(PAPER.codes)


def test_a_page_that_looks_as_it_did_before_is_the_page_of_today() -> None:
    codes = (PAPER.codes[0], OLD_CODES[1])
    found = with_earlier(codes=codes).by_code[PAPER.codes[0]]
    assert found.version == ""


def digests(paper: FileEntry) -> tuple[str, str, str]:
    expected = Expected((paper,))
    first, second = map(expected.page_digest, PAPER.codes)
    return expected.digest, first, second


def test_what_is_compared_with_a_page_is_another_when_the_page_or_a_zone_of_it_changes() -> None:
    whole, first, second = digests(PAPER)
    assert digests(replace(PAPER, sha256="x", title="另一个")) == (whole, first, second)
    moved = digests(replace(PAPER, zones=(replace(ZONES[LETTER][0], x=121),)))
    assert moved[1] == first
    assert moved[0] != whole
    assert moved[2] not in {second, first}
    other = Expected((replace(PAPER, codes=(code(LETTER, 1, OLD), PAPER.codes[1])),))
    assert other.digest != whole
    assert len({whole, first, second}) == 3
    assert other.page_digest(PAPER.codes[0]) == ""
    assert all(len(each) == 16 for each in (whole, first, second))


def test_the_pages_that_somebody_signs_or_seals_are_those_with_zones() -> None:
    papers = {each.path: each for each in MANIFEST.files}
    assert marked_pages(papers[FORM]) == {2, 3}
    assert marked_pages(papers[LETTER]) == {2}
