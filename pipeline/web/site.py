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
from pipeline.web.jobs import Job, Jobs, State
from pipeline.web.sessions import Sessions
from pipeline.web.users import Users

if TYPE_CHECKING:
    from pipeline.web.collecting import Draft

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
    def look(self) -> str:
        """What its looks run under, beside them."""
        return f"{self.key} look"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A dossier as it was looked at.

    Attributes:
        looked: What was seen; None where nothing was yet.
        is_current: Whether nothing has changed since.
        job: The look that runs or ran last.
    """

    looked: Looked | None
    is_current: bool
    job: Job | None

    @property
    def problem(self) -> str:
        """Why it cannot be looked at; empty where it can."""
        failed = self.job and self.job.state in {State.FAILED, State.CANCELLED}
        return "".join(self.job.said) if self.job and failed and not self.is_current else ""


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
    _looked: dict[str, tuple[str, Looked]] = field(default_factory=dict)
    _tried: dict[str, str] = field(default_factory=dict)

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

    def see(self, place: Place) -> Seen:
        """What was seen of a dossier; where that may have changed, a look begins, and the page waits for it.

        Raises:
            ToolFailedError: The system starts no process.
        """
        on = self.today()
        stamp = looking.stamp(place.folder, self.settings, on)
        before, looked = self._looked.get(place.key, ("", None))
        is_current = before == stamp
        job = self.jobs.latest(place.look)
        if not is_current and not (job and job.is_running) and self._tried.get(place.key) != stamp:
            self._tried[place.key] = stamp

            def keep(found: Looked) -> tuple[str, ...]:
                self._looked[place.key] = stamp, found
                return ()

            task = partial(looking.look, place.folder, self.settings, on)
            job = self.jobs.begin(place.look, "核对", task, tell=keep)
        return Seen(looked=looked, is_current=is_current, job=job)

    def look_again(self, place: Place) -> None:
        """The next page looks again, though nothing seems to have changed."""
        self._tried.pop(place.key, None)
        self._looked.pop(place.key, None)

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
