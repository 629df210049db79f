"""Tags of papers in a packet: each says what it said in its paper, of the pages that are there."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, NumberTree, Pdf, Stream, String

from pipeline.tools.pdf.merging import Part, merge
from pipeline.tools.srgb import CONDITION, profile
from tests.tools.pdf.test_merging import TEXTS, pdf

OWN_NAMES = {"/大标题": Name.H1, "/小标题": Name.H2, "/正文": Name.P}


def by_office(path: Path, *, tagged: bool = True, by_name: bool = False) -> Path:
    """A paper of two pages as LibreOffice tags it: roles by names of styles, a paragraph over two pages, a link."""
    with Pdf.new() as paper:
        for _ in "12":
            paper.add_blank_page(page_size=(595, 842))
        first, second = (page.obj for page in paper.pages)
        first.Contents = Stream(paper, marked("/H1", 0) + marked("/P", 1))
        roles = ("/P", "/H2", "/TH", "/TD", "/Link")
        second.Contents = Stream(paper, b"".join(map(marked, roles, range(len(roles)))))
        place = Array([first, Name.XYZ, None, None, None])
        paper.Root.Names = Dictionary(Dests=Dictionary(Names=Array([String("前页"), place])))
        second.Annots = Array([paper.make_indirect(link_to("前页" if by_name else place))])
        if tagged:
            paper.Root.StructTreeRoot = tree(paper, first, second)
            paper.Root.MarkInfo = Dictionary(Marked=True)
        colours = Stream(paper, profile(), Dictionary(N=3))
        intent = Dictionary(
            Type=Name.OutputIntent,
            S=Name.GTS_PDFA1,
            OutputConditionIdentifier=CONDITION,
            DestOutputProfile=colours,
        )
        paper.Root.OutputIntents = Array([intent])
        paper.save(path)
    return path


def marked(role: str, number: int) -> bytes:
    return b"%s <</MCID %d>> BDC 0 0 9 9 re f EMC\n" % (role.encode(), number)


def link_to(place: Any) -> Dictionary:
    return Dictionary(
        Type=Name.Annot,
        Subtype=Name.Link,
        Rect=Array([0, 0, 9, 9]),
        F=4,
        Contents="前页",
        Dest=place,
    )


def tree(paper: Pdf, first: Any, second: Any) -> Any:
    root = paper.make_indirect(Dictionary(Type=Name.StructTreeRoot, RoleMap=Dictionary(OWN_NAMES)))

    def element(role: str, page: Any, *kids: Any, **others: Any) -> Any:
        made = Dictionary(Type=Name.StructElem, S=Name(role), Pg=page, K=Array(kids), **others)
        made = paper.make_indirect(made)
        for kid in kids:
            if isinstance(kid, Dictionary) and Name.S in kid:
                kid.P = made
        return made

    head = element("/TH", second, 2, ID=String("甲"), A=Dictionary(O=Name.Table, Scope=Name.Column))
    cell = element("/TD", second, 3, A=Dictionary(O=Name.Table, Headers=Array([String("甲")])))
    hold = Dictionary(Type=Name.OBJR, Obj=second.Annots[0], Pg=second)
    document = element(
        "/Document",
        first,
        element("/大标题", first, 0),
        element("/正文", first, 1, Dictionary(Type=Name.MCR, Pg=second, MCID=0)),
        element("/小标题", second, 1),
        element(
            "/Table", second, element("/TR", second, head), element("/TR", second, cell)
        ),
        element("/正文", second, element("/Link", second, 4, hold)),
        element("/正文", first),
        element("/正文", second),
    )  # fmt: skip
    document.P = root
    root.K = Array([document])
    return root


def packet(*parts: Part) -> bytes:
    return merge(parts, title="签字材料").data


def claims(data: bytes) -> tuple[bool, bool]:
    return b"<pdfaid:part>2<" in data, b"<pdfuaid:part>1<" in data


def elements(node: Any) -> Iterator[Any]:
    """An element and those below it."""
    yield node
    for kid in node.get(Name.K, Array()):
        if isinstance(kid, Dictionary) and Name.S in kid:
            yield from elements(kid)


def all_elements(document: Pdf) -> list[Any]:
    (top,) = document.Root.StructTreeRoot.K
    return list(elements(top))


def roles(data: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(data)) as document:
        return [str(each.S) for each in all_elements(document)]


def assert_leads_both_ways(data: bytes) -> None:
    """From marked content and annotations to their elements, and from elements to them; nothing else is there."""
    with pikepdf.open(io.BytesIO(data)) as document:
        parents = NumberTree(document.Root.StructTreeRoot.ParentTree)
        there: set[Any] = set()
        told: set[Any] = set()
        for page in document.pages:
            if Name.StructParents not in page.obj:
                continue
            for number, element in enumerate(parents[int(page.obj.StructParents)]):
                if element is not None:
                    there.add((page.obj.objgen, number, element.objgen))
            for annotation in page.obj.get(Name.Annots, Array()):
                element = parents[int(annotation.StructParent)]
                there.add((page.obj.objgen, annotation.objgen, element.objgen))
        for element in all_elements(document):
            for kid in element.get(Name.K, Array()):
                if isinstance(kid, int):
                    told.add((element.Pg.objgen, kid, element.objgen))
                elif Name.S in kid:
                    assert kid.P.objgen == element.objgen
                else:
                    of = kid.get(Name.Pg, element.get(Name.Pg))
                    what = int(kid.MCID) if Name.MCID in kid else kid.Obj.objgen
                    told.add((of.objgen, what, element.objgen))
        assert there
        assert told == there
        assert len(parents) == len({key for key, _ in parents.items()})


def test_a_packet_of_both_kinds_of_papers_claims_what_they_do(tmp_path: Path) -> None:
    ours = tmp_path / "ours.pdf"
    ours.write_bytes(pdf(TEXTS[0], pages=2))
    office = by_office(tmp_path / "office.pdf")
    data = packet(Part(ours, "一"), Part(office, "二"), Part(ours, "三", of_page=2, page_count=1))
    assert claims(data) == (True, True)
    assert_leads_both_ways(data)
    assert roles(data).count("/TH") == 3


def test_roles_by_names_of_styles_become_those_that_they_stand_for(tmp_path: Path) -> None:
    data = packet(Part(by_office(tmp_path / "1.pdf"), "一"))
    assert not set(OWN_NAMES) & set(roles(data))
    assert [role for role in roles(data) if role[:2] == "/H"] == ["/H1", "/H2"]
    with pikepdf.open(io.BytesIO(data)) as document:
        assert Name.RoleMap not in document.Root.StructTreeRoot


def test_headers_of_cells_stay_within_their_paper(tmp_path: Path) -> None:
    office = by_office(tmp_path / "1.pdf")
    data = packet(Part(office, "一"), Part(office, "二"))
    assert claims(data) == (True, True)
    with pikepdf.open(io.BytesIO(data)) as document:
        named = document.Root.StructTreeRoot.IDTree.Names
        heads = {str(own): head for own, head in zip(named[::2], named[1::2], strict=True)}
        cells = [each for each in all_elements(document) if each.S == Name.TD]
        tables = [heads[str(cell.A.Headers[0])].P.P.objgen for cell in cells]
        assert tables == [cell.P.P.objgen for cell in cells]
        assert len(set(tables)) == 2


@pytest.mark.parametrize(
    ("of_page", "kept"),
    [
        (1, ["/Part", "/H1", "/P", "/P"]),
        (2, ["/Part", "/P", "/H1", "/Table", "/TR", "/TH", "/TR", "/TD", "/P", "/Link", "/P"]),
    ],
    ids=["the first page", "the second page"],
)
def test_of_a_stretch_only_what_is_on_its_pages_is_told(
    of_page: int, kept: Sequence[str], tmp_path: Path
) -> None:
    office = by_office(tmp_path / "1.pdf")
    data = packet(Part(office, "一", of_page=of_page, page_count=1))
    assert roles(data) == [
        "/Document",
        *kept,
    ]  # a heading whose superior is left out is the highest
    assert claims(data) == (True, True)
    assert_leads_both_ways(data)


@pytest.mark.parametrize("by_name", [False, True], ids=["to a page", "to a name"])
def test_a_link_leads_to_its_page_in_the_packet_or_nowhere(by_name: bool, tmp_path: Path) -> None:
    office = by_office(tmp_path / "1.pdf", by_name=by_name)
    parts = [Part(office, "一"), Part(office, "二"), Part(office, "三", of_page=2, page_count=1)]
    with pikepdf.open(io.BytesIO(packet(*parts))) as document:
        links: list[Any] = [
            page.obj.Annots[0] for page in document.pages if Name.Annots in page.obj
        ]
        assert [each.Dest[0].objgen for each in links[:2]] == [
            document.pages[place].obj.objgen for place in (0, 2)
        ]
        assert Name.Dest not in links[2]


def test_a_packet_with_a_paper_without_tags_is_not_said_to_be_fit_for_reading_aloud(
    tmp_path: Path,
) -> None:
    parts = [
        Part(by_office(tmp_path / f"{tagged}.pdf", tagged=tagged), "一") for tagged in (True, False)
    ]
    assert claims(packet(*parts)) == (True, False)
