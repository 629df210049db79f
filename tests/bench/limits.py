"""The nomination forms alone, as PDFs: by Typst, the limit of what is possible, and by our own functions.

Each in one process, from the same values and the same photos, which are made fit for print before
the clock starts.  No Word files, no packets, no checks.  Run by `bench.py`:

    python tests/bench/limits.py typst|ours FOLDER OUT

The PDFs go into OUT; how many pages they have and what they took, without the start of Python and the
reading of the dossier, is printed as JSON.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipeline.load import load
from pipeline.make.buildplan import BuildPlan
from pipeline.make.plan import plan_build
from pipeline.make.unchanged import photo_paths
from pipeline.papers.documents import Paper
from pipeline.render.shown import ChoiceText, PhotoText
from pipeline.render.views import context, subject_of
from pipeline.render.wording import Sentence
from pipeline.settings import Settings
from pipeline.tools.pictures.photos import Photo
from pipeline.typefaces.installed import font_folders

FORM = "nomination_form"
SOURCE = Path(__file__).with_name("form.typ")
SENTENCES = ("nomination_form", "lead_pledge", "employer_pledge", "nomination", "attachments")
"""Tables of `wording.toml` that the form takes sentences from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forms:
    """The forms to be made.

    Attributes:
        plan: The plan of their dossier.
        papers: The forms.
        photos: Their photos, fit for print, by the path that the dossier names them with.
    """

    plan: BuildPlan
    papers: tuple[Paper, ...]
    photos: Mapping[str, Photo]


def read_forms(folder: Path, out: Path) -> Forms:
    """Read the dossier, and make the photos of its forms fit for print."""
    from pipeline.make.pages import PHOTO_HEIGHT_MM, PHOTO_WIDTH_MM
    from pipeline.tools.pictures.photos import prepare_photo

    settings = Settings()
    plan = plan_build(load(folder, settings.find_activity), (), settings, out)
    papers = tuple(paper for paper in plan.papers if paper.document == FORM)
    photos = {
        path: prepare_photo(folder / path, width_mm=PHOTO_WIDTH_MM, height_mm=PHOTO_HEIGHT_MM)
        for paper in papers
        for path in photo_paths(plan, paper)
    }
    return Forms(plan=plan, papers=papers, photos=photos)


# ------------------------------------------------------------------------------ by Typst


def by_typst(forms: Forms, out: Path) -> Callable[[], Iterator[bytes]]:
    """(e) Typst, one compiler for all forms."""
    import typst

    for number, photo in enumerate(forms.photos.values()):
        (out / f"{number}.jpg").write_bytes(photo.data)
    names = {path: f"/{number}.jpg" for number, path in enumerate(forms.photos)}
    folders = [str(folder) for folder in font_folders() if folder.is_dir()]

    def make() -> Iterator[bytes]:
        fonts = typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=folders
        )
        compiler, source = typst.Compiler(root=out, font_paths=fonts), SOURCE.read_bytes()
        for paper in forms.papers:
            values = json.dumps(form_values(forms.plan, paper, names), ensure_ascii=False)
            pdf = compiler.compile(source, format="pdf", sys_inputs={"form": values})
            assert isinstance(pdf, bytes)
            yield pdf

    return make


def form_values(plan: BuildPlan, paper: Paper, photos: Mapping[str, str]) -> dict[str, Any]:
    """What `form.typ` shows of a paper: plain values, photos by their new names."""
    values = context(subject_of(paper, plan.dossier, plan.signing), plan.activity)
    shown = {name: values[name] for name in ("activity", "nomination")}
    wording = {name: getattr(values["wording"], name) for name in SENTENCES}
    return {**_plain(shown, photos), "wording": _plain(wording, photos)}


def _plain(value: Any, photos: Mapping[str, str]) -> Any:
    match value:
        case ChoiceText():
            boxes = [{"mark": each.mark, "label": each.label} for each in value.boxes]
            return {"text": str(value), "boxes": boxes}
        case PhotoText():
            return {"path": photos.get(str(value), ""), "caption": value.caption}
        case str() | Sentence():
            return str(value)
        case list():
            return [_plain(each, photos) for each in value]
        case dict():
            return {name: _plain(each, photos) for name, each in value.items()}
        case _:  # a record, or a table of wording
            return {name: _plain(getattr(value, name), photos) for name in value}


# ------------------------------------------------------------------------------ by ours


def by_ours(forms: Forms, _: Path) -> Callable[[], Iterator[bytes]]:
    """Our own functions: lay out, draw, write."""
    from pipeline.engine.burst import burst
    from pipeline.make.drawings import Drawings
    from pipeline.make.layouts import draw
    from pipeline.tools.weasyprint import assembling

    def make() -> Iterator[bytes]:
        drawings = Drawings(forms.plan)
        for paper in forms.papers:
            with burst():
                page = replace(drawings.page(paper), photos=forms.photos)
                yield assembling.write(draw(page))

    return make


# ------------------------------------------------------------------------------ the clock

WAYS = {"typst": by_typst, "ours": by_ours}


def main() -> None:
    parser = argparse.ArgumentParser(description="The forms alone, for bench.py.")
    parser.add_argument("way", choices=WAYS)
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    args.out.mkdir(parents=True)
    forms = read_forms(args.folder, args.out / "nothing")
    make = WAYS[args.way](forms, args.out)
    wall, cpu = time.perf_counter(), time.process_time()
    for paper, pdf in zip(forms.papers, make(), strict=True):
        (args.out / f"{paper.stem}.pdf").write_bytes(pdf)
    found = {"seconds": time.perf_counter() - wall, "cpu_seconds": time.process_time() - cpu}
    print(json.dumps({**found, "pages": _pages(args.out), "forms": len(forms.papers)}))


def _pages(out: Path) -> int:
    from pypdf import PdfReader

    return sum(len(PdfReader(file).pages) for file in out.glob("*.pdf"))


if __name__ == "__main__":
    main()
