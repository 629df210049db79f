"""Every PDF is fit to be kept for decades and to be read aloud, and says so: by checkers that are not ours.

`page` knows all rules of PDF/UA-1 and PDF/A-2b that a machine can check; `pikepdf.pdfa` approves only what it knows,
and qpdf tells of every fault of a file's syntax.
"""

from __future__ import annotations

import io
import os
import re

import page
import pikepdf
import pytest
from pikepdf import pdfa

from pipeline.papers.manifest import FileKind
from tests.conftest import Desk, run_wuxiao

_BEYOND = re.compile(
    r"^/OpenAction is not supported$"
    r"|^XMP namespace pdfa(Extension|Schema|Property)=\S+ is not permitted$"
    r"|^XMP property (pdfaExtension:schemas|pdfuaid:part) is not permitted$"
)
"""What `pikepdf.pdfa` says that it cannot judge: opening at actual size, and the description of an entry of XMP
that PDF/A does not know (ISO 19005-2, 6.6.2.3.2), with which a file is PDF/UA too.  `page` judges both."""

PROFILES = ("ua1", "2b")


@pytest.fixture(scope="module")
def pdfs(model: Desk, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A paper of each kind and all packets of a build, and the blank forms, by their paths."""
    blanks = tmp_path_factory.mktemp("blanks")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "cpu_count", lambda: 1)
        outcome = run_wuxiao("blank", "-o", blanks)
    assert outcome.code == 0, outcome.err
    made = {f"blank/{path.name}": path for path in sorted(blanks.rglob("*.pdf"))}
    files = model.manifest().files
    papers = {each.document: each.path for each in files if each.kind is FileKind.PDF}
    packets = [each.path for each in files if each.kind is FileKind.PRINT]
    made |= {path: model.out / path for path in (*papers.values(), *packets)}
    return {name: path.read_bytes() for name, path in made.items()}


def faults(data: bytes) -> list[str]:
    """What the checkers find."""
    found = [
        f"{profile} {each.rule_id}: {each.message}"
        for profile in PROFILES
        for each in page.validate_pdf_bytes(data, profile=profile).failures
    ]
    report = pdfa.validate_written(io.BytesIO(data), "2b")
    found += [str(each) for each in report.findings if not _BEYOND.search(each.message)]
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return found + pdf.check_pdf_syntax()


def is_claimed(data: bytes) -> bool:
    """Whether a file says that it is fit for both."""
    return b"<pdfaid:part>2</pdfaid:part>" in data and b"<pdfuaid:part>1</pdfuaid:part>" in data


def test_every_pdf_passes(pdfs: dict[str, bytes]) -> None:
    assert {path.partition("/")[0] for path in pdfs} == {"blank", "pdf", "print"}
    found = {path: told for path, data in pdfs.items() if (told := faults(data))}
    assert not found
