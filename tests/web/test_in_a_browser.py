"""The page as a clerk has it: in a real browser, by mouse, by keyboard, and as a screen reader finds it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from pipeline.settings import Settings
from pipeline.web.papers import ID_DIGITS
from pipeline.web.site import Site
from pipeline.web.users import Users
from tests.alive import HANGING_SECONDS
from tests.conftest import ROOT, SAMPLE, Desk
from tests.receive.scanning import Office, as_pdf
from tests.web.browser import site_for
from tests.web.chromium import NAMES, chromium, window
from tests.web.live import served

CERTIFICATE = "pdf/P01-尉迟晨-一线职工证明.pdf"
expect.set_options(timeout=HANGING_SECONDS * 1000)


@pytest.fixture(scope="module")
def opened() -> Iterator[Browser]:
    # Not for the whole session: while it runs, nothing else in this thread may have a loop of events.
    with chromium() as browser:
        yield browser


@pytest.fixture
def live(built: Desk) -> Iterator[Site]:
    """A server whose dossier has papers."""
    settings = Settings(out=built.output, jobs=1, register=built.output / "登记簿")
    with served(site_for(built.folder, built.output, settings=settings)) as site:
        yield site


@pytest.fixture
def clerk(opened: Browser, live: Site) -> Iterator[Page]:
    """A window in which somebody came in by the link, at the year."""
    with window(opened, live.door.address) as page:
        page.goto(live.renew_link())
        page.wait_for_url("**/d/*/")
        expect(page.get_by_role("heading", level=1)).to_contain_text("全年进度")
        yield page


def go(page: Page, name: str) -> None:
    """By the navigation, to a page that is complete."""
    page.get_by_role("navigation").get_by_role("link", name=name).click()
    expect(page.locator("nav a[aria-current]")).to_have_text(name)
    expect(page.locator("[data-events]")).to_have_count(0)


def test_the_set_up_looks_for_the_same_browsers() -> None:
    script = (ROOT / ".ci" / "setup").read_text(encoding="utf-8")
    found = re.search(r"for name in \$\{CHROMIUM:-\} (.*); do", script)
    assert found
    assert tuple(found[1].split()) == NAMES


# ---------------------------------------------------------------- the year


def unsealed(built: Desk) -> bytes:
    """A scan of a paper that nobody has sealed."""
    office = Office(built.out, built.manifest())
    (sheet,) = office.print_papers(office.paper(CERTIFICATE))
    return as_pdf([replace(sheet, marks=()).scanned()])


@pytest.mark.slow
def test_the_year_of_a_dossier(clerk: Page, built: Desk, tmp_path: Path) -> None:
    clerk.get_by_role("link", name="去打印").click()  # the one button for the next step
    expect(clerk.get_by_role("heading", level=1)).to_have_text("打印、送签")

    go(clerk, "检查")
    expect(clerk.locator("main")).to_contain_text("没有发现问题")

    go(clerk, "生成")
    clerk.get_by_role("button", name="生成", exact=True).click()
    expect(clerk.locator(".said.done")).to_contain_text("个文件")
    clerk.locator(".paper a").first.click()
    page_picture = clerk.locator(".pages img").first
    expect(page_picture).to_be_visible()
    assert (
        page_picture.evaluate("picture => picture.decode().then(() => picture.naturalWidth)") == 520
    )

    go(clerk, "打印")
    with clerk.expect_download() as packed:
        clerk.get_by_role("link", name="打包下载").first.click()
    assert packed.value.suggested_filename.endswith("打印件.zip")

    go(clerk, "收回")
    clerk.get_by_label("把扫描件拖到这里").set_input_files(
        {"name": "证明.pdf", "mimeType": "application/pdf", "buffer": unsealed(built)}
    )
    clerk.get_by_role("button", name="收回").click()
    expect(clerk.locator(".said.done")).to_contain_text("新收到1个文件")
    clerk.get_by_label("谁看的").fill("王干事")
    clerk.locator("h1").click()  # out of the field: there a key is a letter
    clerk.keyboard.press("1")
    expect(clerk.locator("main")).to_contain_text("人工认定")

    go(clerk, "上传")
    clerk.get_by_role("button", name="制作上传附件").click()
    expect(clerk.locator("main")).to_contain_text("还差材料")
    with clerk.expect_popup() as opening:
        clerk.get_by_role("link", name="打开填报对照表").click()
    portal = opening.value
    copy = portal.get_by_role("button", name="复制").first
    copy.click()
    expect(copy).to_have_text("已复制")

    go(clerk, "归档")
    filing = clerk.locator("form[action$='archive/add']")
    filing.locator("[name=fonds]").fill("J0089")
    filing.get_by_role("button", name="归档").click()
    expect(clerk.locator(".said.done")).to_be_visible()
    expect(clerk.locator("main")).to_contain_text("J0089")

    log = (built.out / ".wuxiao" / "page.log").read_text(encoding="utf-8")
    assert [line.split("\t")[-1].split()[0] for line in log.splitlines()] == [
        "生成文书", "收回1个扫描件", "认定", "制作上传附件", "登记簿：归档",
    ]  # fmt: skip


# ---------------------------------------------------------------- everybody


def pages_of(site: Site, built: Desk) -> list[str]:
    """Every page of a dossier, a paper of it among them."""
    at = f"{site.door.address}/d/{next(iter(site.places()))}"
    paper = built.manifest().by_path()[CERTIFICATE].sha256[:ID_DIGITS]
    pages = (
        "", "collect", "check", "build", f"paper/{paper}", "print", "receive", "upload", "portal", "archive",
    )  # fmt: skip
    return [f"{at}/{page}" for page in pages]


def faults(page: Page) -> list[str]:
    """What axe-core calls serious or critical, and headings that are no outline."""
    found = [
        f"{page.url} {each['id']}: {each['help']} {[node['html'][:120] for node in each['nodes'][:3]]}"
        for each in Axe().run(page).response["violations"]
        if each["impact"] in {"serious", "critical"}
    ]
    headings = page.locator("h1, h2, h3, h4").evaluate_all("all => all.map(each => each.tagName)")
    levels = [0, *(int(each[1]) for each in headings)]
    if levels.count(1) > 1 or any(after > before + 1 for before, after in pairwise(levels)):
        found.append(f"{page.url} headings: {levels}")
    return found


REACHED = """() => {
  const shown = each => each.offsetParent !== null && each.type !== "hidden" && !each.disabled;
  const all = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")];
  const folded = each => each.closest("details:not([open])") && each.tagName !== "SUMMARY";
  window.actions = all.filter(each => shown(each) && !folded(each));
  return window.actions.length;
}"""
FOCUSED = """() => {
  const at = document.activeElement, style = getComputedStyle(at);
  return [window.actions.indexOf(at), style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    at.outerHTML.slice(0, 120)];
}"""


def walk(page: Page) -> list[str]:
    """Actions that the Tab key does not reach, or that do not show that they are reached."""
    count = page.evaluate(REACHED)
    reached: set[int] = set()
    found, before = [], -1
    for _ in range(4 * count + 2):
        page.keyboard.press("Tab")
        place, is_seen, html = page.evaluate(FOCUSED)
        if place in reached and place != before:
            break
        reached.add(place)
        before = place  # a date has parts of its own that Tab goes through
        if place >= 0 and not is_seen:
            found.append(f"{page.url} focus is not seen: {html}")
    missed = sorted(set(range(count)) - reached)
    found += [
        f"{page.url} not reached: {page.evaluate('place => window.actions[place].outerHTML.slice(0, 120)', each)}"
        for each in missed
    ]
    return found


@pytest.mark.slow
def test_every_page_can_be_used_by_everybody(clerk: Page, live: Site, built: Desk) -> None:
    built.edit("id_number: '", "id_number: '9")  # something to find
    found = []
    for address in pages_of(live, built):
        clerk.goto(address)
        expect(clerk.locator("[data-events]")).to_have_count(0)
        found += faults(clerk)
        found += walk(clerk)
    assert not found, "\n".join(found)


@pytest.mark.slow
def test_the_pages_outside_a_dossier_can_be_used_by_everybody(
    opened: Browser, desk: Desk, tmp_path: Path
) -> None:
    shutil.copytree(SAMPLE, tmp_path / "去年的")
    site = site_for(tmp_path, desk.output)
    with served(site), window(opened, site.door.address) as page:
        page.goto(f"{site.door.address}/")
        found = faults(page) + walk(page)
        page.goto(site.renew_link())
        page.wait_for_url("**/")
        found += faults(page) + walk(page)
        page.goto(f"{site.door.address}/new")
        found += faults(page) + walk(page)
        site.users = Users(Settings(out=tmp_path))
        page.goto(f"{site.door.address}/login")
        found += faults(page) + walk(page)
    assert not found, "\n".join(found)
