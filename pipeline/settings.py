"""What a run may be told, resolved once; nothing assigns to it later."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import InputError

if TYPE_CHECKING:
    from pipeline.activity.model import Activity

ACTIVITIES_VARIABLE = "WUXIAO_ACTIVITIES"
"""Environment variable: a folder with activity folders of one's own, looked at first."""

REGISTER_VARIABLE = "WUXIAO_REGISTER"
"""Environment variable: the folder of the office's register of paper."""

REGISTER = "register"
"""The folder of the register where nobody says another one: beside `output`."""

UNMARKED = ("scan", "print")
"""What `unmarked` may say (`papers.returned.Unmarked`)."""

_ACTIVITY_FILE = "activity.toml"


def assets() -> Path:
    """The folder that holds `templates/` and `data/`: inside the wheel, or the checkout."""
    packaged = Path(__file__).parent / "_assets"
    return packaged if packaged.is_dir() else Path(__file__).parent.parent


def _activity_folders(environment: Mapping[str, str]) -> tuple[Path, ...]:
    own = environment.get(ACTIVITIES_VARIABLE)
    shipped = assets() / "data" / "activities"
    return (Path(own), shipped) if own else (shipped,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Settings of one run.

    Attributes:
        templates: The shipped templates.
        activities: Folders that hold activity folders, first match wins.
        out: Output folder; each dossier gets a folder of its own in it.
        only: Ids of the documents asked for; empty for all.
        from_word: Names of Word files that a hand has changed, to be the sources of their papers.
        draft: Build in spite of errors, marked 草稿 and without page codes.
        letterhead: Print the letter under the unit's own red head (信函格式).
        force: Build documents anew though nothing changed.
        jobs: Worker processes.
        cluster: Address of a Dask scheduler whose machines make the papers; empty for this one alone.
        unmarked: Where the pages come from that nobody signs or seals: the scan, so that every page has to
            come back, or the print (`UNMARKED`); None for what was said last.
        register: Folder of the office's register of paper.
        backup: Folder that the clerk's page may bring a backup of the register up to date in; None for none.
        scans: Folder that the scanner writes to, which the clerk's page may watch; None for none.
        upload_mb: Largest file of the upload kit, in MB; pictures are made smaller for it. None for any.
    """

    templates: Path = field(default_factory=lambda: assets() / "templates")
    activities: tuple[Path, ...] = field(default_factory=lambda: _activity_folders(os.environ))
    out: Path = Path("output")
    only: tuple[str, ...] = ()
    from_word: tuple[str, ...] = ()
    draft: bool = False
    letterhead: bool = False
    force: bool = False
    jobs: int = field(default_factory=lambda: os.cpu_count() or 1)
    cluster: str = ""
    unmarked: str | None = None
    register: Path = field(
        default_factory=lambda: Path(os.environ.get(REGISTER_VARIABLE) or REGISTER)
    )
    backup: Path | None = None
    scans: Path | None = None
    upload_mb: float | None = None

    def activity_ids(self) -> tuple[str, ...]:
        """The ids of all activities there are."""
        found = {
            path.parent.name
            for folder in self.activities
            for path in folder.glob(f"*/{_ACTIVITY_FILE}")
        }
        return tuple(sorted(found))

    def latest_activity(self) -> str:
        """The id of the latest year's activity.

        Raises:
            InputError: There is no activity, or the files of one are not right.
        """
        return self._activities_by_age()[-1].id

    def default_activity(self, today: date) -> str:
        """The id of the newest activity whose window is open on a day; of the newest if none is.

        Raises:
            InputError: There is no activity, or the files of one are not right.
        """
        everything = self._activities_by_age()
        open_now = [each for each in everything if each.window.letter.holds(today)]
        return (open_now or everything)[-1].id

    def _activities_by_age(self) -> list[Activity]:
        """The newest last."""
        found = [self.find_activity(each) for each in self.activity_ids()]
        if not found:
            raise InputError("没有任何活动", remedy="重新安装本程序")
        return sorted(found, key=lambda each: (each.year, each.window.letter.first, each.id))

    def activity_folder(self, activity_id: str) -> Path:
        """The folder of one activity.

        Raises:
            InputError: There is none of that id.
        """
        if activity_id in self.activity_ids():
            for folder in self.activities:
                if (folder / activity_id / _ACTIVITY_FILE).is_file():
                    return folder / activity_id
        raise InputError(
            f"没有名为“{activity_id}”的活动" if activity_id else "没有写明是哪个活动",
            why=f"现有活动：{'、'.join(self.activity_ids()) or '无'}",
            remedy="改为其中一个（材料的“活动”一栏，或 --activity）",
        )

    def find_activity(self, activity_id: str) -> Activity:
        """Read one activity.

        Raises:
            InputError: There is none of that id, or its files are not right.
        """
        from pipeline.activity.loading import load_activity  # noqa: PLC0415 - loads slowly, and what has not changed does without

        return load_activity(self.activity_folder(activity_id))
