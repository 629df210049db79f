"""Step `papers`: the files of one paper, made where they are not up to date."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import msgspec

from pipeline import store
from pipeline.errors import ExitCode, MissingGlyphError, WuxiaoError, bug_words
from pipeline.make.buildplan import BuildPlan
from pipeline.make.built import Made
from pipeline.make.coding import zones_on
from pipeline.make.drawings import Drawings
from pipeline.make.edited import which_one
from pipeline.make.pages import filled_sheet, filled_word
from pipeline.make.unchanged import expected_entry, reusable_entry, still_shown
from pipeline.make.verdicts import doubts_about
from pipeline.papers.documents import Paper
from pipeline.papers.manifest import Failure, FileEntry, FileKind
from pipeline.render import missing_glyphs
from pipeline.tools.pdf.thumbnails import thumbnail
from pipeline.tools.weasyprint.assembling import write
from pipeline.tools.weasyprint.measured import Measuring
from pipeline.tools.word.differences import differences
from pipeline.tools.word.notices import notices

ONLY_THE_LOOK = "文字未改，只改了版式"
"""What is said to have changed in a Word file where no word has."""


def make_paper(plan: BuildPlan, paper: Paper, drawings: Drawings) -> Made:
    """Make the files of a paper; what goes wrong is reported, never raised."""
    made = Made(paper=paper)
    steps = (
        partial(_with_word, drawings=drawings),
        _with_sheet,
        partial(_with_pdf, drawings=drawings),
    )
    for step in steps:
        try:
            made = step(plan, made)
        except WuxiaoError as error:
            return failed(plan, made, error)
        except MemoryError:
            raise  # no fault of the paper's
        except Exception as error:  # noqa: BLE001 — one broken paper never stops the others
            return replace(made, failure=Failure.of(paper, bug_words(error), ExitCode.BUG))
        if made.failure:
            return made
    return made


def _with_word(plan: BuildPlan, made: Made, drawings: Drawings) -> Made:
    word = expected_entry(plan, made.paper, FileKind.WORD)
    if made.paper.stem in plan.edited:
        return _with_edited(plan, made, word, drawings)
    if old := reusable_entry(plan, word):
        return made.having(old)
    if not plan.is_asked_for(made.paper):
        return made
    filled = filled_word(plan, made.paper, drawings.way(made.paper))
    if old := still_shown(plan, word, filled.digest):
        return made.having(old)
    if plan.stays_edited(made.paper):
        return failed(plan, made.having(plan.before[word.path]), which_one(made.paper))
    entry = msgspec.structs.replace(word, shown_digest=filled.digest)
    return finished(made, entry, filled.pack())


def _with_edited(plan: BuildPlan, made: Made, word: FileEntry, drawings: Drawings) -> Made:
    """The paper whose Word file is the one that a hand has changed; what was changed is kept with it."""
    file = plan.edited[made.paper.stem]
    data = file.read_bytes()
    filled = filled_word(plan, made.paper, drawings.way(made.paper))
    changed = differences(filled.pack(), data, name=file.name) or (ONLY_THE_LOOK,)
    changed = (*notices(data, file.name), *changed)
    entry = msgspec.structs.replace(word, shown_digest=filled.digest, edited=changed)
    return finished(made, entry, data)


def _with_sheet(plan: BuildPlan, made: Made) -> Made:
    if FileKind.SHEET not in plan.kinds_of(made.paper):
        return made
    sheet = expected_entry(plan, made.paper, FileKind.SHEET)
    if old := reusable_entry(plan, sheet):
        return made.having(old)
    if not plan.is_asked_for(made.paper):
        return made
    data = filled_sheet(plan, made.paper)
    shown = store.sha256(data)
    if old := still_shown(plan, sheet, shown):
        return made.having(old)
    return finished(made, msgspec.structs.replace(sheet, shown_digest=shown), data)


def _with_pdf(plan: BuildPlan, made: Made, drawings: Drawings) -> Made:
    pdf = expected_entry(plan, made.paper, FileKind.PDF)
    edited = made.word and made.word.edited
    if (old := reusable_entry(plan, pdf)) and not edited and not old.edited:
        return made.having(old)
    if not plan.is_asked_for(made.paper):
        return made
    if plan.follows_word(made.paper):
        return replace(made, pdf=still_shown(plan, pdf, shown_by_word(made)))
    page = drawings.page(made.paper)
    if old := still_shown(plan, pdf, page.digest):
        return made.having(old)
    coded = drawings.coded(made.paper, page.digest)
    data, measuring = write(coded.drawn), Measuring(coded.drawn)
    zoned = zones_on(plan, made.paper, data, measuring)
    entry = msgspec.structs.replace(
        pdf,
        shown_digest=page.digest,
        pages=coded.drawn.page_count,
        codes=coded.codes,
        zones=zoned.zones,
        fonts=tuple(sorted(coded.drawn.fonts)),
        doubts=(*doubts_about(plan, made.paper, measuring), *zoned.doubts, *coded.doubts),
    )
    return finished(made, entry, data)


def shown_by_word(made: Made) -> str:
    """Digest of what the PDF shows that is made from a paper's Word file."""
    if made.word is None:
        return ""
    return made.word.sha256 if made.word.edited else made.word.shown_digest


def finished(made: Made, entry: FileEntry, data: bytes) -> Made:
    """A paper with one more file.

    Args:
        made: What there is of the paper.
        entry: The file's entry, but for its checksum.
        data: The file.
    """
    entry = msgspec.structs.replace(entry, sha256=store.sha256(data))
    files = {**made.files, entry.path: data}
    picture = thumbnail(data) if entry.kind is FileKind.PDF else made.thumbnail
    return replace(made.having(entry), files=files, thumbnail=picture)


def failed(plan: BuildPlan, made: Made, error: WuxiaoError) -> Made:
    """A paper that something went wrong with; missing glyphs are looked for in the data."""
    if isinstance(error, MissingGlyphError):
        error = missing_glyphs.locate(error, made.paper, plan.dossier, plan.activity)
    return replace(made, failure=Failure.of(made.paper, str(error), error.exit_code))
