"""What came back against what is there: new, changed, or for the clerk to decide.

Three values are compared: theirs, ours, and what last came or was last sent in a kit.  Where ours is that, the
employer has changed it; where theirs is, the clerk has; where neither is, the clerk is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.activity.model import Activity
from pipeline.collect.matching import Match, alike, match, same_employer
from pipeline.collect.memory import Memory
from pipeline.collect.models import (
    Change,
    Entry,
    Material,
    Placing,
    Returned,
    State,
    Take,
    Write,
)
from pipeline.collect.sending import note_answer
from pipeline.collect.values import Fields, digest_of, put, same, stands_for_another
from pipeline.dossier.answers import Unread
from pipeline.dossier.models import Nomination
from pipeline.dossier.schema import is_empty
from pipeline.forms.file_names import ROLES
from pipeline.forms.values import at
from pipeline.rules.words import name_key

_BOTH_CHANGED = "材料里的与上次收来的不一样，这次交来的又不同"
_OURS_FIRST = "材料里已经填了别的内容"
_TWO_SOURCES = "这次交来的另一份填的不一样"
_UNREADABLE = "材料里这一格的内容读不出来，没有覆盖"
_NOT_CHOSEN = "按您的决定没有用"
_REFUSED = "以前决定过不用"


@dataclass(slots=True)
class Merger:
    """Takes returned nominations one after the other into a dossier's.

    Attributes:
        activity: Says which fields there are.
        nominations: The dossier's, and those that are new.
        memory: What last came; is told what comes now.
        held: Gives the digests of the files that a nomination of the dossier has in a field.
        unreadable: Cells of the dossier that hold what cannot be read, by number and path.
        take: Whose value counts where both changed it; None: the clerk is asked.
        chosen: What the clerk has decided, by id of the nomination and path (`Wishes.chosen`).
        free_ids: Ids for new nominations, in their order.
        wishes: Ids that returned nominations came with, which others leave to them.
        writes, placings: What is to be written.
        returned: Numbers of the nominations that came back.
        met: Decisions that were asked for.
    """

    activity: Activity
    nominations: list[Nomination]
    memory: Memory
    held: Callable[[int, str], Sequence[str]]
    unreadable: Collection[tuple[int, str]] = ()
    take: Take | None = None
    chosen: Mapping[tuple[str, str], str] = field(default_factory=dict)
    free_ids: Sequence[str] = ()
    wishes: Collection[str | None] = ()
    writes: list[Write] = field(default_factory=list)
    placings: list[Placing] = field(default_factory=list)
    returned: set[int] = field(default_factory=set)
    met: set[tuple[str, str]] = field(default_factory=set)
    _fresh: dict[tuple[int, str], str] = field(default_factory=dict)
    _said: dict[tuple[int, str, bool], str] = field(default_factory=dict)
    _is_form: bool = False
    _placed: dict[tuple[int, str], tuple[str, ...]] = field(default_factory=dict)
    _before: Memory = field(default_factory=Memory)
    _there: tuple[Nomination, ...] = ()

    def __post_init__(self) -> None:
        """Keep what was known before this run: what comes in it tells nothing of what came earlier."""
        self._before = self.memory.copied()
        self._there = tuple(self.nominations)

    def accept(self, came: Returned) -> Entry:
        """Take one in; what it came to."""
        theirs, self._is_form = came.nomination, came.is_form
        found = match(theirs, self.nominations)
        employer, title = theirs.employer.name or "", theirs.title or ""
        if found.doubt:
            lost = Unread("整份材料", f"{found.doubt}，没有收进材料")
            return Entry(
                source=came.source, nomination=None, employer=employer, title=title,
                unread=(*came.unread, lost),
            )  # fmt: skip
        doubts = self._doubts_of_employer(theirs, found)
        index = self._add(theirs.id) if found.index is None else found.index
        self.returned.add(index)
        kit_for = self._other_name(came.kit_for, employer)
        note_answer(self.memory, came.kit_for, employer, self.nominations[index].employer.name)
        fields = Fields(self.activity)
        changes = [self._value(index, path, theirs, fields) for path in fields.compared()]
        changes += [
            self._files(index, path, came.files.get(path, ()), fields) for path in fields.files()
        ]
        return Entry(
            source=came.source,
            employer=employer,
            title=title,
            nomination=self.nominations[index].id,
            is_new=found.index is None,
            changes=tuple(filter(None, changes)),
            unread=(*came.unread, *doubts),
            kit_for=kit_for,
        )

    def _other_name(self, kit_for: str, employer: str) -> str:
        """The name that a kit was sent out under, where nothing came of it yet and it comes back under another."""
        waiting = {name_key(each): each for each in self.memory.asked - self.memory.answered}
        asked = waiting.get(name_key(kit_for), "") if kit_for else ""
        return asked if employer and name_key(asked) != name_key(employer) else ""

    def _add(self, wish: str | None) -> int:
        """A new nomination; its row and id are free ones, the id that it came with where that is free."""
        taken = {each.id for each in self.nominations}
        free = [each for each in self.free_ids if each not in taken]
        others = [each for each in free if each not in self.wishes] or free
        name = wish if wish in free else next(iter(others), None)
        self.nominations.append(Nomination(id=name))
        return len(self.nominations) - 1

    def _doubts_of_employer(self, theirs: Nomination, found: Match) -> list[Unread]:
        """An employer that may be one of the dossier's under another name."""
        others = [each for index, each in enumerate(self.nominations) if index != found.index]
        known = [each.employer for each in others]
        if any(same_employer(theirs.employer, each) for each in known):
            return []
        near = alike(theirs.employer.name, [each.name for each in known if each.name])
        one_code = [each for each in known if each.name == near and each.uscc]
        if near is None or (theirs.employer.uscc and one_code):
            return []
        why = f"与材料里的“{near}”可能是同一个单位，没有信用代码可以核对；是的，请改成同一个名称"
        return [Unread("第一完成单位", why)]

    # ------------------------------------------------------------ values

    def _value(self, index: int, path: str, theirs: Nomination, fields: Fields) -> Change | None:
        ours = self.nominations[index]
        new, old = at(theirs, path), at(ours, path)
        if is_empty(new) or stands_for_another(path, theirs, ours):
            return None
        digest = digest_of(path, new)
        if same(path, new, old):
            self._note(index, path, digest)
            return None
        state, why = self._decide(index, path, old, digest)
        if state is not State.ASKED:
            self._note(index, path, digest)
        if state in {State.NEW, State.TAKEN}:
            self._fresh.setdefault((index, path), digest)
            self._set(index, path, new)
        elif state is State.KEPT and not why:
            return None
        return Change(
            field=path, label=fields.label(path), old=fields.shown(path, old),
            new=fields.shown(path, new), state=state, why=why, digest=digest,
        )  # fmt: skip

    def _decide(self, index: int, path: str, old: Any, digest: str) -> tuple[State, str]:
        """What becomes of a value that is not ours; why, where the clerk was asked or has decided."""
        key = (self.nominations[index].id or "", path)
        chosen = self.chosen.get(key)
        if chosen is None:
            return self._told_apart(index, path, old, digest)
        self.met.add(key)
        if chosen == Take.THEIRS and self._says_two_things(index, path, digest):
            return State.ASKED, _TWO_SOURCES
        if chosen in {Take.THEIRS, digest}:
            self.memory.allow(*key)
            return (State.NEW if is_empty(old) else State.TAKEN), ""
        if is_empty(old):
            self.memory.refuse(*key, digest)
        return State.KEPT, _NOT_CHOSEN

    def _says_two_things(self, index: int, path: str, digest: str) -> bool:
        """Whether another value for the same field was taken in this run."""
        said = self._said.get((index, path, self._is_form), digest)
        return said != digest or self._fresh.get((index, path), digest) != digest

    def _told_apart(self, index: int, path: str, old: Any, digest: str) -> tuple[State, str]:
        """The same by who has changed it; why, where the clerk had to be asked."""
        before = self._before.known(self.nominations[index].id, path)
        if self._said.get((index, path, self._is_form), digest) != digest:
            return self._asked(_TWO_SOURCES)
        if digest == self._started_as(index, path):
            return (
                State.KEPT,
                "",
            )  # a form filled in by us beforehand, which this one was not changed in
        if self._fresh.get((index, path), digest) != digest:
            return self._asked(_TWO_SOURCES)
        if is_empty(old) and self._before.is_refused(self.nominations[index].id, path, digest):
            return State.KEPT, _REFUSED
        if is_empty(old):
            is_read = (index, path) not in self.unreadable
            return (State.NEW, "") if is_read else self._asked(_UNREADABLE)
        return self._between(before, digest, digest_of(path, old))

    def _between(self, before: Collection[str], theirs: str, ours: str) -> tuple[State, str]:
        """Who has changed a value since it last came, or was last sent, by digests."""
        if theirs in before:
            return State.KEPT, ""
        if ours in before:
            return State.TAKEN, ""
        return self._asked(_BOTH_CHANGED if before else _OURS_FIRST)

    def _started_as(self, index: int, path: str) -> str | None:
        """The digest of what the dossier had before this run."""
        known = index < len(self._there) and path not in ROLES
        return digest_of(path, at(self._there[index], path)) if known else None

    def _asked(self, why: str) -> tuple[State, str]:
        if why == _TWO_SOURCES:
            return State.ASKED, why  # both are theirs
        states = {None: State.ASKED, Take.THEIRS: State.TAKEN, Take.OURS: State.KEPT}
        return states[self.take], why

    def _set(self, index: int, path: str, value: Any) -> None:
        self.nominations[index] = put(self.nominations[index], path, value)
        self.writes.append(Write(index, path, value))

    def _note(self, index: int, path: str, digest: str) -> None:
        self.memory.note(self.nominations[index].id, path, digest)
        self._said.setdefault((index, path, self._is_form), digest)

    # ------------------------------------------------------------ files

    def _files(
        self, index: int, path: str, came: Sequence[Material], fields: Fields
    ) -> Change | None:
        if not came:
            return None
        held = (*self.held(index, path), *self._placed.get((index, path), ()))
        fresh = [each for each in came if each.digest not in held]
        digest = digest_of(path, tuple(sorted({each.digest for each in came})))
        if not fresh:
            self._note(index, path, digest)
            return None
        old = tuple(sorted(set(held)))
        state, why = self._decide(index, path, old, digest)
        if state is not State.ASKED:
            self._note(index, path, digest)
        if state in {State.NEW, State.TAKEN}:
            self._fresh.setdefault((index, path), digest)
            self.placings.append(Placing(index, path, tuple(came), replaces=bool(held)))
            self._placed[index, path] = tuple(each.digest for each in came)
        elif state is State.KEPT and not why:
            return None
        new = "、".join(each.name for each in came)
        return Change(
            field=path, label=fields.label(path), old=f"{len(held)}个文件" if held else "",
            new=new, state=state, why=why, digest=digest,
        )  # fmt: skip
