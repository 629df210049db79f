"""What lies in an activity's folder: nothing there is passed over in silence."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator
from pathlib import Path

from pipeline.errors import InputError

FILES = ("activity.toml", "taxonomy.toml", "wording.toml")
TEMPLATES = "templates"
SHARED = "_shared"
DOCUMENT_FILES = ("document.toml", "print.html", "word.docx")
_LOOKS = frozenset({".css", ".html", ".jpg", ".jpeg", ".png", ".svg"})
"""What a page may take its look from, and parts of pages."""

_SYSTEM = frozenset({"thumbs.db", "desktop.ini"})


def must_be_known(folder: Path) -> None:
    """Stop at the first file or folder that nothing reads.

    Raises:
        InputError: Names it, and what it may have been meant to be.
    """
    for path in _entries(folder):
        if path.name == TEMPLATES and path.is_dir():
            _templates(folder, path)
        elif path.name not in FILES or path.is_dir():
            raise _unknown(folder, path, (*FILES, TEMPLATES))


def _templates(folder: Path, templates: Path) -> None:
    for document in _entries(templates):
        if not document.is_dir():
            raise _unknown(folder, document, ("<文书>/" + each for each in DOCUMENT_FILES))
        for path in _entries(document):
            known = path.name in DOCUMENT_FILES and document.name != SHARED
            if path.is_dir() or not (known or _is_look(path, document)):
                raise _unknown(folder, path, DOCUMENT_FILES)


def _is_look(path: Path, document: Path) -> bool:
    return path.suffix in _LOOKS and (path.suffix != ".html" or document.name == SHARED)


def _entries(folder: Path) -> Iterator[Path]:
    """What a person put into a folder: not what systems and editors leave there."""
    for path in sorted(folder.iterdir()):
        if not path.name.startswith((".", "~$")) and path.name.lower() not in _SYSTEM:
            yield path


def _unknown(folder: Path, path: Path, known: Collection[str] | Iterator[str]) -> InputError:
    names = tuple(known)
    near = difflib.get_close_matches(path.name, names, n=1, cutoff=0.5)
    return InputError(
        "活动文件夹里不认识的文件或文件夹",
        where=f"{folder.name}/{path.relative_to(folder).as_posix()}",
        why=f"这里可以有{'、'.join(names)}",
        remedy=f"改名为{near[0]}，或移走" if near else "改名或移走",
    )
