"""What counts as "nothing filled in", decided here once for every field of a dossier.

Clerks seldom leave a cell empty: they strike it out or write that there is nothing.  `load` takes
such a cell for an empty one, so that no rule counts it as a value and no paper prints it.

The list holds what can say nothing else when it stands alone:

- strokes and dots in any number, as offices cancel a blank by hand;
- words for "there is none", also with the name of what there is none of (无学位);
- words of somebody who has not written yet (未填, 待补), which no official paper may print.

It leaves out what answers, however shortly: 否, × and 0; 一, which may be a number as well as a
stroke; 待定, 不详 and ?, which somebody has to look at; 同上 and a ditto mark, which mean the line
above.  Text that only contains such a word says something (无锡, 无人机, 无（已申请）).  Where 无 itself
is an answer (有无异议, an option 无职称) is for the field to say, and the reader asks it first.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from pipeline.dossier.plain import plain

_THERE_IS_NONE = frozenset({
    "无", "無", "没有", "暂无", "尚无", "目前无", "暂时没有", "目前没有", "暂缺", "空", "空白", "空缺",
    "以下空白", "此处空白", "不适用", "不涉及", "不需要", "不填", "不用填", "无需填写",
    "n/a", "#n/a", "nil", "none",
})  # fmt: skip
_NONE_OF_WHAT = frozenset(
    f"无{what}"
    for what in (
        "此项", "该项", "内容", "职称", "技术职称", "职务", "学位", "等级", "技能等级", "证书", "编号",
        "证书编号", "专利", "专利号", "荣誉", "奖项", "获奖", "备注", "视频", "照片", "附件", "邮箱", "微信",
    )
)  # fmt: skip
_NOT_YET = frozenset({
    "未填", "未填写", "没填", "待填", "待填写", "待补", "待补充", "未评", "未评定", "未评级", "未评聘",
    "未评职称", "未定级", "未取得",
})  # fmt: skip
_WORDS = _THERE_IS_NONE | _NONE_OF_WHAT | _NOT_YET

_MOST_KINDS = 24
"""Of more different characters than this no such text is made: long ones are not looked through."""

# As they are after NFKC, which makes one of full and half width, small and vertical forms.
_STROKES = r"\-‐‒–—―−─━⸺⸻ー_~〜∼/⁄∕⧸╱\\∖⧵╲|"
_DOTS = ".。·•‧・⋯"
_BETWEEN = r"\s、,;:()\[\]{}【】〔〕〈〉《》「」『』"
_WORD = re.compile(f"[^{_STROKES}{_DOTS}{_BETWEEN}]+")
_QUOTES = re.compile("[\"'“”‘’〝〞″]+")


def is_nothing(text: str) -> bool:
    """Whether a text says that nothing is filled in: blank, a stroke, 无 and the like.

    Width, case, white space, invisible characters and the marks around a word do not matter.
    """
    return len(set(text)) <= _MOST_KINDS and _says_nothing(text)


@lru_cache(maxsize=4096)
def _says_nothing(text: str) -> bool:
    if "\ufffc" in text:
        return False  # the place of something lost
    folded = unicodedata.normalize("NFKC", plain(text)).casefold()
    bare = _QUOTES.sub("", folded)
    if folded and not bare:
        return False  # a ditto mark
    return "".join(bare.split()) in _WORDS or all(
        word[0] in _WORDS for word in _WORD.finditer(bare)
    )
