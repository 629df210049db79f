"""Which papers go into which packet, and when a packet is made again."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
from pypdf import PdfReader

from pipeline import store
from pipeline.bundle import Packet, Place, compose, merge_packet, plan_packets
from pipeline.dossier.models import Dossier
from pipeline.errors import OutputError
from pipeline.papers import naming
from pipeline.papers.documents import Paper, load_documents
from pipeline.papers.manifest import FileEntry, FileKind
from pipeline.papers.plan import plan
from pipeline.tools.weasyprint import layout
from tests.render.cases import CASES, TEMPLATES

DOCUMENTS = load_documents(TEMPLATES)
BY_ID = {document.id: document for document in DOCUMENTS}


def font_names(data: bytes) -> list[str]:
    """The fonts that the pages use, without subset tags; one name for each copy of a font."""
    names: dict[int, str] = {}
    for page in PdfReader(io.BytesIO(data)).pages:
        resources: Any = page["/Resources"]
        for reference in resources.get("/Font", {}).values():
            font = reference.get_object()
            names[font.indirect_reference.idnum] = str(font["/BaseFont"]).partition("+")[2]
    return list(names.values())


def packets_of(dossier: Dossier) -> dict[str, Packet]:
    return {packet.name: packet for packet in plan_packets(plan(dossier, DOCUMENTS), BY_ID)}


def stems(packet: Packet) -> list[str]:
    return [item.paper.stem for item in packet.items]


# ---------------------------------------------------------------- planning


def test_every_paper_is_in_one_packet_and_pledges_once_more() -> None:
    papers = plan(CASES["full"], DOCUMENTS)
    packets = packets_of(CASES["full"])
    pledges = stems(packets.pop(naming.ALL_PLEDGES))
    once = [stem for packet in packets.values() for stem in stems(packet)]
    assert sorted(once) == sorted(paper.stem for paper in papers)
    assert sorted(pledges) == sorted(
        paper.stem for paper in papers if paper.document in {"lead_pledge", "employer_pledge"}
    )


def test_the_units_papers_are_numbered_and_come_first() -> None:
    names = list(packets_of(CASES["full"]))
    assert names[:4] == ["00-签字盖章清单", "01-提名函", "03-公示", "04-公示无异议证明"]
    assert names[4] == "P01-沈珣-签字材料"
    assert names[-1] == "全部承诺书"


def test_only_a_society_has_the_filing_form() -> None:
    from pipeline.dossier.models import UnitKind

    for kind in (*UnitKind, None):
        dossier = replace(CASES["full"], unit=replace(CASES["full"].unit, kind=kind))
        assert ("02-社会组织备案申请表" in packets_of(dossier)) is bool(kind and kind.is_society)


def test_an_employers_certificate_goes_with_its_first_nomination_behind_its_own_papers() -> None:
    packets = packets_of(CASES["full"])
    first, second, third = (packets[name] for name in list(packets)[4:7])
    assert [item.paper.document for item in first.items][-1] == "no_objection_certificate"
    assert [item.paper.document for item in second.items][-1] == "no_objection_certificate"
    assert "no_objection_certificate" not in [item.paper.document for item in third.items]
    assert first.nomination == "P01"
    assert first.path == "print/P01-沈珣-签字材料.pdf"


def test_pledges_go_nomination_by_nomination_with_names_in_the_bookmarks() -> None:
    pledges = packets_of(CASES["full"])[naming.ALL_PLEDGES]
    assert [item.paper.members for item in pledges.items] == [
        (number,) for number in range(6) for _ in range(2)
    ]
    assert pledges.items[0].bookmark == "P01 沈珣 第一完成人承诺书"
    assert (pledges.nomination, pledges.subject) == (None, "")


def test_a_dossier_without_nominations_has_no_pledges() -> None:
    assert naming.ALL_PLEDGES not in packets_of(replace(CASES["full"], nominations=()))


def test_every_document_says_where_it_goes() -> None:
    assert [each.packet_number for each in DOCUMENTS[:5]] == [0, 1, 2, 3, 4]
    assert all(each.packet_number is None for each in DOCUMENTS[5:])


# ---------------------------------------------------------------- making


PACKET = packets_of(CASES["sparse"])["P01-丁一-签字材料"]


def page_of(paper: Paper) -> layout.LaidOut:
    html = (
        f"<html lang='zh-CN'><head><title>{paper.title}</title></head>"
        f"<body style='font-family: FandolFang'><h1>{paper.stem}</h1></body></html>"
    )
    return layout.lay_out(html, resources=layout.Resources((Path(__file__).parent,)))


def entry_of(paper: Paper, data: bytes = b"") -> FileEntry:
    return FileEntry(
        path=f"pdf/{paper.stem}.pdf", kind=FileKind.PDF, sha256=store.sha256(data), pages=1,
        data_digest=f"data of {paper.stem}", template_digest="template",
    )  # fmt: skip


ENTRIES = {paper.stem: entry_of(paper) for paper in PACKET.papers}


def forbidden(paper: Paper) -> layout.LaidOut:
    raise AssertionError(paper)


def composed(out: Path, entries: dict[str, FileEntry] = ENTRIES) -> FileEntry:
    return compose(PACKET, page_of, entries, Place(out=out, previous={}))


def test_a_composed_packet_is_written_and_told_of(tmp_path: Path) -> None:
    entry = composed(tmp_path)
    data = (tmp_path / "print" / "P01-丁一-签字材料.pdf").read_bytes()
    assert entry.sha256 == store.sha256(data)
    assert (entry.kind, entry.nomination, entry.subject) == (FileKind.PRINT, "P01", "P01 丁一")
    assert [part.path for part in entry.parts] == [f"pdf/{stem}.pdf" for stem in stems(PACKET)]
    assert [part.first_page for part in entry.parts] == [1, 3, 5, 7, 9]
    assert entry.pages == 9 == len(PdfReader(io.BytesIO(data)).pages)


def test_an_unchanged_packet_is_kept_without_laying_out_anything(tmp_path: Path) -> None:
    entry = composed(tmp_path)
    place = Place(out=tmp_path, previous={entry.path: entry})
    assert compose(PACKET, forbidden, ENTRIES, place) == entry
    assert merge_packet((PACKET, ENTRIES, place)) == entry


@pytest.mark.parametrize("field", ["data_digest", "template_digest"])
def test_a_packet_is_made_again_when_a_paper_of_it_changed(field: str, tmp_path: Path) -> None:
    entry = composed(tmp_path)
    stem = stems(PACKET)[2]
    changed = ENTRIES | {stem: msgspec.structs.replace(ENTRIES[stem], **{field: "other"})}
    place = Place(out=tmp_path, previous={entry.path: entry})
    with pytest.raises(AssertionError):
        compose(PACKET, forbidden, changed, place)
    assert compose(PACKET, page_of, changed, place).data_digest != entry.data_digest


@pytest.mark.parametrize("content", [None, b"somebody else's"])
def test_a_packet_that_is_gone_or_changed_by_hand_is_made_again(
    content: bytes | None, tmp_path: Path
) -> None:
    entry = composed(tmp_path)
    path = tmp_path / entry.path
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    place = Place(out=tmp_path, previous={entry.path: entry})
    assert compose(PACKET, page_of, ENTRIES, place) == entry
    assert store.sha256_file(path) == entry.sha256


def test_a_packet_of_another_order_is_another_packet(tmp_path: Path) -> None:
    entry = composed(tmp_path)
    turned = replace(PACKET, items=PACKET.items[::-1])
    place = Place(out=tmp_path, previous={entry.path: entry})
    with pytest.raises(AssertionError):
        compose(turned, forbidden, ENTRIES, place)


def test_finished_pdfs_merge_into_the_same_packet(tmp_path: Path) -> None:
    made = composed(tmp_path / "a")
    for paper in PACKET.papers:
        store.write_whole(tmp_path / "b" / "pdf" / f"{paper.stem}.pdf", page_of(paper).write())
    merged = merge_packet((PACKET, ENTRIES, Place(out=tmp_path / "b", previous={})))
    assert msgspec.structs.replace(merged, sha256="") == msgspec.structs.replace(made, sha256="")
    outline = PdfReader(tmp_path / "b" / merged.path).outline
    assert [each.title for each in outline if not isinstance(each, list)] == [
        item.bookmark for item in PACKET.items
    ]


def test_a_missing_part_of_a_packet_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"P01-丁一-提名书\.pdf：合并不了"):
        merge_packet((PACKET, ENTRIES, Place(out=tmp_path, previous={})))
    assert not (tmp_path / "print").exists()


def test_a_packet_of_one_paper_keeps_the_papers_own_bookmarks(tmp_path: Path) -> None:
    letter = packets_of(CASES["sparse"])["01-提名函"]
    entries = {paper.stem: entry_of(paper) for paper in letter.papers}
    entry = compose(letter, page_of, entries, Place(out=tmp_path, previous={}))
    outline: Any = PdfReader(tmp_path / entry.path).outline
    assert [each.title for each in outline] == ["提名函"]
