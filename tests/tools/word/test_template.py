"""Word templates as offices make them: split runs, headers, text boxes, slips, damage."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from lxml import etree

from pipeline.errors import TemplateError
from pipeline.render.word import show
from pipeline.tools.jinja import make_environment
from pipeline.tools.word import (
    About,
    Picture,
    Pictures,
    fill_word,
    run_markup,
    template_sources,
    text_markup,
)
from pipeline.tools.word.package import pack_parts

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
ENVIRONMENT = make_environment(finalize=show)


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*runs: str) -> str:
    return f"<w:p>{''.join(each if each.startswith('<') else run(each) for each in runs)}</w:p>"


def template(folder: Path, *blocks: str, header: str = "", footer: str = "") -> Path:
    """A template of these blocks of XML, made in a file that python-docx opens."""
    document: Any = Document()
    body = document.element.body
    for block in blocks:
        body.insert(len(body) - 1, etree.fromstring(block.replace(">", f" {NS}>", 1)))
    section = document.sections[0]
    for part, text in ((section.header, header), (section.footer, footer)):
        if text:
            part.is_linked_to_previous = False
            part._element.append(etree.fromstring(paragraph(text).replace(">", f" {NS}>", 1)))
    path = folder / "word.docx"
    document.save(path)
    return path


def fill(path: Path, **values: Any) -> bytes:
    return fill_word(path, values, ENVIRONMENT, about=About(title="文书")).pack()


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def texts(data: bytes, part: str = "word/document.xml") -> list[str]:
    root = etree.fromstring(parts(data)[part])
    found = ("".join(node.text or "" for node in each.iter(f"{W}t")) for each in root.iter(f"{W}p"))
    return [each for each in found if each]


class TestPlaceholders:
    def test_split_over_runs(self, tmp_path: Path) -> None:
        path = template(
            tmp_path,
            paragraph(
                "单位：{", "{ un", '<w:proofErr w:type="spellStart"/>', "it", ".na", "me }", "}。"
            ),
        )
        assert texts(fill(path, unit={"name": "苏州市总工会"})) == ["单位：苏州市总工会。"]

    def test_in_header_and_footer(self, tmp_path: Path) -> None:
        path = template(tmp_path, paragraph("正文"), header="眉{{ a }}", footer="脚{{ a }}")
        made = fill(path, a="甲&乙")
        shown = [text for name in parts(made) if re.search("header|footer", name) and "rels" not in name
                 for text in texts(made, name)]  # fmt: skip
        assert sorted(shown) == ["眉甲&乙", "脚甲&乙"]

    def test_in_a_text_box(self, tmp_path: Path) -> None:
        box = (
            '<w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox>'
            f"<w:txbxContent>{paragraph('框{{', ' a }}')}</w:txbxContent>"
            "</v:textbox></v:shape></w:pict></w:r>"
        )
        path = template(tmp_path, paragraph("外{{ a }}", box, "尾{{ a }}"))
        assert texts(fill(path, a="甲")) == ["外甲框甲尾甲", "框甲"]

    def test_rows_and_paragraphs_in_loops(self, tmp_path: Path) -> None:
        def row(text: str) -> str:
            return f"<w:tr><w:tc><w:tcPr/>{paragraph(text)}</w:tc></w:tr>"

        table = (
            f"<w:tbl>{row('{%tr for a in all %}')}{row('{{ a }}')}{row('{%tr endfor %}')}</w:tbl>"
        )
        made = fill(template(tmp_path, table), all=["一", "二"])
        assert texts(made) == ["一", "二"]
        assert etree.fromstring(parts(made)["word/document.xml"]).find(f".//{W}tbl") is not None

    def test_a_table_left_without_rows_goes_and_an_empty_cell_keeps_a_paragraph(
        self, tmp_path: Path
    ) -> None:
        def cell(*lines: str) -> str:
            return f"<w:tr><w:tc><w:tcPr/>{''.join(map(paragraph, lines))}</w:tc></w:tr>"

        rows = cell("{%tr for a in no %}") + cell("{{ a }}") + cell("{%tr endfor %}")
        lines = cell("{%p if no %}", "甲", "{%p endif %}")
        path = template(tmp_path, f"<w:tbl>{rows}</w:tbl>", f"<w:tbl>{lines}</w:tbl>")
        root = etree.fromstring(parts(fill(path, no=[]))["word/document.xml"])
        [table] = root.iter(f"{W}tbl")
        [only] = table.iter(f"{W}tc")
        assert only[-1].tag == f"{W}p"

    def test_quotes_that_word_curls_are_read_as_quotes(self, tmp_path: Path) -> None:
        path = template(tmp_path, paragraph("{% if a == “甲” %}是{% else %}否{% endif %}“原样”"))
        assert texts(fill(path, a="甲")) == ["是“原样”"]

    def test_data_is_never_a_template(self, tmp_path: Path) -> None:
        path = template(tmp_path, paragraph("{{ a }}"))
        assert texts(fill(path, a="{{ 7 * 7 }}{% raw %}{_{")) == ["{{ 7 * 7 }}{% raw %}{_{"]


def aligned(text: str, alignment: str, more: str = "") -> str:
    return f'<w:p><w:pPr><w:jc w:val="{alignment}"/>{more}</w:pPr>{run(text)}</w:p>'


class TestLeftToItself:
    """A blank or a long Latin word goes to the next line whole: the line before it is not torn open."""

    def properties(self, data: bytes) -> list[list[tuple[str, str | None]]]:
        """Name and value of each paragraph's properties."""
        root = etree.fromstring(parts(data)["word/document.xml"])
        return [
            [(etree.QName(each).localname, each.get(f"{W}val")) for each in found]
            for found in root.iter(f"{W}pPr")
        ]

    def test_justified_text_with_a_blank_is_set_to_the_left(self, tmp_path: Path) -> None:
        path = template(
            tmp_path,
            aligned("我是{{ a }}职工", "both", '<w:outlineLvl w:val="1"/>'),
            aligned("盖章：_____", "center"),
        )
        left, centred = self.properties(fill(path, a="_____"))
        assert left == [("jc", "left"), ("outlineLvl", "1")]
        assert centred == [("jc", "center")]

    def test_justified_text_with_a_long_latin_word_is_set_to_the_left(self, tmp_path: Path) -> None:
        path = template(tmp_path, aligned("网址：{{ a }}", "both"))
        for characters, alignment in ((19, "both"), (20, "left")):
            word = "https://a.example.com/"[:characters]
            assert self.properties(fill(path, a=word)) == [[("jc", alignment)]]

    def test_what_is_filled_in_stays_justified(self, tmp_path: Path) -> None:
        path = template(tmp_path, aligned("我是{{ a }}职工", "both"))
        assert self.properties(fill(path, a="苏州市")) == [[("jc", "both")]]


class TestMistakes:
    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("{{ uint.name }}", "模板里的“uint”不存在"),
            ("{{ unit.nmae }}", "模板里的“nmae”不存在"),
            ("{{ unit.name", "没有配对"),
            ("unit.name }}", "没有配对"),
            ("{{ unit {{ name }}", "没有配对"),
            ("｛｛ unit.name ｝｝", "全角花括号"),
            ("{％ if unit ％}", "全角花括号"),
            ("{{ unit..name }}", "点号后面没有名称"),
            ("{% for a in unit %}", "“{% for a in unit %}”没有结束标记.*补上 {% endfor %}"),
            ("{% endfor %}", "“{% endfor %}”前面没有与它配对的开始标记"),
            ("{% fore a in unit %}", "没有“{% fore %}”这种标记.*改为 {% for"),
            ("{%tr for a in unit %}{%tr endfor %}", "“{%tr … %}”放错了地方"),
            ("{{ unit.name | uper }}", "没有“uper”这种写法.*改为 upper"),
            ("{{ 1 is definde }}", "没有“definde”这种写法.*改为 defined"),
            ("{{ unit．name }}", "有全角字符“．”；请改为半角：{{ unit.name }}"),
            ("{{ unit。name }}", "有全角字符“。”；请改为半角：{{ unit.name }}"),
            ("{{ unit.name｜upper }}", "有全角字符“｜”"),
            ("{ unit.name }", "“{ unit.name }”只有一层花括号.*改为 {{ unit.name }}"),
            ("｛unit。name｝", "“｛unit。name｝”只有一层花括号.*改为 {{ unit.name }}"),
            ("{ { unit.name } }", "两个括号之间有空格"),
            ("{ % if unit % }", "两个括号之间有空格"),
            ("«单位名称»", "邮件合并域“单位名称”.*删去这个域"),
            ("{{ unit.__class__.__mro__ }}", "不允许的写法"),
            ("{{ 1 / 0 }}", "除以了零"),
        ],
    )
    def test_is_refused_with_the_words_around_it(
        self, tmp_path: Path, text: str, message: str
    ) -> None:
        path = template(tmp_path, paragraph("上文"), paragraph(f"提名{text}"))
        with pytest.raises(TemplateError, match=message) as caught:
            fill(path, unit={"name": "甲"})
        assert "第2段" in str(caught.value)
        assert str(path) in str(caught.value)
        assert not re.search("[A-Za-z]{3,} [a-z]{2,} [a-z]{2,}", str(caught.value))

    def test_a_row_tag_that_breaks_the_table_is_refused(self, tmp_path: Path) -> None:
        cell = f"<w:tbl><w:tr><w:tc>{paragraph('{% endif %}')}</w:tc></w:tr></w:tbl>"
        path = template(tmp_path, paragraph("{% if a %}"), cell)
        with pytest.raises(TemplateError, match="不是有效的Word内容"):
            fill(path, a="")

    def test_the_same_mistake_is_found_by_analysis(self, tmp_path: Path) -> None:
        path = template(tmp_path, paragraph("前{{ ", "unit.", "nmae }}"), header="{{ title }}")
        sources = template_sources(path)
        source = sources["word/document.xml"]
        line = source.text[: source.text.index("unit.nmae")].count("\n") + 1
        assert (source.place(line), source.words(line)) == ("第1段", "前{{ unit.nmae }}")
        assert [name for name in sources if name.startswith("word/header")]


class TestFiles:
    @pytest.mark.parametrize(
        "content", [b"", b"PK\x03\x04", b"%PDF-1.7", b"\xd0\xcf\x11\xe0" * 200]
    )
    def test_what_is_no_docx_is_refused(self, tmp_path: Path, content: bytes) -> None:
        path = tmp_path / "word.docx"
        path.write_bytes(content)
        with pytest.raises(TemplateError, match=r"不是完好的\.docx文件"):
            template_sources(path)

    def repacked(self, tmp_path: Path, change: Any) -> Path:
        path = template(tmp_path, paragraph("{{ a }}"))
        content = parts(path.read_bytes())
        change(content)
        with zipfile.ZipFile(path, "w") as archive:
            for name, data in content.items():
                archive.writestr(name, data)
        return path

    def test_a_workbook_is_refused(self, tmp_path: Path) -> None:
        path = self.repacked(tmp_path, lambda content: content.pop("word/document.xml"))
        with pytest.raises(TemplateError, match="不是完好"):
            template_sources(path)

    def test_a_body_under_another_name_is_read(self, tmp_path: Path) -> None:
        """As in docxtemplater's example office365: Word on the web calls it document2.xml."""

        def rename(content: dict[str, bytes]) -> None:
            content["word/document2.xml"] = content.pop("word/document.xml")
            content["word/_rels/document2.xml.rels"] = content.pop("word/_rels/document.xml.rels")
            for name in ("_rels/.rels", "[Content_Types].xml"):
                content[name] = content[name].replace(b"word/document.xml", b"word/document2.xml")

        made = fill(self.repacked(tmp_path, rename), a="甲")
        assert texts(made) == ["甲"]
        named = b"".join(parts(made)[name] for name in ("_rels/.rels", "[Content_Types].xml"))
        assert b"document2" not in named
        assert "word/_rels/document.xml.rels" in parts(made)

    def test_broken_xml_is_refused(self, tmp_path: Path) -> None:
        path = self.repacked(
            tmp_path, lambda content: content.update({"word/document.xml": b"<w:p>"})
        )
        with pytest.raises(TemplateError, match="不是完好"):
            template_sources(path)

    def test_a_flipped_byte_is_noticed(self, tmp_path: Path) -> None:
        path = template(tmp_path, paragraph("{{ a }}"))
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 0xFF
        path.write_bytes(bytes(data))
        with pytest.raises(TemplateError):
            template_sources(path)

    def test_macros_are_refused(self, tmp_path: Path) -> None:
        path = self.repacked(
            tmp_path, lambda content: content.update({"word/vbaProject.bin": b"x"})
        )
        with pytest.raises(TemplateError, match="宏"):
            template_sources(path)

    def test_a_zip_bomb_is_refused_unread(self, tmp_path: Path) -> None:
        path = tmp_path / "word.docx"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("word/document.xml", b"0" * 101_000_000)
        with pytest.raises(TemplateError, match="太大"):
            template_sources(path)

    def test_outside_entities_are_not_read(self, tmp_path: Path) -> None:
        secret = tmp_path / "secret.txt"
        secret.write_text("秘密", encoding="utf-8")
        xml = f'<!DOCTYPE d [<!ENTITY e SYSTEM "{secret.as_uri()}">]><w:document {NS}>&e;</w:document>'
        path = self.repacked(
            tmp_path, lambda content: content.update({"word/document.xml": xml.encode()})
        )
        assert "秘密" not in "".join(each.text for each in template_sources(path).values())

    def test_properties_are_added_where_a_template_has_none(self, tmp_path: Path) -> None:
        def drop(content: dict[str, bytes]) -> None:
            del content["docProps/core.xml"]
            for name in ("[Content_Types].xml", "_rels/.rels"):
                content[name] = re.sub(
                    rb"<[^<>]*core(\.xml|-properties)[^<>]*/>", b"", content[name]
                )

        made = parts(fill(self.repacked(tmp_path, drop), a="甲"))
        assert "文书" in made["docProps/core.xml"].decode()
        assert b"core-properties" in made["_rels/.rels"]
        assert b"docProps/core.xml" in made["[Content_Types].xml"]

    def test_a_template_without_styles_and_program_is_filled(self, tmp_path: Path) -> None:
        def drop(content: dict[str, bytes]) -> None:
            del content["docProps/app.xml"], content["word/styles.xml"]
            for name in ("[Content_Types].xml", "_rels/.rels", "word/_rels/document.xml.rels"):
                content[name] = re.sub(rb"<[^<>]*(app|styles)\.xml\"[^<>]*/>", b"", content[name])

        made = fill(self.repacked(tmp_path, drop), a="甲")
        assert texts(made) == ["甲"]
        assert not {"docProps/app.xml", "word/styles.xml"} & parts(made).keys()

    def test_names_of_people_in_properties_go(self, tmp_path: Path) -> None:
        def name(content: dict[str, bytes]) -> None:
            content["docProps/core.xml"] = content["docProps/core.xml"].replace(
                b"python-docx", "张三".encode()
            )

        assert (
            "张三"
            not in parts(fill(self.repacked(tmp_path, name), a="甲"))["docProps/core.xml"].decode()
        )

    def test_the_program_and_the_firm_that_a_template_names_go(self, tmp_path: Path) -> None:
        def name(content: dict[str, bytes]) -> None:
            content["docProps/app.xml"] = content["docProps/app.xml"].replace(
                b"<Application>", "<Company>甲公司</Company><Application>Macintosh ".encode()
            )

        told = parts(fill(self.repacked(tmp_path, name), a="甲"))["docProps/app.xml"].decode()
        assert "<Application>wuxiao</Application>" in told
        assert "甲公司" not in told
        assert "Macintosh" not in told

    def test_a_changed_template_is_read_again(self, tmp_path: Path) -> None:
        assert texts(fill(template(tmp_path, paragraph("旧{{ a }}")), a="1")) == ["旧1"]
        assert texts(fill(template(tmp_path, paragraph("新{{ a }}")), a="1")) == ["新1"]

    def test_bytes_depend_on_nothing_but_the_values(self, tmp_path: Path) -> None:
        path = template(tmp_path, paragraph("{{ a }}"))
        assert fill(path, a="1") == fill(path, a="1") != fill(path, a="2")


def test_a_draft_keeps_the_headers_of_a_template(tmp_path: Path) -> None:
    path = template(tmp_path, paragraph("{{ a }}"), header="苏州市总工会")
    about = About(title="文书", draft=True)
    made = parts(fill_word(path, {"a": "甲"}, ENVIRONMENT, about=about).pack())
    headers = [name for name in made if re.fullmatch(r"word/header[^/]*\.xml", name)]
    assert len(headers) == 2
    assert all('string="草稿"' in made[name].decode() for name in headers)
    assert any("苏州市总工会" in made[name].decode() for name in headers)
    references = etree.fromstring(made["word/document.xml"]).iter(f"{W}headerReference")
    assert sorted(each.get(f"{W}type", "") for each in references) == ["default", "even", "first"]


def test_a_draft_of_a_template_without_sections_and_with_an_empty_header_is_marked(
    tmp_path: Path,
) -> None:
    content = parts(template(tmp_path, paragraph("{{ a }}"), header="甲").read_bytes())
    (header,) = (name for name in content if re.fullmatch(r"word/header[^/]*\.xml", name))
    content[header] = re.sub(rb"<w:p[ >].*</w:p>", b"", content[header], flags=re.DOTALL)
    body = content["word/document.xml"]
    content["word/document.xml"] = re.sub(rb"<w:sectPr.*</w:sectPr>", b"", body, flags=re.DOTALL)
    path = tmp_path / "bare.docx"
    path.write_bytes(pack_parts(content))
    about = About(title="文书", draft=True)
    made = parts(fill_word(path, {"a": "甲"}, ENVIRONMENT, about=about).pack())
    assert 'string="草稿"' in made[header].decode()
    (section,) = etree.fromstring(made["word/document.xml"]).iter(f"{W}sectPr")
    assert sorted(each.get(f"{W}type", "") for each in section) == ["default", "even", "first"]


class TestMarkup:
    def test_what_follows_a_run_of_its_own_looks_as_what_went_before(self, tmp_path: Path) -> None:
        path = template(tmp_path, paragraph(run("前{{ a }}后", '<w:b/><w:sz w:val="30"/>')))
        made = fill(path, a=run_markup("_____", '<w:w w:val="300"/>'))
        root = etree.fromstring(parts(made)["word/document.xml"])
        runs = [each for each in root.iter(f"{W}r") if "".join(each.itertext())]
        shown = [
            (
                "".join(str(text) for text in each.itertext()),
                [etree.QName(found).localname for found in each.iterfind(f"{W}rPr/*")],
            )
            for each in runs
        ]
        assert shown == [("前", ["b", "sz"]), ("_____", ["b", "w", "sz"]), ("后", ["b", "sz"])]
        assert not root.findall(f".//{W}r[@{W}rsidR='00000B1A']")

    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ("甲<乙>&\"'", "甲&lt;乙&gt;&amp;\"'"),
            ("a\x00\x07\x1b\x7fb", "ab"),
            ("\ud83d", ""),
            ("𰻝", "𰻝"),
            ("甲\r\n乙", '甲</w:t><w:br w:type="wuxiaoLineEnd"/><w:t xml:space="preserve">乙'),
        ],
    )
    def test_values_in_text(self, text: str, shown: str) -> None:
        assert text_markup(text) == shown

    def test_one_picture_used_twice_is_stored_once(self) -> None:
        pictures = Pictures()
        picture = Picture(b"\xff\xd8data", 40, 30)
        markup = [pictures.inline(picture, (75, 56.25), '甲"<乙') for _ in range(2)]
        assert list(pictures.files) == ["word/media/photo1.jpeg"]
        assert "&lt;乙" in markup[0]
        assert markup[0] != markup[1]  # ids differ
