"""What a clerk is told of a Word file that is taken in: that the final text counts, that no link is followed."""

from __future__ import annotations

from lxml import etree

from pipeline.tools.word.final import FINAL_TEXT_COUNTS, has_changes
from pipeline.tools.word.links import outside_of
from pipeline.tools.word.package import damaged, read_parts

_MOST = 5


def notices(data: bytes, where: str) -> tuple[str, ...]:
    """What is to be told of a `.docx`, each a sentence without its end; nothing of a plain one.

    Raises:
        TemplateError: It is no `.docx`, is damaged, is huge, or holds macros.
    """
    try:
        outside = outside_of(read_parts(data, where))
    except etree.XMLSyntaxError as error:
        raise damaged(where) from error
    told = [FINAL_TEXT_COUNTS] if has_changes(data, where) else []
    if outside:
        names = "、".join(f"“{each}”" for each in outside[:_MOST])
        told.append(
            f"里面有链接到文件外面的内容{names}{'等' if len(outside) > _MOST else ''}，"
            "没有读取，不印；要印的，把它插入到文件里，不要用链接"
        )
    return tuple(told)
