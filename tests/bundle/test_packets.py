"""Which papers go into which packet."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

from pypdf import PdfReader

from pipeline.bundle import Packet, plan_packets
from pipeline.dossier.models import Dossier
from pipeline.papers import naming
from pipeline.papers.documents import Destination, Scope, load_documents
from pipeline.papers.plan import plan_papers
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
    return {packet.name: packet for packet in plan_packets(plan_papers(dossier, DOCUMENTS), BY_ID)}


def stems(packet: Packet) -> list[str]:
    return [item.paper.stem for item in packet.items]


# ---------------------------------------------------------------- planning


def test_every_paper_is_in_one_packet_and_pledges_once_more() -> None:
    papers = plan_papers(CASES["full"], DOCUMENTS)
    packets = packets_of(CASES["full"])
    pledges = stems(packets.pop(naming.ALL_PLEDGES))
    once = [stem for packet in packets.values() for stem in stems(packet)]
    assert sorted(once) == sorted(paper.stem for paper in papers)
    assert sorted(pledges) == sorted(
        paper.stem for paper in papers if paper.document in {"lead_pledge", "employer_pledge"}
    )


def test_the_units_papers_are_numbered_and_come_first() -> None:
    names = list(packets_of(CASES["full"]))
    own = [name for name in names if name[:2].isdigit()]
    assert names[: len(own)] == own == sorted(own)
    assert {"00-签字盖章清单", "01-提名函", "03-公示", "04-公示无异议证明"} <= set(own)
    assert names[len(own)] == "P01-沈珣-签字材料"
    assert names[-1] == "全部承诺书"


def test_only_a_society_has_the_filing_form() -> None:
    from pipeline.dossier.models import UnitKind

    for kind in (*UnitKind, None):
        dossier = replace(CASES["full"], unit=replace(CASES["full"].unit, kind=kind))
        assert ("02-社会组织备案申请表" in packets_of(dossier)) is bool(kind and kind.is_society)


def test_an_employers_certificate_goes_with_its_first_nomination_behind_its_own_papers() -> None:
    packets = packets_of(CASES["full"])
    first, second, third = [packet for name, packet in packets.items() if name[0] == "P"][:3]
    for packet in (first, second):
        per_employer = [item.paper.scope is Scope.EMPLOYER for item in packet.items]
        assert per_employer == sorted(per_employer)
        assert "no_objection_certificate" in [item.paper.document for item in packet.items]
    assert Scope.EMPLOYER not in [item.paper.scope for item in third.items]
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
    numbers = [each.packet_number for each in DOCUMENTS if each.packet is Destination.OWN]
    assert None not in numbers
    assert len(set(numbers)) == len(numbers)
    assert all(
        each.packet_number is None for each in DOCUMENTS if each.packet is Destination.NOMINATION
    )
