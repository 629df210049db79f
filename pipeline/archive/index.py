"""The index: SQLite, made of the chain and the stored tree at any time, and trusted for nothing.

It says which event it goes up to; what is behind is brought up to date event by event, what is of another
version or damaged is made anew.  This module alone touches SQLite.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import msgspec

from pipeline import store
from pipeline.archive import ledger, retention
from pipeline.archive.events import Event, EventKind, Head
from pipeline.archive.finding import phrase, set_apart
from pipeline.archive.models import Kept, KeptState, Number, Query
from pipeline.errors import OutputError, reason

FILE = "index.sqlite"
SCHEMA = 2
"""Version of the tables; an index of another one is made anew."""

WordsOf = Callable[[Kept], str]
"""The printed words of a paper, from the stored tree."""

_TABLES = """
CREATE TABLE events (number INTEGER PRIMARY KEY, sha256 TEXT NOT NULL);
CREATE TABLE papers (
    id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, number TEXT NOT NULL UNIQUE,
    series TEXT NOT NULL, item INTEGER NOT NULL, year INTEGER NOT NULL,
    activity TEXT NOT NULL, document TEXT NOT NULL, box TEXT NOT NULL,
    state TEXT NOT NULL, lent INTEGER NOT NULL, back_by TEXT NOT NULL, held INTEGER NOT NULL,
    proposal INTEGER NOT NULL, free_from TEXT NOT NULL, notice_until TEXT NOT NULL,
    undated INTEGER NOT NULL, kept BLOB NOT NULL
);
CREATE INDEX by_series ON papers (series, item);
CREATE INDEX by_box ON papers (box);
CREATE INDEX by_free ON papers (state, held, free_from, series, item);
CREATE INDEX by_notice ON papers (state, notice_until, series, item, free_from);
CREATE INDEX by_undated ON papers (undated, state);
CREATE INDEX by_lent ON papers (lent, back_by);
CREATE INDEX by_proposal ON papers (proposal);
CREATE TABLE happened (key TEXT NOT NULL, event INTEGER NOT NULL, PRIMARY KEY (key, event)) WITHOUT ROWID;
CREATE TABLE objects (name TEXT NOT NULL, version INTEGER NOT NULL, sha256 TEXT NOT NULL,
    PRIMARY KEY (name, version)) WITHOUT ROWID;
CREATE VIRTUAL TABLE texts USING fts5 (
    person, project, employer, unit, dossier, title, reference, number, words,
    tokenize = "unicode61 remove_diacritics 0"
);
"""

_NEVER = "9999-12-31"


class Index:
    """The tables, open."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    # ------------------------------------------------------------ reading

    @property
    def head(self) -> Head:
        """The event up to which it goes."""
        found = self._connection.execute(
            "SELECT number, sha256 FROM events ORDER BY number DESC LIMIT 1"
        ).fetchone()
        return Head(number=found[0], sha256=found[1]) if found else Head()

    def digests(self) -> dict[int, str]:
        """SHA-256 of every event, as it was when it was taken in."""
        return dict(self._connection.execute("SELECT number, sha256 FROM events"))

    def find(self, query: Query, *, limit: int | None = None) -> list[Kept]:
        """The papers that a query asks for, by number; at most so many."""
        where, values = _where(query)
        found = self._connection.execute(
            f"SELECT kept FROM papers WHERE {where} ORDER BY {_order(query)} LIMIT ?",  # noqa: S608 - no value in it
            (*values, -1 if limit is None else limit),
        )
        return [_decode(kept) for (kept,) in found]

    def count(self, query: Query) -> int:
        """How many papers a query asks for."""
        where, values = _where(query)
        (number,) = self._connection.execute(
            f"SELECT count(*) FROM papers WHERE {where}",  # noqa: S608 - no value in it
            values,
        ).fetchone()
        return int(number)

    def paper(self, key: str) -> Kept | None:
        """A paper by its key."""
        found = self._connection.execute("SELECT kept FROM papers WHERE key = ?", (key,)).fetchone()
        return _decode(found[0]) if found else None

    def named(self, name: str) -> list[Kept]:
        """The papers of a 档号, or whose keys begin so; two of them are enough to know that it is not one."""
        found = self._connection.execute(
            "SELECT kept FROM papers WHERE number = ? OR (key >= ? AND key < ?) LIMIT 2",
            (name, name, f"{name}\uffff"),
        )
        return [_decode(kept) for (kept,) in found]

    def last_number(self) -> Number | None:
        """The number of the paper that was added last; None where there is none."""
        found = self._connection.execute(
            "SELECT kept FROM papers ORDER BY id DESC LIMIT 1"
        ).fetchone()
        return _decode(found[0]).paper.number if found else None

    def next_item(self, series: str) -> int:
        """The next 件号 of a series."""
        (last,) = self._connection.execute(
            "SELECT max(item) FROM papers WHERE series = ?", (series,)
        ).fetchone()
        return (last or 0) + 1

    def events_of(self, key: str) -> list[int]:
        """Numbers of the events that concern a paper."""
        found = self._connection.execute(
            "SELECT event FROM happened WHERE key = ? ORDER BY event", (key,)
        )
        return [number for (number,) in found]

    def last_version(self, name: str) -> tuple[int, str] | None:
        """The last version of a stored object, and the SHA-256 of its inventory; None where there is none."""
        found = self._connection.execute(
            "SELECT version, sha256 FROM objects WHERE name = ? ORDER BY version DESC LIMIT 1",
            (name,),
        ).fetchone()
        return (found[0], found[1]) if found else None

    def objects(self) -> dict[str, dict[int, str]]:
        """The stored objects that are there, with the SHA-256 of the inventory of each version."""
        objects: dict[str, dict[int, str]] = {}
        for name, version, sha256 in self._connection.execute(
            "SELECT name, version, sha256 FROM objects"
        ):
            objects.setdefault(name, {})[version] = sha256
        return objects

    # ------------------------------------------------------------ what happened

    def take(self, events: Iterable[tuple[Event, str]], words_of: WordsOf) -> None:
        """Take in events, all of them or none."""
        with self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            for event, sha256 in events:
                self._take(event, words_of)
                self._connection.execute("INSERT INTO events VALUES (?, ?)", (event.number, sha256))

    def _take(self, event: Event, words_of: WordsOf) -> None:
        versions = {each.object: each for each in event.stored}
        self._connection.executemany(
            "INSERT OR REPLACE INTO objects VALUES (?, ?, ?)",
            [(each.object, each.version, each.sha256) for each in event.stored],
        )
        self._connection.executemany(
            "DELETE FROM objects WHERE name = ?", [(name,) for name in event.removed]
        )
        if event.kind is EventKind.ADDED:
            for paper in event.added:
                before = self.paper(paper.key)
                kept = ledger.added(before, paper, versions[f"paper:{paper.key}"])
                self._put(kept, words_of(kept))
        else:
            for key in event.papers:
                before = self.paper(key)
                if before is not None:
                    self._change(ledger.after(before, event))
        self._connection.executemany(
            "INSERT OR IGNORE INTO happened VALUES (?, ?)",
            [(key, event.number) for key in event.papers],
        )

    def _put(self, kept: Kept, words: str) -> None:
        row = _row(kept)
        names, marks = ", ".join(row), ", ".join("?" * len(row))
        changes = ", ".join(f"{name} = excluded.{name}" for name in row)
        (place,) = self._connection.execute(
            f"INSERT INTO papers ({names}) VALUES ({marks})"  # noqa: S608 - names of columns
            f" ON CONFLICT (key) DO UPDATE SET {changes} RETURNING id",
            tuple(row.values()),
        ).fetchone()
        self._connection.execute("DELETE FROM texts WHERE rowid = ?", (place,))
        texts = {"rowid": place} | {
            name: set_apart(text) for name, text in _texts(kept, words).items()
        }
        names, marks = ", ".join(texts), ", ".join("?" * len(texts))
        self._connection.execute(
            f"INSERT INTO texts ({names}) VALUES ({marks})",  # noqa: S608 - names of columns
            tuple(texts.values()),
        )

    def _change(self, kept: Kept) -> None:
        row = _row(kept)
        changes = ", ".join(f"{name} = ?" for name in row)
        self._connection.execute(
            f"UPDATE papers SET {changes} WHERE key = ?",  # noqa: S608 - names of columns
            (*row.values(), kept.key),
        )
        if kept.state is KeptState.REMOVED:
            self._connection.execute(
                "UPDATE texts SET words = '' WHERE rowid = (SELECT id FROM papers WHERE key = ?)",
                (kept.key,),
            )


def _texts(kept: Kept, words: str) -> dict[str, str]:
    """What is looked for word by word."""
    paper = kept.paper
    said = {name: getattr(paper, name) for name in (*_WITHIN, "title", "reference")}
    return said | {"number": str(paper.number), "words": words}


def _row(kept: Kept) -> dict[str, str | int | bytes]:
    paper, loan = kept.paper, kept.loan
    free = retention.free_from(kept)
    return {
        "key": paper.key,
        "number": str(paper.number),
        "series": paper.number.series,
        "item": paper.number.item,
        "year": paper.number.year,
        "activity": paper.activity,
        "document": paper.document,
        "box": kept.box,
        "state": kept.state.value,
        "lent": int(loan is not None),
        "back_by": loan.until.isoformat() if loan and loan.until else _NEVER,
        "held": int(bool(kept.holds)),
        "proposal": kept.proposal,
        "free_from": free.isoformat() if free else _NEVER,
        "notice_until": kept.notice_until.isoformat() if kept.notice_until else _NEVER,
        "undated": int(retention.unknown(kept)),
        "kept": msgspec.json.encode(kept),
    }


def _decode(kept: bytes) -> Kept:
    return msgspec.json.decode(kept, type=Kept)


# ---------------------------------------------------------------- what is asked for

_WITHIN = ("person", "project", "employer", "unit", "dossier")
_EXACT = ("activity", "document", "box", "year", "state", "proposal")


def _where(query: Query) -> tuple[str, tuple[str | int, ...]]:
    """The condition of a query, and its values in their order."""
    asked = list(_conditions(query))
    where = " AND ".join(condition for condition, _ in asked) or "1"
    return where, tuple(value for _, values in asked for value in values)


_Condition = tuple[str, tuple[str | int, ...]]


def _conditions(query: Query) -> Iterator[_Condition]:
    yield from _of_values(query)
    yield from _of_state(query)
    for name in (*_WITHIN, "words"):
        if text := getattr(query, name):
            yield _phrase(name, text)
    if query.text:
        yield _phrase(f"{' '.join(_WITHIN)} title reference number words", query.text)


def _of_values(query: Query) -> Iterator[_Condition]:
    for name in _EXACT:
        if value := getattr(query, name):
            yield f"{name} = ?", (value if isinstance(value, int) else str(value),)
    if query.number:
        yield "substr(number, 1, ?) = ?", (len(query.number), query.number)


def _of_state(query: Query) -> Iterator[_Condition]:
    for name in ("lent", "held"):
        if (flag := getattr(query, name)) is not None:
            yield f"{name} = ?", (int(flag),)
    if query.overdue and query.on:
        yield "lent = 1 AND back_by < ?", (query.on.isoformat(),)
    if query.due and query.on:
        yield "state = 'kept' AND free_from <= ?", (query.on.isoformat(),)
    if query.notice_over and query.on:
        day = query.on.isoformat()
        yield "state = 'kept' AND notice_until < ? AND free_from > ?", (day, day)
    if query.undated:
        yield "undated = 1 AND state = 'kept'", ()


def _order(query: Query) -> str:
    """By number; what is due by the day since when, too, as its indexes are: so only what is shown is read."""
    if query.due:
        return "free_from, series, item"
    return "notice_until, series, item" if query.notice_over else "series, item"


def _phrase(columns: str, text: str) -> _Condition:
    """Every part between blanks has to be there."""
    parts = list(filter(None, map(phrase, text.split())))
    asked = " AND ".join(f"{{{columns}}} : {part}" for part in parts)
    found = "id IN (SELECT rowid FROM texts WHERE texts MATCH ?)"
    return (found, (asked,)) if parts else ("0", ())


# ---------------------------------------------------------------- the file


@contextmanager
def opened(path: Path, *, writable: bool) -> Iterator[Index | None]:
    """Open an index; None where there is none, or none of this version, or a damaged one.

    Raises:
        OutputError: It is found damaged while it is read, or the disk is full.
    """
    if not path.is_file():
        yield None
        return
    mode = "rw" if writable else "ro"
    with _told_of(path):
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=30
        )
        with closing(connection):
            yield _index(connection) if _is_ours(connection) else None


def made_in_memory() -> Index:
    """An empty index that no disk holds."""
    connection = sqlite3.connect(":memory:")
    connection.executescript(_TABLES)
    return _index(connection)


def make(path: Path, events: Iterable[tuple[Event, str]], words_of: WordsOf) -> None:
    """Make an index anew: the older one is replaced when the new one is whole.

    Raises:
        ArchiveError: The chain is broken.
        OutputError: The disk is full, or the older one is open in another program.
    """
    new = path.with_name(f"{path.name}.new")
    for leftover in (new, new.with_name(f"{new.name}-journal")):
        store.delete(leftover)
    store.write_whole(new, b"")
    with _told_of(path), closing(sqlite3.connect(new)) as connection:
        connection.executescript(f"BEGIN; {_TABLES} PRAGMA user_version = {SCHEMA}; COMMIT;")
        _index(connection).take(events, words_of)
    store.move(new, path)


def _index(connection: sqlite3.Connection) -> Index:
    connection.isolation_level = None
    return Index(connection)


def _is_ours(connection: sqlite3.Connection) -> bool:
    try:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        connection.execute("SELECT number FROM events LIMIT 1").fetchone()
        return bool(version == SCHEMA)
    except sqlite3.DatabaseError:
        return False


@contextmanager
def _told_of(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise IndexDamagedError(
            "检索用的索引读写不了",
            where=path.name,
            why=reason(error, "索引文件已损坏，或正被别的程序使用"),
            remedy="执行 wuxiao archive rebuild 重新做一份；文书和记录不受影响",
        ) from error


class IndexDamagedError(OutputError):
    """The index cannot be read or written; nothing is lost with it."""
