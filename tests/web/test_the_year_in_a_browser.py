"""A society's year, from nothing to the register, as somebody lives it who knows a browser and Excel alone."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from pipeline.dossier.milestones import Milestone
from pipeline.dossier.models import Lead
from pipeline.load import load
from pipeline.settings import Settings
from pipeline.web.site import Site
from tests.conftest import NAME
from tests.rehearsal.world import SigningDesk, scan
from tests.web.browser import site_for
from tests.web.chromium import window
from tests.web.live import served
from tests.web.year import Truth, correct, zipped

DROPPED = """(box, [name, content]) => {
  const bytes = Uint8Array.from(atob(content), each => each.charCodeAt(0)), data = new DataTransfer();
  data.items.add(new File([bytes], name));
  box.dispatchEvent(new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true}));
}"""
"""What a browser does when a file is let go over a place of the page."""


@pytest.mark.slow
def test_the_year_of_a_dossier(opened: Browser, tmp_path: Path) -> None:
    (tmp_path / "提名").mkdir()
    settings = Settings(out=tmp_path / "output", jobs=1, register=tmp_path / "登记簿")
    site = site_for(tmp_path / "提名", settings.out, settings=settings)
    with served(site), window(opened, site.door.address) as page:
        page.goto(site.renew_link())
        page.wait_for_url("**/")
        year = Year(page, site, Truth(tmp_path / "truth"), tmp_path)
        year.a_dossier_begins()
        year.kits_go_out()
        year.kits_come_back()
        year.one_is_sent_again()
        year.a_value_is_put_right()
        year.papers_are_made_and_printed()
        year.papers_come_back_signed()
        year.scans_go_up()
        year.paper_goes_into_the_register()
        year.it_is_known_who_did_what()


@dataclass
class Year:
    """A clerk at the page, and the people around."""

    page: Page
    site: Site
    truth: Truth
    outside: Path

    @property
    def folder(self) -> Path:
        """The dossier."""
        return self.site.root / NAME

    @property
    def out(self) -> Path:
        """What is made of it."""
        return self.site.settings.out / NAME

    def go(self, name: str) -> None:
        """By the navigation, from a page that is complete to another one."""
        expect(self.page.locator("[data-events]")).to_have_count(0)  # else it loads itself anew
        self.page.get_by_role("navigation").get_by_role("link", name=name).click()
        expect(self.page.locator("nav a[aria-current]")).to_have_text(name)
        expect(self.page.locator("[data-events]")).to_have_count(0)

    def press(self, name: str, *, says: str) -> None:
        """A button, and what is said when what it does has ended."""
        self.page.get_by_role("button", name=name, exact=True).click()
        expect(self.page.locator(".said.done")).to_contain_text(says)

    # ------------------------------------------------------------ spring: it begins, kits go out

    def a_dossier_begins(self) -> None:
        page = self.page
        page.get_by_role("main").get_by_role("link", name="新建").click()
        page.get_by_label("名称").fill(NAME)
        page.get_by_label("单位类别").select_option(label="其他社会组织")
        page.get_by_role("button", name="新建").click()
        page.wait_for_url("**/d/*/")
        expect(page.get_by_role("heading", level=1)).to_contain_text("全年进度")
        self.truth.fill_unit(self.folder / "dossier.xlsx")

    def kits_go_out(self) -> None:
        self.go("收集")
        self.page.get_by_text("只做几家").click()
        self.page.get_by_label("单位名称，一行一个").fill("\n".join(self.truth.employers))
        self.press("做收集包", says="做好2个收集包")
        self.kits = {}
        for employer in self.truth.employers:
            row = self.page.get_by_role("row").filter(has_text=employer)
            with self.page.expect_download() as saved:
                row.get_by_role("link", name="下载").click()
            target = self.outside / "收到的" / employer
            target.mkdir(parents=True)
            self.kits[employer] = self.truth.fill_kit(saved.value.path().read_bytes(), target)

    # ------------------------------------------------------------ summer: kits come back

    def kits_come_back(self) -> None:
        page, (first, second) = self.page, self.truth.employers
        page.get_by_label("文件夹").set_input_files(self.kits[first])
        packed = base64.b64encode(zipped(self.kits[second])).decode()
        page.locator(".drop").evaluate(DROPPED, [f"{second}.zip", packed])
        expect(page.locator("[data-said]")).to_have_text("放进来1个文件，点“上传”")
        page.get_by_role("button", name="上传").click()
        expect(page.get_by_role("heading", name="交来的，请决定")).to_be_visible()
        expect(page.locator(".entry .tag.new", has_text="新项目")).to_have_count(2)
        assert not self.leads(), "nothing is written before it is decided"
        entry = page.locator(".entry").filter(has_text=first)
        entry.locator("summary", has_text="新填").first.click()
        entry.get_by_role("radiogroup", name="第一完成人-学历").get_by_label("不收").check()
        self.press("收进材料", says="不用交来的1项")
        expect(page.get_by_text("没有：材料里的每个单位都交回过")).to_be_visible()
        assert self.leads()[first].education is None
        assert self.leads()[second].education == "初中"

    def one_is_sent_again(self) -> None:
        page, first = self.page, self.truth.employers[0]
        book = self.kits[first] / "填报表.xlsx"
        correct(book, "第一完成人-学历", "本科")
        correct(book, "第一完成人-职务", "总经理")
        page.get_by_label("文件", exact=True).set_input_files(book)
        page.get_by_role("button", name="上传").click()
        expect(page.get_by_role("heading", name="交来的，请决定")).to_be_visible()
        for label, answer in (("学历", "收"), ("职务", "用材料里的")):
            group = page.get_by_role("radiogroup", name=f"第一完成人-{label}")
            group.get_by_label(answer, exact=True).check()
        self.press("收进材料", says="不用交来的1项")
        lead = self.leads()[first]
        assert (lead.education, lead.job_title) == ("本科", "电梯维保组组长")

    # ------------------------------------------------------------ August: papers are made, signed, come back

    def a_value_is_put_right(self) -> None:
        self.go("检查")
        page = self.page
        finding = page.locator(".finding").filter(has_text="提名函日期").first
        finding.get_by_role("link", name="修改提名函日期").click()
        page.get_by_role("textbox", name="提名函日期").fill("2023-8-25")
        page.get_by_label("您的姓名").fill("王干事")
        page.get_by_role("button", name="保存").click()
        expect(page.locator("main")).to_contain_text("“提名函日期”已写进工作簿（提名单位!")
        expect(page.locator("#summary")).to_contain_text("没有错误")

    def papers_are_made_and_printed(self) -> None:
        self.go("生成")
        page = self.page
        self.press("生成", says="文书")
        expect(page.locator("main")).not_to_contain_text("不能生成")
        page.locator(".paper a").first.click()
        picture = page.locator(".pages img").first
        expect(picture).to_be_visible()
        drawn = picture.evaluate("picture => picture.decode().then(() => picture.naturalWidth)")
        assert drawn == 520
        self.go("打印")
        with page.expect_download() as packed:
            page.get_by_role("link", name="打包下载").first.click()
        assert packed.value.suggested_filename.endswith("打印件.zip")

    def papers_come_back_signed(self) -> None:
        self.go("收回")
        page, desk = self.page, SigningDesk(self.out)
        paths = {each.path for each in desk.papers()}
        unsealed = desk.papers("尉迟晨-一线职工证明")[0].path
        page.get_by_label("把扫描件拖到这里").set_input_files([
            scan(desk.sheets(unsealed, marks=()), self.outside / "没有盖章.pdf"),
            scan(desk.sheets(*paths - {unsealed}), self.outside / "其余.pdf"),
        ])  # fmt: skip
        self.press("收回", says="新收到2个文件")
        expect(page.locator(".doubt")).to_have_count(1)
        page.locator("h1").click()  # out of the field: there a key is a letter
        page.keyboard.press("1")
        expect(page.locator("main")).to_contain_text("人工认定")
        expect(page.locator("main")).to_contain_text(f"{len(paths)}份文书已全部收回")

    def scans_go_up(self) -> None:
        self.go("上传")
        page = self.page
        self.press("制作上传附件", says="3个文件夹齐全，可以上传了")
        with page.expect_popup() as opening:
            page.get_by_role("link", name="打开填报对照表").click()
        copy = opening.value.get_by_role("button", name="复制").first
        copy.click()
        expect(copy).to_have_text("已复制")
        opening.value.close()
        page.get_by_role("button", name="附件和填报内容已在网上系统提交").click()
        expect(page.locator("main")).to_contain_text("已在网上系统提交。")

    def paper_goes_into_the_register(self) -> None:
        self.go("归档")
        page = self.page
        filing = page.locator("form[action$='archive/add']")
        filing.locator("[name=fonds]").fill("J0089")
        filing.get_by_role("button", name="归档").click()
        expect(page.locator(".said.done")).to_contain_text("新归档12件")
        page.get_by_role("searchbox", name="查找").fill("尉迟晨")
        page.get_by_role("button", name="查找").click()
        row = page.locator("#papers").get_by_role("row").filter(has_text="提名书")
        row.get_by_role("link").click()
        expect(page.locator("main")).to_contain_text("J0089-WS·2023")
        self.go("进度")
        expect(page.locator("main table .tag.done")).to_have_count(len(Milestone))

    def it_is_known_who_did_what(self) -> None:
        log = (self.out / ".wuxiao" / "page.log").read_text(encoding="utf-8")
        done = [line.split("\t")[1:] for line in log.splitlines()]
        assert [f"{who} {what.split()[0]}" for who, what in done] == [
            "本机 新建材料", "本机 做收集包",
            "本机 上传单位交回的29个文件", "本机 把单位交回的收进材料，逐处选定1处", "本机 P01", "本机 P02",
            "本机 上传单位交回的1个文件", "本机 把单位交回的收进材料，逐处选定1处", "本机 P02",
            "王干事 修改", "王干事 生成文书", "王干事 收回2个扫描件", "王干事 认定",
            "王干事 制作上传附件", "王干事 记下附件已在网上系统提交", "王干事 登记簿：归档",
        ]  # fmt: skip

    def leads(self) -> dict[str | None, Lead]:
        """Who leads the projects that the dossier has by now, by employer."""
        dossier = load(self.folder, self.site.settings.find_activity).dossier
        return {each.employer.name: each.lead for each in dossier.nominations}
