"""WeasyPrint's libraries as they are loaded: one that is missing or too old is told by name, with the remedy.

Whoever imports a module of WeasyPrint first loads them, and there are many who may: so the module that does it
is watched, not those who ask for it.
"""

from __future__ import annotations

import io
import re
import shutil
import sys
from collections.abc import Sequence
from contextlib import redirect_stdout
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import ModuleType

from pipeline.errors import ToolMissingError

_LOADS_THEM = "weasyprint.text.ffi"

_OLDEST_PANGO = 14400
"""The oldest one that WeasyPrint works with, as Pango gives its version."""

_LIBRARY = re.compile(r"'(\S+)'")


def watch() -> None:
    """From now on, libraries that WeasyPrint cannot use raise ToolMissingError; a second call does nothing."""
    if not any(isinstance(each, _Finder) for each in sys.meta_path):
        sys.meta_path.insert(0, _Finder())


def get_pango(platform: str = sys.platform) -> str:
    """What to do on this system to have Pango, as a remedy is worded.

    Args:
        platform: As Python names it.
    """
    if platform == "win32":
        return "执行 pip install gstreamer-libs；另一种办法见手册“安装”一节"
    if shutil.which("apt-get"):
        return "以管理员身份执行 apt-get install libpango-1.0-0 libpangoft2-1.0-0 fontconfig"
    return "安装Pango（libpango、libpangoft2）和fontconfig"


class _Finder(MetaPathFinder):
    """Gives the module that loads the libraries a loader of ours."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        found = PathFinder.find_spec(name, path, target) if name == _LOADS_THEM else None
        if found and found.origin:
            found.loader = _Loader(name, found.origin)
        return found


class _Loader(SourceFileLoader):
    """Loads it, and says what is wrong as the rest of the program does."""

    def exec_module(self, module: ModuleType) -> None:
        try:
            with redirect_stdout(io.StringIO()):  # there WeasyPrint explains itself, in English
                super().exec_module(module)
        except OSError as error:
            raise ToolMissingError(
                "没有排版要用的Pango", why=_without(error), remedy=get_pango()
            ) from error
        must_do(module.pango.pango_version())


def must_do(version: int) -> None:
    """Refuse a Pango that is too old.

    Args:
        version: As Pango gives it: 14603 is 1.46.3.

    Raises:
        ToolMissingError: It is.
    """
    if version < _OLDEST_PANGO:
        raise ToolMissingError(
            f"排版要用的Pango太旧（{spoken(version)}）",
            why=f"要{spoken(_OLDEST_PANGO)}或更高版本",
            remedy="换用较新的系统，例如Debian 12、13，见手册“安装”一节",
        )


def spoken(version: int) -> str:
    """A version as people say it: 14603 is `1.46.3`."""
    return f"{version // 10_000}.{version // 100 % 100}.{version % 100}"


def _without(error: OSError) -> str:
    found = _LIBRARY.search(str(error))
    return f"找不到{found[1]}" if found else str(error)
