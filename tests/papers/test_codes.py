from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.dossier.milestones import Milestone
from pipeline.papers.codes import ALPHABET, PageCode, page_digest, paper_id, parse_code
from pipeline.papers.documents import Paper, Scope

CODE = PageCode(paper="0A1B2C3D", page=3, pages=12, digest="ZYXWVTSR")
FORM = Paper(
    document="nomination_form",
    scope=Scope.NOMINATION,
    stem="P01-张三-提名书",
    title="提名书",
    subject="P01 张三",
    milestone=Milestone.NOMINATE,
    nomination="P01",
    members=(0,),
    recipient="某厂",
    packet="某厂/01-签字材料",
)


def test_a_code_says_what_was_put_into_it() -> None:
    assert parse_code(CODE.text) == CODE


def test_a_code_fits_a_symbol_of_version_2_at_level_q() -> None:
    assert len(CODE.text) <= 29
    assert set(CODE.text) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")


def test_any_single_misread_character_is_found_out() -> None:
    for place, right in enumerate(CODE.text):
        for wrong in set(ALPHABET) - {right}:
            assert parse_code(CODE.text[:place] + wrong + CODE.text[place + 1 :]) is None


@pytest.mark.parametrize(
    "text", ["", "WX1", "https://example.com", CODE.text + "0", CODE.text[:-1]]
)
def test_what_is_no_code_of_ours_is_none(text: str) -> None:
    assert parse_code(text) is None


def test_a_page_beyond_the_last_is_no_page() -> None:
    assert parse_code(replace(CODE, page=13).text) is None
    assert parse_code(replace(CODE, page=0).text) is None


def test_a_paper_keeps_its_id_when_its_data_change() -> None:
    renamed = replace(FORM, stem="P01-张山-提名书", subject="P01 张山", recipient="另一厂")
    assert paper_id("a", "city", renamed) == paper_id("a", "city", FORM)


@pytest.mark.parametrize(
    "other",
    [
        replace(FORM, nomination="P02"),
        replace(FORM, document="lead_pledge"),
        replace(FORM, scope=Scope.EMPLOYER, nomination=None),
        replace(FORM, scope=Scope.DOSSIER, nomination=None),
    ],
)
def test_other_papers_have_other_ids(other: Paper) -> None:
    assert paper_id("a", "city", other) != paper_id("a", "city", FORM)


def test_other_dossiers_and_activities_have_other_ids() -> None:
    ids = {paper_id(a, d, FORM) for a in ("2023", "2024") for d in ("city", "city2")}
    assert len(ids) == 4


def test_what_looks_the_same_has_the_same_digest() -> None:
    assert page_digest(b"page") == page_digest(b"page") != page_digest(b"Page")
