"""What one server serves: the dossiers under a folder, who is let in, what is under way."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.run import looking, serving, showing
from pipeline.run.looking import Looked
from pipeline.settings import Settings
from pipeline.web.guard import Door
from pipeline.web.jobs import Jobs
from pipeline.web.kept import Kept, Seen
from pipeline.web.sessions import Sessions
from pipeline.web.users import Users

if TYPE_CHECKING:
    from pipeline.web.drafts import Draft

LINK_FILE = "打开网页.html"

_KEY_DIGITS = 12


def _today() -> date:
    return datetime.now().astimezone().date()


@dataclass(frozen=True, slots=True)
class Place:
    """A dossier as addresses name it: `key` says nothing of whom it is about."""

    key: str
    folder: Path
    name: str

    @property
    def work(self) -> str:
        """What its builds, receives and uploads run under, one at a time."""
        return f"{self.key} work"

    @property
    def scans(self) -> str:
        """What the scanner's folder is watched under, beside its work."""
        return f"{self.key} scans"

    @property
    def look(self) -> str:
        """What its looks run under, beside them."""
        return f"{self.key} look"

    @property
    def forms(self) -> str:
        """What the values for the portal are put together under."""
        return f"{self.key} forms"


@dataclass(kw_only=True)
class Site:
    """One server.

    Attributes:
        root: The folder of the dossiers, or the one dossier.
        settings: Of every run.
        door: How it is reached.
        users: Names and passwords; None where the one-time link lets in.
        sessions: Who is in.
        jobs: What is under way.
        today: Gives the day.
        drafts: What came from employers and was looked at, until it is taken, by key of the dossier.
    """

    root: Path
    settings: Settings
    door: Door
    users: Users | None = None
    sessions: Sessions = field(default_factory=Sessions)
    jobs: Jobs = field(default_factory=Jobs)
    today: Callable[[], date] = _today
    drafts: dict[str, Draft] = field(default_factory=dict)
    _looks: Kept[Looked] = field(default_factory=lambda: Kept("检查"))
    _forms: Kept[str] = field(default_factory=lambda: Kept("准备填报对照表"))

    @property
    def link_file(self) -> Path:
        """A page that only this user can read, and that leads to the one-time link."""
        return self.settings.out / LINK_FILE

    def renew_link(self) -> str:
        """Put a new one-time link into its file; gives its address.

        Raises:
            OutputError: The file cannot be written.
        """
        address = f"{self.door.address}/enter?key={self.sessions.new_link()}"
        serving.keep_private(self.link_file, serving.page("link.html", address=address))
        return address

    def places(self) -> dict[str, Place]:
        """The dossiers by key, as the folder is now.

        Raises:
            InputError: The folder is gone.
        """
        found = (
            Place(_key(each), each, serving.name_of(each)) for each in serving.dossiers(self.root)
        )
        return {each.key: each for each in found}

    def out(self, place: Place) -> Path:
        """The output folder of a dossier.

        Raises:
            UsageError: That would be the dossier folder itself.
        """
        return showing.output_of(place.folder, self.settings)

    def see(self, place: Place) -> Seen[Looked]:
        """What was seen of a dossier; where that may have changed, a look begins, and the page waits for it.

        Raises:
            ToolFailedError: The system starts no process.
        """
        on = self.today()
        task = partial(looking.look, place.folder, self.settings, on)
        return self._looks.see(place.look, self._stamp(place), self.jobs, task)

    def see_unless_busy(self, place: Place) -> Seen[Looked] | None:
        """What was seen of a dossier; None while work is under way, as its papers are about to change.

        Raises:
            ToolFailedError: The system starts no process.
        """
        job = self.jobs.latest(place.work)
        return None if job and job.is_running else self.see(place)

    def forms(self, place: Place) -> Seen[str]:
        """The values for the portal as a part of a page, in the same way.

        Raises:
            ToolFailedError: The system starts no process.
        """
        task = partial(looking.portal, place.folder, self.settings)
        return self._forms.see(place.forms, self._stamp(place), self.jobs, task)

    def look_again(self, place: Place) -> None:
        """The next page looks again, though nothing seems to have changed."""
        self._looks.forget(place.look)

    def _stamp(self, place: Place) -> str:
        return looking.stamp(place.folder, self.settings, self.today())

    def note(self, place: Place, who: str, what: str) -> None:
        """Write down who did what with a dossier.

        Raises:
            OutputError: It cannot be written.
        """
        when = datetime.now().astimezone().isoformat(timespec="seconds")
        serving.note(self.out(place), when, who or "本机", what)


def is_key(text: str) -> bool:
    """Whether a text is of the shape of a dossier's key."""
    return len(text) == _KEY_DIGITS and all(each in "0123456789abcdef" for each in text)


def _key(folder: Path) -> str:
    return hashlib.sha256(bytes(folder.resolve())).hexdigest()[:_KEY_DIGITS]
