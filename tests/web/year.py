"""An office's year, from nothing to the register, as somebody lives it who knows a browser and Excel alone.

`python -m tests.web.year KIND FOLDER [MOST]` lives it for any kind of office, with at most so many nominations,
and leaves a picture of the page after each scene.
"""

from __future__ import annotations

import base64
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

from pipeline.dossier.milestones import Milestone
from pipeline.dossier.models import Nomination, UnitKind
from pipeline.load import load
from pipeline.settings import Settings
from pipeline.web.site import Site
from tests.alive import HANGING_SECONDS
from tests.rehearsal.world import SigningDesk, World, correct, scan
from tests.web.browser import site_for
from tests.web.chromium import chromium, window
from tests.web.live import served
from tests.web.people import Truth, zipped

DROPPED = """(box, [name, content]) => {
  const bytes = Uint8Array.from(atob(content), each => each.charCodeAt(0)), data = new DataTransfer();
  data.items.add(new File([bytes], name));
  box.dispatchEvent(new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true}));
}"""
"""What a browser does when a file is let go over a place of the page."""


@dataclass
class Year:
    """A clerk at the page, and the people around.

    Attributes:
        page: The clerk's window.
        site: What is served.
        truth: What is true.
        kits: What employers have filled in, by nomination: a folder of each.
        done: What the clerk has done, as the page is to remember it.
    """

    page: Page
    site: Site
    truth: Truth
    kits: dict[str, Path] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)

    @property
    def world(self) -> World:
        """What the office knows."""
        return self.truth.world

    @property
    def name(self) -> str:
        """What the clerk calls the dossier."""
        return str(self.world.truth["unit"]["name"])

    @property
    def folder(self) -> Path:
        """The dossier."""
        return self.site.root / self.name

    @property
    def out(self) -> Path:
        """What is made of it."""
        return self.site.settings.out / self.name

    def go(self, name: str) -> None:
        """By the navigation, from a page that is complete to another one."""
        expect(self.page.locator("[data-events]")).to_have_count(0)  # else it loads itself anew
        self.page.get_by_role("navigation").get_by_role("link", name=name).click()
        expect(self.page.locator("nav a[aria-current]")).to_have_text(name)
        expect(self.page.locator("[data-events]")).to_have_count(0)

    def press(self, name: str, *, says: str, noted: str) -> None:
        """A button, what is said when what it does has ended, what is remembered of it."""
        self.page.get_by_role("button", name=name, exact=True).click()
        expect(self.page.locator(".said.done")).to_contain_text(says)
        self.done.append(f"本机 {noted}")

    def row_of(self, milestone: Milestone) -> Locator:
        """A milestone, on the page of the year."""
        rows = self.page.locator("main table").get_by_role("row")
        return rows.filter(has=self.page.locator("b", has_text=milestone.label))

    def projects(self) -> dict[str | None, Nomination]:
        """The projects that the dossier has by now, by title: their ids are as they came."""
        dossier = load(self.folder, self.site.settings.find_activity).dossier
        return {each.title: each for each in dossier.nominations}

    # ------------------------------------------------------------ spring: it begins, kits go out and come back

    def a_dossier_begins(self) -> None:
        page = self.page
        page.get_by_role("main").get_by_role("link", name="新建").click()
        page.get_by_label("名称").fill(self.name)
        page.get_by_label("单位类别").select_option(label=UnitKind(self.world.kind).label)
        page.get_by_role("button", name="新建").click()
        page.wait_for_url("**/d/*/")
        expect(page.get_by_role("heading", level=1)).to_contain_text("全年进度")
        self.done.append("本机 新建材料")
        self.truth.fill_unit(self.folder / "dossier.xlsx")

    def a_society_is_put_on_file(self) -> None:
        self.go("进度")
        if not self.world.is_society:
            expect(self.row_of(Milestone.FILE)).to_have_count(0)
            return
        expect(self.row_of(Milestone.FILE)).to_contain_text("生成社会组织备案申请表")
        self.go("生成")
        self.press("生成", says="文书", noted="生成文书")
        expect(self.page.locator(".paper")).to_have_count(1)
        self.go("打印")
        with self.page.expect_download() as packed:
            self.page.get_by_role("link", name="打包下载").click()
        assert packed.value.suggested_filename.endswith("打印件.zip")
        self.go("进度")
        expect(self.row_of(Milestone.FILE)).to_contain_text("批复后把编号填入“编号”")
        self.page.get_by_role("link", name="去填写").click()
        asked = self.page.locator("#asked")
        asked.get_by_role("link", name="修改编号").click()
        asked.get_by_role("textbox", name="编号").fill("苏工备〔2023〕7号")
        asked.get_by_role("button", name="保存").click()
        expect(asked).to_contain_text("“编号”已写进工作簿（备案!")
        expect(asked).not_to_contain_text("批复后")
        self.done.append("本机 修改")
        self.go("进度")
        expect(self.row_of(Milestone.FILE)).to_contain_text("已完成")

    def kits_go_out(self) -> None:
        self.go("收集")
        names = self.world.employers
        self.page.get_by_text("只做几家").click()
        self.page.get_by_label("单位名称，一行一个").fill("\n".join(names))
        self.press("做收集包", says=f"做好{len(names)}个收集包", noted="做收集包")
        for employer, nominations in names.items():
            row = self.page.get_by_role("row").filter(has_text=employer)
            with self.page.expect_download() as saved:
                row.get_by_role("link", name="下载").click()
            kit = saved.value.path().read_bytes()
            for each in nominations:  # one of two projects fills its kit in twice
                target = self.world.folder / "收到的" / f"第{len(self.kits) + 1}份"
                target.mkdir(parents=True)
                self.kits[each] = self.truth.fill_kit(kit, target, each)

    def kits_come_back(self) -> None:
        page, (first, *others) = self.page, self.kits
        page.get_by_label("文件夹").set_input_files(self.kits[first])
        for number, each in enumerate(others, start=1):
            employer = f"{self.world.value(each, 'employer.name')}-{number}"
            packed = base64.b64encode(zipped(self.kits[each])).decode()
            page.locator(".drop").evaluate(DROPPED, [f"{employer}.zip", packed])
        expect(page.locator("[data-said]")).to_have_text(f"放进来{len(others)}个文件，点“上传”")
        page.get_by_role("button", name="上传").click()
        expect(page.get_by_role("heading", name="交来的，请决定")).to_be_visible()
        new = page.locator(".entry .tag.new", has_text="新项目")
        expect(new).to_have_count(len(self.kits))
        assert not self.projects(), "nothing is written before it is decided"
        title = self.world.value(first, "title")
        entry = page.locator(".entry").filter(has=page.locator("h3", has_text=title))
        entry.locator("summary", has_text="新填").first.click()
        entry.get_by_role("radiogroup", name="第一完成人-学历").get_by_label("不收").check()
        self.press("收进材料", says="不用交来的1项", noted=_UPLOADED.format(self._files_sent()))
        self.done += [_TAKEN, *(f"本机 {each}" for each in self.kits)]
        expect(page.get_by_text("没有：材料里的每个单位都交回过")).to_be_visible()
        known = {each: self.world.value(each, "lead.education") for each in others}
        known[first] = None
        found = self.projects()
        assert len(found) == len(known)
        for each, education in known.items():
            assert found[self.world.value(each, "title")].lead.education == education

    def _files_sent(self) -> int:
        first, *others = self.kits.values()
        return sum(each.is_file() for each in first.rglob("*")) + len(others)

    def one_is_sent_again(self) -> None:
        page, first = self.page, next(iter(self.kits))
        book = self.kits[first] / "填报表.xlsx"
        correct(book, "第一完成人-学历", "本科")
        correct(book, "第一完成人-职务", "总经理")
        page.get_by_label("文件", exact=True).set_input_files(book)
        page.get_by_role("button", name="上传").click()
        expect(page.get_by_role("heading", name="交来的，请决定")).to_be_visible()
        for label, answer in (("学历", "收"), ("职务", "用材料里的")):
            group = page.get_by_role("radiogroup", name=f"第一完成人-{label}")
            group.get_by_label(answer, exact=True).check()
        self.press("收进材料", says="不用交来的1项", noted=_UPLOADED.format(1))
        project = self.projects()[self.world.value(first, "title")]
        self.done += [_TAKEN, f"本机 {project.id}"]
        assert project.lead.education == "本科"
        assert project.lead.job_title == self.world.value(first, "lead.job_title")

    # ------------------------------------------------------------ August: papers are made, signed, come back

    def a_value_is_put_right(self) -> None:
        self.go("检查")
        page, day = self.page, self.world.truth["unit"]["letter_date"]
        finding = page.locator(".finding").filter(has_text="提名函日期").first
        finding.get_by_role("link", name="修改提名函日期").click()
        page.get_by_role("textbox", name="提名函日期").fill(f"{day.year}-{day.month}-{day.day}")
        page.get_by_label("您的姓名").fill("王干事")
        page.get_by_role("button", name="保存").click()
        expect(page.locator("main")).to_contain_text("“提名函日期”已写进工作簿（提名单位!")
        expect(page.locator("#summary .said")).to_have_text(re.compile("^没有(错误|发现问题)"))
        self.done.append("王干事 修改")

    def papers_are_made_and_printed(self) -> None:
        self.go("生成")
        page = self.page
        page.get_by_role("button", name="生成", exact=True).click()
        expect(page.locator(".said.done")).to_contain_text("文书")
        self.done.append("王干事 生成文书")
        expect(page.locator("main")).not_to_contain_text("不能生成")
        expect(page.locator("#standing")).to_have_text("这些文书与现在的材料一致。")
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
        page, desk, scans = self.page, SigningDesk(self.out), self.world.folder / "扫描"
        paths = {each.path for each in desk.papers()}
        unsealed = desk.papers("一线职工证明")[0].path
        page.get_by_label("把扫描件拖到这里").set_input_files([
            scan(desk.sheets(unsealed, marks=()), scans / "没有盖章.pdf"),
            scan(desk.sheets(*paths - {unsealed}), scans / "其余.pdf"),
        ])  # fmt: skip
        page.get_by_role("button", name="收回", exact=True).click()
        expect(page.locator(".said.done")).to_contain_text("新收到2个文件")
        expect(page.locator(".doubt")).to_have_count(1)
        page.locator("h1").click()  # out of the field: there a key is a letter
        page.keyboard.press("1")
        expect(page.locator("main")).to_contain_text("人工认定")
        expect(page.locator("main")).to_contain_text(f"{len(paths)}份文书已全部收回")
        expect(page.locator("main .said")).to_have_count(2)  # nothing is said of what was before
        self.done += ["王干事 收回2个扫描件", "王干事 认定"]

    def scans_go_up(self) -> None:
        self.go("上传")
        page = self.page
        page.get_by_role("button", name="制作上传附件").click()
        folders = len(self.kits) + 1  # and the unit's own
        expect(page.locator(".said.done")).to_contain_text(f"{folders}个文件夹齐全，可以上传了")
        with page.expect_popup() as opening:
            page.get_by_role("link", name="打开填报对照表").click()
        copy = opening.value.get_by_role("button", name="复制").first
        copy.click()
        expect(copy).to_have_text("已复制")
        opening.value.close()
        page.get_by_role("button", name="附件和填报内容已在网上系统提交").click()
        expect(page.locator("main")).to_contain_text("已在网上系统提交。")
        self.done += ["王干事 制作上传附件", "王干事 记下附件已在网上系统提交"]

    def paper_goes_into_the_register(self) -> None:
        self.go("归档")
        page, count = self.page, len(SigningDesk(self.out).papers())
        filing = page.locator("form[action$='archive/add']")
        filing.locator("[name=fonds]").fill("J0089")
        filing.get_by_role("button", name="归档").click()
        expect(page.locator(".said.done")).to_contain_text(f"新归档{count}件")
        self.done.append("王干事 登记簿：归档")
        page.get_by_role("searchbox", name="查找").fill(
            self.world.value(next(iter(self.kits)), "lead.name")
        )
        page.get_by_role("button", name="查找").click()
        row = page.locator("#papers").get_by_role("row").filter(has_text="提名书")
        row.first.get_by_role("link").click()
        expect(page.locator("main")).to_contain_text("J0089-WS·2023")
        self.go("进度")
        every = len(Milestone) if self.world.is_society else len(Milestone) - 1
        expect(page.locator("main table .tag.done")).to_have_count(every)

    def it_is_known_who_did_what(self) -> None:
        log = (self.out / ".wuxiao" / "page.log").read_text(encoding="utf-8")
        done = [line.split("\t")[1:] for line in log.splitlines()]
        assert [f"{who} {what.split()[0]}" for who, what in done] == self.done


_UPLOADED, _TAKEN = "上传单位交回的{}个文件", "本机 把单位交回的收进材料，逐处选定1处"

Scene = Callable[[Year], None]

SPRING: Sequence[Scene] = (
    Year.a_dossier_begins,
    Year.a_society_is_put_on_file,
    Year.kits_go_out,
    Year.kits_come_back,
)
SCENES: Sequence[Scene] = (
    *SPRING,
    Year.one_is_sent_again,
    Year.a_value_is_put_right,
    Year.papers_are_made_and_printed,
    Year.papers_come_back_signed,
    Year.scans_go_up,
    Year.paper_goes_into_the_register,
)


@contextmanager
def clerk_of(world: World, opened: Browser) -> Iterator[Year]:
    """A clerk who came in by the link, where there is no dossier yet."""
    folder = world.folder
    (folder / "提名").mkdir()
    settings = Settings(out=folder / "output", jobs=1, register=folder / "登记簿")
    site = site_for(folder / "提名", settings.out, settings=settings)
    with served(site), window(opened, site.door.address) as page:
        page.goto(site.renew_link())
        page.wait_for_url("**/")
        yield Year(page, site, Truth(world))


def live(
    year: Year, scenes: Sequence[Scene] = SCENES, after: Callable[[Scene], None] = lambda _: None
) -> None:
    """The year, or a part of it; then it is known who did what.

    Args:
        year: Whose.
        scenes: What happens.
        after: Called after each scene.
    """
    for scene in scenes:
        scene(year)
        after(scene)
    year.it_is_known_who_did_what()


def _picture(year: Year, name: str) -> None:
    picture = year.world.folder / "网页" / f"{name}.png"
    year.page.screenshot(path=picture, full_page=True)
    print(picture, flush=True)


if __name__ == "__main__":
    kind, place, *most = sys.argv[1:]
    expect.set_options(timeout=HANGING_SECONDS * 1000)
    world = World(kind, Path(place), most=int(most[0]) if most else None)
    world.folder.mkdir(parents=True)
    with chromium() as browser, clerk_of(world, browser) as clerk:
        try:
            live(clerk, after=lambda scene: _picture(clerk, scene.__name__))
        except BaseException:
            _picture(clerk, "stopped_here")
            raise
