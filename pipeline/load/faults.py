"""What could not be read, collected while reading and told as findings at the end."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from pipeline.dossier.findings import Finding, Severity, Source
from pipeline.dossier.privacy import scrub
from pipeline.errors import InputError

VALUE_TYPE = "value.type"
READABLE = "evidence.readable"

_CLAUSES = {"unit": "附件1", "filing": "附件4", "nominations": "附件2"}
_SHOWN_CHARACTERS = 24


class UnreadableError(Exception):
    """A value that cannot be read; the parser turns it into a finding.

    Args:
        message: What is wrong, in Chinese.
        remedy: What to do, in Chinese.
        rule: The rule it breaks.
    """

    def __init__(self, message: str, remedy: str, *, rule: str = VALUE_TYPE) -> None:
        super().__init__(message)
        self.message, self.remedy, self.rule = message, remedy, rule


def no_activity(where: str, remedy: str, find_activity: Callable[[str], object]) -> InputError:
    """The error for a dossier that names no activity: it tells which ones there are."""
    try:
        find_activity("")
    except InputError as unknown:
        return InputError("没有写明是哪个活动", where=where, why=unknown.why, remedy=remedy)
    return InputError("没有写明是哪个活动", where=where, remedy=remedy)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fault:
    """A finding before the ids of the nominations are known."""

    path: str
    what: UnreadableError
    source: Source | None
    severity: Severity
    clause: str


@dataclass(slots=True)
class Notes:
    """Sources and findings while a dossier is read.

    Attributes:
        dossier: Name of the dossier folder.
        sources: Where each value stands, by its full path; also where nothing was filled in.
        homes: Where values belong, by full path, see `Homes.places`.
        columns: Columns of the tables, see `Homes.columns`.
        nothings: What was written there to say so, such as `/`.
        ids: Ids of the nominations by their place in the list, as far as they are known.
    """

    dossier: str
    sources: dict[str, Source] = field(default_factory=dict)
    homes: dict[str, Source] = field(default_factory=dict)
    columns: dict[str, dict[str, str]] = field(default_factory=dict)
    nothings: dict[str, str] = field(default_factory=dict)
    ids: dict[int, str] = field(default_factory=dict)
    _faults: list[_Fault] = field(default_factory=list)

    def error(
        self, path: str, what: UnreadableError, source: Source | None, *, clause: str = ""
    ) -> None:
        """Note a fault that blocks a build; the place of a value that is left out is kept."""
        if source is not None and path:
            self.sources.setdefault(path, source)
        self._note(path, what, source, Severity.ERROR, clause)

    def warning(self, what: UnreadableError, source: Source | None, *, path: str = "") -> None:
        """Note something that a person must look at."""
        self._note(path, what, source, Severity.WARNING, "")

    def nothing(self, path: str, typed: str, source: Source) -> None:
        """Note a place where somebody wrote that there is nothing."""
        self.sources[path] = source
        if typed:
            self.nothings[path] = typed

    def findings(self) -> tuple[Finding, ...]:
        """All of them, in the order they were met."""
        return tuple(self._finding(each) for each in self._faults)

    def _note(
        self,
        path: str,
        what: UnreadableError,
        source: Source | None,
        severity: Severity,
        clause: str,
    ) -> None:
        self._faults.append(
            _Fault(
                path=path,
                what=what,
                source=source,
                severity=severity,
                clause=clause or clause_of(path),
            )
        )

    def _finding(self, fault: _Fault) -> Finding:
        nomination, below = self._place(fault.path)
        return Finding(
            rule=fault.what.rule,
            severity=fault.severity,
            message=fault.what.message,
            remedy=fault.what.remedy,
            clause=fault.clause,
            dossier=self.dossier,
            nomination=nomination,
            field=below or None,
            source=fault.source,
        )

    def _place(self, path: str) -> tuple[str | None, str]:
        """The nomination that a path leads into, by its id, and the path below it."""
        head, _, below = path.partition(".")
        index = head.removeprefix("nominations[").removesuffix("]")
        nomination = self.ids.get(int(index)) if index.isdecimal() else None
        return (nomination, below) if nomination else (None, path)


def clause_of(path: str) -> str:
    """The part of the notice that asks for a field."""
    return _CLAUSES.get(path.partition(".")[0].partition("[")[0], "–")


def shown(text: str, *, characters: int = _SHOWN_CHARACTERS) -> str:
    """A value as it may stand in a message: short, and without personal data, also not by half."""
    line = scrub(" ".join(text.split()))
    return line if len(line) <= characters else f"{line[:characters]}…"


def nearest(word: str, among: Iterable[str]) -> str | None:
    """The word most like another one, None where none is."""
    found = difflib.get_close_matches(word, list(among), n=1, cutoff=0.5)
    return found[0] if found else None
