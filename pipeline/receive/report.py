"""`received/report.html` and the evidence pages: small pictures of each zone, for a person to decide by."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.dossier.privacy import scrub, scrubbed
from pipeline.papers import naming
from pipeline.papers.documents import UNIT
from pipeline.papers.returned import (
    PaperReturn,
    Verdict,
    ZoneState,
    say_altered,
    say_owed,
    say_pages,
)
from pipeline.receive.judging import JudgedPage, Receipt
from pipeline.receive.keeping import EVIDENCE
from pipeline.receive.models import Evidence, Pictures, SeenPage, State
from pipeline.receive.saying import receipt_to_text
from pipeline.tools.jinja import make_environment
from pipeline.typefaces.css import families
from pipeline.typefaces.table import SCREEN_SANS, SCREEN_SERIF

FindPictures = Callable[[SeenPage], Pictures]


@dataclass(frozen=True, slots=True)
class ReceivedReport:
    """The pages that a person reads.

    Attributes:
        dossier: Name of the dossier.
        address: The output folder as a command names it.
        receipt: What has come back.
        state: What is remembered.
        pictures: Gives the pictures of a page.
    """

    dossier: str
    address: str
    receipt: Receipt
    state: State
    pictures: FindPictures

    def pages(self, templates: Path) -> Iterator[tuple[str, bytes]]:
        """Name below `received/` and content of each page, the report last.

        Args:
            templates: The shipped templates.
        """
        environment = make_environment(templates)
        looks = {"sans": families(SCREEN_SANS), "serif": families(SCREEN_SERIF)}
        evidence = environment.get_template("_reports/evidence.html")
        for name, group in self._groups().items():
            yield (
                f"{EVIDENCE}/{name}.html",
                evidence.render(dossier=self.dossier, **looks, **self._evidence(group)).encode(),
            )
        page = environment.get_template("_reports/received.html")
        yield "report.html", page.render(**looks, **self.view()).encode()

    # ------------------------------------------------------------ the report

    def view(self) -> dict[str, Any]:
        """What the report shows; no personal data in full."""
        receipt, decided = self.receipt, self.state.decided()
        pictures = _of_the_first(MOST_SHOWN, self.pictures)
        doubts = [each for page in receipt.pages for each in self._doubts(page, pictures)]
        return {
            "dossier": self.dossier,
            "summary": scrub(receipt_to_text(receipt).partition("\n")[0]),
            "expected": len(receipt.expected),
            "done": sum(each.is_complete for each in receipt.expected),
            "complete": receipt.is_complete,
            "doubts": [each for each in doubts if each["state"] is ZoneState.LOOK],
            "absent": [each for each in doubts if each["state"] is ZoneState.ABSENT],
            "owing": list(_owing(receipt).items()),
            "groups": [_summary(name, papers) for name, papers in self._groups().items()],
            "unused": list(self._unused(pictures)),
            "problems": [(scrub(name), scrub(said)) for name, said in receipt.problems.items()],
            "decisions": [
                {
                    "id": each.id, "by": scrub(each.by), "why": scrub(each.why), "when": each.when,
                    "undone": each.undone, "refused": each.refused, "holds": decided.get(each.id) is each,
                }
                for each in self.state.decisions
            ],
        }  # fmt: skip

    def _doubts(self, page: JudgedPage, find: FindPictures) -> Iterator[dict[str, Any]]:
        """What a person may decide on a page, with pictures and the command for it."""
        zones = [
            each for each in page.zones if each.state is not ZoneState.PRESENT and not each.decision
        ]
        is_altered = page.altered and not page.is_spoiled
        if page.verdict is not Verdict.USED or not page.paper or not (zones or is_altered):
            return
        pictures = find(page.seen)
        about = {
            "title": scrub(f"{page.paper.subject} {page.paper.title}"),
            "page": page.page,
            "source": _source(page),
            "scan": page.seen.source,
            "preview": _as_source(pictures.preview),
        }
        for zone in zones:
            yield {
                **about, "id": zone.id, "what": zone.what, "state": zone.state,
                "reason": zone.seen.reason or page.note, "command": self._command(zone.id),
                "pictures": [_shown(pictures.zones.get(zone.seen.index))],
            }  # fmt: skip
        if is_altered:
            place = page.seen.changes_id
            yield {
                **about, "id": place, "what": say_altered(by_hand=page.by_hand), "state": ZoneState.LOOK,
                "reason": page.why_altered, "command": self._command(place),
                "pictures": [_shown(each) for each in pictures.changes[:_MOST_CHANGES]],
            }  # fmt: skip

    def _command(self, place: str, answer: str = "accept") -> str:
        return f'wuxiao receive "{self.address}" --{answer} {place} --by 姓名 --why 理由'

    def _unused(self, find: FindPictures) -> Iterator[dict[str, Any]]:
        for page in self.receipt.pages:
            if page.verdict is not Verdict.USED:
                name = (
                    f"{page.paper.subject} {page.paper.title} 第{page.page}页" if page.paper else ""
                )
                yield {
                    "source": _source(page), "verdict": page.verdict.value, "label": page.verdict.label,
                    "note": page.note, "name": scrub(name),
                    "preview": _as_source(find(page.seen).preview),
                }  # fmt: skip

    # ------------------------------------------------------------ evidence

    def _groups(self) -> Mapping[str, list[PaperReturn]]:
        """The papers by nomination; those of none by who got them.  Keys are fit for file names."""
        found: dict[str, list[PaperReturn]] = {}
        for each in self.receipt.papers:
            name = each.subject.replace(" ", "-", 1) if each.nomination else each.recipient or UNIT
            found.setdefault(naming.safe_name(name), []).append(each)
        return found

    def _evidence(self, papers: list[PaperReturn]) -> dict[str, Any]:
        used = self.receipt.used()
        first = papers[0]
        return {
            "title": scrub(first.subject if first.nomination else first.recipient or UNIT),
            "complete": _is_complete(papers),
            "papers": [
                {
                    **_paper(paper),
                    "pages": [self._page(used[paper.path, page]) for page in sorted(paper.scans)],
                }
                for paper in papers
            ],
        }

    def _page(self, page: JudgedPage) -> dict[str, Any]:
        pictures = self.pictures(page.seen)
        return {
            "page": page.page,
            "source": _source(page),
            "note": page.note,
            "preview": _as_source(pictures.preview),
            "zones": [
                {
                    "what": zone.what,
                    "state": zone.state.value,
                    "label": zone.state.label,
                    "reason": zone.seen.reason,
                    "decision": scrubbed(
                        {
                            "by": zone.decision.by,
                            "why": zone.decision.why,
                            "when": zone.decision.when,
                        }
                    )
                    if zone.decision
                    else None,
                    "pictures": _shown(pictures.zones.get(zone.seen.index)),
                    "refusing": self._command(zone.id, "refuse")
                    if zone.state is ZoneState.PRESENT and not zone.decision
                    else "",
                }
                for zone in page.zones
            ],
        }


MOST_SHOWN = 400
"""Of so many pages pictures are shown in the report: more would be more than a browser opens."""

_MOST_CHANGES = 6
"""How many changes of print are shown of one page."""


def _of_the_first(most: int, pictures: FindPictures) -> FindPictures:
    """Pictures of so many pages, and none from then on."""
    left = iter(range(most))
    return lambda seen: Pictures() if next(left, None) is None else pictures(seen)


def _owing(receipt: Receipt) -> dict[str, list[dict[str, Any]]]:
    """The papers that are not complete, by who has to see to them."""
    found: dict[str, list[dict[str, Any]]] = {}
    for each in receipt.expected:
        if not each.is_complete:
            found.setdefault(scrub(each.recipient), []).append(_paper(each))
    return found


def _summary(name: str, papers: list[PaperReturn]) -> dict[str, Any]:
    return {
        "title": scrub(papers[0].subject if papers[0].nomination else papers[0].recipient or UNIT),
        "complete": _is_complete(papers),
        "papers": [_paper(each) for each in papers],
        "file": f"{EVIDENCE}/{name}.html" if any(each.scans for each in papers) else "",
    }


def _is_complete(papers: list[PaperReturn]) -> bool:
    """Whether all that has to come back is there; other papers do not matter."""
    return all(each.is_complete for each in papers if each.is_expected)


def _paper(paper: PaperReturn) -> dict[str, Any]:
    return {
        "name": scrub(f"{paper.subject} {paper.title}".strip()),
        "title": paper.title,
        "state": paper.state.value,
        "label": paper.state.label,
        "owed": scrub("；".join(say_owed(paper))),
        "printed": say_pages(paper.printed_pages) if paper.printed_pages else "",
    }


def _source(page: JudgedPage) -> str:
    return f"{scrub(page.file)} 第{page.seen.index}页"


def _shown(evidence: Evidence | None) -> dict[str, str]:
    if evidence is None:
        return {}
    names = ("printed", "scanned", "difference")
    return {name: _as_source(getattr(evidence, name)) for name in names}


def _as_source(jpeg: bytes) -> str:
    return f"data:image/jpeg;base64,{base64.b64encode(jpeg).decode()}" if jpeg else ""
