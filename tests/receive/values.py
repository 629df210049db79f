"""A manifest of two papers, and pages of them as a scan shows them: no files, no pictures."""

from __future__ import annotations

from typing import Any

from pipeline.papers.codes import PageCode
from pipeline.papers.manifest import Earlier, FileEntry, FileKind, Manifest, Zone
from pipeline.papers.returned import ZoneState
from pipeline.receive.expected import Expected
from pipeline.receive.models import ScanFile, SeenChange, SeenPage, SeenZone, State

FORM, LETTER, ALONE = "pdf/P01-甲-提名书.pdf", "pdf/提名函.pdf", "pdf/P01-甲-承诺书.pdf"
_IDS = {FORM: "0000000A", LETTER: "0000000B", ALONE: "0000000C"}
_PAGES = {FORM: 3, LETTER: 2, ALONE: 1}
_DOCUMENTS = {FORM: "nomination_form", LETTER: "nomination_letter", ALONE: "lead_pledge"}


def code(path: str, page: int, digest: str = "NNNNNNNN") -> str:
    """The code of a page."""
    return PageCode(_IDS[path], page, _PAGES[path], digest).text


FOREIGN_CODE = PageCode("ZZZZZZZZ", 1, 2, "NNNNNNNN").text
GONE_CODE = PageCode("0000000G", 1, 1, "NNNNNNNN").text
"""Of a paper that has no use any more."""
OLD = "00000000"
"""Digest of what a page showed before."""


def _zone(kind: str, role: str, page: int) -> Zone:
    return Zone(kind=kind, role=role, page=page, x=120, y=100, width=60, height=60)


ZONES = {
    FORM: (
        _zone("signature", "lead", 2),
        _zone("signature", "employer_head", 3),
        _zone("seal", "employer", 3),
    ),
    LETTER: (_zone("seal", "unit", 2),),
    ALONE: (_zone("signature", "lead", 1),),
}


def _entry(path: str) -> FileEntry:
    return FileEntry(
        path=path,
        kind=FileKind.PDF,
        sha256="",
        document=_DOCUMENTS[path],
        title=path.rsplit("-", maxsplit=1)[-1].removeprefix("pdf/").removesuffix(".pdf"),
        subject="某工会" if path == LETTER else "P01 甲",
        nomination=None if path == LETTER else "P01",
        recipient={LETTER: "本单位", FORM: "某厂", ALONE: ""}[path],
        pages=_PAGES[path],
        paper_id=_IDS[path],
        codes=tuple(code(path, page) for page in range(1, _PAGES[path] + 1)),
        zones=ZONES[path],
        earlier=(Earlier(codes=(code(path, 2, OLD),), changed=("第一完成人-职务",)),),
    )


MANIFEST = Manifest(
    dossier="材料",
    activity="a",
    program="1",
    input_digest="",
    draft=False,
    files=(_entry(LETTER), _entry(FORM), _entry(ALONE)),
)
EXPECTED = Expected.of(MANIFEST, {"0000000G": "P02-乙-提名书"})

PRESENT, ABSENT, LOOK = ZoneState.PRESENT, ZoneState.ABSENT, ZoneState.LOOK


def page(path: str, number: int, *states: ZoneState, source: str = "", **more: Any) -> SeenPage:
    """A page as the room of scans gives it; its zones are there unless told otherwise."""
    zones = EXPECTED.by_code[code(path, number)].zones
    told = states or (PRESENT,) * len(zones)
    seen = {
        "source": source or f"{_IDS[path][-1]}{number}".lower().encode().hex(),
        "index": 1,
        "code": code(path, number),
        "codes": (code(path, number),),
        "by_codes": True,
        "to_paper": (0.127, 0.0, 0.0, 0.0, 0.127, 0.0, 0.0, 0.0, 1.0),
        "width_px": 1654,
        "height_px": 2339,
        "dpi": 200.0,
        "has_colour": True,
        "sharpness": 0.5,
        "against": EXPECTED.page_digest(code(path, number)),
        "zones": tuple(
            SeenZone(kind=zone.kind, role=zone.role, index=place, state=state, reason="")
            for place, (zone, state) in enumerate(zip(zones, told, strict=True))
        ),
    }
    return SeenPage(**{**seen, **more})


def stranger(why_not: str = "no_codes", *, source: str = "77", **more: Any) -> SeenPage:
    """A page that is not known to be one of ours."""
    return SeenPage(source=source, index=1, why_not=why_not, reason="认不出", **more)


CHANGE = SeenChange(box=(10, 10, 5, 5), reason="笔迹")


def everything() -> list[SeenPage]:
    """All pages that have to come back, signed and sealed."""
    return [page(each, number) for each in (LETTER, FORM) for number in range(1, _PAGES[each] + 1)]


def state(*pages: SeenPage, **more: Any) -> State:
    """A state in which these pages were seen, each in a file of its own."""
    files = {
        each.source: ScanFile(
            sha256=each.source, name=f"{each.source}.jpg", kept=f"scans/{each.source}.jpg", pages=1
        )
        for each in pages
    }
    return State(files=tuple(files.values()), pages=pages, **more)
