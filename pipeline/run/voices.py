"""What to do is said in two voices: texts name commands and options, and the page says its own pages and buttons.

Texts are written for the command line, once.  The page has them pass here on their way out, so that no
text has to know who reads it; tests/run/test_voices.py goes through every text there is.
"""

from __future__ import annotations

import re

PAGES = {
    "status": ("", "进度"),
    "kit": ("collect", "收集"),
    "collect": ("collect", "收集"),
    "check": ("check", "检查"),
    "build": ("build", "生成"),
    "receive": ("receive", "收回"),
    "upload": ("upload", "上传"),
    "archive": ("archive", "归档"),
}
"""Address and label of the page on which a command's work is done."""

AT_THE_WINDOW = frozenset({"new", "convert", "doctor", "blank", "serve", "archive"})
"""Commands that have no page, or not all of them: there the page says that they are commands."""

_ON_ARCHIVE_PAGE = frozenset(
    {"add", "list", "lend", "return", "due", "dispose", "export", "labels", "verify"}
)

_VERB = r"(?<!在命令窗口)(?:执行\s?|用\s?)"
_REST = r"(?: [a-z][a-z-]*| --?[a-z][a-z-]*)*"
_COMMAND = re.compile(
    rf"(?<!在命令窗口用 )(?:{_VERB})?[“`]?wuxiao (?P<name>[a-z]+)(?P<rest>{_REST})[”`]?\s?"
)
_DONE = "到“上传”页点“附件和填报内容已在网上系统提交”"

_OPTIONS = (
    ("执行 wuxiao upload --done", _DONE),
    ("wuxiao upload --done", _DONE),
    ("执行 wuxiao serve 打开网页，", ""),
    ("不加 --draft", "不勾“草稿”"),
    ("加 --draft", "勾“草稿”"),
    ("；是输出文件夹的，也可用 -o 另指定一个", ""),
    ("，或用 -o 另指定一个输出文件夹", ""),
    ("用 -o 另指定一个输出文件夹", "请管网页服务的人另指定一个输出文件夹"),
    ("用 -o 另指定一个文件名", "换一个文件名"),
    ("或用 --register 另指定一个文件夹", "或请管网页服务的人另指定登记簿的文件夹"),
    ("用 --register（或环境变量 WUXIAO_REGISTER）写明登记簿的文件夹", "请管网页服务的人写明登记簿的文件夹"),
    ("核对文件夹（--register 或备份的位置）", "请管网页服务的人核对文件夹"),
    ("用 --jobs 1 再做一次", "关闭一些别的程序后再做一次"),
    ("（材料的“活动”一栏，或 --activity）", "（材料的“活动”一栏）"),
    ("调大 --max-mb", "把每个文件的大小调大"),
    ("要撤销用 --undo", "要撤销的点“撤销”"),
    ("加上 --by 姓名 --why 理由", "写上姓名和理由"),
    ("加上 --why 理由", "写上理由"),
    ("用 --proof 写明清册的文件夹，它的扫描件要先用 wuxiao receive 收回", "先传上签字盖章的清册"),
    ("加上 -v 再执行一次，把显示的内容发给开发者", "把这句话告诉开发者"),
)  # fmt: skip
"""Phrases with options, and what the page says in their place; the longer ones first."""


def on_page(text: str) -> str:
    """A text as the page says it: pages and buttons in the place of commands and options."""
    if "wuxiao" not in text and "-" not in text:
        return text
    for phrase, said in _OPTIONS:
        text = text.replace(phrase, said)
    return _COMMAND.sub(_as_page, text)


def _as_page(found: re.Match[str]) -> str:
    page, below = PAGES.get(found["name"]), found["rest"].split()[:1]
    if page and (found["name"] != "archive" or _ON_ARCHIVE_PAGE.issuperset(below)):
        return f"到“{page[1]}”页"
    command = f"wuxiao {found['name']}{found['rest']}"
    return f"在命令窗口用 {command} "
