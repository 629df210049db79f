"""Words of a form that nobody filled in: prompts, guidance, limits, official sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.dossier.words import squash
from pipeline.forms.employer_form import PLACEHOLDERS

_PROMPT = re.compile(
    r"^[\[【<（(]?\s*(?:(?:单击|点击|轻触|点按)(?:或(?:点击|轻触|点按))?(?:此处|这里|以|输入|选择|添加|插入).*|"
    r"在此(?:插入|填写|输入).{0,12}|请(?:选择|填写|输入|在此|点击|单击).{0,20}|选择一项。?|(?:Click|Tap).{0,12}(?:tap|click)?.{0,12}(?:here|to).*|"
    r"Choose an item\.?)\s*[\]】>）)]?$",
    re.IGNORECASE | re.DOTALL,
)
_LIMIT = re.compile(r"[（(]?\s*(?:限|不超过|最多)\s*\d+\s*[字张项个](?:以内|左右)?\s*[)）]?")
_GUIDANCE = (
    re.compile(r"例如[:：]?\s*[xX×]{2}\s*巧匠.*?（?\(?非荣誉称号[)）]?", re.DOTALL),
    re.compile(
        r"包括对该职工及项目已经给予的待遇、荣誉、支持等方面[,，]\s*以及下一步培养计划等。?"
    ),
)
_LEADING = frozenset({"同意提名", "具体意见"})
_FURNITURE = re.compile(
    r"附件\d*|.{0,20}(?:提名书|申报书|推荐书|申报表|推荐表|申请表)|\d{0,4}年度|20\d\d年度.{0,30}|年月日|公章|单位公章|盖章|"
    r"线上填写提交无须盖章|同意提名|备注为必须上传附件|具体意见|第\d+页(?:共\d+页)?"
)


def is_prompt(text: str) -> bool:
    """Whether a text only asks to be replaced: 单击此处输入文字, also where the control around it was lost."""
    return bool(_PROMPT.match(text.strip()))


def without_guidance(text: str) -> str:
    """A text without the form's own guidance and limits before and behind it; empty for a prompt."""
    for each in _GUIDANCE:
        text = each.sub("", text)
    text = text.strip()
    if is_prompt(text) or text in PLACEHOLDERS or _LIMIT.fullmatch(text):
        return ""
    return text


def is_limit(text: str) -> bool:
    """Whether a text is no more than a limit: （限300字）."""
    return bool(_LIMIT.fullmatch(text.strip()))


class Sentences:
    """The official sentences of an activity, by how they begin."""

    def __init__(self, sentences: Iterable[str]) -> None:
        starts = (squash(each.partition("{")[0])[:14] for each in sentences)
        self._starts = tuple(each for each in starts if len(each) >= 4)

    def is_one(self, text: str) -> bool:
        """Whether a text is one of them, or leads to a blank of 七."""
        word = squash(text)
        return word in _LEADING or (bool(word) and word.startswith(self._starts))

    def holds(self, text: str) -> bool:
        """Whether a text is one of them, a title, or words that stand on every copy of the form."""
        word = squash(text)
        return not word or bool(_FURNITURE.fullmatch(word)) or word.startswith(self._starts)
