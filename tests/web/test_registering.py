"""The register on the page: papers are found, lent, and disposed of in steps, by name."""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from threading import Event

import httpx
import openpyxl
import pytest
from PIL import Image

from pipeline.archive import Register, at_work
from pipeline.run import registering
from pipeline.run.serving import private_file
from pipeline.settings import Settings
from pipeline.web.jobs import Jobs
from tests.alive import HANGING_SECONDS
from tests.archive.papers import LATER, NOW, deposit, paper
from tests.conftest import NAME, Command, Desk
from tests.receive.scanning import ALL, Office, as_jpeg
from tests.signing import scan_of_list
from tests.web.browser import Browser, site_for
from tests.web.test_pages import text


@dataclass
class Lasting:
    """Work that goes on until it is told to end."""

    ended: Event

    def follow(self, progress: object) -> None:
        assert self.ended.wait(HANGING_SECONDS)

    def cancel(self) -> None:
        self.ended.set()


@pytest.fixture(scope="module")
def scan() -> bytes:
    """A PDF of one page."""
    stream = io.BytesIO()
    Image.new("RGB", (210, 297), "white").save(stream, "PDF")
    return stream.getvalue()


@pytest.fixture
def at_register(tmp_path: Path, scan: bytes) -> Browser:
    """A browser that was let in, at a register of two papers whose time is over."""
    folder = tmp_path / NAME
    folder.mkdir()
    (folder / "dossier.yaml").write_text("activity: jiangsu-wuxiao-2023\n", encoding="utf-8")
    register = tmp_path / "登记簿"
    with at_work(Register(register), by="王干事", now=NOW) as desk:
        desk.add(deposit(paper("尉迟晨", scan, pages=1, box="1"), paper("晁砺寒", pages=1)))
    settings = Settings(out=tmp_path / "output", jobs=1, register=register)
    site = site_for(folder, tmp_path / "output", settings=settings, today=LATER.date)
    return Browser(site).enter()


def key_of(browser: Browser, name: str) -> str:
    (found,) = registering.search(browser.site.settings, {"person": name}).papers
    return found.key


def record(browser: Browser, what: str, *names: str, **said: str) -> httpx.Response:
    return browser.post(
        f"{browser.at}/archive/record", {"what": what, **said}, files=[("paper", (None, each)) for each in names]
    )  # fmt: skip


def events(browser: Browser) -> list[tuple[str, str]]:
    register = Register(browser.site.settings.register)
    return [(each.kind.value, each.by) for each in register.events()]


def test_papers_are_found_by_what_stands_on_them_and_no_address_says_so(
    at_register: Browser,
) -> None:
    page = at_register.see("archive")
    assert {"尉迟晨提名书", "晁砺寒提名书"} <= set(text(page).split())
    answer = at_register.post(f"{at_register.at}/archive/search", {"text": "尉迟", "year": "2023"})
    assert answer.headers["location"] == f"{at_register.at}/archive"
    (found, *_) = at_register.see("archive").split("选中的")
    assert "尉迟晨提名书" in found
    assert "晁砺寒提名书" not in found
    other = Browser(at_register.site).enter()
    assert "晁砺寒提名书" in other.see("archive"), "what one looks for is nobody else's business"
    wrong = at_register.post(f"{at_register.at}/archive/search", {"year": "去年"})
    assert (wrong.status_code, "年度不对" in wrong.text) == (409, True)


def found_for(browser: Browser, **asked: str) -> str:
    """What is found for what is asked for."""
    assert browser.post(f"{browser.at}/archive/search", asked).status_code == 303
    return browser.see("archive").partition("选中的")[0]


def test_papers_are_found_by_their_state_and_by_being_lent(at_register: Browser) -> None:
    record(at_register, "lend", key_of(at_register, "尉迟晨"), to="王检查")
    record(at_register, "propose", key_of(at_register, "晁砺寒"), why="保管期满")
    for asked, name, other in (
        ({"lent": "1"}, "尉迟晨", "晁砺寒"),
        ({"state": "proposed"}, "晁砺寒", "尉迟晨"),
        ({"state": "kept"}, "尉迟晨", "晁砺寒"),
    ):
        found = found_for(at_register, **asked)
        assert (f"{name}提名书" in found, f"{other}提名书" in found) == (True, False), asked
    nonsense = found_for(at_register, state="nowhere")
    assert "尉迟晨提名书" in nonsense
    assert "晁砺寒提名书" in nonsense


@pytest.mark.parametrize(
    ("what", "names", "told"),
    [("lend", (), "没有选文书"), ("move", ("尉迟晨",), "没有写放到哪里")],
)
def test_what_is_to_be_recorded_says_of_which_papers_and_where_they_go(
    what: str, names: tuple[str, ...], told: str, at_register: Browser
) -> None:
    answer = record(at_register, what, *(key_of(at_register, each) for each in names), to="王检查")
    assert (answer.status_code, told in answer.text) == (409, True)
    assert len(events(at_register)) == 1


def test_a_paper_is_lent_comes_back_and_is_held_by_name(at_register: Browser) -> None:
    key = key_of(at_register, "尉迟晨")
    nobody = record(at_register, "lend", key)
    assert (nobody.status_code, "没有写借给谁" in nobody.text) == (409, True)
    lent = record(at_register, "lend", key, to="王检查", until="2023-10-20", by="李档案", back=key)
    assert lent.headers["location"] == f"{at_register.at}/archive/{key}"
    page = text(at_register.see(f"archive/{key}"))
    assert "借给王检查，应于2023年10月20日前归还，已逾期" in page
    assert "借出逾期未还1件" in text(at_register.see("archive"))
    again = record(at_register, "lend", key, to="张三")
    assert "还没有归还" in again.text
    assert record(at_register, "take_back", key).status_code == 303
    assert record(at_register, "move", key, box="7").status_code == 303
    assert record(at_register, "hold", key, why="信访核查").status_code == 303
    page = text(at_register.see(f"archive/{key}"))
    assert "冻结：信访核查（李档案" in page
    assert "盒7" in page
    assert events(at_register) == [
        ("added", "王干事"), ("lent", "李档案"), ("returned", "李档案"), ("moved", "李档案"), ("held", "李档案"),
    ]  # fmt: skip
    log = next((at_register.site.settings.out / NAME / ".wuxiao").glob("page.log"))
    assert "李档案\t登记簿：借出1件" in log.read_text(encoding="utf-8")


def test_nobody_in_particular_is_this_machine(at_register: Browser) -> None:
    record(at_register, "hold", key_of(at_register, "尉迟晨"), why="核查")
    assert events(at_register)[-1] == ("held", "本机")


def test_the_scan_is_shown_page_by_page_and_saved_under_its_number(
    at_register: Browser, scan: bytes
) -> None:
    key = key_of(at_register, "尉迟晨")
    page = at_register.see(f"archive/{key}")
    (picture,) = re.findall(r'<img[^>]* src="([^"]+)"', page)
    answer = at_register.get(picture)
    assert answer.content[:4] == b"RIFF"
    narrow = Image.open(io.BytesIO(registering._drawn(scan, 1, 100)))
    assert (narrow.format, narrow.size) == ("WEBP", (100, 142))
    saved = at_register.get(f"{at_register.at}/archive/{key}/scan")
    assert saved.content == scan
    assert "Z109-WS" in saved.headers["content-disposition"]
    for wrong in ("2/large", "0/large"):
        assert at_register.get(f"{at_register.at}/archive/{key}/{wrong}").status_code == 409
    for wrong in ("1/huge", "x/large"):
        assert at_register.get(f"{at_register.at}/archive/{key}/{wrong}").status_code == 404
    assert at_register.get(f"{at_register.at}/archive/{'0' * 20}/1/large").status_code == 404
    broken = key_of(at_register, "晁砺寒")
    assert at_register.get(f"{at_register.at}/archive/{broken}/1/large").status_code == 409


def test_what_is_due_is_proposed_listed_and_withdrawn(at_register: Browser) -> None:
    assert "可以提请销毁2件" in text(at_register.see("archive"))
    held = key_of(at_register, "尉迟晨")
    record(at_register, "hold", held, why="核查")
    answer = at_register.post(f"{at_register.at}/archive/due", {"why": "保管期满", "by": "李档案"})
    assert answer.status_code == 303, answer.text
    number = len(events(at_register))
    assert f"第{number}号销毁清册" in at_register.see("archive")
    unmade = at_register.post(f"{at_register.at}/archive/approve/{number}", files={"scans": b"x"})
    assert unmade.status_code == 303
    assert "销毁清册还没有做" in at_register.see("archive")
    early = at_register.post(f"{at_register.at}/archive/proposal/{number}", {"what": "dispose"})
    assert early.status_code == 409
    withdrawn = {"what": "withdraw", "why": "留下"}
    assert (
        at_register.post(f"{at_register.at}/archive/proposal/{number}", withdrawn).status_code
        == 303
    )
    assert events(at_register)[-2:] == [("proposed", "李档案"), ("withdrawn", "李档案")]


def uploads() -> set[Path]:
    """What was sent and waits to be read."""
    return {*Path(tempfile.gettempdir()).glob("web-*")}


def test_a_list_is_taken_in_with_its_scans_alone_and_not_beside_other_work(
    at_register: Browser,
) -> None:
    at_register.post(f"{at_register.at}/archive/due", {"why": "保管期满"})
    approving = f"{at_register.at}/archive/approve/{len(events(at_register))}"
    unsent = at_register.post(approving, {"why": "同意"})
    assert (unsent.status_code, "没有选扫描件" in unsent.text) == (409, True)
    ended = Event()
    at_register.site.jobs = Jobs(start=lambda _: Lasting(ended))
    assert at_register.post(f"{at_register.at}/archive/verify").status_code == 303
    before = uploads()
    busy = at_register.post(approving, files={"scans": ("清册.pdf", b"%PDF-1.4")})
    ended.set()
    at_register.site.jobs.wait()
    assert busy.status_code == 409
    assert "核验登记簿" in busy.text
    assert uploads() <= before, "what was sent is thrown away"


@pytest.mark.slow
def test_a_list_is_made_to_be_signed(at_register: Browser) -> None:
    at_register.post(f"{at_register.at}/archive/due", {"why": "保管期满"})
    number = len(events(at_register))
    assert at_register.post(f"{at_register.at}/archive/list/{number}").status_code == 303
    page = at_register.see("archive")
    (pdf,) = re.findall(rf'<td>(销毁清册-第{number}号\.pdf)</td>.*?href="([^"]+)"', page)
    assert at_register.get(pdf[1]).content[:5] == b"%PDF-"
    assert "multipart/form-data" in page.partition('type="file"')[0].rpartition("<form")[2]
    files = {"scans": ("空.pdf", b"%PDF-1.4")}
    at_register.post(f"{at_register.at}/archive/approve/{number}", files=files)
    assert "清册" in at_register.see("archive")
    assert events(at_register)[-1][0] == "proposed", "an unsigned list approves nothing"


def approve(browser: Browser, number: int, *marks: str, **said: str) -> str:
    """What the page says when a list came back with some marks on it."""
    made = registering.list_folder(browser.site.settings, number)
    assert made
    files = {"scans": ("清册.pdf", scan_of_list(made, marks=marks))}
    answer = browser.post(f"{browser.at}/archive/approve/{number}", said, files=files)
    assert answer.status_code == 303
    return text(browser.see("archive"))


def go_on(browser: Browser, number: int, what: str, **said: str) -> str:
    """What the page says after the next step with a list."""
    answer = browser.post(
        f"{browser.at}/archive/proposal/{number}", {"what": what, "by": "李档案", **said}
    )
    assert answer.status_code == 303, answer.text
    return text(browser.see("archive"))


@pytest.mark.slow
def test_a_signed_list_comes_back_and_papers_are_disposed_of_step_by_step(
    at_register: Browser,
) -> None:
    key = key_of(at_register, "尉迟晨")
    at_register.post(f"{at_register.at}/archive/due", {"why": "保管期满"})
    number = len(events(at_register))
    at_register.post(f"{at_register.at}/archive/list/{number}")
    at_register.see("archive")
    page = approve(at_register, number, "signature", by="王干事")
    assert "提请，等批准" in page, "it is not sealed"
    assert events(at_register)[-1][0] == "proposed"
    page = approve(at_register, number, *ALL, by="李档案", why="局长办公会同意")
    assert "已批准，还没有销毁" in page
    assert events(at_register)[-1] == ("approved", "李档案")
    page = go_on(at_register, number, "dispose", why="监销人二名在场")
    assert "纸质已销毁" in page
    assert at_register.get(f"{at_register.at}/archive/{key}/scan").status_code == 200
    go_on(at_register, number, "remove_scans")
    assert at_register.get(f"{at_register.at}/archive/{key}/scan").status_code == 404
    assert at_register.get(f"{at_register.at}/archive/{key}/1/large").status_code == 404
    kinds = [kind for kind, _ in events(at_register)]
    assert kinds == ["added", "proposed", "approved", "disposed", "removed"]
    at_register.post(f"{at_register.at}/archive/verify")
    assert "全部与登记的一致" in at_register.see("archive")


def test_what_is_exported_is_locked_saved_and_thrown_away(at_register: Browser) -> None:
    export = f"{at_register.at}/archive/export"
    for wrong, said in (
        ({"kind": "zip", "password": "longenough", "again": "other"}, "两次输入的密码不一样"),
        ({"kind": "zip", "password": "short", "again": "short"}, "密码太短"),
        ({"kind": "all"}, "没有选导出什么"),
    ):
        answer = at_register.post(export, wrong)
        assert (answer.status_code, said in answer.text) == (409, True), wrong
    at_register.post(f"{at_register.at}/archive/search", {"person": "尉迟晨"})
    data = {"kind": "zip", "password": "kan bu jian", "again": "kan bu jian", "found": "1"}
    assert at_register.post(export, data).status_code == 303
    page = at_register.see("archive")
    assert "共1件文书" in page
    (link,) = re.findall(rf'href="({at_register.at}/registered/\w+)"', page)
    with zipfile.ZipFile(io.BytesIO(at_register.get(link).content)) as archive:
        assert all(each.flag_bits & 1 for each in archive.infolist() if not each.is_dir())
    log = (at_register.site.settings.out / NAME / ".wuxiao" / "page.log").read_text(
        encoding="utf-8"
    )
    assert "kan bu jian" not in log
    at_register.post(f"{at_register.at}/archive/clear")
    assert at_register.get(link).status_code == 404


def made(browser: Browser) -> dict[str, str]:
    """What is there to be saved: name and address."""
    row = rf'<td>([^<]+)</td>.*?href="({browser.at}/registered/\w+)"'
    return dict(re.findall(row, browser.see("archive")))


def test_labels_and_a_catalogue_are_made_of_all_papers_or_those_found_and_saved(
    at_register: Browser,
) -> None:
    wrong = at_register.post(f"{at_register.at}/archive/labels", {"thick": "7"})
    assert (wrong.status_code, "盒的厚度不对" in wrong.text) == (409, True)
    at_register.post(f"{at_register.at}/archive/labels", {"thick": "30"})
    assert {*made(at_register)} == {"盒脊.pdf", "盒封面.pdf"}
    assert at_register.get(made(at_register)["盒脊.pdf"]).content[:5] == b"%PDF-"
    for asked, many in (({}, 2), ({"found": "1"}, 1)):
        found_for(at_register, person="晁砺寒")
        at_register.post(f"{at_register.at}/archive/export", {"kind": "catalogue", **asked})
        assert f"做好1个文件，共{many}件文书" in text(at_register.see("archive"))
        book = openpyxl.load_workbook(
            io.BytesIO(at_register.get(made(at_register)["归档文件目录.xlsx"]).content)
        )
        assert book.worksheets[0].cell(3, 5).value == (
            "尉迟晨提名书" if many == 2 else "晁砺寒提名书"
        )


def test_a_zip_without_a_password_is_open_and_lists_under_way_are_not_thrown_away_with_it(
    at_register: Browser,
) -> None:
    under_way = private_file(at_register.site.settings, "register") / "销毁清册-第9号" / "pdf"
    under_way.mkdir(parents=True)
    (under_way / "归档文件销毁清册.pdf").write_bytes(b"%PDF")
    at_register.post(f"{at_register.at}/archive/export", {"kind": "zip"})
    zipped = at_register.get(made(at_register)["归档文书.zip"]).content
    with zipfile.ZipFile(io.BytesIO(zipped)) as archive:
        assert archive.testzip() is None
    at_register.post(f"{at_register.at}/archive/clear")
    assert {*made(at_register)} == {"销毁清册-第9号.pdf"}


def test_a_register_is_verified_and_the_check_recorded(at_register: Browser) -> None:
    assert at_register.post(f"{at_register.at}/archive/verify").status_code == 303
    assert "全部与登记的一致" in at_register.see("archive")
    assert events(at_register)[-1] == ("checked", "本机")


def test_a_register_is_backed_up_to_the_folder_that_was_named_at_the_start(
    at_register: Browser, tmp_path: Path
) -> None:
    backup, said = f"{at_register.at}/archive/backup", {"backup": "/etc", "target": "/etc"}
    unsaid = at_register.post(backup, said)
    assert (unsaid.status_code, "serve --backup" in unsaid.text) == (409, True)
    assert "备份登记簿</button>" not in at_register.see("archive")
    target = tmp_path / "另一个硬盘" / "备份"
    at_register.site.settings = replace(at_register.site.settings, backup=target)
    page = at_register.see("archive")
    assert "备份登记簿</button>" in page
    assert str(tmp_path) not in page
    assert at_register.post(backup, said).status_code == 303
    assert "备份完成，新增1条记录" in at_register.see("archive")
    assert [each.kind.value for each in Register(target).events()] == ["added"]
    record(at_register, "hold", key_of(at_register, "尉迟晨"), why="核查")
    at_register.post(backup)
    assert "备份完成，新增1条记录" in at_register.see("archive")
    assert Register(target).head == Register(at_register.site.settings.register).head
    log = (at_register.site.settings.out / NAME / ".wuxiao" / "page.log").read_text("utf-8")
    assert log.count("登记簿：备份登记簿") == 2


def test_a_backup_never_goes_into_the_register_or_over_something_else(
    at_register: Browser, tmp_path: Path
) -> None:
    other = tmp_path / "别的"
    other.mkdir()
    (other / "信.txt").write_text("别人的", encoding="utf-8")
    settings = at_register.site.settings
    for target, why in (
        (other, "别的东西"),
        (settings.register / "备份", "不能放在一起"),
    ):
        at_register.site.settings = replace(settings, backup=target)
        at_register.post(f"{at_register.at}/archive/backup")
        assert why in at_register.see("archive")
    assert [each.name for each in other.iterdir()] == ["信.txt"]
    assert not (settings.register / "备份").exists()


def test_where_there_is_no_register_the_page_says_so_and_makes_none(
    at_desk: Browser, tmp_path: Path
) -> None:
    at_desk.site.settings = Settings(out=at_desk.site.settings.out, register=tmp_path / "none")
    assert "还没有登记簿" in at_desk.see("archive")
    assert at_desk.get(f"{at_desk.at}/archive/{'0' * 20}").status_code == 404
    answer = record(at_desk, "hold", "0" * 20, why="x")
    assert (answer.status_code, "这里没有登记簿" in answer.text) == (409, True)
    assert not (tmp_path / "none").exists()


def test_complete_papers_are_filed_as_the_form_says_and_what_is_missing_is_told(
    at_papers: Browser, built: Desk, wuxiao: Command, tmp_path: Path
) -> None:
    register = tmp_path / "登记簿"
    at_papers.site.settings = Settings(out=at_papers.site.settings.out, register=register, jobs=1)
    for day in ("昨天", "2023-10-32", "20231009", f"{'9' * 30}-1-1"):
        wrong = at_papers.post(f"{at_papers.at}/archive/add", {"delivered_on": day})
        assert (wrong.status_code, "日期不对" in wrong.text) == (409, True), day
    there = Office(built.out, built.manifest())
    (sheet,) = there.print_papers(there.paper("pdf/P01-尉迟晨-一线职工证明.pdf"))
    (tmp_path / "证明.jpg").write_bytes(as_jpeg(sheet.scanned()))
    wuxiao("receive", built.out, tmp_path / "证明.jpg")
    said = {
        "box": "1",
        "period": "D30",
        "fonds": "Z109",
        "delivered_by": "王班长",
        "delivered_on": "2023-10-9",
    }
    assert at_papers.post(f"{at_papers.at}/archive/add", said).status_code == 303
    page = text(at_papers.see("archive"))
    assert "新归档1件" in page
    assert "还有11件不能归档" in page
    (kept,) = Register(register).find()
    assert str(kept.paper.number) == "Z109-WS·2023-D30-0001"
    assert (kept.box, kept.paper.delivered_by, kept.paper.delivered_on) == (
        "1",
        "王班长",
        date(2023, 10, 9),
    )


# ---------------------------------------------------------------- hostile


@pytest.mark.parametrize(
    "path",
    [
        "archive/..%2f..%2fevents", "archive/%2e%2e", "archive/Z109-WS·2023-0001", "archive/x/scan",
        "registered/..%2fusers.json", "registered/users.json", "archive/list/1",
    ],
)  # fmt: skip
def test_no_address_leads_elsewhere(at_register: Browser, path: str) -> None:
    assert at_register.get(f"{at_register.at}/{path}").status_code in {404, 405}


def test_only_events_of_the_page_are_recorded(at_register: Browser) -> None:
    key = key_of(at_register, "尉迟晨")
    for what in ("", "add", "approve", "record_check", "__init__", "remove_scans"):
        assert record(at_register, what, key).status_code == 409
    for what in ("", "approve", "add", "rebuild"):
        answer = at_register.post(f"{at_register.at}/archive/proposal/1", {"what": what})
        assert answer.status_code == 409
    assert len(events(at_register)) == 1


def test_a_script_in_the_register_is_text(at_register: Browser) -> None:
    evil = "<script>alert(1)</script>"
    record(at_register, "hold", key_of(at_register, "尉迟晨"), why=evil, by=evil)
    at_register.post(f"{at_register.at}/archive/search", {"text": evil})
    for page in ("archive", f"archive/{key_of(at_register, '尉迟晨')}"):
        assert "<script>alert" not in at_register.see(page)


def test_a_name_is_one_line_in_the_log(at_register: Browser) -> None:
    record(
        at_register, "hold", key_of(at_register, "尉迟晨"), why="核查", by="李\n2026\t王干事\t归档"
    )
    log = next((at_register.site.settings.out / NAME / ".wuxiao").glob("page.log"))
    assert log.read_text(encoding="utf-8").count("\n") == 1
    assert events(at_register)[-1] == ("held", "李2026王干事归档")
