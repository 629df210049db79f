"""Which values a document shows, learnt from its templates."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document as WordFile

from pipeline.papers.documents import Scope, load_documents
from pipeline.render.printed import printed_values
from pipeline.render.sources import find_sources
from tests.render.cases import TEMPLATES, activity

DOCUMENTS = load_documents(TEMPLATES)
BY_ID = {document.id: document for document in DOCUMENTS}


def printed(document: str, scope: Scope, folder: Path | None = None) -> frozenset[str]:
    sources = find_sources(DOCUMENTS, TEMPLATES, folder)
    return printed_values(BY_ID[document], scope, sources[document], activity())


def test_a_certificate_shows_who_it_is_about_and_nothing_of_the_unit() -> None:
    shown = printed("frontline_certificate", Scope.NOMINATION)
    assert {"nominations.lead.id_number", "nominations.lead.sex", "nominations.title"} <= shown
    assert not {path for path in shown if path.startswith("unit")}
    assert "nominations.introduction" not in shown


@pytest.mark.parametrize(
    ("scope", "own", "other"),
    [
        (Scope.DOSSIER, "unit.publicity.start", "nominations.employer.publicity.start"),
        (Scope.EMPLOYER, "nominations.employer.publicity.start", "unit.publicity.start"),
    ],
)
def test_each_scope_shows_its_own(scope: Scope, own: str, other: str) -> None:
    shown = printed("no_objection_certificate", scope)
    assert own in shown
    assert other not in shown


def test_values_that_are_put_together_count_with_all_their_parts() -> None:
    shown = printed("nomination_letter", Scope.DOSSIER)
    assert {"nominations.lead.employer", "nominations.employer.name"} <= shown
    assert "nominations.lead.job_title" in shown


def test_the_form_shows_items_of_lists_and_the_years_own_fields() -> None:
    shown = printed("nomination_form", Scope.NOMINATION)
    assert {
        "nominations.contributors.duty", "nominations.lead.honours.year",
        "nominations.before.photos", "nominations.patent_numbers",
    } <= shown  # fmt: skip
    assert "nominations.evidence.portraits" not in shown


def test_a_table_shows_the_values_of_its_columns() -> None:
    shown = printed("summary_table", Scope.DOSSIER)
    assert {"nominations.lead.worker_kind", "nominations.field.level2", "unit.name"} <= shown
    assert not [path for path in shown if path.endswith(("id_number", "mobile", "phone", "email"))]


def test_an_offices_own_page_is_asked_instead(tmp_path: Path) -> None:
    own = tmp_path / "templates" / "publicity_notice"
    own.mkdir(parents=True)
    page = '{% extends "_shared/base.html" %}{% block body %}{{ unit.email }}{% endblock %}'
    (own / "print.html").write_text(page, encoding="utf-8")
    assert printed("publicity_notice", Scope.DOSSIER, tmp_path) == {"unit.email"}


def test_an_own_word_template_is_searched_for_the_names_in_it(tmp_path: Path) -> None:
    folder = tmp_path / "templates" / "lead_pledge"
    folder.mkdir(parents=True)
    document = WordFile()
    document.add_paragraph(
        "{{ lead.birth_date }}{% if unit.address %}{{ nomination.plan }}{% endif %}"
    )
    document.save(str(folder / "word.docx"))
    ours = printed("lead_pledge", Scope.NOMINATION)
    more = printed("lead_pledge", Scope.NOMINATION, tmp_path) - ours
    assert more == {"nominations.lead.birth_date", "unit.address", "nominations.plan"}
