"""What has to be the same on two machines, so that they make the same papers, byte for byte."""

from __future__ import annotations

import hashlib
import platform
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from importlib import metadata
from pathlib import Path

import pipeline
from pipeline import __version__, store
from pipeline.settings import assets

_DIGITS = 12
_DISTRIBUTION = "wuxiao-forms"


def alike() -> Mapping[str, str]:
    """What this machine is like, by what people call it: the program, libraries, fonts."""
    from pipeline.tools.weasyprint.stand_ins import font_files, pango_version  # noqa: PLC0415 - loads slowly

    drawn_with = font_files(assets() / "templates")
    python = ".".join(platform.python_version_tuple()[:2])
    return {
        "程序版本": __version__,
        "程序文件": _program(),
        "Python": python,
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
        "Pango": pango_version(),
        **dict(_libraries()),
        **{f"字体{family}": _fonts(files) for family, files in drawn_with.items()},
    }


def _program() -> str:
    """Digest of the program's own files."""
    home = Path(pipeline.__file__).parent
    digest = hashlib.sha256()
    for path in sorted(home.rglob("*.py")):
        digest.update(f"{path.relative_to(home).as_posix()}\0{store.sha256_file(path)}\n".encode())
    return digest.hexdigest()[:_DIGITS]


def _libraries() -> Iterator[tuple[str, str]]:
    """The libraries that the program asks for, with their versions; those of extras are left out."""
    for line in metadata.requires(_DISTRIBUTION) or ():
        if "extra ==" not in line:
            name = re.split(r"[<>=!~;\[ ]", line)[0]
            with suppress(metadata.PackageNotFoundError):
                yield name, metadata.version(name)


def _fonts(files: Iterable[str]) -> str:
    """Files of fonts with the digests of their contents: kept pages name them by their places, too."""
    return "、".join(
        f"{file}（{store.sha256_file(Path(file).expanduser())[:_DIGITS]}）" for file in files
    )
