"""Puts every page of the documents on one web page, to look at them: output/look/index.html.

usage: look.py             all documents, print and Word face, full and empty
       look.py FILE.pdf... these files only

Full is the sample city with its first nomination, and what only the sample society needs; empty is
what `wuxiao blank` gives.  The Word face is shown as LibreOffice prints it.
"""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

import pypdfium2

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from pipeline import run  # noqa: E402
from pipeline.convert import to_pdf  # noqa: E402
from pipeline.errors import WuxiaoError  # noqa: E402
from pipeline.make.built import Built  # noqa: E402
from pipeline.papers.documents import load_documents  # noqa: E402
from pipeline.papers.manifest import FileEntry, FileKind  # noqa: E402
from pipeline.settings import Settings  # noqa: E402

TARGET = ROOT / "output" / "look"
DPI = 110
FACES = {FileKind.PDF: "打印件", FileKind.WORD: "Word 件"}
STYLE = """
body { margin: 2em; background: #777; color: #fff; font: 15px/1.5 sans-serif }
h1, h2 { font-weight: normal } h2 { margin: 2em 0 .3em; border-top: 1px solid #bbb; padding-top: .6em }
nav a, a { color: #fff } nav a { margin-right: 1.2em }
.pages { display: flex; flex-wrap: wrap; gap: 14px; align-items: flex-start }
figure { margin: 0; width: 23em } img { width: 100%; display: block; background: #fff }
figcaption { font-size: 13px; padding: .2em 0 .6em }
"""


@dataclass(frozen=True)
class Shown:
    """A PDF to be shown: its heading, its caption, its content."""

    document: str
    caption: str
    pdf: bytes


def everything() -> Iterator[Shown]:
    """All documents, each full and empty, each in both faces."""
    files = {**_full(), **_empty()}
    word = {str(path): path.read_bytes() for path, (_, entry) in files.items() if _is_word(entry)}
    converted = to_pdf(word)
    for document in load_documents(Settings().templates):
        for path, (state, entry) in files.items():
            if entry.document == document.id:
                pdf = converted[str(path)] if _is_word(entry) else path.read_bytes()
                caption = f"{entry.title} · {FACES[entry.kind]} · {state} {entry.subject}"
                yield Shown(document.title, caption.strip(), pdf)


def _is_word(entry: FileEntry) -> bool:
    return entry.kind is FileKind.WORD


def _full() -> dict[Path, tuple[str, FileEntry]]:
    samples = ROOT / "data" / "samples"
    documents = load_documents(Settings().templates)
    of_societies = tuple(document.id for document in documents if document.societies_only)
    built = {
        "city": Settings(out=TARGET / "files"),
        "provincial_society": Settings(out=TARGET / "files", only=of_societies),
    }
    found: dict[Path, tuple[str, FileEntry]] = {}
    for name, settings in built.items():
        found |= _files(run.build(samples / name, settings, _say), "填好")
    return found


def _empty() -> dict[Path, tuple[str, FileEntry]]:
    settings = Settings(out=TARGET / "files")
    return _files(run.blank(None, settings, _say), "空白")


def _files(built: Built, state: str) -> dict[Path, tuple[str, FileEntry]]:
    """The papers of the dossier and of its first nomination and employer, print face first."""
    if built.manifest is None or built.manifest.failures:
        raise SystemExit(f"✗ {built.out} 没有全部生成，请先用 wuxiao build 查看原因")
    entries = [entry for entry in built.manifest.files if entry.kind in FACES]
    wanted = [entry for entry in entries if entry.nomination in {None, "P01"}]
    wanted.sort(key=lambda entry: list(FACES).index(entry.kind))
    seen: dict[tuple[object, ...], int] = {}
    for entry in list(wanted):
        key = (entry.document, entry.kind)
        seen[key] = seen.get(key, 0) + 1
        if seen[key] > 2:  # a certificate for the dossier and one for an employer are enough
            wanted.remove(entry)
    return {built.out / entry.path: (state, entry) for entry in wanted}


def _say(what: str, done: int, total: int) -> None:
    if sys.stderr.isatty():
        print(f"\r\x1b[K{what} {done}/{total}", end="", file=sys.stderr)


def named(paths: Iterable[str]) -> Iterator[Shown]:
    """The files that were asked for."""
    for path in map(Path, paths):
        yield Shown(path.stem, path.name, path.read_bytes())


def draw(shown: Shown, number: int) -> list[str]:
    """Draw the pages; give a figure of HTML for each."""
    document = pypdfium2.PdfDocument(shown.pdf)
    figures = []
    for index in range(len(document)):
        name = f"{number:03}-{index + 1:02}.webp"
        picture = document[index].render(scale=DPI / 72).to_pil().convert("RGB")
        picture.save(TARGET / "pages" / name, "WEBP", quality=80)
        caption = f"{escape(shown.caption)} · 第{index + 1}页，共{len(document)}页"
        figures.append(
            f'<figure><a href="pages/{name}"><img src="pages/{name}" alt="" loading="lazy" '
            f'width="{picture.width}" height="{picture.height}"></a>'
            f"<figcaption>{caption}</figcaption></figure>"
        )
    document.close()
    return figures


def web_page(groups: dict[str, list[list[str]]]) -> str:
    """The page: a heading for each document, a row of figures for each of its PDFs."""
    links = "".join(f'<a href="#d{i}">{escape(name)}</a>' for i, name in enumerate(groups))
    body = "".join(
        f'<h2 id="d{i}">{escape(name)}</h2>'
        + "".join(f'<div class="pages">{"".join(row)}</div>' for row in rows)
        for i, (name, rows) in enumerate(groups.items())
    )
    return (
        f'<!DOCTYPE html><html lang="zh-CN"><meta charset="utf-8"><title>全部文书样张</title>'
        f"<style>{STYLE}</style><h1>全部文书样张</h1><nav>{links}</nav>{body}</html>"
    )


def main() -> int:
    """Draw everything and print where to look."""
    pages = TARGET / "pages"
    pages.mkdir(parents=True, exist_ok=True)
    for old in pages.glob("*.webp"):
        old.unlink()
    groups: dict[str, list[list[str]]] = {}
    try:
        for number, shown in enumerate(named(sys.argv[1:]) if sys.argv[1:] else everything()):
            groups.setdefault(shown.document, []).append(draw(shown, number))
    except (WuxiaoError, OSError, pypdfium2.PdfiumError) as error:
        print(f"✗ {error}", file=sys.stderr)
        return 1
    index = TARGET / "index.html"
    index.write_text(web_page(groups), encoding="utf-8")
    print(index)
    return 0


if __name__ == "__main__":
    sys.exit(main())
