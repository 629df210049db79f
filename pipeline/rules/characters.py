# ruff: noqa: D415  (rules say in Chinese what they ask: the manual is made of their docstrings)
"""Characters that were lost or cannot be printed, in names and in any text (附件2)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from pipeline.dossier.milestones import Milestone
from pipeline.dossier.models import Contributor, Lead, Person
from pipeline.rules.base import ERROR, WARNING, Fault, dossier_rule
from pipeline.rules.case import DossierCase

_PEOPLE = frozenset({Person, Lead, Contributor})
_PRIVATE_USE = "\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd"
_NAME_FAULTS = (
    (re.compile(f"[{_PRIVATE_USE}]"), "自造字（换一台电脑就显示不出来）"),
    (re.compile(r"[?？�□■〓*＊]"), "替代符号，可能是生僻字没有录上"),
    (re.compile(r"[A-Za-zＡ-Ｚａ-ｚ]"), "拉丁字母"),
    (re.compile(r"[0-9０-９]"), "数字"),
    (re.compile(r"[\s\u200b\ufeff]"), "空格"),
    (re.compile(r"[\u2e80-\u2fdf]"), "部首字符（字形像汉字，但不是汉字）"),
    (re.compile(r"[.．•‧∙⋅●・･]"), "不规范的间隔号"),
)
_CONTROL = re.compile(
    f"[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffd-\uffff"
    f"{_PRIVATE_USE}]"
)


@dossier_rule("name.characters", WARNING, clause="附件2", due=Milestone.CERTIFY)
def name_characters(case: DossierCase) -> Iterator[Fault]:
    """姓名中没有问号、自造字、残留的字母或多余的空格；少数民族姓名的间隔号用“·”（附件2）。"""
    for place in case.places:
        for text in place.texts:
            if text.owner not in _PEOPLE or text.field.key != "name":
                continue
            if found := [why for form, why in _NAME_FAULTS if form.search(text.text)]:
                yield Fault(
                    message=f"“{text.label}”“{_show(text.text)}”中有{'、'.join(found)}",
                    remedy="对照身份证改正；生僻字用系统自带的输入法录入，间隔号用“·”",
                    field=text.path,
                    at=place,
                )


@dossier_rule("text.characters", ERROR, clause="–", due=Milestone.NOMINATE, when_printed=True)
def text_characters(case: DossierCase) -> Iterator[Fault]:
    """任何文字中都没有控制字符和自造字，否则打印出来会缺字、错行。"""
    for place in case.places:
        for text in place.texts:
            if (found := _CONTROL.search(text.text)) is None:
                continue
            before = " ".join(_show(text.text[: found.start()])[-8:].split())
            where = f"“{before}”之后" if before else "开头"
            yield Fault(
                message=f"“{text.label}”{where}有{_kind(found[0])}（U+{ord(found[0]):04X}）",
                remedy="删去这个字符，缺字的重新录入；从网页或PDF粘贴的文字可先粘贴到记事本",
                field=text.path,
                at=place,
            )


def _kind(char: str) -> str:
    if unicodedata.category(char) == "Co":
        return "自造字"
    return "没有录上的字" if char == "\ufffd" else "控制字符"


def _show(text: str) -> str:
    """A text with what cannot be printed as a box; spaces stay, for they may be the fault."""
    shown = _CONTROL.sub("□", text)
    return shown if len(shown) <= 24 else shown[:24] + "…"


RULES = (name_characters, text_characters)
