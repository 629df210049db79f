"""Print and Word face of a paper have as many pages, whatever it says: every paper here in one conversion."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from pipeline.dossier.models import Nomination
from pipeline.make.layouts import lay_out_pages
from pipeline.papers.documents import Scope
from pipeline.papers.signing import SigningBlock
from pipeline.render.views import Subject, context
from pipeline.render.word import render_word
from pipeline.tools.pdf.merging import page_count
from tests.converted import to_pdf
from tests.render.cases import CASES, MARKS, TEMPLATES, activity, filled
from tests.render.test_pages import photos

pytestmark = pytest.mark.office

SHORT, LONG = "云江市总工会", "苏州市沿海经济技术开发区新能源产业发展示范区总工会"
EMPLOYER = "江苏沙洲沿海经济技术开发区新能源汽车零部件智能制造有限责任公司"

LETTERS = [(75, LONG, 7), (130, SHORT, 12), (180, LONG, 3), (260, SHORT, 20), (400, LONG, 2)]
"""Characters of the summary, name of the unit, projects."""

NOTICES = [(8, LONG), (70, LONG), (100, SHORT), (160, LONG)]
"""Characters of the place, name of the unit."""

FORMS = [(60, 0, 1, 80), (110, 1, 1, 158), (150, 3, 2, 165), (300, 4, 4, 300), (220, 2, 0, 240)]
"""Characters of long texts, photos of each kind, further people, characters of the opinion."""

ROWS = (6, 10, 11, 14)
"""Papers to be signed on a cover note."""


def letter(summary: int, name: str, projects: int) -> dict[str, Any]:
    full = CASES["full"]
    nominations = (full.nominations * projects)[:projects]
    unit = replace(full.unit, name=name, summary=filled(summary))
    dossier = replace(full, unit=unit, nominations=nominations)
    subject = Subject(scope=Scope.DOSSIER, dossier=dossier, nominations=nominations)
    return context(subject, activity())


def notice(place: int, name: str) -> dict[str, Any]:
    full = CASES["full"]
    publicity = replace(full.unit.publicity, place="栏" * place)
    unit = replace(full.unit, name=name, publicity=publicity)
    subject = Subject(
        scope=Scope.DOSSIER,
        dossier=replace(full, unit=unit),
        nominations=full.nominations[:4],
    )
    return context(subject, activity())


def nomination(chars: int, pictures: int, people: int, opinion: int) -> Nomination:
    one = CASES["full"].nominations[0]
    text = filled(chars)
    before, after = (
        replace(stage, text=text[:150] if stage is one.before else text, photos=shown)
        for stage, shown in ((one.before, one.after.photos[:pictures]),
                             (one.after, one.after.photos[:pictures]))
    )  # fmt: skip
    lead = replace(one.lead, effectiveness=text, contribution=text, achievements=text[:200])
    return replace(
        one,
        introduction=text,
        before=before,
        after=after,
        lead=lead,
        contributors=(one.contributors * 4)[:people],
        support=text,
        plan=text[:200],
        opinion=replace(one.opinion, text=filled(opinion)),
    )


def of_nomination(one: Nomination) -> dict[str, Any]:
    subject = Subject(scope=Scope.NOMINATION, dossier=CASES["full"], nomination=one)
    return context(subject, activity())


def certificate() -> dict[str, Any]:
    one = CASES["full"].nominations[0]
    return of_nomination(
        replace(one, title=filled(45), employer=replace(one.employer, name=EMPLOYER))
    )


def cover_note(rows: int) -> dict[str, Any]:
    signing = (SigningBlock(EMPLOYER, (MARKS * rows)[:rows]),)
    full = CASES["full"]
    subject = Subject(
        scope=Scope.EMPLOYER, dossier=full, nominations=full.nominations[:1], signing=signing
    )
    return context(subject, activity())


def everything() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Name, document and context of each paper."""
    for each in LETTERS:
        yield f"letter {each}", "nomination_letter", letter(*each)
    for place in NOTICES:
        yield f"notice {place}", "publicity_notice", notice(*place)
    for sizes in FORMS:
        yield f"form {sizes}", "nomination_form", of_nomination(nomination(*sizes))
    for document in ("frontline_certificate", "lead_pledge", "employer_pledge"):
        yield document, document, certificate()
    for rows in ROWS:
        yield f"note {rows}", "cover_note", cover_note(rows)


def test_both_faces_have_as_many_pages() -> None:
    printed: dict[str, int] = {}
    files: dict[str, bytes] = {}
    for name, document, values in everything():
        laid_out = lay_out_pages(document, values, templates=[TEMPLATES], photos=photos())
        printed[name] = laid_out.page_count
        word = render_word(
            document, {**values, "way": laid_out.way}, templates=[TEMPLATES], photos=photos()
        )
        files[name] = word.pack()
    assert {name: page_count(pdf) for name, pdf in to_pdf(files).items()} == printed
    assert len(set(printed.values())) > 4  # of papers that differ
