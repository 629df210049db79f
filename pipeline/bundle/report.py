"""`report.html`: what was made, for whom, what to look at, what to sign."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline import store
from pipeline.activity.model import Activity
from pipeline.dossier import models
from pipeline.dossier.findings import Finding, Severity, count
from pipeline.dossier.privacy import scrub, scrubbed
from pipeline.papers.manifest import FileEntry, FileKind, Manifest, StandIn
from pipeline.papers.naming import ALL_PLEDGES, WORD_FOLDER
from pipeline.tools.jinja import make_environment
from pipeline.typefaces.css import families
from pipeline.typefaces.table import SCREEN_SANS, SCREEN_SERIF


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A packet's papers in the report."""

    title: str
    detail: str
    print: str
    papers: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The report of one build.

    Attributes:
        dossier: The values.
        activity: The activity.
        findings: What the check found.
        manifest: What was made.
        signing: Rows of the signing sheet.
        out: Output folder of the dossier.
    """

    dossier: models.Dossier
    activity: Activity
    findings: Sequence[Finding]
    manifest: Manifest
    signing: Sequence[Mapping[str, str]]
    out: Path

    def html(self, templates: Path) -> bytes:
        """The page; it needs nothing but the output folder beside it.

        Args:
            templates: The shipped templates.
        """
        environment = make_environment(templates)
        manifest = self.manifest
        packets = [entry for entry in manifest.files if entry.kind is FileKind.PRINT]
        pdfs = [entry for entry in manifest.files if entry.kind is FileKind.PDF]
        page = environment.get_template("_reports/report.html").render(
            sans=families(SCREEN_SANS),
            serif=families(SCREEN_SERIF),
            unit=scrub(self.dossier.unit.name or ""),
            dossier=manifest.dossier,
            activity=self.activity.name,
            nominations=len(self.dossier.nominations),
            papers=len(pdfs),
            packets=packets,
            pages=sum(entry.pages or 0 for entry in packets if entry.title != ALL_PLEDGES),
            failures=manifest.failures,
            errors=count(self.findings, Severity.ERROR),
            warnings=count(self.findings, Severity.WARNING),
            findings=self.findings,
            draft=manifest.draft,
            signing=scrubbed(self.signing),
            signing_sheet=next((each.path for each in packets if each.title.startswith("00-")), ""),
            cards=_cards(packets, pdfs, self.dossier, self.out),
            fonts=sorted({font for entry in pdfs for font in entry.fonts}),
            program=manifest.program,
            stand_ins=_stand_ins(manifest),
        )
        return page.encode()


def _stand_ins(manifest: Manifest) -> list[tuple[str, str]]:
    """Fonts that stand in for others: in our own pages, then in PDFs made by LibreOffice."""
    office = {
        (f"{each.asked}（LibreOffice转换的PDF）", "、".join(each.used) + _doubt(each))
        for entry in manifest.files
        for each in entry.stand_ins
    }
    return [*sorted(manifest.stand_ins.items()), *sorted(office)]


def _doubt(stand_in: StandIn) -> str:
    return "" if stand_in.expected else "（字形不合，请安装原字体）"


def _cards(
    packets: Iterable[FileEntry],
    pdfs: Iterable[FileEntry],
    dossier: models.Dossier,
    out: Path,
) -> list[Card]:
    """One card a packet; papers whose packet could not be made come last."""
    files = {entry.path: entry for entry in pdfs}
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
                detail=scrub(titles.get(packet.nomination, "")),
                print=packet.path,
                papers=tuple(_paper(part, out) for part in parts),
            )
        )
    left = [entry for entry in files.values() if entry.path not in shown]
    if left:
        papers = tuple(_paper(part, out) for part in left)
        cards.append(Card(title="未合并的文书", detail="", print="", papers=papers))
    return cards


def _paper(entry: FileEntry, out: Path) -> Mapping[str, Any]:
    word = f"{WORD_FOLDER}/{Path(entry.path).stem}.docx"
    return {
        "title": entry.title,
        "pages": entry.pages,
        "pdf": entry.path,
        "word": word if (out / word).is_file() else "",
        "thumbnail": _thumbnail(entry, out),
    }


def _thumbnail(entry: FileEntry, out: Path) -> str:
    path = store.thumbnail_path(out, entry.sha256)
    if not path.is_file():
        return ""
    return "data:image/webp;base64," + base64.b64encode(path.read_bytes()).decode()
