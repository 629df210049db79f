# ruff: noqa: D415  (rules say in Chinese what they ask: the manual is made of their docstrings)
"""Telephones, e-mail addresses, postcodes (附件2).

They are warned about, never refused: offices write them in many ways that work.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from pipeline.activity.walk import Text
from pipeline.dossier.milestones import Milestone
from pipeline.dossier.privacy import mask
from pipeline.rules.base import WARNING, DossierOrNomination, Fault, dossier_rule
from pipeline.rules.case import DossierCase
from pipeline.rules.words import narrow, quote

_EXTENSION = r"(?:(?:-|转|EXT\.?|\*|#)[0-9]{1,6})?"
_PHONES = re.compile(
    r"(?:\+?0{0,2}86-?)?"
    r"(?:1[3-9][0-9]{9}"
    rf"|(?:\(0[0-9]{{2,3}}\)|0[0-9]{{2,3}})?-?[2-8][0-9]{{6,7}}{_EXTENSION}"
    rf"|[48]00-?[0-9]{{3}}-?[0-9]{{4}}{_EXTENSION}"
    r"|(?:9[56][0-9]{3,4}|12[0-9]{3}))"
)
_SEPARATORS = re.compile(r"[、；;，,/]|或|\s{2,}|\n")
_EMAIL = re.compile(
    r"[A-Za-z0-9._%+'-]+@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}"
)
_POSTCODE = re.compile(r"[0-8][0-9]{5}")


def is_phone(text: str) -> bool:
    """Whether every number in a text is a mobile, landline (with extension) or service number."""
    return all(_is_number(part) for part in _SEPARATORS.split(text) if part.strip())


def _is_number(part: str) -> bool:
    if _PHONES.fullmatch(_bare(part)):
        return True
    pieces = part.split()
    return len(pieces) > 1 and all(_PHONES.fullmatch(_bare(piece)) for piece in pieces)


def _bare(part: str) -> str:
    return re.sub(r"[-－—–‐‑−]+", "-", narrow(part))


def is_email(text: str) -> bool:
    """Whether every address in a text is well-formed."""
    parts = [part.strip() for part in _SEPARATORS.split(text) if part.strip()]
    return all(_EMAIL.fullmatch(part) and ".." not in part for part in parts)


def is_postcode(text: str) -> bool:
    """Whether this is a postcode of six digits."""
    return _POSTCODE.fullmatch(narrow(text)) is not None


def _malformed(
    case: DossierCase, keys: frozenset[str], sound: Callable[[str], bool]
) -> Iterator[tuple[DossierOrNomination, Text]]:
    for place in case.places:
        for text in place.texts:
            wanted = text.field.key in keys and not text.field.extra
            if wanted and not sound(text.text):
                yield place, text


@dossier_rule("contact.phone", WARNING, clause="附件2", due=Milestone.NOMINATE)
def phone(case: DossierCase) -> Iterator[Fault]:
    """电话、手机号码的写法正确；带区号、分机号的座机可以（附件2）。"""
    for place, text in _malformed(case, frozenset({"phone", "mobile"}), is_phone):
        yield Fault(
            message=f"“{text.label}”的号码“{mask(text.text)}”写法不对",
            remedy="核对号码；座机写成“区号-号码”，有分机的写成“区号-号码-分机号”，多个号码用顿号隔开",
            field=text.path,
            at=place,
        )


@dossier_rule("contact.email", WARNING, clause="附件2", due=Milestone.NOMINATE)
def email(case: DossierCase) -> Iterator[Fault]:
    """电子邮箱的写法正确（附件2）。"""
    for place, text in _malformed(case, frozenset({"email"}), is_email):
        yield Fault(
            message=f"“{text.label}”{quote(text.text)}的写法不对",
            remedy="核对电子邮箱，写成“name@example.com”的样子",
            field=text.path,
            at=place,
        )


@dossier_rule("contact.postcode", WARNING, clause="附件2", due=Milestone.NOMINATE)
def postcode(case: DossierCase) -> Iterator[Fault]:
    """邮政编码为6位数字（附件2）。"""
    for place, text in _malformed(case, frozenset({"postcode"}), is_postcode):
        yield Fault(
            message=f"“{text.label}”{quote(text.text)}不是6位邮政编码",
            remedy="核对邮政编码",
            field=text.path,
            at=place,
        )


RULES = (phone, email, postcode)
