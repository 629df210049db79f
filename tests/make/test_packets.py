"""Packets: composed from pages or merged from PDFs, and when one is made again."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
from pypdf import PdfReader

from pipeline import store
from pipeline.dossier.intake import Intake
from pipeline.errors import OutputError
from pipeline.make.buildplan import BuildPlan
from pipeline.make.built import Packed, Waiting
from pipeline.make.office import merge
from pipeline.make.packets import compose
from pipeline.make.plan import plan_build
from pipeline.papers.documents import Paper
from pipeline.papers.manifest import FileEntry, FileKind
from pipeline.settings import Settings
from pipeline.tools.weasyprint import assembling, drawing, layout
from pipeline.tools.weasyprint.drawn import Drawn
from tests.bundle.test_packets import packets_of, stems
from tests.render.cases import CASES, TEMPLATES, activity

PACKET = next(
    packet for name, packet in packets_of(CASES["sparse"]).items() if name.endswith("02-出证材料")
)


def plan_in(out: Path, **before: FileEntry) -> BuildPlan:
    """The plan of a dossier of one nomination, with what an earlier run is said to have made."""
    dossier = replace(CASES["sparse"], activity=activity().id)
    intake = Intake(folder=out / "材料", name="材料", file="dossier.yaml", dossier=dossier)
    plan = plan_build(intake, (), Settings(templates=TEMPLATES, jobs=1), out)
    return replace(plan, before={entry.path: entry for entry in before.values()})


def merged_in(plan: BuildPlan) -> FileEntry:
    """The packet merged from the PDFs of its papers."""
    stems = [paper.stem for paper in PACKET.papers]
    files = {stem: plan.out / "pdf" / f"{stem}.pdf" for stem in stems}
    return placed(plan.out, merge(plan, Waiting(PACKET, ENTRIES, files)))


def page_of(paper: Paper, shown_digest: str = "") -> Drawn:
    html = (
        f"<html lang='zh-CN'><head><title>{paper.title}</title></head>"
        f"<body style='font-family: FandolFang'><h1>{paper.stem}</h1></body></html>"
    )
    laid_out = layout.lay_out(html, resources=layout.Resources((Path(__file__).parent,)))
    return drawing.draw(laid_out)


def entry_of(paper: Paper, data: bytes = b"") -> FileEntry:
    return FileEntry(
        path=f"pdf/{paper.stem}.pdf", kind=FileKind.PDF, sha256=store.sha256(data), pages=1,
        shown_digest=f"words of {paper.stem}",
    )  # fmt: skip


ENTRIES = {paper.stem: entry_of(paper) for paper in PACKET.papers}


def forbidden(paper: Paper, shown_digest: str) -> Drawn:
    raise AssertionError(paper)


def composed(out: Path, entries: dict[str, FileEntry] = ENTRIES) -> FileEntry:
    return placed(out, compose(plan_in(out), PACKET, entries, page_of))


def placed(out: Path, packed: Packed) -> FileEntry:
    """The entry of a packet, its file in the folder."""
    if packed.data is not None:
        store.write_whole(out / packed.entry.path, packed.data)
    return packed.entry


def test_a_composed_packet_is_written_and_told_of(tmp_path: Path) -> None:
    entry = composed(tmp_path)
    data = (tmp_path / PACKET.path).read_bytes()
    assert entry.sha256 == store.sha256(data)
    assert (entry.kind, entry.nomination, entry.subject) == (FileKind.PRINT, None, PACKET.subject)
    assert [part.path for part in entry.parts] == [f"pdf/{stem}.pdf" for stem in stems(PACKET)]
    starts = [2 * number + 1 for number in range(len(PACKET.papers))]  # one page and a blank back
    assert [part.first_page for part in entry.parts] == starts
    assert entry.pages == starts[-1] == len(PdfReader(io.BytesIO(data)).pages)


def test_an_unchanged_packet_is_kept_without_laying_out_anything(tmp_path: Path) -> None:
    entry = composed(tmp_path)
    plan = plan_in(tmp_path, packet=entry)
    assert compose(plan, PACKET, ENTRIES, forbidden) == Packed(entry)
    assert merged_in(plan) == entry


def test_a_packet_is_made_again_when_a_paper_of_it_shows_something_else(tmp_path: Path) -> None:
    entry = composed(tmp_path)
    stem = stems(PACKET)[1]
    changed = ENTRIES | {stem: msgspec.structs.replace(ENTRIES[stem], shown_digest="other")}
    plan = plan_in(tmp_path, packet=entry)
    with pytest.raises(AssertionError):
        compose(plan, PACKET, changed, forbidden)
    again = compose(plan, PACKET, changed, page_of)
    assert again.entry.data_digest != entry.data_digest


@pytest.mark.parametrize("content", [None, b"somebody else's"])
def test_a_packet_that_is_gone_or_changed_by_hand_is_made_again(
    content: bytes | None, tmp_path: Path
) -> None:
    entry = composed(tmp_path)
    path = tmp_path / entry.path
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    again = compose(plan_in(tmp_path, packet=entry), PACKET, ENTRIES, page_of)
    assert placed(tmp_path, again) == entry
    assert store.sha256_file(path) == entry.sha256


def test_a_packet_of_another_order_is_another_packet(tmp_path: Path) -> None:
    entry = composed(tmp_path)
    turned = replace(PACKET, items=PACKET.items[::-1])
    with pytest.raises(AssertionError):
        compose(plan_in(tmp_path, packet=entry), turned, ENTRIES, forbidden)


def test_finished_pdfs_merge_into_the_same_packet(tmp_path: Path) -> None:
    made = composed(tmp_path / "a")
    for paper in PACKET.papers:
        data = assembling.write(page_of(paper))
        store.write_whole(tmp_path / "b" / "pdf" / f"{paper.stem}.pdf", data)
    merged = merged_in(plan_in(tmp_path / "b"))
    assert msgspec.structs.replace(merged, sha256="") == msgspec.structs.replace(made, sha256="")
    outline = PdfReader(tmp_path / "b" / merged.path).outline
    assert [each.title for each in outline if not isinstance(each, list)] == [
        item.bookmark for item in PACKET.items
    ]


def test_a_missing_part_of_a_packet_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=rf"{stems(PACKET)[0]}\.pdf：合并不了"):
        merged_in(plan_in(tmp_path))
    assert not (tmp_path / "print").exists()


def test_a_packet_of_one_paper_keeps_the_papers_own_bookmarks(tmp_path: Path) -> None:
    letter = packets_of(CASES["sparse"])["本单位/01-提名函"]
    entries = {paper.stem: entry_of(paper) for paper in letter.papers}
    entry = placed(tmp_path, compose(plan_in(tmp_path), letter, entries, page_of))
    outline: Any = PdfReader(tmp_path / entry.path).outline
    assert [each.title for each in outline] == ["提名函"]
