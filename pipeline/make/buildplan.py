"""What a build makes, from what, and what is there already: known before anything is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.activity.loading import load_activity
from pipeline.activity.model import Activity
from pipeline.bundle import Packet
from pipeline.dossier.models import Dossier
from pipeline.dossier.pictures import FilePlaces
from pipeline.papers import naming
from pipeline.papers.codes import paper_id
from pipeline.papers.documents import (
    Document,
    Paper,
    Scope,
)
from pipeline.papers.holding import Held
from pipeline.papers.manifest import FileEntry, FileKind
from pipeline.papers.signing import SigningBlock
from pipeline.render.sources import Sources
from pipeline.settings import Settings
from pipeline.status import Deadlines


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildPlan:
    """What is to be made, from what, and what is there already.  Plain values: workers get it whole.

    Attributes:
        name: Name of the dossier.
        files: Where the files of the dossier are.
        dossier: Its values.
        activity_folder: Folder of the activity.
        documents: The documents, by id.
        sources: Their template files, by id.
        papers: Every paper that is ready.
        held: Those that are not, and why.
        packets: The packets for the printer, in the order of the report.
        signing: What has to be signed and sealed, by recipient.
        owed: What of it has not come back yet (`receive`); None before anything did.
        deadlines: The latest days of the activity.
        signed: Paths of the PDFs of which all that an earlier run made is back, signed and sealed.
        edited: Word files that a hand has changed and this run is to take, by stem of their papers.
        settings: What the run was told.
        out: Output folder of the dossier.
        before: What an earlier run made, by path.
        made_by: The version of the program that made them; empty where nothing is there.
        hanging: Stems of papers that stay as an earlier run made them: they hang, and projects on them were withdrawn.
        is_blank: Whether it is that of the blank forms.
    """

    name: str
    files: FilePlaces
    dossier: Dossier
    activity_folder: Path
    documents: Mapping[str, Document]
    sources: Mapping[str, Sources]
    papers: tuple[Paper, ...]
    held: Held
    packets: tuple[Packet, ...]
    signing: tuple[SigningBlock, ...]
    owed: tuple[SigningBlock, ...] | None
    deadlines: Deadlines
    edited: Mapping[str, Path]
    settings: Settings
    out: Path
    before: Mapping[str, FileEntry]
    made_by: str = ""
    signed: frozenset[str] = frozenset()
    hanging: frozenset[str] = frozenset()
    is_blank: bool = False

    @property
    def activity(self) -> Activity:
        """The year's notice; read once per process."""
        return load_activity(self.activity_folder)

    def is_asked_for(self, paper: Paper) -> bool:
        """Whether a paper is to be made: every one is, unless `--only` names some documents."""
        only = self.settings.only
        return not only or paper.document in only or paper.stem in self.edited

    def forces(self, paper: Paper) -> bool:
        """Whether `--force` has a paper made anew; one that hangs only where it is asked for by name."""
        forced = self.settings.force and self.is_asked_for(paper)
        return forced and paper.stem not in self.hanging

    def stays_edited(self, paper: Paper) -> bool:
        """Whether a paper comes from a Word file that a hand has changed, since an earlier run."""
        before = self.before.get(naming.word_path(paper.stem))
        if before is None or not before.edited or self.settings.draft:
            return False
        return not self.forces(paper)

    def follows_word(self, paper: Paper) -> bool:
        """Whether the PDF of a paper is made from its Word file, by LibreOffice."""
        follows = self.sources[paper.document].pdf_from_word
        return follows or paper.stem in self.edited or self.stays_edited(paper)

    def kinds_of(self, paper: Paper) -> tuple[FileKind, ...]:
        """The files that a paper has."""
        sheet = (FileKind.SHEET,) if self.documents[paper.document].columns else ()
        return (FileKind.WORD, *sheet, FileKind.PDF)

    @property
    def is_for_show(self) -> bool:
        """Whether its papers are not for signing: drafts, blank forms."""
        return self.settings.draft or self.is_blank

    def carries_codes(self, paper: Paper) -> bool:
        """Whether the pages of a paper carry codes."""
        return self.documents[paper.document].page_codes and not self.is_for_show

    def id_of(self, paper: Paper) -> str:
        """What codes call a paper."""
        return paper_id(self.activity.id, self.name, paper)

    def follows_returns(self, paper: Paper) -> bool:
        """Whether a paper says what is still owed: the unit's own list, once anything came back."""
        document = self.documents[paper.document]
        is_list = paper.scope is Scope.DOSSIER and not (document.marks or document.columns)
        return is_list and self.owed is not None

    def signing_on(self, paper: Paper) -> tuple[SigningBlock, ...]:
        """What a paper says is to be signed; when nothing is owed any more, all that was."""
        return (self.follows_returns(paper) and self.owed) or self.signing

    def has_letterhead(self, paper: Paper) -> bool:
        """Whether a paper carries the unit's own head (信函格式)."""
        return self.settings.letterhead and self.documents[paper.document].letterhead
