"""Words that a line of a title must not be broken in."""

from __future__ import annotations

import re

_LIST = """
五小 活动 提名 拟提名 项目 职工 年度 优秀 认定 创新 证明 公示 承诺 承诺书 提名书 提名函 申请
申请表 备案 汇总 汇总表 清单 签字 盖章 材料 说明 关于 情况 第一 完成 完成人 第一完成人 单位
所在 无异议 一线 一线职工 社会 组织 社会组织 参加 省级 市级 江苏 江苏省 工会 总工会 委员会
通知 意见 报告 请示 决定 方案 办法 规定 工作 开展 推荐 评选 表彰 先进 集体 个人 劳动 模范
竞赛 技能 技术 发明 革新 改造 设计 合理化 建议 成果 推广 应用 发展 示范 示范区 产业 企业
协会 学会 公司 有限 集团 名单 公布 申报 审核 经验 总结 会议 纪要
"""
_WORDS = frozenset(_LIST.split())
_LONGEST = max(map(len, _WORDS))
_SOLID = re.compile(r"[0-9A-Za-z.%]+[年月日个项号届次名]?")


def torn(lines: tuple[str, ...]) -> list[str]:
    """The words and numbers that breaks between lines fall into.

    Words are told as the eye does, the longest first, from left to right; what is no word here is not judged.
    """
    text = "".join(lines)
    breaks = [sum(map(len, lines[:count])) for count in range(1, len(lines))]
    spans = _spans(text)
    return [text[start:end] for at in breaks for start, end in spans if start < at < end]


def _spans(text: str) -> list[tuple[int, int]]:
    spans, place = [], 0
    while place < len(text):
        solid = _SOLID.match(text, place)
        end = solid.end() if solid else place + _length_of_word(text, place)
        spans.append((place, end))
        place = end
    return spans


def _length_of_word(text: str, place: int) -> int:
    lengths = range(_LONGEST, 1, -1)
    return next((length for length in lengths if text[place : place + length] in _WORDS), 1)
