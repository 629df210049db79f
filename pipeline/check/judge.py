"""Who judges evidence files: known by a digest, so that nothing is remembered of another judge."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib import metadata
from pathlib import Path

import pipeline
from pipeline import __version__

_FILES = (
    "check/evidence.py", "dossier/intake.py", "filekinds.py", "tools/pdf/inspection.py", "tools/pictures/*.py",
    "tools/video.py",
)  # fmt: skip
_LIBRARIES = ("pikepdf", "pillow", "pymediainfo")


@cache
def judge() -> str:
    """Another one when the program that looks at files changes, or a library that it looks with."""
    said = [__version__, *(metadata.version(each) for each in _LIBRARIES), *_sources()]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def _sources() -> Iterator[str]:
    home = Path(pipeline.__file__).parent
    for pattern in _FILES:
        for path in sorted(home.glob(pattern)):
            yield hashlib.sha256(path.read_bytes()).hexdigest()
