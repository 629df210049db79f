"""Numbers as cells show them.  The rows were compared with what LibreOffice shows for the same cells."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.tools.workbook import shown, shown_text
from pipeline.tools.workbook.formats import Shown


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (1234.5, "#,##0.00", "1,234.50"),
        (12, "#,##0.0%", "1,200.0%"),
        (7, "???0.0", "7.0"),
        (7, "#.##", "7"),
        (0.5, "#.##", ".5"),
        (15.1, "0.0#", "15.1"),
        (5, "000", "005"),
        (20220701, "0000-00-00", "2022-07-01"),
        (-5, '0;(0);"无"', "(5)"),
        (-5, "0.0_ ", "-5.0"),
        (-1234.5, "#,##0.0_);(#,##0.0)", "(1,234.5)"),
        (3, "[Red]0", "3"),
        (3, "[红色]0", "3"),
        (3, 'G/通用格式"秒"', "3秒"),
        (2500, '0.0,"千"', "2.5千"),
        (0.07, "0%", "7%"),
        (1e-7, "", "1e-07"),
        (123456789012, "", "123456789012"),
    ],
)
def test_a_number_is_shown_whole(value: float, code: str, text: str) -> None:
    assert shown(value, code) == Shown(text)


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (0, '0;(0);"无"', "无"),
        (0, "#.##", ""),
        (7, ";;;", ""),
        (7, '"保密"', "保密"),
        (2.675, "0.00", "2.68"),
        (0.125, "0%", "13%"),
        (0.0049, "0.00", "0.00"),
        (99999.995, "#,##0.00", "100,000.00"),
    ],
)
def test_digits_that_are_hidden_are_known(value: float, code: str, text: str) -> None:
    assert shown(value, code) == Shown(text, whole=False)


@pytest.mark.parametrize("code", ["# ?/?", "0.00E+00", "[>100]0", "[DBNum1]0", "0.0.0", "hh:mm"])
def test_a_format_beyond_these_is_not_guessed(code: str) -> None:
    assert shown(7, code) is None


@given(st.integers(0, 10**14), st.integers(0, 4))
def test_decimals_and_thousands_come_back_as_the_number(number: int, decimals: int) -> None:
    code = "#,##0" + ("." + "0" * decimals if decimals else "")
    found = shown(number, code)
    assert found is not None
    assert found.text == f"{number:,.{decimals}f}"


@pytest.mark.parametrize("value", [1e308, -1e308, 5e-324, 10**17])
@pytest.mark.parametrize("code", ["", "0", "0." + "0" * 200, "0%%%%%%%%%%", "0,,,,,,,,,,"])
def test_no_number_is_too_large_or_too_small(value: float, code: str) -> None:
    assert shown(value, code) is not None


@given(st.floats(allow_nan=False, allow_infinity=False), st.text('0#?.,%;"_*@[]$-年 ', max_size=12))
def test_no_format_stops_the_reader(value: float, code: str) -> None:
    found = shown(value, code)
    assert found is None or isinstance(found.text, str)
    assert isinstance(shown_text("甲", code), str)
