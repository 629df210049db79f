"""What is said of a register as a whole: verified, backed up, restored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.archive.backing import Copied
from pipeline.archive.saying import as_json, say_head
from pipeline.archive.verifying import Verified, fit_to_say
from pipeline.errors import ExitCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What `verify` came to; `recorded` says whether it stands on the chain."""

    verified: Verified
    recorded: bool

    @property
    def exit_code(self) -> ExitCode:
        """10 where anything is wrong."""
        return ExitCode.ARCHIVE if self.verified.troubles else ExitCode.OK

    def text(self) -> str:
        """For a terminal."""
        return "\n".join(self._lines()) + "\n"

    def _lines(self) -> Iterator[str]:
        found = self.verified
        if found.resumed:
            yield "· 接着上次没有做完的核验"
        yield from (f"✗ {each}" for each in found.troubles)
        if found.troubles:
            yield f"发现{len(found.troubles)}处不对；请用 wuxiao archive restore 从备份恢复，并查明原因。"
        else:
            size = found.size_bytes / 1_000_000
            yield f"✓ 核验了{found.head.number}条记录、{found.files}个文件（{size:.1f} MB），全部与登记的一致。"
        yield say_head(found.head)

    def json(self) -> str:
        """For programs."""
        found = self.verified
        return as_json(
            {
                "head": {"number": found.head.number, "sha256": found.head.sha256},
                "files": found.files,
                "bytes": found.size_bytes,
                "resumed": found.resumed,
                "recorded": self.recorded,
                "troubles": [
                    {
                        "path": fit_to_say(each.path),
                        "wrong": each.wrong.value,
                        "number": each.number or None,
                        "title": each.title or None,
                    }
                    for each in found.troubles
                ],
            }
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class BackedUp:
    """What `backup` or `restore` came to."""

    copied: Copied
    restoring: bool = False

    @property
    def exit_code(self) -> ExitCode:
        """10 where something is still wrong."""
        return ExitCode.ARCHIVE if self.copied.left else ExitCode.OK

    def text(self) -> str:
        """For a terminal."""
        return "\n".join(self._lines()) + "\n"

    def _lines(self) -> Iterator[str]:
        copied = self.copied
        yield from (f"· 已恢复：{fit_to_say(path)}" for path in copied.repaired)
        yield from (f"✗ {each}" for each in copied.left)
        if self.restoring:
            yield f"恢复了{len(copied.repaired)}个文件，补上{copied.events}条记录。"
        else:
            yield f"✓ 备份完成，新增{copied.events}条记录，每个文件都核对过。"
        yield say_head(copied.head)

    def json(self) -> str:
        """For programs."""
        copied = self.copied
        return as_json(
            {
                "head": {"number": copied.head.number, "sha256": copied.head.sha256},
                "events": copied.events,
                "repaired": [*map(fit_to_say, copied.repaired)],
                "left": [
                    {"path": fit_to_say(each.path), "wrong": each.wrong.value}
                    for each in copied.left
                ],
            }
        )
