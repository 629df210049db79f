"""Wheels of the libraries, laid into one folder that several versions of Python read."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

PYTHONS = ("3.11", "3.12", "3.13")
"""The versions of Python that the package works with: a compiled module for each lies beside the others."""

MACHINES = {"amd64": "x86_64", "arm64": "aarch64"}
"""Debian's names of processors, and everybody else's."""

_GLIBC = (5, 12, 17, 24, 26, 27, 28, 31, 34)
"""Versions 2.x of the C library that wheels may be made for: Debian 12 has 2.36."""

_BOOKKEEPING = ("RECORD", "INSTALLER", "REQUESTED", "direct_url.json")


def environment(python: str, machine: str) -> dict[str, str]:
    """A system that the package is for, as markers of requirements see it."""
    return {
        "implementation_name": "cpython",
        "os_name": "posix",
        "platform_machine": machine,
        "platform_python_implementation": "CPython",
        "platform_system": "Linux",
        "python_full_version": f"{python}.0",
        "python_version": python,
        "sys_platform": "linux",
    }


def download(requirements: Sequence[str], architecture: str, folder: Path) -> tuple[Path, ...]:
    """The wheels of some libraries for each Python.

    Args:
        requirements: Names with versions.
        architecture: Debian's name of a processor.
        folder: Where they are put.
    """
    folder.mkdir(parents=True, exist_ok=True)
    machine = MACHINES[architecture]
    platforms = [f"manylinux_2_{minor}_{machine}" for minor in _GLIBC]
    platforms += [f"manylinux{year}_{machine}" for year in ("1", "2010", "2014")]
    for python in PYTHONS:
        tag = f"cp{python.replace('.', '')}"
        tags = [f"--python-version={python}", "--implementation=cp"]
        tags += [f"--abi={each}" for each in (tag, "abi3", "none")]
        tags += [f"--platform={each}" for each in platforms]
        _pip(
            "download", "--no-deps", "--only-binary=:all:", f"--dest={folder}", *tags, *requirements
        )
    return tuple(sorted(folder.glob("*.whl")))


def build_own(root: Path, folder: Path) -> Path:
    """The wheel of the program itself."""
    _pip("wheel", "--no-deps", "--no-build-isolation", f"--wheel-dir={folder}", str(root))
    (wheel,) = folder.glob("wuxiao_forms-*.whl")
    return wheel


def _pip(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "pip", "--quiet", *arguments], check=True)


def unpack(wheels: Sequence[Path], site: Path) -> None:
    """Lay wheels into one folder, as pip would into site-packages, but for scripts and bookkeeping.

    Raises:
        SystemExit: Two wheels have different contents for one file, and neither is of one Python alone.
    """
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as archive:
            for info, place in _files(archive):
                _lay(archive.read(info), site / place, wheel)


def _files(archive: zipfile.ZipFile) -> Iterator[tuple[zipfile.ZipInfo, PurePosixPath]]:
    for info in archive.infolist():
        parts = PurePosixPath(info.filename).parts
        if info.is_dir() or ".." in parts or parts[0].startswith("/"):
            continue
        if parts[0].endswith(".data"):
            if parts[1] not in {"purelib", "platlib"}:
                continue  # scripts, headers
            parts = parts[2:]
        if parts[0].endswith(".dist-info") and parts[-1] in _BOOKKEEPING:
            continue
        yield info, PurePosixPath(*parts)


def _lay(content: bytes, path: Path, wheel: Path) -> None:
    if path.exists():
        if path.read_bytes() != content and not _may_differ(path):
            raise SystemExit(f"{wheel.name} has another {path.name} than the wheels before it")
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    path.chmod(0o644)


def _may_differ(path: Path) -> bool:
    """Notes on how a wheel was built differ from Python to Python, and say nothing to the program."""
    return path.name in {"WHEEL", "__config__.py"} or path.name.endswith((".cdx.json", ".pyi"))
