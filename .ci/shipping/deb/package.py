"""The tree of the package, and the package itself."""

from __future__ import annotations

import gzip
import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from pipeline import __version__
from shipping.deb import fonts
from shipping.deb.closure import ROOT
from shipping.deb.copyright import copyright_text
from shipping.deb.wheels import PYTHONS

NAME = "wuxiao-forms"

_FILES = Path(__file__).parent / "files"
_HOME = f"usr/lib/{NAME}"
_DOC = f"usr/share/doc/{NAME}"
PROGRAMS = {"wuxiao": "usr/bin/wuxiao", "open-page": f"{_HOME}/open-page"}
"""Programs of ours, and where they go."""

_PLAIN = {
    "start.py": f"{_HOME}/start.py",
    "wuxiao-forms.desktop": "usr/share/applications/wuxiao-forms.desktop",
    "wuxiao-forms.svg": "usr/share/icons/hicolor/scalable/apps/wuxiao-forms.svg",
    "lintian-overrides": f"usr/share/lintian/overrides/{NAME}",
}
_SCRIPTS = ("preinst", "postinst", "prerm")
_SAMPLES = ("city", "other_society")


def site_in(tree: Path) -> Path:
    """Where the libraries go."""
    return tree / _HOME / "site"


def fill(tree: Path) -> None:
    """Lay all but the libraries into the tree, which are there already.

    Raises:
        SystemExit: A font or its licence is not on this computer.
    """
    for name, place in (PROGRAMS | _PLAIN).items():
        _put(tree / place, filled(name), executable=name in PROGRAMS)
    fonts.lay(tree / "usr/share/fonts" / NAME, tree / _DOC / "fonts")
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")
    said = copyright_text(licence, site_in(tree), f"/{_HOME}/site", f"/{_DOC}/fonts")
    _put(tree / _DOC / "copyright", said)
    _put(tree / "usr/share/man/man1/wuxiao.1.gz", _packed(_FILES / "wuxiao.1"))
    _put(tree / _DOC / "changelog.gz", _packed(ROOT / "CHANGELOG.md"))
    for page in ("manual.zh.md", "rules.zh.md"):
        _put(tree / _DOC / f"{page}.gz", _packed(ROOT / "docs" / page))
    for sample in _SAMPLES:
        shutil.copytree(ROOT / "data" / "samples" / sample, tree / _DOC / "examples" / sample)


def build(tree: Path, architecture: str, out: Path) -> Path:
    """Make the package of a tree.

    The same tree makes the same bytes: all in it is dated as the last change to the program is.

    Args:
        tree: What it installs.
        architecture: Debian's name of the processor.
        out: Folder of the packages.
    """
    _close(tree)
    _put(tree / "DEBIAN" / "md5sums", "".join(_sums(tree)))
    size = sum(path.lstat().st_size for path in tree.rglob("*")) // 1024
    values = {"ARCHITECTURE": architecture, "SIZE": str(size)}
    _put(tree / "DEBIAN" / "control", filled("control", values))
    for script in _SCRIPTS:
        _put(tree / "DEBIAN" / script, filled(script), executable=True)
    made = out / f"{NAME}_{__version__}_{architecture}.deb"
    out.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        ["dpkg-deb", "-Zxz", "--root-owner-group", "--build", str(tree), str(made)],
        check=True,
        env=os.environ | {"SOURCE_DATE_EPOCH": _date()},
        stdout=subprocess.DEVNULL,
    )
    return made


def filled(name: str, values: Mapping[str, str] | None = None) -> str:
    """A file of ours, with the versions of Python and other values in it."""
    text = (_FILES / name).read_text(encoding="utf-8")
    names = [f"python{each}" for each in PYTHONS]
    major, _, minor = PYTHONS[-1].partition(".")
    known = {
        "VERSION": __version__,
        "PYTHONS": " ".join(reversed(names)),
        "VERSIONS": " ".join(PYTHONS),
        "RANGE": f"{PYTHONS[0]}到{PYTHONS[-1]}",
        "FIRST": PYTHONS[0],
        "AFTER": f"{major}.{int(minor) + 1}",
        "ALTERNATIVES": " | ".join(names),
    }
    for key, value in (known | dict(values or {})).items():
        text = text.replace(f"@{key}@", value)
    return text


def _packed(file: Path) -> bytes:
    return gzip.compress(file.read_bytes(), 9, mtime=0)


def _put(path: Path, content: str | bytes, *, executable: bool = False) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    path.chmod(0o755 if executable else 0o644)


def _close(tree: Path) -> None:
    """Everybody may read all of it, and nobody but root may change it."""
    for path in (tree, *tree.rglob("*")):
        is_open = path.is_dir() or path.stat().st_mode & 0o100
        path.chmod(0o755 if is_open else 0o644)


def _sums(tree: Path) -> Iterator[str]:
    for path in sorted(tree.rglob("*")):
        if path.is_file() and "DEBIAN" not in path.relative_to(tree).parts:
            digest = hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()
            yield f"{digest}  {path.relative_to(tree)}\n"


def _date() -> str:
    command = ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
