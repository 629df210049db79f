"""填报说明: the page that goes out with an employer's kit."""

from __future__ import annotations

from templates._word.paper import Paper
from templates._word.tables import Table, label, value

_HOW = (
    (
        "1. 每个项目填一份，填“{{ form }}”（Word、WPS），或者填“{{ book }}”（表格），任选一种即可。"
        "已经填好的内容请核对，有误的直接改。项目多于所附份数的，复制一份再填。"
    ),
    (
        "2. 只能在灰底处填写：有列表的从列表中选，方框点一下即打勾；日期写年月日，如2022年6月18日；"
        "字数限制写在栏目下面，空格和换行不计。其他完成人可以在表格末尾加行。"
    ),
    (
        "3. 表后的“补充信息”用于核对条件，带 * 的必填。“七、提名”由提名单位填写，可以空着；"
        "“五”“六”两份承诺书现在不用签。"
    ),
)


def _given(names: str) -> str:
    return "{{ " + names + " or '_____' }}"


_BACK = (
    "4. 填好后不用打印、签字、盖章，把整个文件夹压缩成一个文件发回。"
    f"联系人：{_given('unit.contact.name')}，"
    f"电话：{_given('unit.contact.phone or unit.contact.mobile or unit.phone')}，"
    f"电子邮箱：{_given('unit.contact.email or unit.email')}。"
)


def build() -> Paper:
    """What to fill in and how, where photos and certificates go, to whom it comes back and until when."""
    paper = Paper("填报说明", letter=False)
    paper.paragraph("WxFormTitle", "提名材料填报说明")
    paper.paragraph("WxCell", "{{ employer.name or '各有关单位' }}：", keep_next=True)
    until = "{% if until %}于{{ until }}前{% else %}尽快{% endif %}"
    sender = "{{ unit.name or '提名单位' }}"
    paper.paragraph(
        "WxStory", "{{ activity.name }}的提名材料，请按以下要求填写，" + until + f"发回{sender}。"
    )
    paper.paragraph("WxHeading2", "一、填写")
    for words in (*_HOW, _BACK):
        paper.paragraph("WxStory", words)
    paper.paragraph("WxHeading2", "二、照片和证书")
    paper.paragraph(
        "WxStory",
        "放进“附件”里该项目的文件夹，按下表分放，文件名不限。"
        "实施前、实施后的照片也可以直接插在提名书的“图片一组”里。",
    )
    paper.element(_materials().element())
    return paper


def _materials() -> Table:
    """Two kinds of files in a row, so that all stand on the page."""
    table = Table(height_mm=6.2)
    table.header(*[label(29, "文件夹"), label(49, "放什么")] * 2)
    table.tag("{%tr for pair in materials.in_pairs() %}")
    cells = []
    for place in (0, 1):
        cells.append(value(29, f"{{{{ pair[{place}].folder }}}}"))
        cells.append(value(49, f"{{{{ pair[{place}].what }}}}"))
    table.row(*cells)
    return table.tag("{%tr endfor %}")
