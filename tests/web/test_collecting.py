"""What employers send back comes in on the page, and each value of it is taken or refused by itself."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from pathlib import Path
from threading import Event

import openpyxl
import pytest

from pipeline.dossier.models import Nomination
from pipeline.errors import InputError, OutputError, UsageError
from pipeline.load import load
from pipeline.run import inbox
from pipeline.settings import Settings
from pipeline.tools.opc import CORE_PART
from pipeline.tools.word.package import pack_parts, read_parts
from pipeline.web.asking import MOST_FIELDS
from tests.collect.returned import form, jpeg
from tests.conftest import NAME, run_wuxiao
from tests.web.browser import Browser, site_for
from tests.web.test_pages import text

FILES = "application/octet-stream"


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dossier folder as `new` makes it."""
    folder = tmp_path_factory.mktemp("new") / NAME
    assert run_wuxiao("new", folder, "--kind", "provincial_society").code == 0
    return folder


@pytest.fixture
def at_workbook(tmp_path: Path, empty: Path) -> Browser:
    """A browser that was let in, at a workbook with nothing in it."""
    shutil.copytree(empty, tmp_path / NAME)
    return Browser(site_for(tmp_path / NAME, tmp_path / "output")).enter()


def send(browser: Browser, *files: tuple[str, bytes], **more: str) -> str:
    """Files put in, and the page when they were looked at."""
    batch = re.search(r'name="batch" value="(\w+)"', browser.get(f"{browser.at}/collect").text)
    assert batch
    data = {"batch": batch[1], **more}
    answer = browser.post(f"{browser.at}/collect", data, files=[("files", each) for each in files])
    assert answer.status_code == (204 if more else 303), answer.text
    browser.site.jobs.wait()
    return browser.see("collect")


def take(browser: Browser, **chosen: str) -> str:
    """What was put in is taken as it was chosen, by field of the first project."""
    data = {f"P01:{field.replace('__', '.')}": value for field, value in chosen.items()}
    assert browser.post(f"{browser.at}/collect/take", data).status_code == 303
    browser.site.jobs.wait()
    return browser.see("collect")


def nominations(browser: Browser) -> tuple[Nomination, ...]:
    return load(browser.site.root, Settings().find_activity).dossier.nominations


def value_of(page: str, field: str) -> str:
    """What the form calls a returned value of the first project."""
    (found, *_) = re.findall(rf'name="P01:{re.escape(field)}" value="(\w{{32}})"', page)
    return str(found)


def test_what_came_is_shown_before_it_is_taken_value_by_value(at_workbook: Browser) -> None:
    page = send(
        at_workbook,
        ("云江/提名书.docx", form(("职务", "班长"), ("学历", "大专"))),
        ("云江/实施前/a.jpg", jpeg("red")),
        ("云江/.DS_Store", b"x"),
        ("云江/扫描提名书.pdf", b"%PDF-1.4"),
    )
    assert {"班长", "大专", "新项目", "剥线机"} <= set(re.split(r"[\s：，（）]+", text(page)))
    assert "是PDF或扫描件，读不出填写的内容" in page
    assert "现在还没有写进材料" in page
    assert not nominations(at_workbook)

    page = take(at_workbook, lead__education="ours")
    (there,) = nominations(at_workbook)
    assert (there.lead.job_title, there.lead.education) == ("班长", None)
    assert len(there.before.photos) == 1
    assert "不用交来的1项" in page
    assert "交来的，请决定" not in page
    assert not inbox.batches(at_workbook.site.root)
    log = (
        at_workbook.site.out(next(iter(at_workbook.site.places().values())))
        / ".wuxiao"
        / "page.log"
    )
    said = log.read_text(encoding="utf-8")
    assert "本机\t上传单位交回的4个文件" in said
    assert "本机\t把单位交回的收进材料，逐处选定1处" in said
    assert "班长" not in said


def test_what_both_changed_waits_until_it_is_decided(at_workbook: Browser) -> None:
    send(at_workbook, ("一.docx", form(("职务", "班长"), ("学历", "大专"))))
    take(at_workbook)
    page = send(at_workbook, ("二.docx", form(("职务", "主任"), ("学历", "本科"))))
    page = take(at_workbook, lead__education="ours", lead__job_title="ours")
    assert "交来的，请决定" not in page
    page = send(at_workbook, ("三.docx", form(("职务", "厂长"), ("学历", "硕士"))))
    book = at_workbook.site.root / "dossier.xlsx"
    edited = openpyxl.load_workbook(book)
    cells = [cell for row in edited["项目"].iter_rows() for cell in row]
    next(cell for cell in cells if cell.value == "班长").value = "组长"
    edited.save(book)
    shown = at_workbook.get(f"{at_workbook.at}/collect").text
    assert "events/look" not in shown, "a page that loads itself anew would lose what is chosen"
    page = take(at_workbook)
    assert "材料在核对以后又改过，没有收进去" in page
    assert at_workbook.post(f"{at_workbook.at}/collect/again").status_code == 303
    page = at_workbook.see("collect")
    assert "有2处要您决定" in page
    page = take(at_workbook, lead__education="ours")
    assert "有1处要您决定" in page, "what was put off is asked about still"
    page = take(at_workbook, lead__job_title=value_of(page, "lead.job_title"))
    assert "交来的，请决定" not in page
    (there,) = nominations(at_workbook)
    assert (there.lead.job_title, there.lead.education) == ("厂长", "大专")


def test_what_waits_is_there_after_a_new_start_and_a_source_can_be_left_out(
    at_workbook: Browser,
) -> None:
    page = send(at_workbook, ("一.docx", form()), more="1")
    assert "核对交来的材料" not in page, "the last portion is not there yet"
    site = at_workbook.site
    again = Browser(site_for(site.root, site.settings.out)).enter()
    assert "有1个传上来的文件还没有收进材料" in text(again.see("collect"))
    other = form(("项目名称", "绕线机"), lead="淳于砚")
    page = send(again, ("一.docx", other))
    assert "一-2.docx" in page, "another file of the same name is another source"
    assert again.post(f"{again.at}/collect/again", {"leave": "别的.docx"}).status_code == 409
    again.post(f"{again.at}/collect/again", {"leave": "一.docx"})
    again.site.jobs.wait()
    page = again.see("collect")
    assert "剥线机" not in page
    take(again)
    assert [each.title for each in nominations(again)] == ["绕线机"]


def test_only_what_was_shown_can_be_chosen(at_workbook: Browser) -> None:
    send(at_workbook, ("一.docx", form(("职务", "班长"))))
    take(
        at_workbook,
        lead__job_title="f" * 32,
        lead__name="<script>",
        id="ours",
        **{"../../title": "ours"},
    )
    assert nominations(at_workbook)[0].lead.job_title == "班长"
    answer = at_workbook.post(f"{at_workbook.at}/collect/take")
    assert (answer.status_code, "还没有核对" in answer.text) == (409, True)


def test_a_browser_sends_a_choice_for_every_value_that_it_shows(at_workbook: Browser) -> None:
    names = "甲乙丙丁戊己庚辛"
    forms = [form(("项目名称", each), ("职务", each), lead=f"淳于{each}") for each in names]
    page = send(at_workbook, *((f"{number}.docx", each) for number, each in enumerate(forms)))
    shown = re.findall(r'form="take" name="([^"]+)" value="(\w+)" checked', page)
    assert len(shown) > MOST_FIELDS
    assert at_workbook.post(f"{at_workbook.at}/collect/take", dict(shown)).status_code == 303
    at_workbook.see("collect")
    assert [each.lead.job_title for each in nominations(at_workbook)] == list(names)


def test_what_was_put_in_can_be_thrown_away(at_workbook: Browser) -> None:
    send(at_workbook, ("一.docx", form()))
    assert at_workbook.post(f"{at_workbook.at}/collect/drop").status_code == 303
    assert not inbox.batches(at_workbook.site.root)
    assert "交来的，请决定" not in at_workbook.see("collect")
    assert not nominations(at_workbook)


def test_what_comes_while_papers_are_made_waits_until_they_are(at_workbook: Browser) -> None:
    site, end = at_workbook.site, Event()
    send(at_workbook, ("一.docx", form(("职务", "班长"))))
    (place,) = site.places().values()
    site.jobs.begin(place.work, "生成文书", lambda _: end.wait())
    try:
        batch = {"batch": BATCH}
        sent = at_workbook.post(
            f"{at_workbook.at}/collect",
            batch,
            files={"files": ("二.docx", form(("项目名称", "绕线机"), lead="淳于砚"))},
        )
        assert sent.status_code == 303, "nobody has to send it again"
        page = text(at_workbook.get(f"{at_workbook.at}/collect").text)
        assert "有1个传上来的文件还没有收进材料，已经放好，不用再传" in page
        answer = at_workbook.post(f"{at_workbook.at}/collect/take")
        assert (answer.status_code, "正在生成文书" in answer.text) == (409, True)
    finally:
        end.set()
        site.jobs.wait()
    log = (site.out(place) / ".wuxiao" / "page.log").read_text(encoding="utf-8")
    assert "收进材料" not in log, "what was refused was not done"
    assert "核对以后又传来1个文件" in text(at_workbook.see("collect"))
    page = text(take(at_workbook))
    assert len(nominations(at_workbook)) == 1, "what nobody has seen is not taken"
    assert "有1个传上来的文件还没有收进材料" in page
    at_workbook.post(f"{at_workbook.at}/collect/again")
    site.jobs.wait()
    take(at_workbook)
    assert len(nominations(at_workbook)) == 2


def test_what_is_being_looked_at_is_not_called_waiting(at_workbook: Browser) -> None:
    site, end = at_workbook.site, Event()
    (place,) = site.places().values()
    inbox.keep(place.folder, BATCH, [("一.docx", [form()])], most_bytes=1_000_000)
    site.jobs.begin(place.work, "核对交来的材料", lambda _: end.wait())
    try:
        page = at_workbook.get(f"{at_workbook.at}/collect").text
    finally:
        end.set()
        site.jobs.wait()
    assert "正在核对交来的材料" in page
    assert "已经放好" not in page
    assert "有1个传上来的文件" in at_workbook.see("collect")


def test_kits_are_made_and_saved(at_workbook: Browser) -> None:
    said = {"employers": "云江缆芯电缆有限公司\n\n", "blank": "1"}
    assert at_workbook.post(f"{at_workbook.at}/collect/kit", said).status_code == 303
    at_workbook.site.jobs.wait()
    page = at_workbook.see("collect")
    assert "做好2个收集包" in page
    links = re.findall(rf'href="({at_workbook.at}/handout/\w+)"', page)
    for link in links:
        with zipfile.ZipFile(io.BytesIO(at_workbook.get(link).content)) as archive:
            assert any(each.endswith("填报表.xlsx") for each in archive.namelist())
    assert len(links) == 2
    for wrong in ("many", "-1", "501", "1e3", "９"):
        answer = at_workbook.post(f"{at_workbook.at}/collect/kit", {"blank": wrong})
        assert (answer.status_code, "份数不对" in answer.text) == (409, True), wrong


def test_a_kit_that_comes_back_under_another_name_is_said_to(at_workbook: Browser) -> None:
    short, full = "云江缆芯", "云江缆芯电缆有限公司"
    at_workbook.post(f"{at_workbook.at}/collect/kit", {"employers": short})
    at_workbook.site.jobs.wait()
    (link,) = re.findall(rf'href="({at_workbook.at}/handout/\w+)"', at_workbook.see("collect"))
    with zipfile.ZipFile(io.BytesIO(at_workbook.get(link).content)) as archive:
        (name,) = [each for each in archive.namelist() if each.endswith("（填写用）.docx")]
        core = read_parts(archive.read(name), name)[CORE_PART]
    back = pack_parts({**read_parts(form(), name), CORE_PART: core})
    page = send(at_workbook, (name, back))
    assert f"收集包是发给“{short}”的，交回的单位名称是“{full}”。" in page
    assert f"<li>{short}</li>" in page
    assert f"<li>{short}</li>" not in take(at_workbook)


def test_employers_of_whom_nothing_came_are_on_the_page(at_desk: Browser) -> None:
    page = at_desk.see("collect")
    employers = {each.employer.name or "" for each in nominations(at_desk)}
    assert all(name in text(page) for name in employers)


def test_into_a_dossier_that_is_no_workbook_nothing_is_collected(at_desk: Browser) -> None:
    page = at_desk.see("collect")
    assert "材料不是工作簿，网页上不能收集" in page
    assert 'name="batch"' not in page
    files = {"files": ("一.docx", form())}
    at_desk.post(f"{at_desk.at}/collect", {"batch": BATCH}, files=files)
    refused = at_desk.see("collect")
    assert "材料不是工作簿，不能收集进去" in refused
    assert "请在“收集”页点“转为工作簿”（内容不变），再收集。" in refused


# ---------------------------------------------------------------- hostile

BATCH = "0123456789abcdef"


@pytest.mark.parametrize(
    "name", ["", "..", "../../../etc", "0" * 15, "0" * 17, "0123456789ABCDEF", "/" * 16]
)
def test_a_batch_has_a_name_of_ours(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="刷新"):
        inbox.keep(tmp_path, name, [("a.docx", [b"x"])], most_bytes=10)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "name",
    [
        "../../evil", "..\\..\\evil", "/etc/evil", "C:\\evil", "a/../../evil", "a/" * 30 + "evil", "con/evil", "..", "",
    ],
)  # fmt: skip
def test_what_is_put_in_stays_in_the_inbox(name: str, tmp_path: Path) -> None:
    inbox.keep(tmp_path, BATCH, [(name, [b"one"]), (name, [b"two"])], most_bytes=10)
    home = tmp_path / ".wuxiao" / "inbox" / BATCH
    kept = [each for each in tmp_path.rglob("*") if each.is_file()]
    assert sorted(each.read_bytes() for each in kept) == [b"one", b"two"]
    assert all(each.resolve().is_relative_to(home.resolve()) for each in kept)
    inbox.drop(inbox.batches(tmp_path))
    assert not inbox.batches(tmp_path)


def test_an_inbox_that_is_a_link_is_not_written_into(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / ".wuxiao").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OutputError, match="链接"):
        inbox.keep(tmp_path, BATCH, [("a.docx", [b"x"])], most_bytes=10)
    assert not list((tmp_path / "elsewhere").iterdir())


def test_too_much_is_not_put_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="太大"):
        inbox.keep(tmp_path, BATCH, [("a.docx", [b"x" * 11])], most_bytes=10)
    monkeypatch.setattr(inbox, "MOST_BYTES", 5)
    inbox.keep(tmp_path, BATCH, [("a.docx", [b"x" * 6])], most_bytes=10)
    with pytest.raises(InputError, match="没有决定的材料太多"):
        inbox.keep(tmp_path, BATCH, [("b.docx", [b"x"])], most_bytes=10)
