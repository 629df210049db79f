"""A dossier begins on the page."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.web.users import Users
from tests.web.browser import Browser, site_for


@pytest.fixture
def office(tmp_path: Path) -> Browser:
    """A browser that was let in, where there is no dossier yet."""
    root = tmp_path / "提名"
    root.mkdir()
    return Browser(site_for(root, tmp_path / "output")).enter()


def test_a_dossier_begins_and_its_year_is_shown(office: Browser) -> None:
    assert 'href="/new"' in office.get("/").text
    form = office.get("/new").text
    assert form.count("<option value=") == 5
    assert f"文件夹建在这台电脑的“{office.site.root}”里" in form
    answer = office.post("/new", {"name": "苏岸 2023", "kind": "other_society"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{office.at}/")
    folder = office.site.root / "苏岸 2023"
    assert {each.name for each in folder.iterdir()} == {"dossier.xlsx", "使用说明.txt", "附件"}
    assert "备案" in office.see()
    assert "新建材料" in (
        office.site.settings.out / folder.name / ".wuxiao" / "page.log"
    ).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "kind", "said"),
    [
        ("../外面", "city", "不能用作文件夹的名称"),
        ("a/b", "city", "不能用作文件夹的名称"),
        ("..", "city", "不能用作文件夹的名称"),
        (".藏", "city", "不能用作文件夹的名称"),
        ("CON", "city", "不能用作文件夹的名称"),
        ("", "city", "不能用作文件夹的名称"),
        ("好", "没有这类", "这里不能新建材料"),
        ("有了", "city", "有了"),
    ],
)
def test_a_name_that_is_none_or_is_taken_is_refused_and_nothing_is_made(
    office: Browser, name: str, kind: str, said: str
) -> None:
    taken = office.site.root / "有了"
    taken.mkdir()
    (taken / "信.txt").write_text("别人的", encoding="utf-8")
    answer = office.post("/new", {"name": name, "kind": kind})
    assert answer.status_code == 200
    assert said in answer.text
    made = sorted(
        each for each in office.site.root.parent.rglob("*") if each.name == "dossier.xlsx"
    )
    assert made == []


def test_who_comes_from_elsewhere_is_told_no_path(office: Browser) -> None:
    office.site.users = Users(office.site.settings)
    form = office.get("/new").text
    assert "文件夹建在提供网页的电脑上" in form
    assert str(office.site.root) not in form


def test_in_a_dossier_none_begins(inside: Browser) -> None:
    assert inside.get("/new").status_code == 404
    assert inside.post("/new", {"name": "新的", "kind": "city"}).status_code == 404
    assert 'href="/new"' not in inside.see()
