"""What is typed is read for what it says, or refused: never guessed."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.dossier import models
from pipeline.dossier.findings import Source
from pipeline.dossier.schema import Field, fields_of
from pipeline.load import values
from pipeline.load.faults import UnreadableError, shown
from pipeline.load.raw import Scalar

HERE = Source("dossier.yaml", line=1)
EPOCH = date(1899, 12, 30)


def typed(value: str | float | bool | datetime, number_format: str = "") -> Scalar:
    day = None
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 100_000:
        day = EPOCH + timedelta(days=int(value))
    return Scalar(value=value, source=HERE, number_format=number_format, day=day)


def field(model: type, key: str) -> Field:
    return next(each for each in fields_of(model) if each.key == key)


OBJECTIONS = field(models.Publicity, "objections")
REGISTERED = field(models.Employer, "registered_in_province")
CLASSIFIED = field(models.Declarations, "classified")
HAS_UNION = field(models.Filing, "has_union")
RECOGNISED = field(models.Declarations, "already_recognised")
NAME = field(models.Lead, "name")
ID_NUMBER = field(models.Lead, "id_number")
ALIAS = field(models.Lead, "alias")
KIND = field(models.Unit, "kind")
TITLE_LEVEL = field(models.Lead, "title_level")
CATEGORY = field(models.Nomination, "category")
TEAM = field(models.Team, "kind")
PATENTS = field(models.Nomination, "patent_numbers")


@pytest.mark.parametrize(
    "text",
    [
        "2023-08-20", "2023-8-20", "2023/8/20", "2023.8.20", "2023年8月20日", "20230820",
        "２０２３年８月２０日", " 2023 年 8 月 20 日 ", "2023-08-20 00:00:00", "2023-08-20T09:30:00",
        "2023年8月20号", "2023。8。20", "2023—8—20", "2023年8月20日（星期日）", "2023/8/20 9:05",
    ],
)  # fmt: skip
def test_every_common_form_of_a_date_is_read(text: str) -> None:
    assert values.read_date(typed(text)) == date(2023, 8, 20)


@pytest.mark.parametrize("value", [datetime(2023, 8, 20, 13, 5), 45158, 45158.5, 20230820])  # noqa: DTZ001
def test_dates_of_a_spreadsheet_are_read(value: float | datetime) -> None:
    assert values.read_date(typed(value)) == date(2023, 8, 20)


@pytest.mark.parametrize(
    "value",
    [
        "2023年8月", "2023.8", "8月20日", "23-8-20", "2023-02-30", "2023-13-01", "45158", "去年底",
        "2023-8-7至2023-8-11", "2023", 2023, 2023.8, "20230832", True, "0203-8-20", -5,
        datetime(1899, 12, 31),  # noqa: DTZ001
    ],
)  # fmt: skip
def test_what_is_no_complete_date_is_refused(value: str | float | datetime) -> None:
    with pytest.raises(UnreadableError):
        values.read_date(typed(value))


@pytest.mark.parametrize(
    "value", ["是", "√", "有", "Y", "yes", "TRUE", "true", "已", True, "☑", " 是。", "√是"]
)
def test_yes_is_read(value: str | bool) -> None:
    assert values.read_yes_no(typed(value), REGISTERED) is True


@pytest.mark.parametrize(
    "value", ["否", "×", "无", "N", "no", "FALSE", "false", "未", False, "没有", "Ｎ"]
)
def test_no_is_read(value: str | bool) -> None:
    assert values.read_yes_no(typed(value), REGISTERED) is False


@pytest.mark.parametrize(
    ("asked", "text", "answer"),
    [
        (OBJECTIONS, "无异议", False), (OBJECTIONS, "有异议", True), (OBJECTIONS, "没有异议", False),
        (REGISTERED, "已注册", True), (REGISTERED, "未注册", False), (REGISTERED, "不在我省注册", False),
        (CLASSIFIED, "不涉密", False), (CLASSIFIED, "涉密", True), (CLASSIFIED, "非涉密", False),
        (HAS_UNION, "已成立", True), (HAS_UNION, "未成立", False), (RECOGNISED, "未被认定", False),
    ],
)  # fmt: skip
def test_answers_in_words_of_the_label_are_read(asked: Field, text: str, answer: bool) -> None:
    assert values.read_yes_no(typed(text), asked) is answer


@pytest.mark.parametrize(
    "value", ["也许", "x", "有无异议", "已无异议", "是否", "1", 1, "是，2020年", "异议"]
)
def test_what_is_neither_yes_nor_no_is_refused(value: str | int) -> None:
    with pytest.raises(UnreadableError, match="看不出"):
        values.read_yes_no(typed(value), OBJECTIONS)


@pytest.mark.parametrize(
    ("asked", "text", "key"),
    [
        (KIND, "设区市总工会", "city"), (KIND, "city", "city"), (KIND, " CITY ", "city"),
        (KIND, "省产业(厅、局、企业)工会", "industry"), (KIND, "省产业工会", "industry"),
        (KIND, "省产业（厅，局，企业）工会", "industry"), (KIND, "other_society", "other_society"),
        (TITLE_LEVEL, "副高", "associate_senior"), (TITLE_LEVEL, "正高级", "senior"),
        (TITLE_LEVEL, "无", "none"), (TITLE_LEVEL, "中级", "intermediate"),
        (CATEGORY, "1.小发明", "invention"), (CATEGORY, "☑小革新", "renovation"),
        (CATEGORY, "（五）小建议", "suggestion"), (CATEGORY, "小设计类", "design"),
    ],
)  # fmt: skip
def test_choices_are_read_by_key_or_label(asked: Field, text: str, key: str) -> None:
    assert values.read_choice(typed(text), asked) == key


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        (KIND, "社会组织"),
        (KIND, "工会"),
        (TITLE_LEVEL, "高级"),
        (TITLE_LEVEL, "工程师"),
        (CATEGORY, "发明"),
    ],
)
def test_a_choice_that_could_be_two_or_none_is_refused(asked: Field, text: str) -> None:
    with pytest.raises(UnreadableError, match="可选内容"):
        values.read_choice(typed(text), asked)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("工会主导建设的创新工作室", ("studio_led",)),
        ("工会主导建设的创新型班组、工会主导建设的创新工作室", ("studio_led", "crew_led")),
        (
            "工会参与建设的创新工作室、创新型班组，参与组织的群创活动团队\n其他",
            ("joined", "other"),
        ),
        ("☑工会主导建设的创新工作室 ☑其他", ("studio_led", "other")),
        ("1.工会主导建设的创新工作室\n2.其他", ("studio_led", "other")),
        ("studio_led；other", ("studio_led", "other")),
    ],
)
def test_several_ticks_in_one_cell_are_read(text: str, keys: tuple[str, ...]) -> None:
    assert values.read_choices([text], TEAM) == keys


def test_a_tick_that_is_not_known_refuses_the_cell() -> None:
    with pytest.raises(UnreadableError):
        values.read_choices(["工会主导建设的创新工作室、某某团队"], TEAM)


def test_several_patents_in_one_cell_are_read() -> None:
    text = "ZL 2021 1 1485226.1、ＺＬ 2023 1 0531858.X；ZL1；ZL2,ZL3，ZL4\nZL5"
    assert values.read_texts([text], PATENTS) == (
        "ZL 2021 1 1485226.1", "ZL 2023 1 0531858.X", "ZL1", "ZL2", "ZL3", "ZL4", "ZL5",
    )  # fmt: skip


@pytest.mark.parametrize("number", [329999198605173175, 3.29999198605173e17, 10**15, -(10**16)])
@pytest.mark.parametrize("asked", [ID_NUMBER, ALIAS])
def test_a_long_number_stored_as_a_number_is_never_a_value(number: float, asked: Field) -> None:
    with pytest.raises(UnreadableError, match="丢失"):
        values.read_text(typed(number), asked)


def test_a_long_number_in_the_scientific_form_is_never_a_value() -> None:
    with pytest.raises(UnreadableError, match="丢失"):
        values.read_text(typed("3.29999E+17"), ID_NUMBER)


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (13800000001, "", "13800000001"), (210000, "", "210000"), (21000, "", "21000"),
        (21000, "000000", "021000"), (2021.0, "", "2021"), (0.1 + 0.2, "", "0.3"),
        (0.6, "0%", "60%"), (0.125, "0.0%", "12.5%"), (True, "", "TRUE"),
        (datetime(2021, 5, 1), "yyyy", "2021"), (datetime(2021, 5, 1), "yyyy年m月", "2021年5月"),  # noqa: DTZ001
        (datetime(2021, 5, 1), "yyyy/m/d", "2021年5月1日"),  # noqa: DTZ001
    ],
)  # fmt: skip
def test_numbers_in_text_fields_are_read_as_shown(
    value: float | datetime, number_format: str, text: str
) -> None:
    assert values.read_text(typed(value, number_format), ALIAS) == text


def test_text_that_the_spreadsheet_made_a_date_is_refused() -> None:
    three_two = typed(datetime(2023, 3, 2), "m月d日")  # noqa: DTZ001
    with pytest.raises(UnreadableError, match="改成了日期"):
        values.read_text(three_two, ALIAS)


def test_forms_are_normalised_only_where_they_matter() -> None:
    assert values.read_text(typed("３２９９９９ 19900101 001ｘ"), ID_NUMBER) == "32999919900101001X"
    assert values.read_text(typed("　ＡＢ（１）　"), ALIAS) == "ＡＢ（１）"


@pytest.mark.parametrize("dot", "•‧∙⋅・･·")
def test_middle_dots_of_names_become_one(dot: str) -> None:
    text = values.read_text(typed(f"努尔兰{dot}叶尔肯"), NAME, is_person=True)
    assert text == "努尔兰\u00b7叶尔肯"


def test_control_and_private_characters_stay_for_a_rule_to_report() -> None:
    assert values.read_text(typed("甲\x0b乙\ue000"), ALIAS) == "甲\x0b乙\ue000"


def test_outer_white_space_goes_and_line_ends_become_one() -> None:
    assert values.read_text(typed("\u200b\ufeff 甲\r\n乙\r丙 \u3000\n"), ALIAS) == "甲\n乙\n丙"


@pytest.mark.parametrize(
    ("value", "number"), [("146", 146), (146, 146), ("１４６", 146), (146.0, 146)]
)
def test_whole_numbers_are_read(value: str | float, number: int) -> None:
    assert values.read_integer(typed(value)) == number


@pytest.mark.parametrize("value", ["146秒", "-1", 1.5, "二", "1e3", True, "1" * 20])
def test_what_is_no_whole_number_is_refused(value: str | float) -> None:
    with pytest.raises(UnreadableError):
        values.read_integer(typed(value))


@pytest.mark.parametrize(
    "text",
    ["32999919860517317X", "13800000001", "025-83530000", "电话83530000", "１３８０００００００１"],
)
def test_messages_never_show_an_id_number_or_phone_in_full(text: str) -> None:
    assert "*" in shown(text)
    assert text not in shown(text)


# ---------------------------------------------------------------- any text at all

TEXTS = st.text(max_size=40) | st.from_regex(r"[0-9０-９年月日./\- ]{0,14}", fullmatch=True)
CELLS = (
    TEXTS
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.booleans()
    | st.datetimes(min_value=datetime(1900, 1, 1))  # noqa: DTZ001
)


@given(CELLS)
def test_a_date_is_a_plausible_day_or_refused(value: str | float | datetime) -> None:
    try:
        day = values.read_date(typed(value))
    except UnreadableError:
        return
    assert 1900 <= day.year <= 2100


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_every_day_survives_its_common_forms(day: date) -> None:
    for text in (
        day.isoformat(), f"{day.year}年{day.month}月{day.day}日", f"{day.year}.{day.month}.{day.day}",
        day.strftime("%Y%m%d"), f"{day.year}/{day.month}/{day.day} 8:00",
    ):  # fmt: skip
        assert values.read_date(typed(text)) == day


@given(CELLS)
def test_yes_no_choices_and_numbers_are_read_or_refused(value: str | float | datetime) -> None:
    for reader in (
        lambda scalar: values.read_yes_no(scalar, HAS_UNION),
        lambda scalar: values.read_choice(scalar, CATEGORY),
        values.read_integer,
    ):
        with suppress(UnreadableError):
            reader(typed(value))


@given(CELLS)
def test_text_never_ends_in_white_space_nor_loses_digits(value: str | float | datetime) -> None:
    try:
        text = values.read_text(typed(value), ALIAS)
    except UnreadableError:
        return
    assert text is None or (text and text == values.trimmed(text))
    assert isinstance(value, str | datetime) or abs(value) < 10**15


@given(st.lists(st.sampled_from(list(models.TeamKind)), unique=True), st.sampled_from("、，；\n "))
def test_any_set_of_ticks_is_read_back(kinds: list[models.TeamKind], mark: str) -> None:
    text = mark.join(kind.label for kind in kinds)
    assert set(values.read_choices([text], TEAM)) == {str(kind) for kind in kinds}
