"""`report.html`: what was made, for whom, what to look at, what to sign."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader

from pipeline import models
from pipeline.activity import Activity
from pipeline.findings import Finding, Severity, count
from pipeline.manifest import FileEntry, FileKind, Manifest
from pipeline.tools import store
from pipeline.tools.jinja import make_environment


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A packet's papers in the report."""

    title: str
    detail: str
    print: str
    papers: tuple[Mapping[str, Any], ...]


def report_html(
    templates: Path,
    *,
    dossier: models.Dossier,
    activity: Activity,
    findings: Sequence[Finding],
    manifest: Manifest,
    signing: Sequence[Mapping[str, str]],
    out: Path,
) -> bytes:
    """The report of one build, as a page that needs nothing but the output folder beside it.

    Args:
        templates: The shipped templates.
        dossier: The values.
        activity: The activity.
        findings: What the check found.
        manifest: What was made.
        signing: Rows of the signing sheet.
        out: Output folder of the dossier.
    """
    files = manifest.by_path()
    packets = [entry for entry in manifest.files if entry.kind is FileKind.PRINT]
    pdfs = [entry for entry in manifest.files if entry.kind is FileKind.PDF]
    sheet = next((each.path for each in packets if "签字盖章清单" in each.path), "print/")
    environment = make_environment(_show, FileSystemLoader(templates))
    page = environment.get_template("_reports/report.html").render(
        unit=dossier.unit.name or "",
        dossier=manifest.dossier,
        activity=activity.name,
        nominations=len(dossier.nominations),
        papers=len(pdfs),
        packets=packets,
        pages=sum(entry.pages or 0 for entry in packets if entry.title != "全部承诺书"),
        failures=manifest.failures,
        errors=count(findings, Severity.ERROR),
        warnings=count(findings, Severity.WARNING),
        findings=findings,
        draft=manifest.draft,
        signing=signing,
        signing_sheet=sheet,
        cards=_cards(packets, pdfs, files, dossier, out),
        fonts=sorted({font for entry in pdfs for font in entry.fonts}),
        program=manifest.program,
        stand_ins=sorted(manifest.stand_ins.items()),
    )
    return page.encode()


def _show(value: Any) -> Any:
    return value


def _cards(
    packets: Iterable[FileEntry],
    pdfs: Iterable[FileEntry],
    files: Mapping[str, FileEntry],
    dossier: models.Dossier,
    out: Path,
) -> list[Card]:
    """One card a packet; papers whose packet could not be made come last."""
    titles = {nomination.id: nomination.title or "" for nomination in dossier.nominations}
    shown: set[str] = set()
    cards = []
    for packet in packets:
        parts = [files[part.path] for part in packet.parts if part.path in files]
        if shown.issuperset(part.path for part in parts):
            continue  # 全部承诺书 holds again what the nominations' packets hold
        shown |= {part.path for part in parts}
        cards.append(
            Card(
                title=packet.title,
                detail=titles.get(packet.nomination, ""),
                print=packet.path,
                papers=tuple(_paper(part, files, out) for part in parts),
            )
        )
    left = [entry for entry in pdfs if entry.path not in shown]
    if left:
        papers = tuple(_paper(part, files, out) for part in left)
        cards.append(Card(title="未合并的文书", detail="", print="", papers=papers))
    return cards


def _paper(entry: FileEntry, files: Mapping[str, FileEntry], out: Path) -> Mapping[str, Any]:
    word = entry.path.replace("pdf/", "word/", 1).removesuffix(".pdf") + ".docx"
    return {
        "title": entry.title,
        "pages": entry.pages,
        "pdf": entry.path,
        "word": word if word in files else "",
        "thumbnail": _thumbnail(entry, out),
    }


def _thumbnail(entry: FileEntry, out: Path) -> str:
    path = store.thumbnail_path(out, entry.sha256)
    if not path.is_file():
        return ""
    return "data:image/webp;base64," + base64.b64encode(path.read_bytes()).decode()
