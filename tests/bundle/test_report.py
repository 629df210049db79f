"""The report is a page that needs nothing but the folder beside it, whatever the data says."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

from msgspec.structs import replace as changed

from pipeline import store
from pipeline.bundle import Report
from pipeline.dossier.findings import Finding, Severity, Source
from pipeline.papers.manifest import Failure, FileEntry, FileKind, Manifest, PacketPart, StandIn
from tests.render.cases import CASES, SIGNING, TEMPLATES, TROUBLE, activity

DOSSIER = CASES["full"]


def entry(path: str, kind: FileKind, **more: object) -> FileEntry:
    about = {"sha256": store.sha256(path.encode()), "title": Path(path).stem, "pages": 2, **more}
    return FileEntry(path=path, kind=kind, **about)  # type: ignore[arg-type]


EMPLOYER = "江苏沙洲特种钢铁有限公司"


def packet(name: str, subject: str, *papers: str) -> FileEntry:
    parts = tuple(PacketPart(path=f"pdf/{each}.pdf", first_page=1, pages=2) for each in papers)
    return entry(f"print/{name}.pdf", FileKind.PRINT, subject=subject, parts=parts)


FILES = (
    entry("pdf/签字盖章清单.pdf", FileKind.PDF),
    entry("pdf/提名函.pdf", FileKind.PDF, fonts=("FandolFang",)),
    entry("pdf/P01-沈珣-提名书.pdf", FileKind.PDF, fonts=("FandolFang", "FandolHei")),
    entry("pdf/孤单.pdf", FileKind.PDF),
    packet("本单位/00-签字盖章清单", "本单位", "签字盖章清单"),
    packet("本单位/01-提名函", "本单位", "提名函"),
    packet(f"{EMPLOYER}/01-签字材料", EMPLOYER, "P01-沈珣-提名书"),
    packet("全部承诺书", "", "P01-沈珣-提名书"),
)
MANIFEST = Manifest(
    dossier="示例", activity="jiangsu-wuxiao-2023", program="9.9", input_digest="", draft=False,
    files=FILES, stand_ins={"黑体": "FandolHei"},
)  # fmt: skip


def html(out: Path, manifest: Manifest = MANIFEST, findings: tuple[Finding, ...] = ()) -> str:
    report = Report(
        dossier=DOSSIER, activity=activity(), findings=findings, manifest=manifest,
        signing=SIGNING, year="<p>全年</p>", out=out,
    )  # fmt: skip
    return report.html(TEMPLATES).decode()


class Outside(HTMLParser):
    """Collects every address of a page, and checks that its tags are closed."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.addresses += [value or "" for name, value in attrs if name in {"href", "src"}]
        if tag not in {"meta", "input", "img", "br", "link"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_a_report_asks_nothing_from_elsewhere_and_closes_its_tags(tmp_path: Path) -> None:
    page = Outside()
    page.feed(html(tmp_path))
    assert page.open == []
    assert page.addresses
    assert not [each for each in page.addresses if "//" in each or each.startswith("/")]


def test_papers_stand_with_their_packet_once_and_those_without_come_last(tmp_path: Path) -> None:
    text = html(tmp_path)
    assert re.findall("<h3>(.*)</h3>", text) == ["本单位", EMPLOYER, "不在打印件中的文书"]
    assert text.index("<h3>不在打印件中的文书") < text.index("孤单")


def test_a_thumbnail_and_a_word_file_are_shown_where_there_are_any(tmp_path: Path) -> None:
    assert "<img" not in html(tmp_path)
    store.write_whole(store.thumbnail_path(tmp_path, FILES[1].sha256), b"picture")
    store.write_whole(tmp_path / "word" / "提名函.docx", b"word")
    text = html(tmp_path)
    assert text.count("<img") == 1
    assert "data:image/webp;base64,cGljdHVyZQ==" in text
    assert text.count(">Word</a>") == 1


def test_pages_to_print_are_counted_without_the_repeated_pledges(tmp_path: Path) -> None:
    assert "<b>3</b>个打印件，共<b>6</b>页、<b>3</b>张纸" in html(tmp_path)


def test_findings_failures_and_drafts_are_told(tmp_path: Path) -> None:
    finding = Finding(
        rule="x", severity=Severity.WARNING, message="字数太多", remedy="删去几句", clause="二（一）",
        nomination="P01", source=Source("dossier.xlsx", "项目", "C7"),
    )  # fmt: skip
    failure = Failure(path="P02-陆璟-提名书", nomination="P02", message="照片坏了", exit_code=3)
    for parts, shown in (
        ({}, ()),
        ({"failures": (failure,)}, ("P02-陆璟-提名书", "照片坏了", "份没有生成")),
        ({"draft": True}, ("每页都印有“草稿”",)),
    ):
        values = {name: getattr(MANIFEST, name) for name in MANIFEST.__struct_fields__}
        text = html(tmp_path, Manifest(**values | parts), (finding,))
        for words in ("字数太多", "删去几句", "二（一）", "项目!C7", "提醒", *shown):
            assert words in text
    plain = html(tmp_path)
    for words in ("没有生成", "草稿", "字数太多"):
        assert words not in plain


def test_fonts_that_stand_in_are_named_for_both_engines(tmp_path: Path) -> None:
    good = StandIn(asked="仿宋_GB2312", used=("FandolFang-Regular", "BabelStoneHan"))
    odd = StandIn(asked="黑体", used=("NotoSansCJKjp",), expected=False)
    files = tuple(changed(each, stand_ins=(good, odd)) for each in FILES[1:3])
    text = html(tmp_path, changed(MANIFEST, files=files))
    assert (
        text.count("仿宋_GB2312（LibreOffice转换的PDF） → FandolFang-Regular、BabelStoneHan") == 1
    )
    assert "黑体（LibreOffice转换的PDF） → NotoSansCJKjp（字形不合，请安装原字体）" in text
    assert "黑体 → FandolHei" in text


def test_hostile_words_are_shown_as_words(tmp_path: Path) -> None:
    finding = Finding(
        rule="x", severity=Severity.ERROR, message=TROUBLE, remedy="<script>1</script>"
    )
    text = html(tmp_path, findings=(finding,))
    assert "A&lt;b&gt;&amp;amp;" in text
    assert "{{ x }}{% y %}" in text
    assert text.count("<script>") == 1


def test_a_report_of_a_dossier_without_names_still_opens(tmp_path: Path) -> None:
    empty = Report(
        dossier=replace(CASES["empty"]), activity=activity(), findings=(), manifest=MANIFEST,
        signing=(), year="", out=tmp_path,
    )  # fmt: skip
    assert "<h1>示例</h1>" in empty.html(TEMPLATES).decode()
