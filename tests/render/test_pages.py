"""The print face of all documents, for full, sparse, extreme and empty data."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from weasyprint.formatting_structure import boxes

from pipeline.dossier.models import Dossier
from pipeline.errors import TemplateError
from pipeline.make.layouts import lay_out_pages, render_pages, write_pages
from pipeline.papers.codeplaces import code_places
from pipeline.papers.documents import Scope, load_documents
from pipeline.papers.manifest import Zone
from pipeline.papers.zones import PageLetters, zones_of
from pipeline.render.html import render_html, show, title_lines
from pipeline.render.shown import PhotoText
from pipeline.render.views import Subject, context
from pipeline.tools.pdf.lettering import pages_that_show
from pipeline.tools.pdf.looks import looks
from pipeline.tools.pictures.photos import Photo, prepare_photo
from pipeline.tools.weasyprint.drawing import draw
from pipeline.tools.weasyprint.layout import LaidOut
from tests.render import cases

MM_PER_PX = 25.4 / 96
TYPE_AREA_MM = (28.0, 37.0, 184.0, 262.0)
TURNED_TYPE_AREA_MM = (37.0, 28.0, 262.0, 184.0)
TURNED = {"summary_table"}
"""Documents on landscape pages."""

PHOTO_FRAME_MM = (72.0, 54.0)
"""Width and height of the frame that a template gives a photo."""

PAGES: dict[str, dict[str, list[int]]] = {
    "signing_sheet": {"full": [4], "sparse": [2], "empty": [1]},
    "employer_publicity": {"full": [2], "sparse": [2], "empty": [2]},
    "cover_note": {"full": [3], "sparse": [1], "empty": [1]},
    "summary_table": {"full": [1], "sparse": [1], "empty": [1]},
    "nomination_letter": {"full": [3], "sparse": [2], "empty": [3]},
    "filing_form": {"full": [1], "sparse": [1], "empty": [1]},
    "publicity_notice": {"full": [3], "sparse": [2], "empty": [2]},
    "no_objection_certificate": {"full": [2, 1], "sparse": [1, 1], "empty": [1, 1]},
    "nomination_form": {"full": [9], "sparse": [8], "empty": [9]},
    "lead_pledge": {"full": [1], "sparse": [1], "empty": [1]},
    "employer_pledge": {"full": [1], "sparse": [1], "empty": [1]},
    "frontline_certificate": {"full": [1], "sparse": [1], "empty": [1]},
}
"""Pages of each copy of a document (by unit and by employer), as looked at.

A document need not stand here: of another only the limit below is asked."""

MOST_PAGES = {"filing_form": 2, "lead_pledge": 1, "employer_pledge": 1, "frontline_certificate": 1}
"""Most pages with every field at its limit; 24 where a document is not named."""


CASES = [(document, name) for name in cases.CASES for document in cases.DOCUMENTS]


@dataclass(frozen=True)
class Rendered:
    """One paper: laid out, as a PDF, and its text page by page without white space."""

    laid_out: LaidOut
    pdf: bytes
    texts: tuple[str, ...]
    context: dict[str, Any]

    @property
    def text(self) -> str:
        return "".join(re.sub(r"—\d+—$", "", text) for text in self.texts)


@cache
def photos() -> dict[str, Photo]:
    """Every photo of the cases; a picture a size, so that the suite stays quick."""
    import tempfile

    width_mm, height_mm = PHOTO_FRAME_MM
    with tempfile.TemporaryDirectory() as name:
        folder = cases.photo_folder(Path(name))
        return {
            path: prepare_photo(folder / path, width_mm=width_mm, height_mm=height_mm)
            for path in cases.photo_names()
        }


def bare(text: str) -> str:
    """Text without white space, as faces are compared."""
    return re.sub(r"\s", "", text)


def page_texts(pdf: bytes) -> tuple[str, ...]:
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    # pdfium takes a hyphen at the end of a line for one that it may drop.
    texts = tuple(
        bare(re.sub("[\x02\ufffe]", "-", page.get_textpage().get_text_bounded()))
        for page in document
    )
    document.close()
    return texts


@cache
def rendered(document_id: str, name: str) -> tuple[Rendered, ...]:
    return tuple(make(document_id, each) for each in cases.contexts(document_id, name))


def make(document_id: str, values: dict[str, Any]) -> Rendered:
    laid_out = lay_out_pages(document_id, values, templates=[cases.TEMPLATES], photos=photos())
    pdf = write_pages(draw(laid_out)).pdf
    return Rendered(laid_out, pdf, page_texts(pdf), values)


def text_of(html: str) -> str:
    """The text of the HTML's body."""
    from lxml import html as parser

    body = parser.fromstring(html).find("body")
    assert body is not None
    return bare(str(body.text_content()))


# ------------------------------------------------------------------------------ every case


@pytest.mark.parametrize(("document_id", "name"), CASES)
def test_every_document_renders_without_a_complaint(document_id: str, name: str) -> None:
    papers = rendered(document_id, name)
    assert all(paper.pdf.startswith(b"%PDF-") for paper in papers)
    pages = [paper.laid_out.page_count for paper in papers]
    assert max(pages) <= MOST_PAGES.get(document_id, 24)
    assert pages == PAGES.get(document_id, {}).get(name, pages)


@pytest.mark.parametrize(("document_id", "name"), CASES)
def test_no_word_of_the_html_is_lost_on_paper(document_id: str, name: str) -> None:
    for paper in rendered(document_id, name):
        html = render_html(document_id, paper.context, templates=[cases.TEMPLATES])
        # Cells of a row that breaks over pages change places in the text: characters are counted.
        wanted, found = text_of(html), paper.text
        missing = {
            character
            for character in set(wanted)
            if found.count(character) < wanted.count(character)
        }
        assert not missing - set("_")  # underscores are drawn as lines where one can write


@pytest.mark.parametrize(("document_id", "name"), CASES)
def test_nothing_stands_outside_the_type_area(document_id: str, name: str) -> None:
    for paper in rendered(document_id, name):
        for number, left, top, right, bottom in _text_boxes(paper.laid_out):
            area = TURNED_TYPE_AREA_MM if document_id in TURNED else TYPE_AREA_MM
            assert left >= area[0] - 0.1, number
            assert top >= area[1] - 0.1, number
            assert right <= area[2] + 0.1, number
            assert bottom <= area[3] + 0.1, number


@pytest.mark.parametrize(("document_id", "name"), CASES)
def test_no_line_runs_out_of_its_cell(document_id: str, name: str) -> None:
    for paper in rendered(document_id, name):
        for page in paper.laid_out.document.pages:
            for cell in _all(page._page_box, boxes.TableCellBox):
                right = cell.position_x + cell.border_width()
                for line in _all(cell, boxes.LineBox):
                    for text in _all(line, boxes.TextBox):
                        assert text.position_x + text.width <= right + 0.5, text.text


@pytest.mark.parametrize(("document_id", "name"), CASES)
def test_no_page_ends_with_a_heading(document_id: str, name: str) -> None:
    for paper in rendered(document_id, name):
        for page in paper.laid_out.document.pages:
            blocks = list(_all(page._page_box.children[0], boxes.BlockLevelBox))
            headings = [box for box in blocks if box.element_tag in {"h1", "h2", "h3"}]
            for heading in headings:
                end = heading.position_y + heading.border_height()
                below = [box for box in blocks if box.position_y >= end - 1 and box.height > 1]
                assert [box for box in below if box not in headings]


@pytest.mark.parametrize("document_id", cases.DOCUMENTS)
@pytest.mark.parametrize("name", ["full", "empty"])
def test_every_page_has_its_number(document_id: str, name: str) -> None:
    for paper in rendered(document_id, name):
        for number, text in enumerate(paper.texts, start=1):
            assert text.endswith(f"—{number}—")


def _all(box: Any, kind: type) -> Iterator[Any]:
    for each in box.descendants():
        if isinstance(each, kind):
            yield each


def _text_boxes(laid_out: LaidOut) -> Iterator[tuple[int, float, float, float, float]]:
    for number, page in enumerate(laid_out.document.pages, start=1):
        body = page._page_box.children[0]
        for text in _all(body, boxes.TextBox):
            if text.text.strip():
                left, top = text.position_x, text.position_y
                edges = (left, top, left + text.width, top + text.height)
                yield number, *(edge * MM_PER_PX for edge in edges)


# ------------------------------------------------------------------------------ official words


@pytest.mark.parametrize("name", list(cases.CASES))
@pytest.mark.parametrize(
    ("document_id", "section"),
    [
        ("nomination_letter", "nomination_letter"),
        ("lead_pledge", "lead_pledge"),
        ("employer_pledge", "employer_pledge"),
        ("nomination_form", "lead_pledge"),
        ("nomination_form", "employer_pledge"),
        ("nomination_form", "nomination"),
        ("nomination_form", "attachments"),
        ("publicity_notice", "publicity_notice"),
        ("frontline_certificate", "frontline_certificate"),
        ("signing_sheet", "signing_sheet"),
        ("employer_publicity", "employer_publicity"),
        ("cover_note", "cover_note"),
        ("summary_table", "summary_table"),
        ("filing_form", "filing_form"),
    ],
)
def test_the_official_sentences_stand_there_to_the_letter(
    document_id: str, section: str, name: str
) -> None:
    (paper,) = rendered(document_id, name)
    found = paper.text.replace("_", "")
    for key in getattr(paper.context["wording"], section):
        if section.endswith("_pledge") and document_id == "nomination_form" and key == "title":
            continue
        sentences = getattr(getattr(paper.context["wording"], section), key)
        for sentence in sentences if isinstance(sentences, list) else [sentences]:
            for part in sentence.parts:  # justification keeps the order inside a part
                if len(part.text) < 200:
                    assert bare(part.text).replace("_", "") in found


LABELS = {
    "nomination_form": """江苏省职工“五小”活动项目提名书 ☐小发明 ☐小创造 ☐小革新 ☐小设计 ☐小建议 ()年度
        一、项目概况 二、项目第一完成人及单位基本情况
        第一完成人姓名 性别 本人项目是否曾获省“五小”优秀认定 学历 学位 技能等级(职业资格) 技能等级证书编号
        技术职称 职称等级证书编号 工作单位 职务 身份证号 手机号码 电子邮箱 邮政编码 通讯地址
        第一完成单位名称 单位性质 公有制企业/非公企业/事业单位 通讯地址 邮政编码 联系人姓名
        联系人职务 手机号码 电子邮箱 第一完成人所在单位工会情况 工会全称 联系人姓名 职务 联系电话
        通讯地址 邮编 电子邮箱 三、项目介绍 (一)项目实施前的情况(限150字): 图片一组(限4张):
        (二)项目实施后的情况(限300字): 图片一组(限4张): (三)项目视频(1个,3分钟内) 视频名称:_____。
        四、作用发挥情况 第一完成人创新实效情况简介 个人荣誉及获奖情况（最多2项） 年份 奖项名称 授奖单位
        年份 奖项名称 授奖单位 本人对本项目的贡献及作用发挥情况（限300字）
        别名雅号 例如：xx巧匠、xx达人等。（非荣誉称号）
        本人在职工科技创新、发明创造、带领团队等方面主要成绩、突出贡献情况（限200字）
        其他完成人情况 姓名 性别 单位职务 技能等级 职称 学历 学位 负责本项目具体工作内容
        所在单位（包括工会）激励、培养、宣传，发挥其作用情况 项目团队情况
        ☐工会主导建设的创新工作室 ☐工会主导建设的创新型班组 ☐工会主导的竞赛创新等群创活动团队
        ☐工会参与建设的创新工作室、创新型班组，参与组织的群创活动团队 ☐非工会主导或参与建设的团队
        ☐其他_____ 团队获奖情况（1项） 年份 奖项名称 授奖单位
        已经给予的级别、待遇、荣誉，工作室创建、班组建设等方面情况（限300字） 下一步培养计划（限200字）
        五、第一完成人承诺书 第一完成人（签字）：_____ 年月日 六、第一完成人所在单位承诺书
        单位负责人签名（签章）：_____ （单位公章） 年月日
        七、提名 提名人单位[设区市总工会/省产业(厅、局、企业)工会/社会组织]意见
        提名意见(限300字) 同意提名。 具体意见: (限300字) 经办人(联系人) 职务 联系电话
        通讯地址 邮编 电子邮箱 同意提名。 (公章) 年月日 (线上填写提交,无须盖章) 八、附件""",
    "filing_form": """编号：_____ 社会组织参加职工“五小”活动省级优秀项目认定备案申请表
        社会组织全称(盖章) 是否在我省注册 组织机构代码 填表时间 通讯地址 邮编 联系人姓名 职务 手机号码
        电子邮箱 微信号 是否成立工会组织 工会组织全称 联系人姓名 职务 手机号码 电子邮箱 微信号
        近三年开展职工科技创新活动情况简介（限500字，可另附页）：""",
    "nomination_letter": """2023年度江苏省职工“五小”活动项目提名函 江苏省总工会： 近年来，
        （推进职工科技创新工作情况，包括创新型班组建设、给予提名项目和职工的待遇荣誉等支持，限400字）。
        经审查，以下_____个“五小”活动项目第一完成人均为一线职工身份 主导/参与
        经遴选，提名《_____》等_____个项目（按优先次序排序）。清单附后。
        提名单位（盖章）：_____ 年月日 序号 第一完成人姓名 单位及职务 项目名称(专利号)
        类型（小发明、小创造、小革新、小设计、小建议） 备注 1 ...""",
}
"""Labels of the official forms in the order of the notice (附件1, 附件2, 附件4)."""


@pytest.mark.parametrize("document_id", LABELS)
def test_the_blank_form_has_the_official_labels_in_order(document_id: str) -> None:
    (values,) = cases.contexts(document_id, "empty")
    text = text_of(render_html(document_id, values, templates=[cases.TEMPLATES]))
    position = 0
    for label in LABELS[document_id].split():
        found = text.find(bare(label), position)
        assert found >= 0, f"{label} after {text[max(0, position - 30) : position]}"
        position = found + len(label)


# ------------------------------------------------------------------------------ values


def test_values_stand_there_and_markup_in_them_does_no_harm() -> None:
    (paper,) = rendered("nomination_form", "extreme")
    lead = cases.CASES["extreme"].nominations[0].lead
    assert bare(cases.TROUBLE)[:20] in paper.text
    assert bare(lead.skill_certificate or "") in paper.text
    for character in cases.RARE:
        assert character in paper.text


def test_ticks_are_drawn() -> None:
    (paper,) = rendered("nomination_form", "full")
    assert "☑小发明☐小创造" in paper.text
    assert "☑工会主导建设的创新工作室" in paper.text


def test_no_id_number_and_no_private_phone_stands_in_a_public_paper() -> None:
    for document_id in (
        "publicity_notice", "employer_publicity", "nomination_letter",
        "no_objection_certificate", "summary_table",
    ):  # fmt: skip
        for paper in rendered(document_id, "full"):
            assert "329999198605173175" not in paper.text
            assert "13800000401" not in paper.text


def test_photos_keep_their_proportions_and_stand_in_equal_frames() -> None:
    (paper,) = rendered("nomination_form", "extreme")
    frames = [
        box
        for page in paper.laid_out.document.pages
        for box in _all(page._page_box, boxes.ReplacedBox)
    ]
    assert len(frames) == 8
    for box in frames:
        assert round(box.border_width() * MM_PER_PX, 1) == PHOTO_FRAME_MM[0]
        assert round(box.border_height() * MM_PER_PX, 1) == PHOTO_FRAME_MM[1]
        assert box.style["object_fit"] == "contain"


def test_header_rows_come_again_on_every_page() -> None:
    (letter,) = rendered("nomination_letter", "extreme")
    listed = [
        text for text in letter.texts if "清单附后" not in text and "江苏省总工会" not in text
    ]
    assert len(listed) > 3
    assert "清单序号第一完成人姓名" in listed[0]  # below 附件 and its title
    assert all(text.startswith("序号第一完成人姓名") for text in listed[1:])


def test_the_title_is_a_bookmark_and_sections_stand_below_it() -> None:
    (paper,) = rendered("nomination_form", "full")
    outline: Any = PdfReader(io.BytesIO(paper.pdf)).outline
    assert str(outline[0]["/Title"]) == "江苏省职工“五小”活动项目提名书"
    assert [str(each["/Title"])[:2] for each in outline[1]] == [
        f"{number}、" for number in "一二三四五六七八"
    ]


# ------------------------------------------------------------------------------ signature and seal


def _letter(summary: str) -> Rendered:
    dossier = cases.CASES["full"]
    changed: Dossier = replace(dossier, unit=replace(dossier.unit, summary=summary))
    subject = Subject(scope=Scope.DOSSIER, dossier=changed, nominations=changed.nominations)
    return make("nomination_letter", context(subject, cases.activity()))


@pytest.mark.parametrize("length", range(20, 420, 28))
def test_name_date_and_seal_share_a_page_with_at_least_two_lines_of_text(length: int) -> None:
    paper = _letter(cases.filled(length))
    (text,) = [text for text in paper.texts if "提名单位（盖章）" in text]
    above = text.partition("提名单位（盖章）")[0]
    assert len(above) > 28
    assert "苏州市总工会2023年8月20日" in text


def _notice(place: str) -> Rendered:
    dossier = cases.CASES["sparse"]
    unit = replace(dossier.unit, publicity=replace(dossier.unit.publicity, place=place))
    subject = Subject(scope=Scope.DOSSIER, dossier=replace(dossier, unit=unit))
    return make("publicity_notice", context(subject, cases.activity()))


@pytest.mark.parametrize("length", range(0, 200, 26))
def test_name_and_date_of_the_notice_are_never_without_its_text(length: int) -> None:
    (text,) = [each for each in _notice("栏" * length).texts if "提名单位（盖章）" in each]
    assert "通讯地址" in text.partition("提名单位（盖章）")[0]


@pytest.mark.parametrize("name", list(cases.CASES))
def test_signatures_keep_their_text_and_their_date(name: str) -> None:
    (paper,) = rendered("nomination_form", name)
    for label in ("第一完成人（签字）：", "单位负责人签名（签章）："):
        (text,) = [text for text in paper.texts if label in text]
        before, _, after = text.partition(label)
        assert len(before) > 35
        assert "年月日" in after


# ------------------------------------------------------------------------------ drafts, own templates


@pytest.mark.parametrize("document_id", cases.DOCUMENTS)
def test_a_draft_says_so_on_every_page_and_is_otherwise_the_same(document_id: str) -> None:
    for paper in rendered(document_id, "full"):
        draft = render_pages(
            document_id, paper.context, templates=[cases.TEMPLATES], photos=photos(), draft=True
        )
        texts = page_texts(draft.pdf)
        assert draft.page_count == paper.laid_out.page_count
        assert all("草" in text and "稿" in text for text in texts)
        stripped = tuple(re.sub("[草稿]", "", text) for text in texts)
        assert stripped == tuple(re.sub("[草稿]", "", text) for text in paper.texts)


def test_a_template_of_the_dossier_comes_first_and_may_use_ours(tmp_path: Path) -> None:
    own = tmp_path / "lead_pledge"
    own.mkdir()
    (own / "print.html").write_text(
        '{% extends "_shared/base.html" %}{% block title %}承诺{% endblock %}'
        '{% block head %}<link rel="stylesheet" href="letter.css">{% endblock %}'
        "{% block body %}<p>本单位的格式：{{ lead.name }}</p>{% endblock %}",
        encoding="utf-8",
    )
    (values,) = cases.contexts("lead_pledge", "full")
    pages = render_pages("lead_pledge", values, templates=[tmp_path, cases.TEMPLATES])
    assert page_texts(pages.pdf)[0].startswith("本单位的格式：沈珣")


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("{{ lead.nmae }}", "nmae"),
        ("{{ nobody }}", "nobody"),
        ("{% if %}", "第1行占位符的内容没有写完"),
        ('{% include "../../etc/passwd" %}', "passwd"),
        ("{{ lead.__class__.__mro__ }}", "lead_pledge/print.html"),
    ],
)
def test_a_wrong_template_is_an_error_that_names_it(tmp_path: Path, source: str, said: str) -> None:
    own = tmp_path / "lead_pledge"
    own.mkdir()
    (own / "print.html").write_text(source, encoding="utf-8")
    (values,) = cases.contexts("lead_pledge", "full")
    with pytest.raises(TemplateError) as caught:
        render_pages("lead_pledge", values, templates=[tmp_path, cases.TEMPLATES])
    assert said in str(caught.value)
    assert "lead_pledge/print.html" in str(caught.value)


def test_a_photo_that_was_not_given_is_an_error() -> None:
    (values,) = cases.contexts("nomination_form", "full")
    with pytest.raises(TemplateError, match="缺少照片"):
        render_pages("nomination_form", values, templates=[cases.TEMPLATES], photos={})


def test_the_same_data_gives_the_same_bytes_in_another_process() -> None:
    program = (
        "import hashlib; from tests.render.test_pages import rendered;"
        "print([hashlib.sha256(rendered(d, 'full')[0].pdf).hexdigest()"
        " for d in ('nomination_form', 'nomination_letter')])"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program], cwd=cases.ROOT, check=True, capture_output=True, text=True
    ).stdout
    from hashlib import sha256

    here = [
        sha256(rendered(document, "full")[0].pdf).hexdigest()
        for document in ("nomination_form", "nomination_letter")
    ]
    assert answer.strip() == str(here)


# ------------------------------------------------------------------------------ titles


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("公示无异议证明", ["公示无异议证明"]),
        ("江苏省职工“五小”活动项目提名书", ["江苏省职工“五小”活动项目提名书"]),
        ("2023年度江苏省职工“五小”活动项目提名函", ["2023年度江苏省职工", "“五小”活动项目提名函"]),
        (
            "社会组织参加职工“五小”活动省级优秀项目认定备案申请表",
            ["社会组织参加职工“五小”活动", "省级优秀项目认定备案申请表"],
        ),
        ("甲" * 30, ["甲" * 30]),
        ("<b>&", ["&lt;b&gt;&amp;"]),
    ],
)
def test_titles_break_by_sense(title: str, lines: list[str]) -> None:
    assert str(title_lines(title)).split("<br>") == lines


# ------------------------------------------------------------------------------ codes and zones

DATA = [case for case in CASES if case[1] != "empty"]  # blank forms carry no codes


def _rectangle(zone: Zone) -> tuple[float, float, float, float]:
    return zone.x, zone.y, zone.x + zone.width, zone.y + zone.height


def _overlap(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    left, right = max(one[0], other[0]), min(one[2], other[2])
    return left < right and max(one[1], other[1]) < min(one[3], other[3])


def _zones(document_id: str, paper: Rendered) -> tuple[Zone, ...]:
    document = next(each for each in load_documents(cases.TEMPLATES) if each.id == document_id)
    scope = Scope.EMPLOYER if paper.context["employer"].name else document.scopes[0]
    marks = document.marks_in(scope)
    pages = pages_that_show(paper.pdf, [mark.label for mark in marks])
    return zones_of(marks, pages, where=document_id)


@pytest.mark.parametrize(("document_id", "name"), DATA)
def test_codes_stand_where_nothing_is_printed_and_in_no_zone(document_id: str, name: str) -> None:
    for paper in rendered(document_id, name):
        zones = _zones(document_id, paper)
        for number, page in enumerate(looks(paper.pdf), start=1):
            for place in code_places(page.width_mm, page.height_mm, number):
                area = place.with_quiet()
                assert page.is_blank(area), (number, area)
                assert not [
                    zone
                    for zone in zones
                    if zone.page == number and _overlap(area, _rectangle(zone))
                ]


@pytest.mark.parametrize("name", ["full", "sparse", "extreme"])
@pytest.mark.parametrize(
    "unit", ["云江市总工会", "苏州市沿海经济技术开发区新能源产业发展示范区总工会"]
)
def test_codes_stand_clear_of_a_head(name: str, unit: str) -> None:
    dossier = cases.CASES[name]
    dossier = replace(dossier, unit=replace(dossier.unit, name=unit))
    subject = Subject(
        scope=Scope.DOSSIER, dossier=dossier, nominations=dossier.nominations, letterhead=True
    )
    paper = make("nomination_letter", context(subject, cases.activity()))
    zones = _zones("nomination_letter", paper)
    for number, page in enumerate(looks(paper.pdf), start=1):
        for place in code_places(page.width_mm, page.height_mm, number, has_head=number == 1):
            area = place.with_quiet()
            assert page.is_blank(area), (number, area)
            assert not any(
                zone.page == number and _overlap(area, _rectangle(zone)) for zone in zones
            )


_DATE = re.compile(r"(\d{4})?年\d{0,2}月\d{0,2}日")


@pytest.mark.parametrize(
    ("document_id", "name"),
    [case for case in DATA if case[0] != "filing_form"],  # there the seal goes over the first rows
)
def test_zones_hold_nothing_but_label_name_and_date(document_id: str, name: str) -> None:
    for paper in rendered(document_id, name):
        document = next(each for each in load_documents(cases.TEMPLATES) if each.id == document_id)
        labels = [mark.label for mark in document.marks]
        names = [paper.context[who].name or "" for who in ("unit", "employer")]
        pages = {each.page: each for each in pages_that_show(paper.pdf, labels)}
        for zone in _zones(document_id, paper):
            for line in _lines_in(pages[zone.page], zone):
                assert zone.kind == "seal", line
                whole = any(line in bare(label + name) for label in labels for name in names)
                assert whole or _DATE.fullmatch(line), line


def _lines_in(page: PageLetters, zone: Zone) -> list[str]:
    """What is printed within a zone, line by line; its label may touch its edge."""
    left, top, right, bottom = _rectangle(zone)
    within = left + 0.5, top + 0.5, right - 0.5, bottom - 0.5
    inside = [
        letter
        for letter in page.letters
        if _overlap(within, (letter.left, letter.top, letter.right, letter.bottom))
    ]
    lines: dict[float, str] = {}
    for letter in sorted(inside, key=lambda each: each.left):
        height = round(letter.baseline, 1)
        lines[height] = lines.get(height, "") + letter.character
    return list(lines.values())


def test_photos_that_a_template_prints_as_they_are_become_pictures(tmp_path: Path) -> None:
    folder = tmp_path / "templates" / "nomination_form"
    folder.mkdir(parents=True)
    template = "{{ nomination.before.photos }}|{{ nomination.before.photos[0] }}"
    (folder / "print.html").write_text(template, encoding="utf-8")
    values = cases.contexts("nomination_form", "full")[0]
    photos = values["nomination"].before.photos
    html = render_html("nomination_form", values, templates=[folder.parent, cases.TEMPLATES])
    several, one = html.split("|")
    assert several.count("<img") == len(photos) >= 2
    assert one.count("<img") == 1
    assert one == several[: len(one)]


def test_a_file_that_is_no_picture_is_printed_as_its_name() -> None:
    assert show(PhotoText.of("附件/P01/证书.pdf", "证书")) == "证书.pdf"
