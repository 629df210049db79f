"""Which papers go into which packet."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

from pypdf import PdfReader

from pipeline.bundle import Packet, plan_packets
from pipeline.dossier.models import Dossier
from pipeline.papers import naming
from pipeline.papers.documents import Scope, load_documents
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


EMPLOYER = "江苏沙洲特种钢铁有限公司"


def test_every_paper_for_printing_is_in_one_packet() -> None:
    papers = plan_papers(CASES["full"], DOCUMENTS)
    packets = packets_of(CASES["full"])
    del packets[naming.ALL_PLEDGES]
    once = [stem for packet in packets.values() for stem in stems(packet)]
    assert sorted(once) == sorted(paper.stem for paper in papers if paper.packet)
    assert {paper.document for paper in papers if not paper.packet} == {
        "lead_pledge", "employer_pledge",
    }  # fmt: skip


def test_the_units_packets_come_first_then_those_of_each_employer() -> None:
    names = list(packets_of(CASES["full"]))
    own = [name for name in names if name.startswith("本单位/")]
    assert names[: len(own)] == own == sorted(own)
    assert {"本单位/00-签字盖章清单", "本单位/01-提名函", "本单位/03-公示"} <= set(own)
    assert names[len(own)].startswith(f"{EMPLOYER}/")
    assert names[-1] == "全部承诺书"


def test_only_a_society_has_the_filing_form() -> None:
    from pipeline.dossier.models import UnitKind

    for kind in (*UnitKind, None):
        dossier = replace(CASES["full"], unit=replace(CASES["full"].unit, kind=kind))
        has_it = "本单位/02-社会组织备案申请表" in packets_of(dossier)
        assert has_it is bool(kind and kind.is_society)


def test_an_employer_gets_its_forms_in_one_packet_and_its_certificates_in_another() -> None:
    packets = packets_of(CASES["full"])
    forms = packets[f"{EMPLOYER}/01-签字材料"]
    assert [item.paper.nomination for item in forms.items] == ["P01", "P03", "P05"]
    assert {item.paper.document for item in forms.items} == {"nomination_form"}
    assert forms.items[1].bookmark.startswith("P03 ")
    assert (forms.subject, forms.nomination) == (EMPLOYER, None)
    assert forms.path == f"print/{EMPLOYER}/01-签字材料.pdf"
    certificates = packets[f"{EMPLOYER}/02-出证材料"]
    scopes = [item.paper.scope for item in certificates.items]
    assert scopes == sorted(scopes, key=lambda scope: scope is not Scope.EMPLOYER)
    assert {"no_objection_certificate", "frontline_certificate"} <= {
        item.paper.document for item in certificates.items
    }


def test_all_pledges_are_the_forms_pledge_pages_nomination_by_nomination() -> None:
    pledges = packets_of(CASES["full"])[naming.ALL_PLEDGES]
    assert [item.paper.document for item in pledges.items] == ["nomination_form"] * 6
    assert [item.paper.members for item in pledges.items] == [(number,) for number in range(6)]
    assert all(item.only_pledges for item in pledges.items)
    assert pledges.items[0].bookmark == "P01 沈珣 承诺书"
    assert (pledges.nomination, pledges.subject) == (None, "")
    assert pledges.own_papers == ()


def test_a_dossier_without_nominations_has_no_pledges() -> None:
    assert naming.ALL_PLEDGES not in packets_of(replace(CASES["full"], nominations=()))


def test_no_two_documents_share_a_number_in_the_units_folder() -> None:
    names = [per.packet for each in DOCUMENTS for per in each.per if per.scope is Scope.DOSSIER]
    numbers = [name[:2] for name in names if name]
    assert all(number.isdigit() for number in numbers)
    assert len(set(numbers)) == len(numbers)
