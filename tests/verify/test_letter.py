"""`wuxiao doctor --paper`: our letters keep every figure; a letter that breaks one fails by that one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from PIL import Image

from pipeline.cli import cli
from pipeline.errors import ExitCode, InputError
from pipeline.load import load
from pipeline.make.layouts import render_pages
from pipeline.papers.documents import Scope
from pipeline.render.views import Subject, context
from pipeline.render.word import render_word
from pipeline.settings import Settings
from pipeline.tools.geometry import Glyph, MeasuredPage, MeasuredPaper
from pipeline.tools.pdf.measuring import measure
from pipeline.tools.weasyprint import assembling
from pipeline.verify import Report, Verdict, judge_paper
from pipeline.verify.finished import verify_paper
from tests.converted import to_pdf
from tests.render import cases
from tests.verify.wrong import BETWEEN, FIRST, HEAD, NOTE, SECOND, css, letter

SAMPLES = ("city", "industry", "provincial_society", "other_society")


def made(path: Path, *changes: tuple[str, str]) -> Path:
    """The PDF of the letter, changed."""
    path.write_bytes(assembling.write(letter(*changes)))
    return path


def judged(tmp_path: Path, *changes: tuple[str, str]) -> Report:
    return verify_paper(made(tmp_path / "函.pdf", *changes))


def failing(report: Report) -> list[str]:
    return [name for name, result in report.by_id().items() if result.verdict is Verdict.BAD]


def looked_at(report: Report) -> list[str]:
    return [name for name, result in report.by_id().items() if result.verdict is Verdict.LOOK]


# ------------------------------------------------------------------------------ ours


def letter_values(sample: str, *, letterhead: bool) -> dict[str, Any]:
    settings = Settings()
    dossier = load(cases.ROOT / "data" / "samples" / sample, settings.find_activity).dossier
    subject = Subject(
        scope=Scope.DOSSIER, dossier=dossier, nominations=dossier.nominations, letterhead=letterhead
    )
    return context(subject, settings.find_activity(dossier.activity or ""))


def our_letter(sample: str, tmp_path: Path, *, letterhead: bool = False) -> Report:
    values = letter_values(sample, letterhead=letterhead)
    pdf = tmp_path / "提名函.pdf"
    pdf.write_bytes(render_pages("nomination_letter", values, templates=[cases.TEMPLATES]).pdf)
    return verify_paper(pdf)


@pytest.mark.parametrize("sample", SAMPLES)
def test_our_letters_keep_every_figure_and_leave_the_seal_to_a_person(
    sample: str, tmp_path: Path
) -> None:
    report = our_letter(sample, tmp_path)
    assert failing(report) == [], report.text()
    assert looked_at(report) == ["seal"], report.text()
    assert report.exit_code is ExitCode.OK


@pytest.mark.parametrize("sample", SAMPLES)
def test_our_letters_under_the_units_own_head_keep_every_figure(
    sample: str, tmp_path: Path
) -> None:
    """A reference number that is not known is written by hand or comes later."""
    report = our_letter(sample, tmp_path, letterhead=True)
    assert failing(report) == [], report.text()
    by_hand = [] if sample == "industry" else ["head_number"]
    assert looked_at(report) == ["seal", *by_hand], report.text()


@pytest.mark.office
def test_the_word_face_of_our_letters_keeps_every_figure_by_libreoffice(tmp_path: Path) -> None:
    words = {
        f"{sample}{'-head' * headed}": render_word(
            "nomination_letter",
            letter_values(sample, letterhead=headed),
            templates=[cases.TEMPLATES],
        ).pack()
        for sample in SAMPLES
        for headed in (False, True)
    }
    for name, pdf in to_pdf(words).items():
        (tmp_path / f"{name}.pdf").write_bytes(pdf)
        report = verify_paper(tmp_path / f"{name}.pdf")
        assert failing(report) == [], report.text()


def test_the_letter_of_these_tests_keeps_every_figure(tmp_path: Path) -> None:
    report = judged(tmp_path)
    assert failing(report) == [], report.text()
    assert looked_at(report) == ["seal"], report.text()


# ------------------------------------------------------------------------------ what need not be there


@pytest.mark.parametrize(
    ("change", "clause"),
    [
        ((BETWEEN, '<p style="font-family: var(--hei)">一、基本情况</p>'), "headings"),
        ((NOTE, '<p style="padding-top:10.227mm">附件：1. 项目清单</p>'), "attachments"),
    ],
)
def test_what_a_letter_need_not_have_is_judged_where_it_is(
    change: tuple[str, str], clause: str, tmp_path: Path
) -> None:
    assert clause in {figure.id for figure in judged(tmp_path).absent}
    assert judged(tmp_path, change).by_id()[clause].verdict is Verdict.GOOD


@pytest.mark.parametrize(
    ("paragraph", "fails"),
    [
        (f'<p style="margin-right: 0.8pt">{FIRST}</p>', []),
        (f'<p style="margin-right: 1.3pt">{FIRST}</p>', ["flush"]),
        (f"<p>{'项' * 24}<br>{'目' * 20}。</p>", ["flush"]),
    ],
)
def test_one_line_that_ends_more_than_a_point_short_is_enough(
    paragraph: str, fails: list[str], tmp_path: Path
) -> None:
    assert failing(judged(tmp_path, (BETWEEN, paragraph))) == fails


# ------------------------------------------------------------------------------ 信函格式

RED = """
.name { position: absolute; left: 0; right: 0; top: TOP; font: bold 40pt/1 var(--biaosong); color: #d00;
  text-align: center; letter-spacing: 0; text-indent: 0 }
.rule { position: absolute; left: -8mm; width: LONG; background: #d00 }
.number { position: absolute; right: 0; top: 17mm; letter-spacing: 0 }
@page :first { @bottom-right { content: none } }
"""
HEADED = """<p class="name">云江市总工会</p><p class="number">云工函〔2023〕5号</p>
<div class="rule" style="top:10.4mm;height:2pt"></div><div class="rule" style="top:11.6mm;height:.7pt"></div>
<div class="rule" style="top:238.8mm;height:.7pt"></div><div class="rule" style="top:239.6mm;height:2pt"></div>
<div style="height:20mm"></div>"""


def red(*, top: str = "-7.6mm", long: str = "170mm") -> tuple[str, str]:
    return css(RED.replace("TOP", top).replace("LONG", long))


HEADED_BROKEN: dict[str, tuple[tuple[str, str], ...]] = {
    "head_name": (red(), (HEAD, HEADED.replace('class="name"', 'class="name" style="font-family:var(--hei)"'))),
    "foot_rule": (red(), (HEAD, HEADED.replace("239.6mm;height:2pt", "239.6mm;height:.7pt"))),
    "head_number": (red(), (HEAD, HEADED.replace('"number"', '"number" style="right:20mm"'))),
    "head_page": (css(red()[1].replace("content: none", "color: #000")), (HEAD, HEADED)),
}  # fmt: skip


def test_a_letter_under_its_own_head_is_judged_by_section_10(tmp_path: Path) -> None:
    report = judged(tmp_path, red(), (HEAD, HEADED))
    assert failing(report) == [], report.text()
    for clause in ("head_name", "head_rule", "foot_rule", "head_number", "head_page"):
        assert report.by_id()[clause].verdict is Verdict.GOOD, report.text()


@pytest.mark.parametrize("clause", HEADED_BROKEN)
def test_a_head_that_is_wrong_fails_by_its_clause(clause: str, tmp_path: Path) -> None:
    report = judged(tmp_path, *HEADED_BROKEN[clause])
    assert failing(report) == [clause], report.text()


UNDER_THE_HEAD = '<div class="rule" style="top:11.6mm;height:.7pt"></div>'
AT_THE_FOOT = (
    '<div class="rule" style="top:238.8mm;height:.7pt"></div>'
    '<div class="rule" style="top:239.6mm;height:2pt"></div>'
)


@pytest.mark.parametrize(
    ("missing", "clause", "said"),
    [(UNDER_THE_HEAD, "head_rule", "1条"), (AT_THE_FOOT, "foot_rule", "没有")],
)
def test_a_red_line_that_is_missing_fails_by_its_clause(
    missing: str, clause: str, said: str, tmp_path: Path
) -> None:
    html = HEADED.replace("></div>\n", "></div>").replace(missing, "")
    report = judged(tmp_path, red(), (HEAD, html))
    assert failing(report) == [clause], report.text()
    assert said in report.by_id()[clause].measured


def test_a_head_without_a_name_is_left_to_a_person(tmp_path: Path) -> None:
    report = judged(tmp_path, red(), (HEAD, HEADED.replace("云江市总工会", "")))
    assert failing(report) == [], report.text()
    assert {"head_name", "head_rule"} <= set(looked_at(report))


def test_a_head_in_a_font_of_no_name_is_left_to_a_person(tmp_path: Path) -> None:
    paper = measure(made(tmp_path / "函.pdf", red(), (HEAD, HEADED)))
    first, *others = paper.pages
    glyphs = tuple(
        glyph._replace(font="T1") if glyph.size_pt > 30 else glyph for glyph in first.glyphs
    )
    report = judge_paper(replace(paper, pages=(replace(first, glyphs=glyphs), *others)), "函.pdf")
    assert failing(report) == []
    assert "看不出是什么字体" in report.by_id()["head_name"].measured


def test_a_letter_of_one_page_under_its_own_head_needs_no_page_number(tmp_path: Path) -> None:
    report = judged(tmp_path, red(), (HEAD, HEADED), (FIRST * 9, FIRST), (SECOND * 3, ""))
    assert report.page_count == 1
    assert report.by_id()["page_number"].measured == "只有一面"
    assert report.by_id()["head_page"].verdict is Verdict.GOOD


def test_a_letter_of_one_page_that_begins_low_may_leave_room_for_a_printed_head(
    tmp_path: Path,
) -> None:
    low = css("@page { margin-top: 42mm }")
    report = judged(tmp_path, low, (FIRST * 9, FIRST), (SECOND * 3, ""))
    assert failing(report) == [], report.text()
    assert "红头" in report.by_id()["top_margin"].measured


def test_an_attachment_is_not_measured_from_text_on_another_page(tmp_path: Path) -> None:
    note = '<p style="break-before:page">附件：1. 项目清单</p>'
    report = judged(tmp_path, (NOTE, note))
    assert report.by_id()["attachments"].verdict is Verdict.GOOD, report.text()


def test_a_date_without_a_name_is_left_to_a_person(tmp_path: Path) -> None:
    report = judged(tmp_path, ('<p style="width:14.4em">云江市总工会</p>', ""))
    assert report.by_id()["issuer"].measured == "日期之上没有找到署名"
    assert "issuer" in looked_at(report)


def test_rules_of_the_wrong_length_fail_both(tmp_path: Path) -> None:
    report = judged(tmp_path, red(long="156mm"), (HEAD, HEADED))
    assert failing(report) == ["head_rule", "foot_rule"], report.text()


# ------------------------------------------------------------------------------ pure judgement


@cache
def measured_letter() -> MeasuredPaper:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        return measure(made(Path(folder) / "函.pdf"))


def altered(change: Callable[[Glyph], Glyph]) -> MeasuredPaper:
    """The measured letter with other glyphs."""
    paper = measured_letter()
    pages = (replace(page, glyphs=tuple(map(change, page.glyphs))) for page in paper.pages)
    return replace(paper, pages=tuple(pages))


def test_a_font_outside_the_file_fails() -> None:
    report = judge_paper(replace(measured_letter(), fonts={"SimSun": False}), "函.pdf")
    assert failing(report) == ["embedded"]
    assert "SimSun未嵌入" in report.text()


def test_a_missing_glyph_fails_and_is_named() -> None:
    paper = altered(lambda glyph: glyph._replace(missing=glyph.character == "制"))
    report = judge_paper(paper, "函.pdf")
    assert failing(report) == ["glyphs"]
    assert "“制”" in report.by_id()["glyphs"].measured


def test_glyphs_that_the_file_says_nothing_of_are_left_to_a_person() -> None:
    report = judge_paper(altered(lambda glyph: glyph._replace(missing=None)), "函.pdf")
    assert failing(report) == []
    assert "glyphs" in looked_at(report)


@pytest.mark.parametrize(
    ("font", "verdict"),
    [
        ("仿宋_GB2312", Verdict.GOOD),
        ("FangSong", Verdict.GOOD),
        ("FZFSJW--GB1-0", Verdict.GOOD),
        ("KaiTi_GB2312", Verdict.BAD),
        ("SimSun", Verdict.BAD),
        ("Calibri", Verdict.BAD),
        ("CIDFont+F2", Verdict.LOOK),
        ("F3", Verdict.LOOK),
    ],
)
def test_a_font_is_known_by_its_names_and_one_without_a_name_does_not_pass(
    font: str, verdict: Verdict
) -> None:
    def change(glyph: Glyph) -> Glyph:
        return glyph._replace(font=font) if glyph.font.startswith("FandolFang") else glyph

    assert judge_paper(altered(change), "函.pdf").by_id()["body_font"].verdict is verdict


@pytest.mark.parametrize(
    ("font", "bold", "verdict"),
    [
        ("方正小标宋简体", False, Verdict.GOOD),
        ("FZXBSJW--GB1-0", False, Verdict.GOOD),
        ("FandolSong-Bold", False, Verdict.GOOD),
        ("FandolSong-Regular", True, Verdict.GOOD),
        ("FandolSong-Regular", False, Verdict.BAD),
        ("SimSun", True, Verdict.BAD),
        ("SimHei", False, Verdict.BAD),
        ("T1", False, Verdict.LOOK),
    ],
)
def test_a_title_is_set_in_small_title_song_or_in_the_free_font_for_it(
    font: str, bold: bool, verdict: Verdict
) -> None:
    def change(glyph: Glyph) -> Glyph:
        return glyph._replace(font=font, bold=bold) if glyph.size_pt > 20 else glyph

    assert judge_paper(altered(change), "函.pdf").by_id()["title_font"].verdict is verdict


# ------------------------------------------------------------------------------ what cannot be measured


def scan(path: Path) -> Path:
    Image.new("L", (827, 1170), "white").save(path, "PDF", resolution=100)
    return path


def test_a_scan_is_left_to_a_person(tmp_path: Path) -> None:
    report = verify_paper(scan(tmp_path / "扫描.pdf"))
    assert failing(report) == []
    assert set(report.by_id()) - set(looked_at(report)) == {"page_size"}
    assert report.exit_code is ExitCode.OK


def test_a_page_with_next_to_nothing_does_not_pass() -> None:
    glyph = Glyph("一", "仿宋", 16, 79.4, 95.4, 120, 108, 121)
    page = MeasuredPage(1, 595.28, 841.89, glyphs=(glyph,))
    report = judge_paper(MeasuredPaper((page,), {"仿宋": True}), "一.pdf")
    unmeasured = {
        "date",
        "date_place",
        "issuer",
        "addressee",
        "width",
        "flush",
        "characters",
        "lines",
    }
    assert unmeasured <= set(looked_at(report))


def kept(wanted: Callable[[Glyph], bool]) -> MeasuredPaper:
    """The measured letter without the glyphs that are not wanted."""
    paper = measured_letter()
    pages = (replace(page, glyphs=tuple(filter(wanted, page.glyphs))) for page in paper.pages)
    return replace(paper, pages=tuple(pages))


def test_a_paper_of_which_only_the_page_numbers_can_be_read_is_left_to_a_person() -> None:
    report = judge_paper(kept(lambda glyph: glyph.baseline_pt > 263 / 25.4 * 72), "函.pdf")
    assert failing(report) == [], report.text()
    unmeasured = {
        "top_margin", "left_margin", "height", "body_font", "marks", "plain", "indent", "title_font",
    }  # fmt: skip
    assert unmeasured <= set(looked_at(report))


def test_a_name_and_a_date_alone_are_known_as_such() -> None:
    date = next(
        glyph.baseline_pt for glyph in measured_letter().pages[1].glyphs if glyph.character == "月"
    )
    paper = kept(lambda glyph: date - 40 < glyph.baseline_pt < date + 1)
    page = replace(paper.pages[1], number=1)
    report = judge_paper(replace(paper, pages=(page,)), "函.pdf").by_id()
    assert report["date"].measured == "2023年8月18日"
    assert "云江市总工会" in report["issuer"].measured
    assert report["issuer"].verdict is Verdict.GOOD
    assert report["not_alone"].measured == "同一面有正文0行"


def test_a_name_and_a_date_still_to_be_written_are_left_to_a_person(tmp_path: Path) -> None:
    date = '<span class="hand-date"><i></i>年<i></i>月<i></i>日</span>'
    report = judged(
        tmp_path,
        ("2023年8月18日", date),
        ('14.4em">云江市总工会', '14.4em">提名单位（盖章）：<span class="blank">_____</span>'),
    )
    assert {"date", "issuer"} <= set(looked_at(report)), report.text()
    assert "留空" in report.by_id()["date"].measured
    assert "留空" in report.by_id()["issuer"].measured
    assert "seal_room" not in failing(report)


# ------------------------------------------------------------------------------ the command


def test_the_command_reports_and_ends_with_0_8_or_3(tmp_path: Path) -> None:
    good = made(tmp_path / "好.pdf")
    bad = made(tmp_path / "坏.pdf", ("8月18日", "08月18日"))
    run = CliRunner()
    answer = run.invoke(cli, ["doctor", "--paper", str(good)], standalone_mode=False)
    assert answer.return_value is ExitCode.OK
    assert "不符合0项" in answer.output
    assert "GB/T 9704-2012 5.2.3" in answer.output
    answer = run.invoke(cli, ["doctor", "--paper", str(bad)], standalone_mode=False)
    assert answer.return_value is ExitCode.OUTPUT
    assert "2023年08月18日" in answer.output
    (tmp_path / "无.pdf").write_bytes(b"%PDF-1.7\n...")
    answer = run.invoke(cli, ["doctor", "--paper", str(tmp_path / "无.pdf")], standalone_mode=False)
    assert isinstance(answer.exception, InputError)
    assert answer.exception.exit_code is ExitCode.INPUT
