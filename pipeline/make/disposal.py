"""归档文件销毁清册 on paper: an output folder like any other, from which `receive` takes it back signed and sealed."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

from msgspec.structs import replace

from pipeline import __version__, store
from pipeline.archive.disposal import DOCUMENT, DisposalList
from pipeline.archive.models import DepositFile, FileRole
from pipeline.errors import ScansError, UsageError
from pipeline.make.coding import coded_as
from pipeline.make.deposits import MakeScans
from pipeline.make.layouts import draw
from pipeline.make.pages import Page
from pipeline.papers import naming
from pipeline.papers.codes import MOST_PAGES, short_id
from pipeline.papers.documents import UNIT, Document, Scope, read_document
from pipeline.papers.manifest import (
    FileEntry,
    FileKind,
    Manifest,
    PacketPart,
    encode_manifest,
)
from pipeline.papers.outputs import Output
from pipeline.papers.returned import say_owed
from pipeline.papers.zones import zones_of
from pipeline.receive import returns_of
from pipeline.render.html import render_html
from pipeline.render.word import render_word
from pipeline.tools.weasyprint.assembling import write
from pipeline.tools.weasyprint.drawn import Drawn
from pipeline.tools.weasyprint.lettering import drawn_pages_that_show
from pipeline.tools.weasyprint.measured import Measuring

TEMPLATE = "_disposal_list"
PROOF = "销毁清册.pdf"


def make_disposal_list(what: DisposalList, folder: Path, templates: Path) -> Manifest:
    """Write the list into an output folder of its own: Word, PDF, what is printed, the manifest last.

    Args:
        what: What it says.
        folder: The output folder.
        templates: The shipped templates.

    Raises:
        UsageError: It has more pages than codes can count.
        OutputError: The disk is full, or a file is open in another program.
        WuxiaoError: A template is not right.
    """
    document = read_document(templates / TEMPLATE / "document.toml")
    html = render_html(TEMPLATE, {"list": what}, templates=(templates,))
    drawn = draw(Page(document=TEMPLATE, html=html, templates=(templates,), photos={}))
    if drawn.page_count > MOST_PAGES:
        raise UsageError(
            f"销毁清册有{drawn.page_count}页，太长了",
            why=f"一份最多{MOST_PAGES}页",
            remedy="撤销后，按年度或盒分几次提请",
        )
    files = dict(_files(what, document, drawn, _word(what, document, templates)))
    manifest = Manifest(
        dossier=what.name,
        activity="",
        program=__version__,
        input_digest="",
        draft=False,
        files=tuple(entry for entry, _ in files.values()),
    )
    for path, (_, data) in files.items():
        store.write_whole(folder / path, data)
    store.write_whole(folder / naming.MANIFEST, encode_manifest(manifest))
    return manifest


def _word(what: DisposalList, document: Document, templates: Path) -> bytes:
    values = {"list": what, "unit": SimpleNamespace(name=what.unit)}
    return render_word(TEMPLATE, values, templates=(templates,), title=document.title).pack()


def _files(
    what: DisposalList, document: Document, drawn: Drawn, word: bytes
) -> dict[str, tuple[FileEntry, bytes]]:
    own_id = _own_id(what)
    coded = coded_as(own_id, drawn)
    marks = document.marks_in(Scope.DOSSIER)
    pages = drawn_pages_that_show(Measuring(coded.drawn), [mark.label for mark in marks])
    pdf = write(coded.drawn)
    stem, (per,) = document.title, document.per
    named = FileEntry(
        path=naming.word_path(stem),
        kind=FileKind.WORD,
        sha256=store.sha256(word),
        document=DOCUMENT,
        title=document.title,
        subject=what.unit or UNIT,
        recipient=UNIT,
        data_digest=what.digest,
    )
    paper = replace(
        named,
        path=naming.pdf_path(stem),
        kind=FileKind.PDF,
        sha256=store.sha256(pdf),
        pages=drawn.page_count,
        paper_id=own_id,
        codes=coded.codes,
        zones=zones_of(marks, pages, where=stem),
    )
    packet = FileEntry(
        path=f"{naming.PRINT_FOLDER}/{UNIT}/{per.packet}.pdf",
        kind=FileKind.PRINT,
        sha256=paper.sha256,
        title=per.packet,
        subject=UNIT,
        recipient=UNIT,
        pages=drawn.page_count,
        parts=(PacketPart(path=paper.path, first_page=1, pages=drawn.page_count),),
    )
    return {named.path: (named, word), paper.path: (paper, pdf), packet.path: (packet, pdf)}


def _own_id(what: DisposalList) -> str:
    return short_id(DOCUMENT, what.origin, str(what.proposal))


def proof_of(what: DisposalList, output: Output, make_scans: MakeScans) -> tuple[DepositFile, ...]:
    """The signed and sealed list of a proposal, as it came back through `receive`: what is filed as its proof.

    Args:
        what: What the list says today.
        output: The output folder into which it was made and received.
        make_scans: Makes the scan of it.

    Raises:
        UsageError: It is another paper, or the list has changed since it was signed.
        ScansError: Pages, signatures or the seal are missing or doubtful, or a scan cannot be read.
    """
    entries = [each for each in output.manifest.files if each.paper_id == _own_id(what)]
    if not entries:
        raise UsageError(
            f"这不是第{what.proposal}号销毁清册",
            remedy=f"写明 wuxiao archive appraise {what.proposal} 生成、收回了扫描件的那个文件夹",
        )
    (entry,) = entries
    if entry.data_digest != what.digest:
        raise UsageError(
            f"第{what.proposal}号清册上的文书在签字以后变了",
            why="有的已经撤销，或登记的内容改过",
            remedy=f"重新执行 wuxiao archive appraise {what.proposal}，再打印、签字、盖章",
        )
    (returned,) = (each for each in returns_of(output) if each.path == entry.path)
    if not returned.is_complete:
        raise ScansError(
            "销毁清册还没有签齐、盖齐，不能登记为批准",
            why="；".join(say_owed(returned)),
            remedy="签字、盖章后扫描，用 wuxiao receive 收回，再试",
        )
    (made,) = make_scans([(returned, entry.title)])
    if made.problem:
        raise ScansError("销毁清册的扫描件用不了", why=made.problem, remedy="重新扫描、收回后再试")
    manifest = output.folder / naming.MANIFEST
    return (
        DepositFile(role=FileRole.PROOF, name=PROOF, source=made.data, standard=made.standard),
        DepositFile(role=FileRole.MANIFEST, name=naming.MANIFEST, source=manifest),
    )
