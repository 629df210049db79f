"""The one place that names files.

Names come from data (people, employers) and go to disks of every kind: Windows forbids characters,
endings and whole names; most file systems end at 255 bytes.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from pipeline.dossier.encodings import readable
from pipeline.dossier.privacy import scrub

WORD_FOLDER, PDF_FOLDER, PRINT_FOLDER = "word", "pdf", "print"
MANIFEST, REPORT = "manifest.json", "report.html"
ALL_PLEDGES, PRINT_LIST = "全部承诺书", "打印清单"

KIT_FOLDER = "kit"
"""Where the employers' kits stand below the output folder."""

MAX_NAME_BYTES = 120
"""Longest name of one part, in UTF-8 bytes: room for prefix, document and suffix below 255, and for
Windows' 260 characters of path."""

_FORBIDDEN = re.compile(
    r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]'
)
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)


def safe_name(text: str, *, fallback: str = "未填") -> str:
    """One path component that every file system takes and that cannot leave its folder.

    Forbidden characters become `_`; control and direction marks too, and the middle of personal
    numbers.  Dots and spaces at the ends go, reserved device names get a `_` in front, long names
    are cut at a character boundary.
    """
    name = unicodedata.normalize("NFC", text)
    name = _FORBIDDEN.sub("_", scrub(_FORBIDDEN.sub("_", re.sub(r"\s+", " ", name))))
    name = _cut(name.strip(" ."), MAX_NAME_BYTES).strip(" .")
    if not name.strip("_"):
        return fallback
    return f"_{name}" if _RESERVED.fullmatch(name) else name


def _cut(text: str, size_bytes: int) -> str:
    return text.encode("utf-8")[:size_bytes].decode("utf-8", errors="ignore")


def join(*parts: str) -> str:
    """`P01-张三-提名书`: safe parts joined by hyphens."""
    return "-".join(safe_name(part) for part in parts)


def unique(name: str, taken: set[str]) -> str:
    """`name`, numbered where a file system that ignores case would take it for another one.

    Adds the result to `taken`.
    """
    candidate, number = name, 2
    while candidate.casefold() in taken:
        candidate, number = f"{name}-{number}", number + 1
    taken.add(candidate.casefold())
    return candidate


def dossier_name(folder: Path) -> str:
    """Name of a dossier's output folder: that of the dossier folder itself."""
    return safe_name(readable(folder.resolve().name), fallback="dossier")


def word_path(stem: str) -> str:
    """Where a paper's Word file stands below the output folder."""
    return f"{WORD_FOLDER}/{stem}.docx"


def sheet_path(stem: str) -> str:
    """Where a paper's workbook stands below the output folder."""
    return f"{WORD_FOLDER}/{stem}.xlsx"


def pdf_path(stem: str) -> str:
    """Where a paper's PDF stands below the output folder."""
    return f"{PDF_FOLDER}/{stem}.pdf"


def stem_of(path: str) -> str:
    """The stem of a paper, from the path of its PDF."""
    return path.removeprefix(f"{PDF_FOLDER}/").removesuffix(".pdf")


def print_list_path() -> str:
    """Where 打印清单 stands below the output folder."""
    return f"{PRINT_FOLDER}/{PRINT_LIST}.pdf"


_PATH_OF_OURS = re.compile(rf"({WORD_FOLDER}|{PDF_FOLDER}|{PRINT_FOLDER})(/[^/\\:\x00-\x1f]+)+")


def is_path_of_ours(path: str) -> bool:
    """Whether a path is of the shape that we give our files, so that it cannot lead out of the folder.

    Manifests and journals may come from anywhere, and what they name is replaced and deleted.
    """
    return bool(_PATH_OF_OURS.fullmatch(path)) and {".", ".."}.isdisjoint(path.split("/"))


_PLAIN_PATH = re.compile(r"[^/\\:\x00-\x1f]+(/[^/\\:\x00-\x1f]+)*")


def is_plain_path(path: str) -> bool:
    """Whether a path leads to somewhere below the folder that it is read from."""
    return bool(_PLAIN_PATH.fullmatch(path)) and {".", ".."}.isdisjoint(path.split("/"))
