"""pypdf: whether a PDF opens, and how many pages it has."""

from __future__ import annotations

import warnings
from pathlib import Path

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from pipeline.dossier.models import FileFacts


def inspect_pdf(path: Path) -> FileFacts:
    """What is found out about a PDF; never raises for a damaged one."""
    try:
        with warnings.catch_warnings(), PdfReader(path) as reader:
            warnings.simplefilter("ignore")
            if reader.is_encrypted and not reader.decrypt(""):
                return FileFacts(problem="设了密码，打不开")
            pages = len(reader.pages)
    except (PyPdfError, ValueError, TypeError, KeyError, AttributeError, RecursionError, OSError):
        return FileFacts(problem="打不开，可能没有传完整或已损坏")
    return FileFacts(pages=pages) if pages else FileFacts(problem="一页也没有")
