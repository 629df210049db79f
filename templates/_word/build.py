"""Every Word template that code makes: `templates/<document>/word.py` makes the `word.docx` beside it.

A document whose `word.docx` was drawn by hand has no `word.py`, and nothing here knows its name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path

from templates._word.paper import Paper

TEMPLATES = Path(__file__).resolve().parents[1]


def builders() -> Mapping[str, Callable[[], Paper]]:
    """What makes the template in each folder that has a `word.py`, by the folder: a document's id, or `_kit`."""
    documents = sorted(path.parent.name for path in TEMPLATES.glob("*/word.py"))
    return {each: import_module(f"templates.{each}.word").build for each in documents}


def build_all(folder: Path) -> list[Path]:
    """Write `<document>/word.docx` below `folder` for every document of `builders`; return the paths."""
    written = []
    for document, build in builders().items():
        path = folder / document / "word.docx"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(build().bytes())
        written.append(path)
    return written
