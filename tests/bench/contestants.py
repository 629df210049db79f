"""The ways of making the same papers that `wuxiao build` is measured against.

Each is written as one would write it with the libraries' own documentation at hand, from the same
dossier, the same templates and the same plan of papers; none checks the data, writes a manifest or a
report, or draws thumbnails.  Run by `bench.py`, each in a process of its own:

    python tests/bench/contestants.py office-each|office-once|pages|fixed FOLDER OUT --manifest FILE --profile DIR
    python tests/bench/contestants.py office-call REFERENCE OUT --profile DIR
    python tests/bench/contestants.py count OUT
    python tests/bench/contestants.py warm --profile DIR
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import Environment
from markupsafe import Markup
from PIL import Image
from pypdf import PdfReader, PdfWriter

from pipeline.activity.loading import load_activity
from pipeline.load import load
from pipeline.papers.documents import Column, Paper, load_documents
from pipeline.papers.plan import plan_papers
from pipeline.papers.signing import signing_blocks
from pipeline.render.html import render_html, title_lines
from pipeline.render.sheet import render_sheet
from pipeline.render.views import context, subject_of
from pipeline.render.word import paragraphs, seal_block
from pipeline.settings import Settings
from pipeline.status import latest_days
from pipeline.tools.office.fontconfig import SETTINGS, VARIABLE, set_up_fonts
from pipeline.tools.office.program import find_office

A4_POINTS = (595.28, 841.89)
OFFICE_SECONDS = 1800

AUTOMATIC_TABLES = "table{table-layout:auto!important} col{width:auto!important}"
"""What pages look like without the column widths that let WeasyPrint skip measuring every cell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """The papers to be made: each with the values that its template names."""

    folder: Path
    templates: Path
    papers: tuple[tuple[Paper, Mapping[str, Any]], ...]
    columns: Mapping[str, tuple[Column, ...]]


def read_order(folder: Path) -> Order:
    """Read the dossier and see which papers it needs."""
    settings = Settings()
    dossier = load(folder, settings.find_activity).dossier
    activity = load_activity(settings.activity_folder(dossier.activity or ""))
    documents = load_documents(settings.templates)
    papers = plan_papers(dossier, documents)
    latest = latest_days(activity).latest
    signing = signing_blocks(dossier, papers, documents, latest)
    columns = {document.id: document.columns for document in documents}

    def values(paper: Paper) -> dict[str, Any]:
        subject = subject_of(paper, dossier, signing)
        return context(replace(subject, columns=columns[paper.document]), activity)

    return Order(
        folder=folder,
        templates=settings.templates,
        papers=tuple((paper, values(paper)) for paper in papers),
        columns=columns,
    )


# ------------------------------------------------------------------------------ Word, by docxtpl


def fill_all(order: Order, out: Path) -> Iterator[Path]:
    """Fill in the Word template of every paper, one after the other."""
    for paper, values in order.papers:
        template = DocxTemplate(order.templates / paper.document / "word.docx")
        photo = _photo_function(template, order.folder)
        template.render({**values, "photo": photo}, _environment(), autoescape=True)
        target = out / "word" / f"{paper.stem}.docx"
        template.save(target)
        if columns := order.columns[paper.document]:
            sheet = render_sheet(values, columns, title=paper.title)
            target.with_suffix(".xlsx").write_bytes(sheet)
        yield target


def _environment() -> Environment:
    environment = Environment(autoescape=True)
    environment.filters |= {
        "paragraphs": paragraphs,
        "title_lines": lambda title: "\n".join(
            Markup(line).unescape() for line in title_lines(title).split("<br>")
        ),
        "seal_block": seal_block,
    }
    return environment


def _photo_function(template: DocxTemplate, folder: Path) -> Callable[..., Any]:
    def photo(path: str, width_mm: float, height_mm: float) -> Any:
        if not path:
            return ""
        file = folder / path
        with Image.open(file) as image:
            is_wide = image.width * height_mm >= image.height * width_mm
            source = str(file) if image.format in {"JPEG", "PNG"} else _as_jpeg(image)
        size = {"width": Mm(width_mm)} if is_wide else {"height": Mm(height_mm)}
        return InlineImage(template, source, **size)

    return photo


def _as_jpeg(image: Image.Image) -> BytesIO:
    """Word knows no WebP."""
    data = BytesIO()
    image.convert("RGB").save(data, "JPEG")
    return data


# ------------------------------------------------------------------------------ PDF, by LibreOffice


def convert(files: Sequence[Path], folder: Path, profile: Path) -> None:
    """Convert Word files in one call of LibreOffice, on a profile that is set up already."""
    call = office_call(files, folder, profile)
    subprocess.run(
        call["command"],
        check=True,
        env={**os.environ, **call["environment"]},
        stdout=subprocess.DEVNULL,
        timeout=OFFICE_SECONDS,
    )


def office_call(files: Sequence[Path], folder: Path, profile: Path) -> dict[str, Any]:
    """The call itself: its command, and the variables that it needs."""
    command = [
        str(find_office()),
        f"-env:UserInstallation={(profile / 'user').resolve().as_uri()}",
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(folder),
        *map(str, files),
    ]
    return {"command": command, "environment": {VARIABLE: str(profile / "fonts" / SETTINGS)}}


def warm(profile: Path) -> None:
    """Set up the profile: the same stand-ins for official fonts as ours; LibreOffice's first start."""
    profile.mkdir(parents=True)
    set_up_fonts(profile / "fonts")
    word = profile / "first.docx"
    docx.Document().save(str(word))
    convert([word], profile, profile)


# ------------------------------------------------------------------------------ PDF, by WeasyPrint


def lay_out(order: Order, out: Path, *styles: str) -> None:
    """Lay out every page as the libraries' examples do, with further style sheets."""
    from weasyprint import CSS, HTML

    for paper, values in order.papers:
        html = render_html(paper.document, values, templates=[order.templates])
        html = html.replace('src="photo:', f'src="{order.folder.resolve().as_uri()}/')
        page = HTML(string=html, base_url=(order.templates / "_shared").resolve().as_uri() + "/")
        sheets = [CSS(string=style) for style in styles]
        page.write_pdf(out / "pdf" / f"{paper.stem}.pdf", stylesheets=sheets)


# ------------------------------------------------------------------------------ packets, by pypdf


def merge(out: Path, manifest: Path) -> None:
    """Merge the packets that ours has: bookmarks, each paper on a fresh sheet; the list of them is no packet."""
    files = json.loads(manifest.read_text(encoding="utf-8"))["files"]
    titles = {file["path"]: file["title"] for file in files}
    for packet in (file for file in files if file["kind"] == "print" and file["parts"]):
        writer = PdfWriter()
        for part in packet["parts"]:
            if len(writer.pages) % 2:
                writer.add_blank_page(*A4_POINTS)
            writer.append(out / part["path"], outline_item=titles[part["path"]])
        target = out / packet["path"]
        target.parent.mkdir(parents=True, exist_ok=True)
        writer.write(target)


# ------------------------------------------------------------------------------ the ways


def office_each(order: Order, out: Path, profile: Path) -> None:
    """(a) docxtpl, and LibreOffice for each paper."""
    for word in fill_all(order, out):
        convert([word], out / "pdf", profile)


def office_once(order: Order, out: Path, profile: Path) -> None:
    """(b) docxtpl, and LibreOffice once for all papers."""
    convert(list(fill_all(order, out)), out / "pdf", profile)


def pages(order: Order, out: Path, profile: Path) -> None:
    """(c) docxtpl for Word, and WeasyPrint with automatic tables."""
    for _ in fill_all(order, out):
        pass
    lay_out(order, out, AUTOMATIC_TABLES)


def fixed(order: Order, out: Path, profile: Path) -> None:
    """(d) docxtpl for Word, and WeasyPrint with the templates' own fixed tables."""
    for _ in fill_all(order, out):
        pass
    lay_out(order, out)


WAYS = {"office-each": office_each, "office-once": office_once, "pages": pages, "fixed": fixed}


def count(out: Path) -> dict[str, dict[str, int]]:
    """Every file of the output with its pages; 0 for Word files."""
    found: dict[str, dict[str, int]] = {}
    for kind in ("word", "pdf", "print"):
        pattern = (
            "*/*" if kind == "print" else "*"
        )  # the list of packets, which only ours has, lies above them
        files = sorted(file for file in (out / kind).glob(pattern) if file.is_file())
        found[kind] = {
            file.relative_to(out / kind).as_posix(): len(PdfReader(file).pages)
            if file.suffix == ".pdf"
            else 0
            for file in files
        }
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description="One way of making the papers, for bench.py.")
    parser.add_argument("way", choices=[*WAYS, "office-call", "count", "warm"])
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--manifest", type=Path)
    parser.add_argument("--profile", type=Path)
    args = parser.parse_args()
    match args.way, args.folders:
        case "count", [out]:
            print(json.dumps(count(out)))
        case "office-call", [reference, out]:
            files = sorted((reference / "word").glob("*.docx"))
            print(json.dumps(office_call(files, out / "pdf", args.profile)))
        case "warm", []:
            warm(args.profile)
        case way, [folder, out]:
            for kind in ("word", "pdf", "print"):
                (out / kind).mkdir(parents=True)
            WAYS[way](read_order(folder), out, args.profile)
            merge(out, args.manifest)
        case _:
            parser.error("folders do not fit")


if __name__ == "__main__":
    main()
