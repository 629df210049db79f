"""Values of nominations are set and known again by what they say, not by how it is spaced."""

from __future__ import annotations

from pipeline.collect.values import Fields, digest_of, put, same
from pipeline.dossier.models import Contributor, Nomination
from tests.load.cases import activity


def test_values_say_the_same_whatever_their_spaces_and_line_ends() -> None:
    assert same("plan", "送技师班 培训。\n", "送技师班培训。")
    assert not same("plan", "送技师班培训。", "送培训。")
    assert digest_of("plan", "班长") != digest_of("lead.job_title", "班长")
    assert digest_of("plan", "") == ""


def test_what_is_nested_says_the_same_in_whatever_order_it_was_given() -> None:
    assert same("extra", {"甲": "一", "乙": "二"}, {"乙": "二", "甲": "一 "})
    assert not same("extra", {"甲": "一"}, {"甲": "二"})


def test_a_field_that_the_activity_adds_is_set_beside_the_others() -> None:
    before = put(Nomination(title="剥线机"), "工时", "三小时")
    after = put(before, "产量", "十件")
    assert (after.title, dict(after.extra)) == ("剥线机", {"工时": "三小时", "产量": "十件"})


def test_a_list_is_shown_on_one_line() -> None:
    people = (Contributor(name="凤鸣岐", duty="装配\n试验"), Contributor(name="殳之昂"))
    assert Fields(activity()).shown("contributors", people) == "凤鸣岐 装配 试验；殳之昂"
    assert Fields(activity()).shown("contributors", None) == ""
