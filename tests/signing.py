"""The list for disposal on its way: printed, signed, sealed, scanned, received."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pipeline.papers.manifest import FileKind
from pipeline.papers.outputs import find_output
from tests.conftest import Command
from tests.receive.scanning import ALL, Office, as_pdf


def signed_list(
    wuxiao: Command, proposal: str, folder: Path, *, marks: tuple[str, ...] = ALL
) -> Path:
    """The folder of a list that came back with some marks."""
    made = wuxiao("archive", "appraise", proposal, "-o", folder)
    assert made.code == 0, made.err
    output = folder / f"销毁清册-第{proposal}号"
    scan = folder / "清册扫描.pdf"
    scan.write_bytes(scan_of_list(output, marks=marks))
    received = wuxiao("receive", output, scan)
    assert received.code == (0 if marks == ALL else 9), received.err
    return output


def scan_of_list(made: Path, *, marks: tuple[str, ...] = ALL) -> bytes:
    """What a scanner makes of a list that lies in an output folder, with some marks on it."""
    output = find_output(made)
    office = Office(output.folder, output.manifest)
    papers = [each for each in output.manifest.files if each.kind is FileKind.PDF]
    sheets = [replace(each, marks=marks) for each in office.print_papers(*papers)]
    return as_pdf([each.scanned() for each in sheets])
