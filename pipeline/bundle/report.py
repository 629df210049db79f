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
from pipeline.papers.manifest import (
    FileEntry,
    FileKind,
    Manifest,
    StandIn,
    pages_of,
    sheets_of,
)
from pipeline.papers.naming import print_list_path, sheet_path, word_path
from pipeline.papers.signing import SigningBlock
from pipeline.tools.jinja import make_environment
from pipeline.typefaces.css import families
from pipeline.typefaces.table import SCREEN_SANS, SCREEN_SERIF


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What one recipient gets, in the report: the packets, and the papers in them."""

    title: str
    projects: str
    packets: tuple[FileEntry, ...]
    papers: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The report of one build.

    Attributes:
        dossier: The values.
        activity: The activity.
        findings: What the check found.
        manifest: What was made.
        signing: What has to be signed and sealed, by recipient.
        year: Where the dossier stands in the year, as HTML.
        out: Output folder of the dossier.
    """

    dossier: models.Dossier
    activity: Activity
    findings: Sequence[Finding]
    manifest: Manifest
    signing: Sequence[SigningBlock]
    year: str
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
            to_print=manifest.to_print,
            anew=_anew(manifest),
            hanging=[each for each in manifest.files if each.withdrawn],
            year=self.year,
            edited=[each for each in manifest.files if each.edited and each.kind is FileKind.WORD],
            doubtful=[each for each in pdfs if each.doubts],
            held=manifest.held,
            reasons=manifest.reasons,
            print_list=print_list_path(),
            pages=pages_of(manifest.to_print),
            sheets=sheets_of(manifest.to_print),
            failures=manifest.failures,
            errors=count(self.findings, Severity.ERROR),
            warnings=count(self.findings, Severity.WARNING),
            findings=self.findings,
            draft=manifest.draft,
            signing=scrubbed(tuple(self.signing)),
            marks=sum(len(block.rows) for block in self.signing),
            signing_sheet=next((each.path for each in packets if each.title.startswith("00-")), ""),
            cards=_cards(manifest.to_print, pdfs, self.dossier, self.out),
            fonts=sorted({font for entry in pdfs for font in entry.fonts}),
            program=manifest.program,
            stand_ins=_stand_ins(manifest),
        )
        return page.encode()


def _anew(manifest: Manifest) -> list[tuple[FileEntry, FileEntry]]:
    """Papers that have changed since they were first made, each with the packet that it is in."""
    files = manifest.by_path()
    parts = [
        (packet, files.get(part.path)) for packet in manifest.to_print for part in packet.parts
    ]
    return [(packet, paper) for packet, paper in parts if paper and paper.anew]


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
    packets: Iterable[FileEntry], pdfs: Iterable[FileEntry], dossier: models.Dossier, out: Path
) -> list[Card]:
    """One card a recipient; papers that are in no packet come last."""
    titles = {each.id: scrub(each.title or "") for each in dossier.nominations if each.id}
    files = {entry.path: entry for entry in pdfs}
    wanted: dict[str, list[FileEntry]] = {}
    for packet in packets:
        wanted.setdefault(packet.subject, []).append(packet)
    cards = []
    for recipient, own in wanted.items():
        parts = [files.pop(part.path, None) for packet in own for part in packet.parts]
        papers = tuple(_paper(part, out) for part in parts if part)
        named = dict.fromkeys(titles.get(part.nomination or "", "") for part in parts if part)
        projects = "；".join(filter(None, named))
        cards.append(Card(title=recipient, projects=projects, packets=tuple(own), papers=papers))
    if files:
        papers = tuple(_paper(entry, out) for entry in files.values())
        cards.append(Card(title="不在打印件中的文书", projects="", packets=(), papers=papers))
    return cards


def _paper(entry: FileEntry, out: Path) -> Mapping[str, Any]:
    stem = Path(entry.path).stem
    word, sheet = word_path(stem), sheet_path(stem)
    return {
        "title": entry.title,
        "subject": entry.subject,
        "pages": entry.pages,
        "pdf": entry.path,
        "word": word if (out / word).is_file() else "",
        "sheet": sheet if (out / sheet).is_file() else "",
        "thumbnail": _thumbnail(entry, out),
    }


def _thumbnail(entry: FileEntry, out: Path) -> str:
    path = store.thumbnail_path(out, entry.sha256)
    if not path.is_file():
        return ""
    return "data:image/webp;base64," + base64.b64encode(path.read_bytes()).decode()
