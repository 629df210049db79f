"""What the manifest tells, what it keeps to itself, and when one is trusted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from pipeline.dossier.milestones import Milestone
from pipeline.errors import ExitCode
from pipeline.papers.documents import Paper, Scope
from pipeline.papers.manifest import (
    FORMAT,
    Earlier,
    Failure,
    FileEntry,
    FileKind,
    Manifest,
    PacketPart,
    encode_manifest,
    pages_of,
    read_manifest,
    sheets_of,
    without_personal_data,
)

NUMBER = "025335594711"
"""A telephone number, in a text; in a digest it is none."""
DIGEST = NUMBER + "fa5153" * 8 + "beef"


def entry() -> FileEntry:
    return FileEntry(
        path=f"word/{NUMBER}.docx", kind=FileKind.WORD, sha256=DIGEST, subject=f"电话{NUMBER}",
        data_digest=DIGEST, template_digest=DIGEST, shown_digest=DIGEST, paper_id=DIGEST,
        codes=(DIGEST,), earlier=(Earlier(codes=(DIGEST,), changed=(f"电话{NUMBER}",)),),
        parts=(PacketPart(path=f"pdf/{NUMBER}.pdf", first_page=1, pages=1),),
    )  # fmt: skip


def manifest(*files: FileEntry) -> Manifest:
    return Manifest(
        dossier="材料", activity="a", program="1", input_digest=DIGEST, draft=False, files=files
    )


def packet(pages: int | None, copies: int = 1, *, subject: str = "某厂") -> FileEntry:
    return FileEntry(
        path=f"print/{subject or '全部'}.pdf", kind=FileKind.PRINT, sha256="", subject=subject,
        pages=pages, copies=copies,
    )  # fmt: skip


def test_a_digest_that_looks_like_a_telephone_number_stays_and_the_number_goes() -> None:
    clean = without_personal_data(manifest(entry()))
    [file] = clean.files
    [earlier] = file.earlier
    digests = {
        clean.input_digest, file.sha256, file.data_digest, file.template_digest, file.shown_digest,
        file.paper_id, *file.codes, *earlier.codes,
    }  # fmt: skip
    assert digests == {DIGEST}
    assert NUMBER not in file.subject
    assert NUMBER not in earlier.changed[0]
    assert (file.path, file.parts) == (entry().path, entry().parts)


def test_a_manifest_that_was_written_is_read_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "manifest.json"
    written = manifest(entry(), packet(3))
    path.write_bytes(encode_manifest(written))
    assert read_manifest(path) == written
    assert written.format == FORMAT
    text = path.read_text(encoding="utf-8")
    assert text.startswith('{\n "dossier": "材料",\n')
    assert text.endswith("}\n")


def test_a_manifest_of_an_earlier_program_is_read_as_it_was_meant(tmp_path: Path) -> None:
    """What was not said then: one copy, a part from its first page on, fonts as expected."""
    path = tmp_path / "manifest.json"
    path.write_text(
        """{"dossier": "材料", "activity": "a", "program": "1", "input_digest": "", "draft": false,
        "files": [
          {"path": "word/汇总表.xlsx", "kind": "sheet", "sha256": ""},
          {"path": "print/某厂.pdf", "kind": "print", "sha256": "", "pages": 3,
           "parts": [{"path": "pdf/甲.pdf", "first_page": 1, "pages": 3}]},
          {"path": "pdf/甲.pdf", "kind": "pdf", "sha256": "",
           "earlier": [{"codes": ["x"], "changed": []}],
           "stand_ins": [{"asked": "仿宋_GB2312", "used": ["FandolFang"]}]}
        ], "format": 1}""",
        encoding="utf-8",
    )
    found = read_manifest(path)
    assert found is not None
    sheet, packet, paper = found.files
    assert sheet.kind is FileKind.SHEET
    assert (packet.copies, packet.parts[0].of_page) == (1, 1)
    [earlier], [stand_in] = paper.earlier, paper.stand_ins
    assert (earlier.filled, earlier.restyled) == (False, False)
    assert stand_in.expected


def _leading_out(written: Manifest) -> Manifest:
    return replace(written, files=(replace(entry(), path="../dossier.xlsx"),))


def _with_a_part_leading_out(written: Manifest) -> Manifest:
    outside = PacketPart(path="/etc/passwd", first_page=1, pages=1)
    return replace(written, files=(replace(entry(), parts=(outside,)),))


def _of_a_later_program(written: Manifest) -> Manifest:
    return replace(written, format=FORMAT + 1)


@pytest.mark.parametrize("harm", [_leading_out, _with_a_part_leading_out, _of_a_later_program])
def test_a_manifest_that_cannot_be_trusted_is_none(
    tmp_path: Path, harm: Callable[[Manifest], Manifest]
) -> None:
    path = tmp_path / "manifest.json"
    path.write_bytes(encode_manifest(harm(manifest(entry()))))
    assert read_manifest(path) is None


@pytest.mark.parametrize("data", [b"", b"{ half", b"[]", b'{"dossier": 1}', b'{"dossier": "\xff"}'])
def test_what_is_no_manifest_is_none(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "manifest.json"
    assert read_manifest(path) is None
    path.write_bytes(data)
    assert read_manifest(path) is None


@pytest.mark.parametrize(("pages", "sheets"), [(None, 0), (0, 0), (1, 1), (2, 1), (3, 2), (4, 2)])
def test_a_sheet_has_two_pages(pages: int | None, sheets: int) -> None:
    assert packet(pages).sheets == sheets


def test_pages_and_sheets_of_packets_are_those_of_all_copies() -> None:
    packets = [packet(3, copies=2), packet(4), packet(None, copies=5)]
    assert pages_of(packets) == 3 * 2 + 4
    assert sheets_of(packets) == 2 * 2 + 2


def test_what_is_printed_is_what_somebody_gets() -> None:
    given, collected = packet(1), packet(1, subject="")
    whole = manifest(entry(), given, collected)
    assert whole.to_print == (given,)
    assert whole.by_path() == {each.path: each for each in (entry(), given, collected)}


def test_a_failure_is_that_of_its_paper() -> None:
    paper = Paper(
        document="nomination_form", title="提名书", stem="P01-甲-提名书", scope=Scope.NOMINATION,
        subject="P01 甲", milestone=Milestone.NOMINATE, nomination="P01", members=(0,),
        recipient="某厂", packet="",
    )  # fmt: skip
    assert Failure.of(paper, "模板写错了", ExitCode.TEMPLATE) == Failure(
        path="P01-甲-提名书", nomination="P01", message="模板写错了", exit_code=5
    )
