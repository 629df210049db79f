"""The blank forms against the notice: 附件1 and 附件2 to the letter, white space aside.

The paragraphs below were taken from the notice, not from `wording.toml`.
"""

from __future__ import annotations

import re

import pytest

from pipeline.render.html import render_html
from tests.render import cases

LETTER = (
    "近年来，（推进职工科技创新工作情况，包括创新型班组建设、给予提名项目和职工的待遇荣誉等支持，限400字）。",
    (
        "经审查，以下_____个“五小”活动项目第一完成人均为一线职工身份，是我省职工。所有项目第一完成单位均依法在我省注册。所"
        "有项目均在我省完成，是在工会主导/参与组织的群众性创新活动中产生的。材料真实、有效，无伪造和虚假成分，无涉密内容，无违反"
        "《关于开展2023年度全省职工“五小”活动省级优秀项目认定工作的通知》要求的情况。"
    ),
    "经遴选，提名《_____》等_____个项目（按优先次序排序）。清单附后。",
)
"""附件1."""

LEAD_PLEDGE = (
    (
        "我已知晓《关于开展2023年度全省职工“五小”活动省级优秀项目认定工作的通知》要求，自愿对提供的所有数据及内容的真实性负"
        "责，并郑重承诺如下："
    ),
    (
        "我是江苏省内单位_____（单位名称）的一线职工，在《_____》项目研究推进实施过程中发挥了重要作用，是《_____》"
        "项目的第一完成人，本项目无知识产权争议、非医药类、非政府投资或企业研发机构开发、未获省级及以上奖项。"
    ),
    (
        "提名书填写的各项内容及附件资料，均符合法律法规和政策要求，真实、有效，无任何伪造修改和虚假成分，如有虚假和失信行为，我愿"
        "意承担相关的法律责任。"
    ),
)
"""附件2 五."""

EMPLOYER_PLEDGE = (
    (
        "1.本单位知晓并同意_____（第一完成人名）《_____》项目参加江苏省职工“五小”活动省级优秀项目认定，自愿对提供的"
        "所有数据及内容的真实性负责。已对被提名项目进行了真实性核查，提名书中填写的所有内容和提交的附件材料（知识产权、应用证明、"
        "经济效益或社会效益证明以及其他证明材料）均真实、合法、有效，不存在剽窃他人科研成果、侵犯他人知识产权、伪造材料等科研不端"
        "及失信行为。"
    ),
    (
        "2.本项目不含《中华人民共和国保守国家秘密法》和《科学技术保密规定》所规定的涉密内容，不存在任何违反《中华人民共和国保守"
        "国家秘密法》和《科学技术保密规定》的情形。"
    ),
    "3.本项目若涉及实验动物和动物实验，均符合国家实验动物管理的法律、法规、技术标准及有关规定。",
    (
        "4.本单位是依法在江苏省设立的法人单位，是该项目第一完成单位，第一完成人劳动（人事）关系在我单位【或第一完成人劳动（人事"
        "）关系不在我省，但2021年1月1日至今，第一完成人在江苏省内全职工作】。第一完成人是一线职工，对项目有实质性贡献，项目"
        "无知识产权争议、非医药类、政府投资或企业研发机构开发、未获省级及以上奖项。"
    ),
    "5.下一步对第一完成人的培养计划属实，培养力度不会降低。如果过度降低培养标准，同意收回认定及奖励。",
    "6.保证本单位人员不在评审阶段打探专家名单，以“打招呼”“走关系”或其他方式干扰评审工作，影响评审结果，破坏评审秩序。",
    "本单位作出以上承诺，如违背承诺，愿承担相应责任并接受依据相关规定的规定的处理。",
)
"""附件2 六."""

NOMINATION = (
    (
        "我单位严格按照《关于开展2023年度全省职工“五小”活动省级优秀项目认定工作的通知》关于提名工作的具体要求,对提名书内容"
        "及全部附件材料进行了严格审查,确认被提名项目符合提名资格条件、无涉密情况。我单位承诺认真履行提名人单位的义务并承担相应的"
        "责任。"
    ),
)
"""附件2 七."""

ATTACHMENTS = (
    "1.江苏省职工“五小”活动项目提名书签字盖章扫描版*",
    "2.一线工人（一线技术工人）证明、最高技能等级、最高职称证书（合并成一个PDF）*",
    "3.第一完成人正面站立或端坐形象照（2张）、工作场景照（2张）*",
    "4.媒体宣传文稿。",
    "5.能够证明项目的其他材料（合并成一个PDF）",
    "备注：*为必须上传附件。",
)
"""附件2 八."""


@pytest.mark.parametrize(
    ("document_id", "paragraphs"),
    [
        ("nomination_letter", LETTER),
        ("lead_pledge", LEAD_PLEDGE),
        ("employer_pledge", EMPLOYER_PLEDGE),
        ("nomination_form", (*LEAD_PLEDGE, *EMPLOYER_PLEDGE, *NOMINATION, *ATTACHMENTS)),
    ],
)
def test_the_blank_form_has_the_words_of_the_notice_in_its_order(
    document_id: str, paragraphs: tuple[str, ...]
) -> None:
    (values,) = cases.contexts(document_id, "empty")
    html = render_html(document_id, values, templates=[cases.TEMPLATES])
    text = re.sub(r"<[^>]*>|\s", "", html)
    positions = [text.find(paragraph) for paragraph in paragraphs]
    assert -1 not in positions
    assert positions == sorted(positions)
