"""Every figure and name on paper is the activity's: another year's forms show none of this year's."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import msgspec
import pytest

from pipeline.activity.model import Activity
from pipeline.activity.tables import Archive, EvidenceCount, Limits
from pipeline.render.views import context
from tests.render.cases import DOCUMENTS, activity, subjects
from tests.render.test_faces import texts

NOTICE = "关于评选海东省匠星成果的通知"
NEW_TEXTS = {path: 611 + number for number, path in enumerate(activity().limits.text)}
NEW_ITEMS = {path: 5 + number for number, path in enumerate(activity().limits.items)}
NEW_ITEMS_ON_PAPER = {str(number) for number in NEW_ITEMS.values()}


def another_year() -> Activity:
    """Our sentences with other figures and names, no two of them alike."""
    ours = activity()
    assert ours.employment is not None
    replace = msgspec.structs.replace
    limits = replace(
        ours.limits,
        text={path: replace(each, max=NEW_TEXTS[path]) for path, each in ours.limits.text.items()},
        items={
            path: replace(each, max=NEW_ITEMS[path]) for path, each in ours.limits.items.items()
        },
        video=replace(ours.limits.video, max=9, max_seconds=11 * 60),
    )
    return replace(
        ours,
        year=2031,
        name="2031年度海东省匠星评选",
        issuer="海东省工会",
        notice=NOTICE,
        region=replace(ours.region, code="99", name="海东省"),
        employment=replace(ours.employment, full_time_since=date(2029, 10, 14)),
        limits=limits,
        evidence=EvidenceCount(portraits=13, workplace=14, clause="一"),
        archive=Archive(years=15, clause="一"),
    )


def without_limits() -> Activity:
    """Our sentences in an activity that limits nothing and says nothing of keeping paper."""
    ours = activity()
    limits = Limits(text={}, items={}, video=ours.limits.video, files=ours.limits.files)
    return msgspec.structs.replace(ours, limits=limits, archive=Archive())


def old_words(ours: Activity) -> set[str]:
    """What only this year's papers may say."""
    assert ours.employment is not None
    since = ours.employment.full_time_since
    limits = {f"限{each.max}字" for each in ours.limits.text.values()}
    items = {f"{word}{each.max}" for word in ("最多", "(限") for each in ours.limits.items.values()}
    return limits | items | {
        f"{ours.year}年度", f"({ours.year})年度", ours.notice, ours.issuer, ours.name,
        f"{since.year}年{since.month}月{since.day}日", f"照（{ours.evidence.portraits}张）",
        f"{ours.limits.video.max_seconds // 60}分钟内", f"{ours.archive.years}年备查",
        f"{ours.region.name}职工", f"在{ours.region.name}", f"{ours.region.name}内",
    }  # fmt: skip


def pages(document: str, case: str, by: Activity) -> list[str]:
    """The words of both faces of a document, without white space."""
    return [
        text
        for subject in subjects(document, case)
        for text in texts(document, context(subject, by))
    ]


@pytest.mark.parametrize("case", ["empty", "full"])
@pytest.mark.parametrize("document", DOCUMENTS)
def test_no_figure_or_name_of_this_year_stands_on_another_years_paper(
    document: str, case: str
) -> None:
    for page in pages(document, case, another_year()):
        assert {words for words in old_words(activity()) if words in page} == set()


_FIGURE = re.compile(r"(?:限|最多)([0-9]+)|([0-9]+)(?:字|张|项(?!目)|分钟|年度|年备查|年[0-9]+月)")


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_figure_on_a_blank_form_is_one_of_the_activity(document: str) -> None:
    known = {str(each) for each in (*NEW_TEXTS.values(), *NEW_ITEMS.values(), 2031, 2029)}
    known |= {"9", "11", "13", "14", "15"}
    for page in pages(document, "empty", another_year()):
        assert {"".join(found) for found in _FIGURE.findall(page)} <= known


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ("nomination_form", "情况(限{before.text}字):图片一组(限{before.photos}张)"),
        ("nomination_form", "情况(限{after.text}字):图片一组(限{after.photos}张)"),
        ("nomination_form", "项目视频(9个,11分钟内)"),
        ("nomination_form", "（最多{lead.honours}项）"),
        ("nomination_form", "（限{lead.contribution}字）"),
        ("nomination_form", "（限{lead.achievements}字）"),
        ("nomination_form", "（{team.award}项）"),
        ("nomination_form", "（限{support}字）"),
        ("nomination_form", "（限{plan}字）"),
        ("nomination_form", "提名意见(限{opinion.text}字)"),
        ("nomination_form", "(限{opinion.text}字)经办人"),
        ("nomination_form", "形象照（13张）、工作场景照（14张）"),
        ("nomination_form", "我已知晓《" + NOTICE + "》"),
        ("nomination_form", "但2029年10月14日至今"),
        ("filing_form", "（限{filing.summary}字，可另附页）"),
        ("nomination_letter", "2031年度海东省职工“五小”活动项目提名函海东省工会："),
        ("nomination_letter", "等支持，限{unit.summary}字）"),
        ("signing_sheet", "留档15年备查"),
        ("publicity_notice", "参加2031年度海东省匠星评选"),
    ],
)  # fmt: skip
def test_both_faces_print_the_activitys_own_figure(document: str, words: str) -> None:
    figures = {**NEW_TEXTS, **NEW_ITEMS}
    said = re.sub(r"\{(.*?)\}", lambda path: str(figures[path[1]]), words)
    for page in pages(document, "empty", another_year()):
        assert said in page


@pytest.mark.parametrize("case", ["empty", "full"])
@pytest.mark.parametrize("document", DOCUMENTS)
def test_an_activity_without_limits_has_forms_without_them(document: str, case: str) -> None:
    for page in pages(document, case, without_limits()):
        assert "（）" not in page
        assert "()" not in page.replace("()年度", "")
        assert not re.search(r"限[0-9字张]|最多[0-9项]|（[0-9]*项）", page)
        assert "备查" not in page


def test_a_blank_form_has_as_many_lines_and_frames_as_the_activity_allows() -> None:
    word, page = pages("nomination_form", "empty", another_year())
    most = NEW_ITEMS["lead.honours"] + NEW_ITEMS["team.award"]
    assert word.count("授奖单位") == page.count("授奖单位") == most


def test_a_figure_that_the_activity_does_not_set_is_an_error_where_the_sentence_needs_it() -> None:
    from pipeline.errors import TemplateError

    ours = activity()
    wording = {**ours.wording, "nomination": {"limit": "(限{limits.remark}字)"}}
    values: dict[str, Any] = context(
        next(subjects("nomination_form", "empty")),
        msgspec.structs.replace(ours, wording=wording),
    )
    with pytest.raises(TemplateError, match=r"没有规定“\{limits\.remark\}”.*\[nomination\] limit|"
                       r"\[nomination\] limit.*没有规定“\{limits\.remark\}”"):  # fmt: skip
        _ = values["wording"].nomination.limit
