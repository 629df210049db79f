"""Copies of 附件2 as they go round, in structures of their own; everybody in them is invented.

`NOTICE` is the table of the notice of 2023 cell by cell; the others part it, join it, turn it, or nest it as
city offices do.
"""

from __future__ import annotations

from collections.abc import Mapping

from tests.collect.words import merged, paragraph, picture, run, spanning, table, word

PICTURES = {f"p{number}": b"\xff\xd8\xff" + bytes([number]) * 40 for number in range(1, 5)}

COMMON: Mapping[str, str] = {
    "category": "小革新",
    "lead.name": "濮阳砚",
    "lead.sex": "女",
    "lead.education": "大专",
    "lead.skill_level": "高级工",
    "lead.job_title": "线缆班班长",
    "lead.id_number": "32999919880214004X",
    "lead.mobile": "13800009001",
    "lead.address": "云江市江口区纬七路3号",
    "employer.name": "云江缆芯电缆有限公司",
    "employer.ownership": "非公企业",
    "employer.address": "云江市江口区纬七路3号",
    "employer.postcode": "219002",
    "employer.contact.name": "邬若谷",
    "employer.contact.mobile": "13800009002",
    "employer.union.name": "云江缆芯电缆有限公司工会",
    "employer.union.contact.name": "阚宁",
    "before.text": "剥线靠手工，每米三分钟。",
    "after.text": "改用滚刀，每米二十秒。\n伤线率为零。",
    "lead.contribution": "提出滚刀方案。",
    "contributors[0].name": "凤鸣岐",
    "contributors[0].duty": "装配",
    "contributors[1].name": "殳之昂",
    "contributors[1].duty": "试验",
    "team.kind": "工会主导建设的创新型班组",
    "plan": "送技师班培训。",
}
"""What each copy says, by path."""


_TEAM = (
    "□工会主导建设的创新工作室|☑工会主导建设的创新型班组|□工会主导的竞赛创新等群创活动团队|"
    "□工会参与建设的创新工作室、创新型班组，参与组织的群创活动团队|□非工会主导或参与建设的团队|□其他 _____"
)
_GUIDANCE = "包括对该职工及项目已经给予的待遇、荣誉、支持等方面, 以及下一步培养计划等。"


def notice() -> bytes:
    """The table of the notice, line by line, with the category ticked by hand."""
    lead = table([
        ["第一完成人姓名", spanning(2, COMMON["lead.name"]), "性别", "女", "本人项目是否曾获省“五小”优秀认定", "否"],
        ["学历", "大专", "学位", "/"],
        ["技能等级|(职业资格)", "高级工", "技能等级|证书编号", "——"],
        ["技术职称", "无", "职称等级|证书编号", ""],
        ["工作单位", COMMON["employer.name"], "职务", COMMON["lead.job_title"]],
        ["身份证号", COMMON["lead.id_number"], "手机号码", COMMON["lead.mobile"]],
        ["电子邮箱", "", "邮政编码", ""],
        ["通讯地址", COMMON["lead.address"]],
        ["第一完成单位名称", COMMON["employer.name"], "单位性质", "公有制企业/√非公企业/|事业单位"],
        ["通讯地址", COMMON["employer.address"], "邮政编码", "219002", "联系人姓名", "邬若谷"],
        ["联系人职务", "干事", "手机号码", "13800009002", "电子邮箱", ""],
        [merged("第一完成人所在单位工会情况"), "工会全称", COMMON["employer.union.name"]],
        [merged(None), "联系人姓名", "阚宁", "职务", "主席", "联系电话", ""],
        [merged(None), "通讯地址", "", "邮编", "", "电子邮箱", ""],
    ])  # fmt: skip
    roles = table([
        ["第一完成人创新实效情况简介", ""],
        [merged("个人荣誉及获奖情况（最多 2 项）"), "年份", "2021", "奖项名称", "缆芯之星", "授奖单位", "公司"],
        [merged(None), "年份", "2022", "奖项名称", "岗位能手", "授奖单位", "公司工会"],
        ["本人对本项目的贡献及作用发挥情况（限 300 字）", COMMON["lead.contribution"]],
        ["别名雅号", "例如：xx 巧匠、xx 达人等。（非荣誉称号）"],
        ["本人在职工科技创新、发明创造、带领团队等方面主要成绩、突出贡献情况（限 200 字）", ""],
        ["其他完成人情况"],
        ["姓名", "性别", "单位职务", "技能等级", "职称", "学历", "学位", "负责本项目具体工作内容"],
        ["凤鸣岐", "男", "", "", "", "", "", "装配"],
        ["殳之昂", "男", "工人", "", "", "", "", "试验"],
        ["", "", "", "", "", "", "", ""],
        ["所在单位（包括工会）激励、培养、宣传，发挥其作用情况"],
        ["项目团队情况", _TEAM],
        ["团队获奖情况（1 项）", "年份", "", "奖项名称", "", "授奖单位", ""],
        ["已经给予的级别、待遇、荣誉，工作室创建、班组建设等方面情况（限 300 字）", ""],
        ["下一步培养计划（限 200 字）", COMMON["plan"]],
    ])  # fmt: skip
    return word(
        "附件 2", "江苏省职工“五小”活动项目提名书", "小发明 小创造 √小革新 小设计 小建议", "(2023) 年度",
        "一、项目概况", "二、项目第一完成人及单位基本情况", lead,
        "三、项目介绍", "(一) 项目实施前的情况(限150字):", COMMON["before.text"], "图片一组(限4张):",
        paragraph(picture("p1") + picture("p2")), "(二) 项目实施后的情况(限300字):",
        *COMMON["after.text"].split("\n"), "图片一组(限4张):", paragraph(picture("p3")),
        "(三)项目视频（1个,3分钟内)", "视频名称: _____。", "四、作用发挥情况", roles,
        "五、第一完成人承诺书", "我已知晓通知要求。", "第一完成人（签字）：_____",
        "七、提名", table([
            ["提名意见 (限 300 字)", f"同意提名。|具体意见: {_GUIDANCE}|(限 300 字)"],
            ["经办人 (联系人)", "", "职务", "", "联系电话", ""],
        ]),
        "八、附件", "1. 江苏省职工“五小”活动项目提名书签字盖章扫描版*", "备注：*为必须上传附件。",
        pictures=PICTURES,
    )  # fmt: skip


def one_table() -> bytes:
    """All in one outer frame; stories and photos in cells, contributors in a table within a cell."""
    inner = table([
        ["序号", "姓名", "工作内容", "职称", "学历"],
        ["1", "凤鸣岐", "装配", "", "中专"],
        ["2", "殳之昂", "试验", "无", ""],
    ])  # fmt: skip
    before = [COMMON["before.text"], picture("p1"), "图1 旧台位", picture("p2")]
    after = [*COMMON["after.text"].split("\n"), "图片一组：", picture("p3")]
    everything = table([
        ["项目名称", "电缆剥线机改进", "类别", "小革新"],
        [merged("第一完成人"), "姓名", COMMON["lead.name"], "性别", "□男 ☑女", "文化程度", "大专"],
        [merged(None), "技能等级", "高级工", "职务", COMMON["lead.job_title"]],
        [merged(None), "身份证号码", COMMON["lead.id_number"], "手机", COMMON["lead.mobile"]],
        [merged(None), "地址", COMMON["lead.address"]],
        [merged("第一完成单位"), "单位名称", COMMON["employer.name"], "单位性质", "非公企业"],
        [merged(None), "地址", COMMON["employer.address"], "邮编", "219002"],
        [merged(None), "联系人", "邬若谷", "手机", "13800009002"],
        [merged("工会情况"), "工会名称", COMMON["employer.union.name"], "联系人", "阚宁"],
        ["项目实施前的情况", "".join(map(paragraph, before))],
        ["项目实施后的情况", "".join(map(paragraph, after))],
        ["本人对本项目的贡献及作用发挥情况", COMMON["lead.contribution"]],
        ["其他完成人情况", f"<w:p/>{inner}<w:p/>"],
        ["项目团队情况", "工会主导建设的创新型班组"],
        ["下一步培养计划", COMMON["plan"]],
    ])  # fmt: skip
    return word(
        f"<w:tbl><w:tblPr/><w:tr><w:tc><w:tcPr/>{everything}<w:p/></w:tc></w:tr></w:tbl>",
        pictures=PICTURES,
    )


def colons() -> bytes:
    """No tables: labels with colons, several on a line, long texts below their labels."""
    return word(
        "五小活动项目申报表", "项目名称：电缆剥线机改进　　项目类型：小革新",
        "一、第一完成人", f"姓名：{COMMON['lead.name']}　　性别：女　　学历：大专",
        f"技能等级：高级工　　职务：{COMMON['lead.job_title']}",
        f"身份证号：{COMMON['lead.id_number']}\n手机号码：{COMMON['lead.mobile']}",
        f"通讯地址：{COMMON['lead.address']}",
        "二、第一完成单位", f"单位名称：{COMMON['employer.name']}", "单位性质：非公企业",
        f"通讯地址：{COMMON['employer.address']}　　邮政编码：219002", "联系人：邬若谷　　手机：13800009002",
        "工会情况", f"工会全称：{COMMON['employer.union.name']}　　联系人：阚宁",
        "三、项目介绍", f"项目实施前的情况（限150字）：{COMMON['before.text']}", paragraph(picture("p1")),
        "项目实施后的情况（限300字）：", *COMMON["after.text"].split("\n"),
        "本人对本项目的贡献及作用发挥情况：", COMMON["lead.contribution"],
        "其他完成人情况",
        table([["姓名", "性别", "职务", "工作内容"], ["凤鸣岐", "", "", "装配"], ["殳之昂", "", "", "试验"]]),
        "项目团队情况：工会主导建设的创新型班组", "下一步培养计划：", COMMON["plan"],
        pictures=PICTURES,
    )  # fmt: skip


def above() -> bytes:
    """Labels over their blanks; a row added by hand in another grid; ticks behind the options."""
    tick = '<w:r><w:sym w:font="Wingdings 2" w:char="F052"/></w:r>'
    box = '<w:r><w:sym w:font="Wingdings 2" w:char="F0A3"/></w:r>'
    types = "".join(
        run(name) + (tick if name == "小革新" else box)
        for name in ("小发明", "小创造", "小革新", "小设计", "小建议")
    )
    return word(
        table([["项目名称", "项目类型"], ["电缆剥线机改进", paragraph(types)]]),
        table([
            [spanning(4, "第一完成人基本情况")],
            ["姓名", "性别", "学历", "技能等级"],
            [COMMON["lead.name"], "女", "大专", "高级工"],
            ["职务", "身份证号", "手机号码", "通讯地址"],
            [COMMON["lead.job_title"], COMMON["lead.id_number"], COMMON["lead.mobile"], COMMON["lead.address"]],
            [spanning(4, "第一完成单位基本情况")],
            ["单位名称", "单位性质", "通讯地址", "邮政编码"],
            [COMMON["employer.name"], "非公企业", COMMON["employer.address"], "219002"],
            ["联系人姓名", "手机号码", "工会全称", "联系人"],
            ["邬若谷", "13800009002", COMMON["employer.union.name"], "阚宁"],
        ]),
        table([
            [spanning(2, "项目实施前的情况（限150字）")], [spanning(2, COMMON["before.text"])],
            [spanning(2, "项目实施后的情况（限300字）")], [spanning(2, COMMON["after.text"].replace("\n", "|"))],
            [spanning(2, "本人对本项目的贡献及作用发挥情况")], [spanning(2, COMMON["lead.contribution"])],
        ]),
        table([
            ["其他完成人", "姓名", "性别", "单位职务", "技能等级", "学历", "具体工作内容"],
            ["", "凤鸣岐", "男", "", "", "", "装配"],
            [spanning(2, "殳之昂"), "男", spanning(2, ""), "大专", spanning(2, "试验")],
        ]),
        table([["项目团队情况", "工会主导建设的创新型班组"], ["下一步培养计划", COMMON["plan"]]]),
    )  # fmt: skip


def turned() -> bytes:
    """The employer first, honours in columns, options struck out or deleted, limits in the blanks."""
    kinds = run("公有制企业、", "<w:strike/>") + run("非公企业") + run("、事业单位", "<w:strike/>")
    return word(
        table([
            ["“五小”类别", "小革新", "项目名称", "电缆剥线机改进"],
            ["第一完成单位名称", COMMON["employer.name"], "单位性质", paragraph(kinds)],
            ["通讯地址", COMMON["employer.address"], "邮政编码", "219002"],
            ["联系人姓名", "邬若谷", "手机号码", "13800009002"],
            ["工会全称", COMMON["employer.union.name"], "联系人姓名", "阚宁"],
            ["第一完成人姓名", COMMON["lead.name"], "性别", "女"],
            ["学历", "大专", "技能等级（职业资格）", "高级工"],
            ["职务", COMMON["lead.job_title"], "身份证号", COMMON["lead.id_number"]],
            ["手机号码", COMMON["lead.mobile"], "通讯地址", COMMON["lead.address"]],
            [spanning(4, "个人荣誉及获奖情况")],
            ["年份", "奖项名称", spanning(2, "授奖单位")],
            ["2021", "缆芯之星", spanning(2, "公司")],
            ["2022", "岗位能手", spanning(2, "公司工会")],
            ["实施前情况", spanning(3, f"{COMMON['before.text']}|（限150字）")],
            ["实施后情况", spanning(3, COMMON["after.text"].replace("\n", "|"))],
            ["贡献及作用发挥情况", spanning(3, COMMON["lead.contribution"])],
            ["团队情况", spanning(3, "工会主导建设的创新型班组√|工会主导建设的创新工作室□|其他□")],
            ["培养计划", spanning(3, COMMON["plan"])],
            [spanning(4, "其他主要完成人情况")],
            ["姓名", "技能等级", "学历", "具体工作内容"],
            ["凤鸣岐", "", "", "装配"],
            ["殳之昂", "", "", "试验"],
        ]),
    )  # fmt: skip


LAYOUTS = {
    "notice": notice, "one table": one_table, "colons": colons, "above": above, "turned": turned,
}  # fmt: skip
