"""Which template a document comes from: ours, or the office's own; refused before anything is built."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

import pytest
from docx import Document as WordFile
from docx.oxml.ns import qn

from pipeline.errors import TemplateError
from pipeline.papers.documents import load_documents
from pipeline.render.sources import (
    Sources,
    check_own_template,
    find_sources,
    own_files,
    template_folders,
)
from pipeline.render.views import specimen
from pipeline.typefaces import css as typefaces
from tests.render.cases import TEMPLATES, activity

DOCUMENTS = load_documents(TEMPLATES)
PLEDGE = "lead_pledge"


@cache
def names() -> dict[str, object]:
    return specimen(activity())


def own(folder: Path, document: str = PLEDGE) -> Path:
    path = folder / "templates" / document
    path.mkdir(parents=True, exist_ok=True)
    return path


def found(folder: Path | None = None) -> Sources:
    return find_sources(DOCUMENTS, TEMPLATES, folder)[PLEDGE]


def check(folder: Path) -> None:
    for sources in find_sources(DOCUMENTS, TEMPLATES, folder).values():
        for path in own_files(sources):
            check_own_template(path, names())


def write_word(path: Path, *paragraphs: tuple[str, ...]) -> None:
    """A Word file; each paragraph is given in the runs that Word splits it into."""
    document = WordFile()
    for runs in paragraphs:
        paragraph = document.add_paragraph()
        for number, run in enumerate(runs):
            paragraph.add_run(run).bold = bool(number % 2)
    document.save(str(path))


# ---------------------------------------------------------------- which one


def test_without_templates_of_ones_own_ours_are_used(tmp_path: Path) -> None:
    for folder in (None, tmp_path):
        sources = found(folder)
        assert sources.word == TEMPLATES / PLEDGE / "word.docx"
        assert sources.page == TEMPLATES / PLEDGE / "print.html"
        assert not sources.pdf_from_word


def test_an_own_word_template_alone_makes_the_pdf_from_word(tmp_path: Path) -> None:
    shutil.copyfile(TEMPLATES / PLEDGE / "word.docx", own(tmp_path) / "word.docx")
    sources = found(tmp_path)
    assert sources.word.is_relative_to(tmp_path)
    assert sources.page == TEMPLATES / PLEDGE / "print.html"
    assert sources.pdf_from_word
    assert sources.pdf_digest == sources.word_digest
    others = find_sources(DOCUMENTS, TEMPLATES, tmp_path)
    assert [name for name, each in others.items() if each.pdf_from_word] == [PLEDGE]


def test_own_html_makes_the_pdf_from_html_whatever_the_word_file(tmp_path: Path) -> None:
    (own(tmp_path) / "print.html").write_text("一", encoding="utf-8")
    assert not found(tmp_path).pdf_from_word
    assert found(tmp_path).word.is_relative_to(TEMPLATES)
    shutil.copyfile(TEMPLATES / PLEDGE / "word.docx", own(tmp_path) / "word.docx")
    assert not found(tmp_path).pdf_from_word
    assert found(tmp_path).word.is_relative_to(tmp_path)


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("lead_pledg", "改名为lead_pledge"),
        ("Nomination_form", "改名为nomination_form"),
        ("提名书", "移走"),
    ],
)
def test_a_folder_that_no_document_is_called_is_refused(
    name: str, near: str, tmp_path: Path
) -> None:
    own(tmp_path, name)
    with pytest.raises(TemplateError, match=f"templates/{name}：没有这种文书.*{near}"):
        found(tmp_path)


@pytest.mark.parametrize("name", ["_shared", "_old", ".git"])
def test_hidden_and_shared_folders_and_loose_files_are_no_documents(
    name: str, tmp_path: Path
) -> None:
    own(tmp_path, name)
    (tmp_path / "templates" / "readme.txt").write_text("一", encoding="utf-8")
    assert found(tmp_path).folders == (tmp_path / "templates", TEMPLATES)


# ---------------------------------------------------------------- links


def elsewhere(folder: Path) -> Path:
    """A folder beside the dossier's, with a template."""
    path = folder / "别处"
    path.mkdir()
    (path / "print.html").write_text("秘密", encoding="utf-8")
    return path


def test_a_link_out_of_the_dossier_is_not_followed(tmp_path: Path) -> None:
    other, dossier = elsewhere(tmp_path), tmp_path / "材料"
    (own(dossier) / "print.html").symlink_to(other / "print.html")
    said = f"templates/{PLEDGE}/print.html：是指向别处的链接，没有读取；请把文件本身放到这里"
    with pytest.raises(TemplateError, match=said):
        find_sources(DOCUMENTS, TEMPLATES, dossier)


@pytest.mark.parametrize("place", ["templates", "templates/_shared", "templates/_shared/base.html"])
def test_no_folder_or_shared_file_is_a_link_out_of_the_dossier(place: str, tmp_path: Path) -> None:
    other, dossier = elsewhere(tmp_path), tmp_path / "材料"
    link = dossier / place
    link.parent.mkdir(parents=True)
    link.symlink_to(other / "print.html" if place.endswith("html") else other)
    with pytest.raises(TemplateError, match=rf"^{place}：是指向别处的链接"):
        template_folders(TEMPLATES, dossier)


def test_a_link_within_the_dossier_and_a_dossier_that_is_a_link_are_followed(
    tmp_path: Path,
) -> None:
    dossier = tmp_path / "材料"
    (own(dossier) / "print.html").write_text("一", encoding="utf-8")
    (own(dossier, "employer_pledge") / "print.html").symlink_to(own(dossier) / "print.html")
    (tmp_path / "捷径").symlink_to(dossier)
    for folder in (dossier, tmp_path / "捷径"):
        assert template_folders(TEMPLATES, folder) == (folder / "templates", TEMPLATES)


# ---------------------------------------------------------------- an activity's


def year(folder: Path) -> Path:
    """The folder of an activity."""
    path = folder / "year"
    path.mkdir()
    (path / "activity.toml").write_text("", encoding="utf-8")
    return path


def of_both(dossier: Path, activity_folder: Path) -> Sources:
    return find_sources(DOCUMENTS, TEMPLATES, dossier, activity_folder)[PLEDGE]


def test_an_activitys_template_goes_before_ours_and_after_the_dossiers(tmp_path: Path) -> None:
    theirs, dossier = year(tmp_path), tmp_path / "dossier"
    (own(theirs) / "print.html").write_text("一", encoding="utf-8")
    assert of_both(dossier, theirs).page == theirs / "templates" / PLEDGE / "print.html"
    assert of_both(dossier, theirs).word.is_relative_to(TEMPLATES)
    (own(dossier) / "print.html").write_text("二", encoding="utf-8")
    assert of_both(dossier, theirs).page == dossier / "templates" / PLEDGE / "print.html"
    assert of_both(dossier, theirs).folders == (
        dossier / "templates", theirs / "templates", TEMPLATES,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("word_in", "page_in", "follows_word"),
    [
        ("year", None, True),
        ("dossier", "year", True),
        ("year", "dossier", False),
        ("year", "year", False),
        (None, "year", False),
    ],
)
def test_the_pdf_follows_the_word_file_that_goes_before_the_page(
    word_in: str | None, page_in: str | None, follows_word: bool, tmp_path: Path
) -> None:
    folders = {"year": year(tmp_path), "dossier": tmp_path / "dossier"}
    if word_in:
        shutil.copyfile(TEMPLATES / PLEDGE / "word.docx", own(folders[word_in]) / "word.docx")
    if page_in:
        (own(folders[page_in]) / "print.html").write_text("一", encoding="utf-8")
    assert of_both(folders["dossier"], folders["year"]).pdf_from_word is follows_word


MEDAL = 'title = "奖章推荐表"\norder = 5\nper = [{ scope = "nomination", milestone = "nominate" }]\npurpose = "一"\n'


@pytest.mark.parametrize("owner", ["year", "dossier"])
def test_a_folder_with_document_toml_is_a_further_document(owner: str, tmp_path: Path) -> None:
    folders = {"year": year(tmp_path), "dossier": tmp_path / "dossier"}
    medal = own(folders[owner], "medal")
    (medal / "document.toml").write_text(MEDAL, encoding="utf-8")
    shutil.copyfile(TEMPLATES / PLEDGE / "word.docx", medal / "word.docx")
    owners = folders["dossier"], folders["year"]
    documents = load_documents(*template_folders(TEMPLATES, *owners))
    assert {each.id for each in documents} == {each.id for each in DOCUMENTS} | {"medal"}
    sources = find_sources(documents, TEMPLATES, *owners)["medal"]
    assert sources.word == medal / "word.docx"
    assert sources.page is None
    assert sources.pdf_from_word


def test_a_document_toml_goes_before_ours(tmp_path: Path) -> None:
    theirs = year(tmp_path)
    (own(theirs) / "document.toml").write_text(MEDAL, encoding="utf-8")
    documents = load_documents(*template_folders(TEMPLATES, None, theirs))
    assert [each.title for each in documents if each.id == PLEDGE] == ["奖章推荐表"]
    assert len(documents) == len(DOCUMENTS)


def test_a_document_toml_with_a_fault_is_told_of_in_chinese(tmp_path: Path) -> None:
    theirs = year(tmp_path)
    (own(theirs) / "document.toml").write_text(
        MEDAL.replace("order = 5", 'ordr = "5"'), encoding="utf-8"
    )
    with pytest.raises(
        TemplateError, match=r"lead_pledge/document\.toml：.*ordr：没有这一项（是否应为 order）"
    ):
        load_documents(*template_folders(TEMPLATES, None, theirs))


def test_an_activitys_folder_without_document_toml_is_named_with_the_activity(
    tmp_path: Path,
) -> None:
    theirs = year(tmp_path)
    (own(theirs, "medal") / "print.html").write_text("一", encoding="utf-8")
    with pytest.raises(TemplateError, match=r"year/templates/medal：没有这种文书.*document\.toml"):
        find_sources(DOCUMENTS, TEMPLATES, None, theirs)


def test_an_activitys_misspelt_placeholder_is_refused_with_its_file(tmp_path: Path) -> None:
    theirs = year(tmp_path)
    (own(theirs) / "print.html").write_text("{{ lead.nmae }}", encoding="utf-8")
    sources = find_sources(DOCUMENTS, TEMPLATES, None, theirs)
    [path] = own_files(sources[PLEDGE])
    with pytest.raises(TemplateError, match=f"year/templates/{PLEDGE}/print.html.*lead.nmae"):
        check_own_template(path, names())


# ---------------------------------------------------------------- digests


def test_digests_change_with_what_makes_the_paper(tmp_path: Path) -> None:
    ours = found()
    folder = own(tmp_path)
    (folder / "print.html").write_text("一", encoding="utf-8")
    first = found(tmp_path)
    assert first.word_digest == ours.word_digest
    assert first.pdf_digest != ours.pdf_digest
    (folder / "print.html").write_text("二三", encoding="utf-8")
    second = found(tmp_path)
    assert second.pdf_digest != first.pdf_digest
    shared = own(tmp_path, "_shared")
    (shared / "official.css").write_text("p { color: red }", encoding="utf-8")
    third = found(tmp_path)
    assert third.pdf_digest != second.pdf_digest
    assert third.word_digest == ours.word_digest


def test_a_missing_template_of_ours_is_an_error(tmp_path: Path) -> None:
    shutil.copytree(TEMPLATES, tmp_path / "ours", ignore=shutil.ignore_patterns("_*"))
    (tmp_path / "ours" / PLEDGE / "word.docx").unlink()
    with pytest.raises(TemplateError, match=f"{PLEDGE}/word.docx：缺少模板文件"):
        find_sources(DOCUMENTS, tmp_path / "ours")


# ---------------------------------------------------------------- refused


def test_a_misspelt_name_in_html_is_refused_by_file_and_name(tmp_path: Path) -> None:
    (own(tmp_path) / "print.html").write_text("{{ lead.nmae }}", encoding="utf-8")
    with pytest.raises(TemplateError) as caught:
        check(tmp_path)
    assert str(caught.value).startswith(f"templates/{PLEDGE}/print.html：")
    assert "“{{ lead.nmae }}”（是否应为“{{ lead.name }}”）" in str(caught.value)


@pytest.mark.parametrize(
    "runs",
    [
        ("{{ lead.nmae }}",),
        ("兹有{{ lead", ".nm", "ae }}同志"),
        ("{", "{ lead.nmae }", "}"),
        ("{% if lead.nm", "ae %}一{% endif %}"),
        ("{%p if lead.nmae %}", "一"),
    ],
)
def test_a_misspelt_name_in_word_is_found_however_word_split_it(
    runs: tuple[str, ...], tmp_path: Path
) -> None:
    paragraphs = [runs, ("{%p endif %}",)] if runs[0].startswith("{%p") else [runs]
    write_word(own(tmp_path) / "word.docx", *paragraphs)
    with pytest.raises(TemplateError, match=f"templates/{PLEDGE}/word.docx.*lead.nmae.*lead.name"):
        check(tmp_path)


def test_a_misspelt_name_in_a_header_or_a_table_row_is_found(tmp_path: Path) -> None:
    document = WordFile()
    document.sections[0].header.paragraphs[0].add_run("{{ unit.nmae }}")
    document.save(str(own(tmp_path) / "word.docx"))
    with pytest.raises(TemplateError, match=r"unit\.nmae"):
        check(tmp_path)
    document = WordFile()
    table = document.add_table(rows=3, cols=1)
    for row, text in zip(
        table.rows,
        ("{%tr for c in nomination.contributors %}", "{{ c.dty }}", "{%tr endfor %}"),
        strict=True,
    ):
        row.cells[0].text = text
    document.save(str(own(tmp_path) / "word.docx"))
    with pytest.raises(TemplateError, match=r"c\.dty.*c\.duty"):
        check(tmp_path)


def test_right_names_in_word_split_over_runs_are_no_problem(tmp_path: Path) -> None:
    write_word(own(tmp_path) / "word.docx", ("兹有{{ lead", ".na", "me }}同志", "{{ photo }}"))
    check(tmp_path)


@pytest.mark.parametrize(
    "text", ["{{ lead.name", "｛｛ lead.name ｝｝", "{% if lead.name %}", "}}"]
)
def test_broken_braces_in_word_are_refused(text: str, tmp_path: Path) -> None:
    write_word(own(tmp_path) / "word.docx", (text,))
    with pytest.raises(TemplateError, match=r"word\.docx"):
        check(tmp_path)


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04 broken"])
def test_a_damaged_word_template_is_refused(content: bytes, tmp_path: Path) -> None:
    (own(tmp_path) / "word.docx").write_bytes(content)
    with pytest.raises(TemplateError, match="不是完好的"):
        check(tmp_path)


def test_a_page_that_is_not_utf8_is_a_broken_template(tmp_path: Path) -> None:
    (own(tmp_path) / "print.html").write_bytes("承诺书".encode("gbk"))
    with pytest.raises(TemplateError, match=f"templates/{PLEDGE}/print.html：模板读不出来.*UTF-8"):
        check(tmp_path)


def test_copies_of_our_own_templates_pass(tmp_path: Path) -> None:
    for document in DOCUMENTS:
        for name in ("word.docx", "print.html"):
            shutil.copyfile(TEMPLATES / document.id / name, own(tmp_path, document.id) / name)
    check(tmp_path)


def test_a_clerks_file_of_word_keeps_its_language_marks(tmp_path: Path) -> None:
    """What Word adds between the runs of a placeholder does not hide it."""
    path = own(tmp_path) / "word.docx"
    write_word(path, ("{{ lead.", "nmae", " }}"))
    document = WordFile(str(path))
    for run in document.paragraphs[0].runs:
        mark = run._r.makeelement(qn("w:proofErr"), {qn("w:type"): "spellStart"})
        run._r.addprevious(mark)
    document.save(str(path))
    with pytest.raises(TemplateError, match=r"lead\.nmae"):
        check(tmp_path)


def test_the_digest_of_a_pdf_changes_with_the_table_of_typefaces(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ours = found()
    monkeypatch.setattr(typefaces, "sheet", lambda: ":root { --fang: serif }")
    assert found().pdf_digest != ours.pdf_digest
    assert found().word_digest == ours.word_digest
