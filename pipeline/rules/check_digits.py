"""Check digits: ID numbers, 统一社会信用代码, 组织机构代码, patent numbers.

python-stdnum's `cn.ric` rejects ID numbers of counties that it does not list, so the few lines are
written here.
"""

from __future__ import annotations

import re
from datetime import date

from pipeline.dossier.plain import foreign
from pipeline.rules.words import narrow

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_FORM = re.compile(r"[0-9]{17}[0-9X]")
# GB/T 2260; 83 stands in residence permits of people from Taiwan.
_PROVINCES = frozenset(
    {11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46}
    | {50, 51, 52, 53, 54, 61, 62, 63, 64, 65, 71, 81, 82, 83}
)
_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015: no I O S V Z
_ORGANIZATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)  # GB 11714-1997
_ORGANIZATION_FORM = re.compile(r"[0-9A-Z]{8}[0-9X]")
_PATENT_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
_PATENT_NEW = re.compile(r"(20[0-9]{2})([12389])[0-9]{7}[0-9X]")
_PATENT_OLD = re.compile(r"(8[5-9]|9[0-9]|0[0-3])([12389])[0-9]{5}[0-9X]")


def is_id_form(number: str) -> bool:
    """Whether this is 17 digits and a digit or X."""
    return _ID_FORM.fullmatch(number.strip().upper()) is not None


def id_check_character(first17: str) -> str:
    """The 18th character of an ID number (GB 11643-1999)."""
    total = sum(weight * int(digit) for weight, digit in zip(_ID_WEIGHTS, first17, strict=True))
    return "10X98765432"[total % 11]


def birth_date(id_number: str) -> date | None:
    """The date of birth in an ID number of the right form; None where there is no such day."""
    try:
        born = date.fromisoformat(f"{id_number[6:10]}-{id_number[10:12]}-{id_number[12:14]}")
    except ValueError:
        return None
    return born if born.year >= 1900 else None


def is_foreigners(number: str) -> bool:
    """Whether this is the number of a foreigner's permanent residence card (2023).

    Birth date and check digit stand as in a resident's number; what else its digits say is not judged.
    """
    return number.strip().startswith("9")


def id_problems(number: str) -> list[str]:
    """What is wrong with a resident's or a foreigner's number, in Chinese; empty where it is sound."""
    number = number.strip().upper()
    if not is_id_form(number):
        odd = foreign(number, "")
        return [
            f"不是17位数字加1位校验码（{odd}，不是普通的数字、字母）"
            if odd
            else "不是17位数字加1位校验码"
        ]
    problems = []
    if not is_foreigners(number) and int(number[:2]) not in _PROVINCES:
        problems.append("开头的省份代码不存在")
    if birth_date(number) is None:
        problems.append("其中的出生日期不存在")
    if id_check_character(number[:17]) != number[17]:
        problems.append("校验码不对")
    return problems


def is_uscc(code: str) -> bool:
    """Whether an 18-character 统一社会信用代码 has the right characters and check character."""
    code = narrow(code)
    if len(code) != 18 or any(char not in _USCC_ALPHABET for char in code):
        return False
    total = sum(_USCC_ALPHABET.index(char) * pow(3, i, 31) for i, char in enumerate(code[:17]))
    return _USCC_ALPHABET[(31 - total % 31) % 31] == code[17]


def is_organization_code(code: str) -> bool:
    """Whether this is a sound 组织机构代码 (9) or 统一社会信用代码 (18)."""
    code = narrow(code).replace("-", "")
    if len(code) == 18:
        return is_uscc(code)
    if _ORGANIZATION_FORM.fullmatch(code) is None:
        return False
    total = sum(w * int(char, 36) for w, char in zip(_ORGANIZATION_WEIGHTS, code, strict=False))
    return "0X987654321"[total % 11] == code[8]


def patent_key(number: str) -> str:
    """A patent number for comparing: digits and check character only."""
    bare = re.sub(r"[^0-9A-Z]", "", narrow(number))
    return re.sub(r"^(专利号)?(ZL|CN)", "", bare)


def is_patent(number: str, *, last_year: int) -> bool:
    """Whether a patent number has the right form and check digit.

    Args:
        number: As written, e.g. `ZL 2021 1 1485226.1`.
        last_year: Latest year of application that makes sense.
    """
    bare = patent_key(number)
    if re.search(r"[^0-9A-Z.·\-－:： 专利号]", narrow(number)):
        return False
    if new := _PATENT_NEW.fullmatch(bare):
        sound = 2003 <= int(new[1]) <= last_year
    else:
        sound = _PATENT_OLD.fullmatch(bare) is not None
    return sound and _patent_check_character(bare[:-1]) == bare[-1]


def _patent_check_character(digits: str) -> str:
    total = sum(w * int(digit) for w, digit in zip(_PATENT_WEIGHTS, digits, strict=False))
    return "0123456789X"[total % 11]
