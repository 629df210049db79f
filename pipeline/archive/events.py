"""What happens to papers: events, as the chain holds them, one after the other and never changed."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from pipeline.archive.models import Description, StoredVersion
from pipeline.dossier.labels import Labelled

EVENT_FORMAT = 1
"""Version of the shape of events."""


class EventKind(Labelled):
    """What can happen."""

    ADDED = "added", "归档"
    MOVED = "moved", "移动"
    LENT = "lent", "借出"
    RETURNED = "returned", "归还"
    CHECKED = "checked", "核验"
    HELD = "held", "冻结"
    LIFTED = "lifted", "解除冻结"
    PROPOSED = "proposed", "提请销毁"
    APPROVED = "approved", "批准销毁"
    WITHDRAWN = "withdrawn", "撤销销毁"
    DISPOSED = "disposed", "销毁"
    REMOVED = "removed", "删除扫描件"
    RESTORED = "restored", "恢复"


class Event(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that happened; the chain holds one file for each, never changed.

    Attributes:
        number: Its place on the chain, counted from 1.
        previous: SHA-256 of the file of the event before it; empty for the first.
        kind: What happened.
        when: Day and time, ISO 8601 with the offset.
        by: Who did it.
        why: Why.
        papers: Keys of the papers that it concerns.
        added: What the register says of papers that were added, in the order of `papers`.
        stored: Versions of stored objects that came with it (added papers, the dossier, a proof).
        removed: Stored objects that were removed (removed).
        box, shelf: Where papers were put (moved).
        to: To whom they were lent.
        until: By when they have to be back (lent), or until when they are held.
        ends: Number of the event that this one answers: returned → lent, lifted → held, approved, withdrawn,
            disposed and removed → proposed.
        origin: Where papers came from that were imported, or the head of the chain restored from.
        found: What `checked` found wrong, in Chinese, a line each.
        format: Version of this shape.
    """

    number: int
    previous: str
    kind: EventKind
    when: str
    by: str
    why: str = ""
    papers: tuple[str, ...] = ()
    added: tuple[Description, ...] = ()
    stored: tuple[StoredVersion, ...] = ()
    removed: tuple[str, ...] = ()
    box: str = ""
    shelf: str = ""
    to: str = ""
    until: date | None = None
    ends: int = 0
    origin: str = ""
    found: tuple[str, ...] = ()
    format: int = EVENT_FORMAT


class Head(Struct, frozen=True, kw_only=True):
    """The last event of the chain: its number (0 for none) and the SHA-256 of its file.

    Printed on a catalogue it proves later that nothing before it was changed.
    """

    number: int = 0
    sha256: str = ""


class Added(Struct, frozen=True, kw_only=True):
    """What a deposit came to, by keys of papers.

    Attributes:
        fresh: Papers that are new.
        renewed: Papers that were there with other files, and have a new version now.
        known: Papers that were there already, to the byte.
        event: The event; None where nothing had to be done.
    """

    fresh: tuple[str, ...] = ()
    renewed: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    event: Event | None = None
