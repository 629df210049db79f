"""Turn what was typed into a value, or say why that cannot be done.  Nothing is guessed.

What says that there is nothing has been left out before (`nothing`); only inside a list typed into
one cell is it met here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from pipeline.dossier.plain import foreign, plain
from pipeline.dossier.schema import Field, Kind, Option
from pipeline.dossier.text import is_nothing
from pipeline.dossier.words import half_width, squash
from pipeline.load.faults import UnreadableError, shown
from pipeline.load.raw import Scalar
from pipeline.tools.workbook import shown as shown_number

_LARGEST_EXACT = 10**15
"""Spreadsheets keep 15 digits; of a longer number the last ones are lost."""

_OUTER_WHITE = (
    " \t\n\r\v\f\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b"
    "\u202f\u205f\u2060\u3000\ufeff"
)
_MIDDLE_DOTS = str.maketrans(dict.fromkeys("•‧∙⋅・･･˙᛫⸱", "\u00b7"))

FORMAL_KEYS = frozenset({
    "id", "number", "id_number", "uscc", "organization_code", "skill_certificate",
    "title_certificate", "phone", "mobile", "email", "postcode", "wechat", "year",
    "patent_numbers",
})  # fmt: skip
"""Fields in which full-width digits, letters and brackets become half-width ones."""

_CODE_KEYS = frozenset({"id", "id_number", "uscc", "organization_code"})
"""Codes without inner spaces, in capitals."""

_DATE = re.compile(r"(\d{4})(?:[-/.]|年)(\d{1,2})(?:[-/.]|月)(\d{1,2})[日号]?")
_COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")
_NOT_THE_DAY = re.compile(
    r"(?:T|\s+)\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?$|[(（]?(?:星期|周)[一二三四五六日天][)）]?$"
)
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_DAY_CODE = re.compile(r"(?<!d)d{1,2}(?!d)")
_DATE_MARKS = str.maketrans(dict.fromkeys("—–―‒‑‐−－", "-") | dict.fromkeys("。·", "."))
_FIRST_YEAR, _FIRST_SERIAL_YEAR, _LAST_YEAR = 1900, 1950, 2100

_TICKS = "√✓✔☑✅"
_YES = frozenset({*_TICKS, "是", "有", "对", "y", "yes", "true", "已", "曾", "存在"})
_NO = frozenset({
    "×", "✗", "✘", "╳", "❌", "☐", "否", "无", "没有", "n", "no", "false", "未", "不", "不是", "没",
    "非", "从未", "未曾", "不存在", "不涉及",
})  # fmt: skip
_YES_STARTS = ("是", "有", "已", "曾")
_NO_STARTS = ("没有", "未曾", "从未", "不是", "否", "无", "未", "不", "非", "没")

_SEPARATORS = re.compile(r"[、，,；;\n]+")
_BULLET = re.compile(
    r"^\s*(?:[☑☐√✓✔■●○□·•*\-]\s*|[(（]?(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})[)）]|"
    r"(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})[、.．])+",
    re.MULTILINE,
)
_TAILS = ("级", "类", "性")
_NO_FRACTION = re.compile(r"\.0+$")
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+\d{1,3}", re.IGNORECASE)

_USUAL = r"\s·…–—‘’“”〇、。〈-】〔〕"
"""What Chinese text holds beside characters and ASCII."""


def trimmed(text: str) -> str:
    r"""Text without outer white space, its line ends as `\n`."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.strip(_OUTER_WHITE)


def nomination_id(text: str) -> str:
    """An id of a nomination in its usual form: `ｐ０１` is `P01`."""
    return _formal("id", trimmed(plain(text)))


def id_in(scalar: Scalar) -> str:
    """The id that a cell or line shows, in its usual form; empty where it shows none."""
    try:
        return nomination_id(_in_digits(scalar))
    except UnreadableError:
        return ""


def _formal(key: str, text: str) -> str:
    text = trimmed(half_width(text))
    return "".join(text.split()).upper() if key in _CODE_KEYS else text


# ---------------------------------------------------------------- text


def read_text(scalar: Scalar, field: Field, *, is_person: bool = False) -> str | None:
    """A text field; `is_person` where it is a person's name.

    Raises:
        UnreadableError: The spreadsheet has turned it into something else.
    """
    text = as_typed(scalar)
    if field.key in FORMAL_KEYS:
        text = _formal(field.key, _in_digits(scalar))
        if _SCIENTIFIC.fullmatch(text):
            raise _damaged_number()
    return (text.translate(_MIDDLE_DOTS) if is_person else text) or None


def as_typed(scalar: Scalar) -> str:
    """What stands in the cell or line, as text.

    Raises:
        UnreadableError: A number has lost digits, or a moment has no year.
    """
    value = scalar.value
    if isinstance(value, str):
        return trimmed(value)
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime):
        return _moment_as_typed(value, scalar.number_format)
    return _number_as_typed(value, scalar.number_format)


def _number_as_typed(value: float, number_format: str) -> str:
    if abs(value) >= _LARGEST_EXACT:
        raise _damaged_number()
    seen = shown_number(value, number_format)
    return f"{value:.15g}" if seen is None else seen.text


def _in_digits(scalar: Scalar) -> str:
    """A value whose digits count: as typed, but without the commas between thousands of a number."""
    text = as_typed(scalar)
    return text if isinstance(scalar.value, str) else text.replace(",", "")


def _damaged_number() -> UnreadableError:
    return UnreadableError(
        "长号码被存成了数字，末尾几位已经丢失",
        "把该单元格的格式设为“文本”，再照证件原件重新填写",
    )


def _moment_as_typed(value: datetime, number_format: str) -> str:
    code = number_format.lower()
    if "y" not in code:
        raise UnreadableError(
            "表格软件把这里的文字改成了日期或时间，原来的文字已经丢失",
            "把该单元格的格式设为“文本”，再重新填写",
        )
    text = f"{value.year}"
    if "m" in code.partition("h")[0]:
        text += f"年{value.month}月"
        text += f"{value.day}日" if "d" in code else ""
    clock = _QUOTED.sub("", code)
    if "h" in clock:
        text += f" {value.hour}:{value.minute:02d}" + (
            f":{value.second:02d}" if "s" in clock else ""
        )
    return text


def read_texts(texts: Iterable[str], field: Field) -> tuple[str, ...]:
    """The items of a list of texts; one text may hold several."""
    items = (each for text in texts for each in _SEPARATORS.split(text))
    if field.key in FORMAL_KEYS:
        items = (_formal(field.key, each) for each in items)
    return tuple(each for each in map(trimmed, items) if not is_nothing(each))


def read_paths(texts: Iterable[str]) -> tuple[str, ...]:
    """The items of a list of file names; one text may hold several, a line each."""
    items = (trimmed(each) for text in texts for each in text.split("\n"))
    return tuple(each for each in items if not is_nothing(each))


# ---------------------------------------------------------------- dates


def read_date(scalar: Scalar) -> date:
    """A day.

    Raises:
        UnreadableError: It is no complete day of the calendar.
    """
    value = scalar.value
    if isinstance(value, datetime):
        if not _shows_the_day(scalar.number_format):
            raise _no_date(_moment_as_typed(value, scalar.number_format))
        return _plausible(value.date())
    if isinstance(value, int | float) and not isinstance(value, bool):
        if scalar.day is not None and scalar.day.year >= _FIRST_SERIAL_YEAR:
            return _plausible(scalar.day)
        return _day_in(_in_digits(scalar))
    return _day_in(half_width(_in_digits(scalar)))


def _shows_the_day(number_format: str) -> bool:
    """Whether a format shows year, month and day; weekdays (`ddd`, `aaaa`) are no days."""
    code = _QUOTED.sub("", number_format.partition(";")[0]).lower()
    before_hours = code.partition("h")[0]
    return not code or ("y" in code and "m" in before_hours and bool(_DAY_CODE.search(code)))


def _day_in(text: str) -> date:
    plain = _NOT_THE_DAY.sub("", text.translate(_DATE_MARKS))
    plain = "".join(plain.split())
    found = _DATE.fullmatch(plain) or _COMPACT_DATE.fullmatch(plain)
    if found is None:
        raise _no_date(text)
    try:
        return _plausible(date(int(found[1]), int(found[2]), int(found[3])))
    except ValueError as error:
        raise _no_date(text, "日历上没有这一天") from error


def _plausible(day: date) -> date:
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise _no_date(day.isoformat(), "年份不对")
    return day


def _no_date(text: str, why: str = "不是完整的日期") -> UnreadableError:
    return UnreadableError(
        f"“{shown(text)}”{why}{_told(text)}", "写明年月日，如 2023-8-20 或 2023年8月20日"
    )


# ---------------------------------------------------------------- yes and no


def read_yes_no(scalar: Scalar, field: Field) -> bool:
    """A yes or no: 是/否, √/×, 有/无, or in the words of the label, such as 未注册.

    Raises:
        UnreadableError: It is neither.
    """
    if isinstance(scalar.value, bool):
        return scalar.value
    text = half_width(as_typed(scalar))
    word = _answer_in(text)
    if word in _YES or word in _NO:
        return word in _YES
    answer = _in_words_of(word, "".join(half_width(field.label).split()))
    if answer is None:
        yes, no = ("有", "无") if field.asks_for_presence else ("是", "否")
        raise UnreadableError(f"“{shown(text)}”看不出是“{yes}”还是“{no}”", f"填“{yes}”或“{no}”")
    return answer


def _answer_in(text: str) -> str:
    """An answer without the tick before it and the marks around it: `√是。` is `是`."""
    word = "".join(text.split()).casefold().strip("。.，,;；!()[]")
    return word[1:] if len(word) > 1 and word[0] in _TICKS else word


def _in_words_of(word: str, label: str) -> bool | None:
    """An answer that repeats words of the label: 未注册 for 在我省注册."""
    statement = label.replace("是否", "").replace("有无", "")
    if word == label == statement:
        return True
    for starts, answer in ((_NO_STARTS, False), (_YES_STARTS, True)):
        for start in starts:
            rest = word.removeprefix(start)
            if rest != word and len(rest) > 1 and rest in statement:
                return answer
    return None


# ---------------------------------------------------------------- numbers and choices


def read_integer(scalar: Scalar) -> int:
    """A whole number, not negative.

    Raises:
        UnreadableError: It is none.
    """
    text = "" if isinstance(scalar.value, bool) else half_width(_in_digits(scalar))
    whole = _NO_FRACTION.sub("", text)
    if not whole.isascii() or not whole.isdecimal() or len(whole) > 15:
        raise UnreadableError(f"“{shown(text)}”不是整数{_told(text)}", "只填数字，不带单位")
    return int(whole)


def _told(text: str) -> str:
    """Characters that may look like digits and are none, by code point."""
    odd = foreign(text, _USUAL)
    return f"（{odd}，不是普通的数字、字母或标点）" if odd else ""


def read_choice(scalar: Scalar, field: Field) -> str:
    """The key of one option, given by key or label.

    Raises:
        UnreadableError: It is none of the options, or could be several.
    """
    text = as_typed(scalar)
    found = _matching(text, field.options)
    if found is None:
        raise _no_choice(text, field)
    return found.key


def is_answer(text: str, field: Field) -> bool:
    """Whether a word for "none" is an answer to what a field asks: 无 for 有无异议, for 无职称."""
    if field.kind is Kind.YES_NO:
        return _answer_in(half_width(text)) in _NO
    return _matching(text, field.options) is not None


def read_choices(texts: Iterable[str], field: Field) -> tuple[str, ...]:
    """The keys of the options ticked, in the order of the options.

    Raises:
        UnreadableError: There is something else among them.
    """
    ticked: set[str] = set()
    for text in texts:
        one = _matching(text, field.options)
        ticked |= {one.key} if one else _all_matching(text, field)
    return tuple(each.key for each in field.options if each.key in ticked)


def _all_matching(text: str, field: Field) -> set[str]:
    """Options that stand one after the other; labels may hold commas, so they are not split."""
    rest = squash(_BULLET.sub("", half_width(text)))
    forms = {
        form: each.key for each in field.options for form in (squash(each.label), squash(each.key))
    }
    found: set[str] = set()
    while rest:
        fitting = [form for form in forms if rest.startswith(form)]
        if not fitting:
            raise _no_choice(text, field)
        longest = max(fitting, key=len)
        found.add(forms[longest])
        rest = rest[len(longest) :]
    return found


def _matching(text: str, options: Sequence[Option]) -> Option | None:
    word = squash(_BULLET.sub("", half_width(text)))
    if word == "无":
        fitting = [each for each in options if each.label.startswith("无")]
    else:
        fitting = [each for each in options if word and word in _forms(each)]
    return fitting[0] if len(fitting) == 1 else None


def _forms(option: Option) -> set[str]:
    label = squash(option.label)
    short = squash(re.sub(r"（[^）]*）", "", option.label))
    forms = {squash(option.key), label, short, f"{label}类", f"{label}性"}
    return forms | {label.removesuffix(tail) for tail in _TAILS if len(label) > 2}


def _no_choice(text: str, field: Field) -> UnreadableError:
    labels = "；".join(each.label for each in field.options)
    return UnreadableError(f"“{shown(text)}”不在可选内容之中", f"从中选择：{labels}")


def plain_name(text: str) -> str:
    """A term without its number, for comparison: `一、电子信息及系统科学` loses `一、`."""
    return squash(_BULLET.sub("", half_width(text)))
