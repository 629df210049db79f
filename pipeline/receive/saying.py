"""What has come back, as text for a terminal and as JSON (`received/report.json`, DESIGN §6, a public contract)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from pipeline.dossier.privacy import scrubbed
from pipeline.papers.returned import (
    PaperReturn,
    ReturnState,
    Verdict,
    ZoneState,
    say_owed,
    say_pages,
)
from pipeline.receive.judging import JudgedPage, Receipt
from pipeline.receive.models import State

MOST_LINES = 12
"""How many lines of a kind are said on the screen; the report has them all."""


# ---------------------------------------------------------------- JSON


def receipt_to_json(receipt: Receipt, state: State) -> str:
    """What has come back as JSON."""
    content = {
        "pages": [_page(each) for each in receipt.pages],
        "papers": [_paper(each) for each in receipt.papers],
        "doubts": [doubt for each in receipt.pages for doubt in _doubts(each)],
        "notes": [
            {"source": each.file, "index": each.seen.index, "note": each.note}
            for each in receipt.pages
            if each.note
        ],
        "files": [
            {"source": name, "problem": problem} for name, problem in receipt.problems.items()
        ],
        "decisions": [
            {
                "id": each.id,
                "by": each.by,
                "why": each.why,
                "when": each.when,
                "undone": each.undone,
                "refused": each.refused,
            }
            for each in state.decisions
        ],
    }
    return json.dumps(scrubbed(content), ensure_ascii=False, indent=2) + "\n"


def _page(page: JudgedPage) -> dict[str, Any]:
    return {
        "source": page.file,
        "index": page.seen.index,
        "verdict": page.verdict.value,
        "path": page.paper.path if page.paper else None,
        "document": page.paper.document if page.paper else None,
        "nomination": page.paper.nomination if page.paper else None,
        "page": page.page or None,
        "rotation": page.seen.rotation,
        "skew_deg": page.seen.skew_deg,
        "zones": [
            {"kind": zone.seen.kind, "role": zone.seen.role, "state": zone.state.value}
            for zone in page.zones
        ],
    }


def _paper(paper: PaperReturn) -> dict[str, Any]:
    return {
        "path": paper.path,
        "document": paper.document,
        "nomination": paper.nomination,
        "state": paper.state.value,
        "missing_pages": list(paper.missing_pages),
    }


def _doubts(page: JudgedPage) -> Iterator[dict[str, Any]]:
    """The places on a page on which a person may decide, each with the id that `--accept` takes."""
    if page.verdict is not Verdict.USED or not page.paper:
        return
    place = {"path": page.paper.path, "page": page.page}
    for zone in page.zones:
        if zone.state is not ZoneState.PRESENT and not zone.decision:
            what = {"kind": zone.seen.kind, "role": zone.seen.role, "state": zone.state.value}
            yield {"id": zone.id, **place, **what, "reason": zone.seen.reason}
    if page.altered and not page.is_spoiled:
        print_ = {"kind": "print", "role": None, "state": ZoneState.LOOK.value}
        yield {"id": page.seen.changes_id, **place, **print_, "reason": page.why_altered}


# ---------------------------------------------------------------- text


def receipt_to_text(receipt: Receipt) -> str:
    """What a clerk reads in the terminal."""
    return "\n".join(_lines(receipt)) + "\n"


def _lines(receipt: Receipt) -> Iterator[str]:
    counted = Counter(page.verdict for page in receipt.pages)
    told = "，".join(
        f"{verdict.label}{counted[verdict]}页" for verdict in Verdict if counted[verdict]
    )
    yield f"扫描件共{len(receipt.pages)}页" + (f"：{told}" if told else "")
    complete = sum(each.is_complete for each in receipt.expected)
    yield f"要收回的文书{len(receipt.expected)}份，齐全{complete}份"
    for state in ReturnState:
        own = [each for each in receipt.expected if each.state is state]
        if state is not ReturnState.COMPLETE and own:
            yield ""
            yield f"{state.label}（{len(own)}份）"
            yield from _few([f"  {say_paper(each)}" for each in own])
    odd = [
        page
        for page in receipt.pages
        if page.note and page.verdict not in {Verdict.USED, Verdict.DUPLICATE}
    ]
    if odd:
        yield ""
        yield f"没有采用的页（{len(odd)}页）"
        yield from _few([*_say_odd(odd)])


def _say_odd(pages: Sequence[JudgedPage]) -> Iterator[str]:
    """Pages of a file that follow each other are said together where the same is said of them."""
    for (file, verdict, note), some in groupby(
        pages, lambda page: (page.file, page.verdict, page.note)
    ):
        numbers = say_pages([page.seen.index for page in some])
        yield f"  {file} {numbers}　{verdict.label}：{note}"


def _few(lines: Sequence[str]) -> Iterator[str]:
    yield from lines[:MOST_LINES]
    if len(lines) > MOST_LINES:
        yield f"  还有{len(lines) - MOST_LINES}条，见报告"


def say_paper(paper: PaperReturn) -> str:
    """One line: which paper, to whom it was given, what of it is missing."""
    name = f"{paper.subject} {paper.title}".strip()
    return f"{name}　{'；'.join(say_owed(paper))}"
