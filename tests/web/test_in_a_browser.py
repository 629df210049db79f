"""Every page by keyboard, and as a screen reader finds it; the year itself is lived in `test_the_year_in_a_browser`."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect

from pipeline.settings import Settings
from pipeline.web.papers import ID_DIGITS
from pipeline.web.site import Site
from pipeline.web.users import Users
from tests.conftest import ROOT, SAMPLE, Desk, run_wuxiao
from tests.web.browser import site_for
from tests.web.chromium import NAMES, window
from tests.web.live import served

CERTIFICATE = "pdf/P01-尉迟晨-一线职工证明.pdf"


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


def test_the_set_up_looks_for_the_same_browsers() -> None:
    script = (ROOT / ".ci" / "setup").read_text(encoding="utf-8")
    found = re.search(r"for name in \$\{CHROMIUM:-\} (.*); do", script)
    assert found
    assert tuple(found[1].split()) == NAMES


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
        for each in ("new", "together"):
            page.goto(f"{site.door.address}/{each}")
            found += faults(page) + walk(page)
        page.get_by_role("button", name="核对", exact=True).click()
        expect(page.locator("[data-events]")).to_have_count(0)
        found += faults(page) + walk(page)
        site.users = Users(Settings(out=tmp_path))
        page.goto(f"{site.door.address}/login")
        found += faults(page) + walk(page)
    assert not found, "\n".join(found)


@pytest.mark.slow
def test_a_value_can_be_changed_by_everybody(opened: Browser, desk: Desk) -> None:
    site = site_for(desk.folder, desk.output)
    file = desk.folder / "dossier.xlsx"
    with served(site), window(opened, site.door.address, refusals=True) as page:
        page.goto(site.renew_link())
        page.wait_for_url("**/d/*/")
        at = f"{site.door.address}/d/{next(iter(site.places()))}"
        page.goto(f"{at}/check")
        page.get_by_role("button", name="转为工作簿").click()
        expect(page.locator(".said.done")).to_contain_text("已经转为工作簿")
        found = []
        for path in KINDS:
            page.goto(f"{at}/edit?n=0&f={path}")
            found += faults(page) + walk(page)
        save(page, "2021-13-1")
        found += faults(page) + walk(page)
        owner = file.with_name("~$dossier.xlsx")
        owner.write_bytes(b"\x03abc")
        save(page, "2022-7-21")
        found += faults(page) + walk(page)
        owner.unlink()
        page.get_by_role("button", name="再保存一次").click()
        expect(page.get_by_role("status")).to_contain_text("已写进工作簿")
        found += faults(page) + walk(page)
        page.goto(f"{at}/check")
        expect(page.locator("[data-events]")).to_have_count(0)
        page.get_by_text("按什么算").first.click()
        page.get_by_role("link", name="修改").first.press("Enter")
        expect(page.locator("[data-holder] select")).to_be_focused()
        found += faults(page) + walk(page)
    assert not found, "\n".join(found)


KINDS = (
    "title",
    "introduction",
    "category",
    "team.kind",
    "declarations.classified",
    "in_use_since",
)
"""A value of each kind of field: a line, a text, one of several, several, yes or no, a day."""


def save(page: Page, value: str) -> None:
    """Type a value, send it by a key, and be refused."""
    box = page.get_by_role("textbox").first
    box.fill(value)
    box.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()


# ---------------------------------------------------------------- a page that goes on by itself


@contextmanager
def at_first_sight(opened: Browser, folder: Path) -> Iterator[tuple[Page, Callable[[], None]]]:
    """The page for kits of a dossier at which nobody has looked; that the look has ended is told when it may be."""
    out, held = folder.parent / "output", list[Route]()
    site = site_for(folder.parent, out, settings=Settings(out=out, jobs=1))
    with served(site), window(opened, site.door.address) as page:
        page.goto(site.renew_link())
        page.wait_for_url("**/")
        page.route(
            "**/events/look",
            lambda route: held.append(route),  # noqa: PLW0108 - a name is written on it
            times=1,
        )
        (key,) = (each.key for each in site.places().values() if each.folder == folder)
        page.goto(f"{site.door.address}/d/{key}/collect")
        expect(page.locator("[data-events]")).to_have_count(1)

        def go_on() -> None:
            held.pop().continue_()

        yield page, go_on


def test_files_that_are_chosen_stay_chosen_when_the_first_look_has_ended(
    opened: Browser, tmp_path: Path
) -> None:
    folder = tmp_path / "提名" / "材料"
    assert run_wuxiao("new", folder, "--kind", "city").code == 0
    with at_first_sight(opened, folder) as (page, go_on):
        chosen = page.get_by_label("文件", exact=True)
        chosen.set_input_files(folder / "使用说明.txt")
        go_on()
        expect(page.locator("[data-events]")).to_have_count(0)
        expect(page.locator("#missing")).to_contain_text("没有")
        assert chosen.evaluate("field => field.files.length") == 1


def test_what_turns_out_to_be_no_workbook_can_be_made_one(opened: Browser, tmp_path: Path) -> None:
    folder = tmp_path / "提名" / "材料"
    shutil.copytree(SAMPLE, folder)
    with at_first_sight(opened, folder) as (page, go_on):
        expect(page.get_by_label("文件", exact=True)).to_be_visible()
        go_on()
        expect(page.get_by_role("button", name="转为工作簿")).to_be_visible()
        expect(page.get_by_label("文件", exact=True)).to_have_count(0)
