"""What a deposit comes to: which papers are new, which have new files, which are there already."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from pipeline import store
from pipeline.archive import ocfl
from pipeline.archive.models import (
    PAPER,
    WORDS,
    Deposit,
    DepositFile,
    Description,
    FileRole,
    Kept,
    KeptState,
    PaperDeposit,
    StoredVersion,
)
from pipeline.dossier.privacy import scrub
from pipeline.errors import ArchiveError, InputError

if TYPE_CHECKING:
    from pipeline.archive.register import Register

_NOT_WORDS = frozenset({"key", "dossier_key"})
"""Texts of a description that are digests: many hold digits in the order of a telephone number."""


class Incoming:
    """A deposit on its way into the register: what has to be stored is staged."""

    def __init__(self, register: Register, deposit: Deposit, staging: ocfl.Staging) -> None:
        """Compare with what is there, and stage what is not.

        Attributes set: `papers` are the descriptions that the event adds; `fresh`, `known` keys; `replaced`
        papers that are there with other files; `stored` the versions staged.

        Raises:
            InputError: A file cannot be called so, or a paper stands in it twice.
            ArchiveError: A number is another paper's.
            OutputError: The disk is full.
        """
        self._register, self._staging, self._deposit = register, staging, deposit
        self._given: Counter[str] = Counter()
        self.papers: tuple[Description, ...] = ()
        self.stored: tuple[StoredVersion, ...] = ()
        self.fresh: tuple[str, ...] = ()
        self.known: tuple[str, ...] = ()
        self.replaced: tuple[Kept, ...] = ()
        self._must_be_distinct()
        for paper in deposit.papers:
            self._take(paper)
        self._take_the_whole()

    def _must_be_distinct(self) -> None:
        keys = Counter(each.key for each in self._deposit.papers)
        if twice := [each.title for each in self._deposit.papers if keys[each.key] > 1]:
            raise InputError(
                "同一件文书交来两次", where="、".join(sorted({*twice})), remedy="去掉重复的"
            )

    def _take(self, paper: PaperDeposit) -> None:
        name = f"paper:{paper.key}"
        before = self._paper(paper.key)
        words = without_numbers(paper.words)
        if before is None:
            described = self._numbered(without_personal_data(paper, self._deposit.key))
            self.fresh = (*self.fresh, paper.key)
            self._stage(name, described, paper.files, words)
            return
        if before.state is KeptState.REMOVED:
            self.replaced = (*self.replaced, before)  # nothing is left to compare with
            return
        described = _as_before(without_personal_data(paper, self._deposit.key), before)
        inventory = ocfl.read_inventory(self._register.folder, before.stored)
        if _digests(_all_files(described, paper.files, words)) == inventory.files(
            before.stored.version
        ):
            self.known = (*self.known, paper.key)
            return
        self.replaced = (*self.replaced, before)
        self._stage(
            name,
            _delivered_as(described, paper),
            paper.files,
            words,
            (before.stored, inventory),
        )

    def _paper(self, key: str) -> Kept | None:
        with self._register.held_index() as found:
            return found.paper(key)

    def _stage(
        self,
        name: str,
        described: Description,
        files: tuple[DepositFile, ...],
        words: str,
        before: tuple[StoredVersion, ocfl.Inventory] | None = None,
    ) -> None:
        stored = self._staging.add(name, _all_files(described, files, words), before)
        if stored:
            self.papers = (*self.papers, described)
            self.stored = (*self.stored, stored)

    def _take_the_whole(self) -> None:
        """The files of the dossier, where papers of it are taken."""
        if not (self.papers and self._deposit.files):
            return
        name = f"dossier:{self._deposit.key}"
        last = self._register.last_version(name)
        before = (last, ocfl.read_inventory(self._register.folder, last)) if last else None
        stored = self._staging.add(name, self._deposit.files, before)
        self.stored = (*self.stored, *([stored] if stored else []))

    def _numbered(self, described: Description) -> Description:
        """A new paper with its 件号: the one it brings, or the next of its series."""
        number = described.number
        with self._register.held_index() as found:
            if not number.item:
                series = number.series
                following = max(found.next_item(series), self._given[series] + 1)
                self._given[series] = following
                return replace(described, number=replace(number, item=following))
            taken = found.named(str(number))
        if any(str(each.paper.number) == str(number) for each in taken):
            raise ArchiveError(
                "档号已经是另一件文书的",
                where=str(number),
                why=f"它是《{taken[0].paper.title}》",
                remedy="换一个全宗号或机构代码再导入",
            )
        return described


def _as_before(described: Description, before: Kept) -> Description:
    """A description with what does not change when the paper comes in again."""
    paper = before.paper
    return replace(
        described,
        number=paper.number,
        box=paper.box,
        shelf=paper.shelf,
        delivered_by=paper.delivered_by,
        delivered_on=paper.delivered_on,
    )


def _delivered_as(described: Description, paper: PaperDeposit) -> Description:
    return replace(
        described,
        box=scrub(paper.box),
        shelf=scrub(paper.shelf),
        delivered_by=scrub(paper.delivered_by),
        delivered_on=paper.delivered_on,
    )


def _all_files(
    described: Description, files: tuple[DepositFile, ...], words: str
) -> tuple[DepositFile, ...]:
    said = msgspec.json.format(msgspec.json.encode(described), indent=1) + b"\n"
    return (
        *files,
        DepositFile(role=FileRole.OTHER, name=PAPER, source=said),
        DepositFile(role=FileRole.OTHER, name=WORDS, source=words.encode()),
    )


def _digests(files: tuple[DepositFile, ...]) -> Mapping[str, str]:
    return {
        each.name: store.sha256(each.source)
        if isinstance(each.source, bytes)
        else store.sha256_file(each.source)
        for each in files
    }


def without_personal_data(paper: PaperDeposit, dossier_key: str) -> Description:
    """What the register says of a paper: no text of it holds personal numbers."""
    described = paper.description
    clean = {
        name: scrub(value)
        for name in described.__struct_fields__
        if name not in _NOT_WORDS and isinstance(value := getattr(described, name), str)
    }
    contents = tuple(each.content for each in paper.files)
    return replace(described, **clean, dossier_key=dossier_key, contents=contents)


def without_numbers(words: str) -> str:
    """Printed words without personal numbers, also such as are broken over two lines."""
    plain = "\n".join(words.splitlines())
    clean = scrub(plain)
    if len(clean) != len(plain):
        return clean
    return "".join(_lines_kept(plain, clean))


def _lines_kept(plain: str, clean: str) -> Iterator[str]:
    """The filter shows line ends as boxes; here they stay."""
    for before, now in zip(plain, clean, strict=True):
        yield before if before == "\n" else now
