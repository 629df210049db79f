"""What is said of labels, exports and imports: as text for a clerk, as JSON for programs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipeline.archive.saying import as_json
from pipeline.errors import ExitCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """Files that were made of papers of the register.

    Attributes:
        folder: Where they lie.
        files: Their paths in it.
        papers: Of how many papers.
        gone: Of how many of them there is no scan any more.
    """

    folder: Path
    files: tuple[str, ...]
    papers: int
    gone: int = 0

    exit_code = ExitCode.OK

    def text(self) -> str:
        """For a terminal."""
        lines = [f"✓ {self.folder / each}" for each in self.files]
        gone = f"，其中{self.gone}件已销毁、没有扫描件" if self.gone else ""
        return "\n".join([*lines, f"共{self.papers}件文书{gone}。"]) + "\n"

    def json(self) -> str:
        """For programs."""
        return as_json(
            {
                "folder": str(self.folder),
                "files": list(self.files),
                "papers": self.papers,
                "without_scans": self.gone,
            }
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import came to: papers that are new, and such as were there already, to the byte."""

    fresh: int
    known: int

    exit_code = ExitCode.OK

    def text(self) -> str:
        """For a terminal."""
        known = f"，{self.known}件以前已经有了，没有重复登记" if self.known else ""
        return f"导入{self.fresh}件{known}。\n"

    def json(self) -> str:
        """For programs."""
        return as_json({"fresh": self.fresh, "known": self.known})
