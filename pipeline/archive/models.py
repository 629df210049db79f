"""What goes into the register, what is kept in it, and what happens there.

What other rooms may rely on:

- A `Deposit` is all that one `add` or `import` brings: the papers of one dossier, each a `PaperDeposit` with
  its scan, and the files of the dossier as a whole (data, manifest).  Whoever makes one scrubs nothing: the
  register takes personal data out of every text that it keeps outside the stored files themselves.
- A paper is called by its `key` for ever (`paper_key`): made of what it is, so the same in every office.  A
  deposit of a key that is there already, with the same files, changes nothing; with other files it is a new
  version, and the older one stays.
- An `Event` is one thing that happened, to some papers, on the chain (`events`).  What a paper is now (`Kept`)
  follows from the events and from nothing else.
"""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

from msgspec import Struct

from pipeline.dossier.labels import Labelled

WORDS, PAPER = "words.txt", "paper.json"
"""Files of a paper that the register writes itself: its printed words, and what it says of it."""


class FileRole(Labelled):
    """What a stored file is to its paper or dossier."""

    SCAN = "scan", "扫描件"
    DATA = "data", "数据"
    MANIFEST = "manifest", "生成记录"
    PROOF = "proof", "凭证"
    OTHER = "other", "其他"


class Content(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a stored file of a paper is, by its name: as of `DepositFile`."""

    name: str
    role: FileRole
    standard: str = ""


class DepositFile(Struct, frozen=True, kw_only=True):
    """A file that is to be stored.

    Attributes:
        role: What it is.
        name: What it is called in the store, a plain name such as `scan.pdf`; unique in its paper.
        source: Its content, or where it lies; that file is only read.
        standard: What it was proven to be, `PDF/A-2b`; empty where nothing was proven.
    """

    role: FileRole
    name: str
    source: bytes | Path
    standard: str = ""

    @property
    def content(self) -> Content:
        """What it is, for the register to remember."""
        return Content(name=self.name, role=self.role, standard=self.standard)


class Period(Labelled):
    """Archival classes of DA/T 22, and none where the notice's years are all that is asked for."""

    NONE = "none", "不定"
    TEN = "D10", "10年"
    THIRTY = "D30", "30年"
    FOR_EVER = "Y", "永久"

    @property
    def years(self) -> int | None:
        """For how many years, counted from the end of the year of making; None for ever, or not at all."""
        return {Period.TEN: 10, Period.THIRTY: 30}.get(self)


CATEGORY = "WS"
"""门类代码 of 文书档案 (DA/T 22)."""


class Number(Struct, frozen=True, kw_only=True):
    """档号 by its parts (DA/T 22): 全宗号-门类代码·年度-保管期限-机构代码-件号.

    Attributes:
        fonds: 全宗号; empty where the office has none.
        year: 年度.
        period: 保管期限.
        agency: 机构（问题）代码; empty where papers are not arranged by it.
        item: 件号; 0 in a deposit where the register gives the next one.
        category: 门类代码.
    """

    fonds: str = ""
    year: int
    period: Period = Period.TEN
    agency: str = ""
    item: int = 0
    category: str = CATEGORY

    @property
    def series(self) -> str:
        """All but the 件号: papers of one series are counted on."""
        period = "" if self.period is Period.NONE else self.period.value
        parts = (self.fonds, f"{self.category}·{self.year}", period, self.agency)
        return "-".join(filter(None, parts))

    def __str__(self) -> str:
        return f"{self.series}-{self.item:04}"


class Retention(Struct, frozen=True, kw_only=True):
    """How long the notice wants the paper kept.

    Attributes:
        years: For how many years; None where the notice does not say.
        since: The letter's date, from which they are counted; None where it is not known.
        whole_years: Whether they are counted from the end of that year, so that it does not count itself.
        clause: Where the notice says so.
    """

    years: int | None = None
    since: date | None = None
    whole_years: bool = False
    clause: str = ""


class Description(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the register says of a paper for ever, also when it is gone.

    Attributes:
        key: What it is called for ever (`paper_key`).
        number: 档号; in a deposit its 件号 is 0 where the register gives the next one.
        path: Its PDF in the output folder, `pdf/P01-张三-提名书.pdf`.
        document: Id of the document.
        archive_class: Class of the document under which it is kept, `提名书`.
        title: 题名, whole: `张三提名书`.
        subject: Whom or what it is for.
        nomination: Id of the nomination, where it is for one.
        person: The lead, where it is for one.
        project: Title of the project, where it is for one.
        employer: First completing employer, where it is for one.
        unit: The nominating unit.
        activity: Id of the activity.
        dossier: Name of the dossier.
        dossier_key: What the dossier is called for ever; the register fills it in.
        responsible: 责任者, who issued it.
        reference: 文号.
        dated: Date of the paper, where it is known.
        secrecy: 密级; empty for none.
        pages: Number of its pages.
        remark: 备注.
        box, shelf: Where it was put when it was added; empty where that was not said.
        delivered_by: Who brought it.
        delivered_on: When.
        retention: How long the notice wants it kept.
        contents: What its stored files are; the register fills it in.
    """

    key: str
    number: Number
    path: str
    document: str
    archive_class: str
    title: str
    subject: str = ""
    nomination: str = ""
    person: str = ""
    project: str = ""
    employer: str = ""
    unit: str = ""
    activity: str = ""
    dossier: str = ""
    dossier_key: str = ""
    responsible: str = ""
    reference: str = ""
    dated: date | None = None
    secrecy: str = ""
    pages: int = 0
    remark: str = ""
    box: str = ""
    shelf: str = ""
    delivered_by: str = ""
    delivered_on: date | None = None
    retention: Retention = Retention()
    contents: tuple[Content, ...] = ()


class PaperDeposit(Description, frozen=True, kw_only=True):
    """One paper that is to be kept: its description, and what is stored of it.

    Attributes:
        files: The scan, and what else belongs to this paper alone.
        words: Its printed words, for search.
    """

    files: tuple[DepositFile, ...] = ()
    words: str = ""

    @property
    def description(self) -> Description:
        """What is said of it, without what is stored."""
        return Description(**{name: getattr(self, name) for name in Description.__struct_fields__})


class Deposit(Struct, frozen=True, kw_only=True):
    """All that one `add` or `import` brings: papers of one dossier, and what belongs to the whole of it.

    Attributes:
        key: What the dossier is called for ever (`dossier_key`).
        name: Name of the dossier.
        papers: Its papers.
        files: Data that the papers were made from, and their manifest.
        origin: Where an import came from: the register's name and the head of its chain; empty for `add`.
    """

    key: str
    name: str
    papers: tuple[PaperDeposit, ...]
    files: tuple[DepositFile, ...] = ()
    origin: str = ""


def dossier_key(activity: str, unit: str, dossier: str) -> str:
    """What a dossier is called for ever."""
    return _key("dossier", activity, unit, dossier)


def paper_key(activity: str, unit: str, dossier: str, path: str) -> str:
    """What a paper is called for ever; `path` is that of its PDF below the output folder."""
    return _key("paper", activity, unit, dossier, path)


_KEY_DIGITS = 20


def _key(kind: str, *parts: str) -> str:
    return hashlib.sha256("\0".join((kind, *parts)).encode()).hexdigest()[:_KEY_DIGITS]


def dossier_object(paper: Description) -> str:
    """The stored object that holds the files of a paper's dossier."""
    return f"dossier:{paper.dossier_key}"


class StoredVersion(Struct, frozen=True, kw_only=True):
    """A version of a stored object: `sha256` is that of its inventory, which holds those of its files."""

    object: str
    version: int
    sha256: str


class KeptState(Labelled):
    """Where a paper stands on its way out; whether it is lent or held is another matter."""

    KEPT = "kept", "在库"
    PROPOSED = "proposed", "拟销毁"
    APPROVED = "approved", "已批准销毁"
    DISPOSED = "disposed", "已销毁"
    REMOVED = "removed", "已销毁，扫描件已删除"


class Loan(Struct, frozen=True, kw_only=True):
    """A paper that is out: `event` is the number of the event."""

    event: int
    to: str
    since: date
    until: date | None = None
    by: str = ""
    why: str = ""


class Hold(Struct, frozen=True, kw_only=True):
    """Why a paper may not be disposed of: `event` is the number of the event."""

    event: int
    by: str
    why: str
    since: date


class Kept(Struct, frozen=True, kw_only=True):
    """A paper of the register as it is now.

    Attributes:
        paper: What the register says of it.
        stored: Version of its stored object that holds now.
        box, shelf: Where it lies.
        state: Where it stands on its way out.
        loan: To whom it is lent; None where it is in its place.
        holds: What stops its disposal.
        proposal: Number of the event by which its disposal was proposed; 0 for none.
        notice_until: Last day on which the notice wants it kept; None where that is not known.
        class_until: Last day of its archival class; None for ever, or without a class.
    """

    paper: Description
    stored: StoredVersion
    box: str = ""
    shelf: str = ""
    state: KeptState = KeptState.KEPT
    loan: Loan | None = None
    holds: tuple[Hold, ...] = ()
    proposal: int = 0
    notice_until: date | None = None
    class_until: date | None = None

    @property
    def key(self) -> str:
        """What it is called for ever."""
        return self.paper.key


class StoredFile(Struct, frozen=True, kw_only=True):
    """A file as it is stored: where it lies, to be read only; the rest as of `DepositFile`."""

    name: str
    path: Path
    sha256: str
    role: FileRole = FileRole.OTHER
    standard: str = ""


class Query(Struct, frozen=True, kw_only=True):
    """What to look for; empty for any.  Texts are found within the value, `number` from its beginning.

    Attributes:
        text: In any of person, project, employer, unit, title, 文号, number or words on the page.
        words: Words on the page, one after the other.
        year: 年度 of the number.
        on: The day for which it is asked what is overdue or due.
        overdue: Only papers that are lent and should have been back before `on`.
        held: Only papers that are held (True) or not (False).
        due: Only papers all of whose time is over on `on`; those that are held, too.
        notice_over: Only papers that the notice wants kept no longer on `on`, and their archival class does.
        undated: Only papers of which nobody knows since when the notice's years are counted.
        proposal: Only papers whose disposal was proposed by this event.
    """

    text: str = ""
    words: str = ""
    number: str = ""
    person: str = ""
    project: str = ""
    employer: str = ""
    unit: str = ""
    activity: str = ""
    dossier: str = ""
    document: str = ""
    box: str = ""
    year: int | None = None
    state: KeptState | None = None
    lent: bool | None = None
    held: bool | None = None
    overdue: bool = False
    due: bool = False
    notice_over: bool = False
    undated: bool = False
    on: date | None = None
    proposal: int = 0
