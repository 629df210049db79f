"""单位公示: an employer's own notice of its projects."""

from __future__ import annotations

import re

from pipeline.render.html import render_html
from tests.render.cases import CASES, TEMPLATES, contexts
from tests.render.test_pages import rendered, text_of


def test_an_employer_posts_its_own_projects_with_what_the_notice_asks_for() -> None:
    (notice,) = rendered("employer_publicity", "full")
    first, others = CASES["full"].nominations[0], CASES["full"].nominations[1:]
    for wanted in (
        first.title, first.employer.name, first.lead.name, first.lead.job_title,
        first.lead.skill_level, first.lead.title, first.introduction,
    ):  # fmt: skip
        assert re.sub(r"\s", "", wanted or "") in notice.text
    strangers = [each for each in others if each.employer.name != first.employer.name]
    assert strangers
    assert not [each for each in strangers if (each.title or "") in notice.text]


def test_the_employers_contact_stands_there_without_a_private_number_or_address() -> None:
    (notice,) = rendered("employer_publicity", "full")
    contact = CASES["full"].nominations[0].employer.contact
    assert f"联系人：{contact.name}联系电话：{contact.phone}" in notice.text
    assert "@" not in notice.text
    assert (contact.mobile or "?") not in notice.text


def test_dates_and_place_that_are_missing_are_filled_in_by_hand() -> None:
    (values,) = contexts("employer_publicity", "sparse")
    text = text_of(render_html("employer_publicity", values, templates=[TEMPLATES]))
    assert "公示时间：_____至_____。公示地点（网址）：_____。" in text
    assert text.index("单位（盖章）：") < text.index("年月日") < text.index("附：")
