"""The dossier changes while somebody looks at a page, or while papers are made."""

from __future__ import annotations

import errno
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from pipeline.errors import InputError
from pipeline.make.current import Inputs
from pipeline.papers.manifest import encode_manifest
from pipeline.settings import Settings
from tests.conftest import Desk
from tests.rehearsal.world import when_papers_are_made
from tests.web.browser import Browser
from tests.web.test_pages import text

OLD, NEW = "尉迟晨", "尉迟晓"
SAME, OTHER = "与现在的材料一致", "与现在的材料不一致"


def renamed(desk: Desk) -> Callable[[], None]:
    """Somebody saves the dossier with another name in it."""

    def save() -> None:
        desk.source.write_text(desk.source.read_text("utf-8").replace(OLD, NEW), "utf-8")

    return save


def build(browser: Browser) -> str:
    """The page when papers were made, as somebody reads it."""
    assert browser.post(f"{browser.at}/build").status_code == 303
    browser.site.jobs.wait()
    return text(browser.see("build"))


def names_on_paper(desk: Desk) -> set[str]:
    """Which of the two names any Word file of the first project shows."""
    files = list((desk.out / "word").glob("P01-*.docx"))
    shown = [zipfile.ZipFile(each).read("word/document.xml").decode() for each in files]
    assert shown
    return {name for name in (OLD, NEW) for each in shown if name in each}


def test_what_is_changed_after_the_check_is_what_is_built(at_papers: Browser, built: Desk) -> None:
    assert "没有发现问题" in at_papers.see("check")
    renamed(built)()
    for page in ("build", "print"):
        shown = text(at_papers.see(page))
        assert OTHER in shown
        assert "重新生成" in shown
    page = build(at_papers)
    assert SAME in page
    assert "材料又改过" not in page
    assert names_on_paper(built) == {NEW}
    assert SAME in text(at_papers.see("print"))


def test_what_is_changed_while_papers_are_made_is_told_and_on_none_of_them(
    at_papers: Browser, built: Desk
) -> None:
    built.edit("letter_date: 2023-08-25", "letter_date: 2023-08-28")
    with when_papers_are_made(renamed(built)):
        page = build(at_papers)
    assert "生成期间材料又改过，改动可能没有印上，请再生成一次。" in page
    assert OTHER in page
    assert names_on_paper(built) == {OLD}
    assert "重新生成" in text(at_papers.see())
    page = build(at_papers)
    assert SAME in page
    assert "材料又改过" not in page
    assert names_on_paper(built) == {NEW}


def test_only_another_content_overtakes_a_build(desk: Desk) -> None:
    inputs = Inputs([desk.folder], Settings(out=desk.output))
    inputs.digest(desk.folder)
    photo = next(desk.folder.rglob("*.jpg"))
    for file in (desk.source, photo):
        shutil.copyfile(file, desk.folder / "copy")
        (desk.folder / "copy").replace(file)  # as programs save: another file, another time
    (desk.folder / "~$dossier.xlsx").write_bytes(b"open")
    assert not inputs.is_overtaken(desk.folder)
    photo.write_bytes(photo.read_bytes() + b"x")
    assert inputs.is_overtaken(desk.folder)


def test_a_file_that_another_program_keeps_to_itself_may_have_changed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    inputs = Inputs([desk.folder], Settings(out=desk.output))
    inputs.digest(desk.folder)
    photo = next(desk.folder.resolve().rglob("*.jpg"))
    photo.write_bytes(photo.read_bytes())
    opened = Path.open

    def kept(path: Path, *arguments: Any, **named: Any) -> Any:
        if path == photo:
            raise PermissionError(errno.EACCES, "in use", str(path))
        return opened(path, *arguments, **named)

    monkeypatch.setattr(Path, "open", kept)
    assert inputs.is_overtaken(desk.folder)
    with pytest.raises(InputError, match=f"{photo.name}：文件读不出来"):
        Inputs([desk.folder], Settings(out=desk.output)).digest(desk.folder)


def test_drafts_are_not_compared_with_anything(at_papers: Browser, built: Desk) -> None:
    draft = msgspec.structs.replace(built.manifest(), draft=True)
    (built.out / "manifest.json").write_bytes(encode_manifest(draft))
    for page in ("build", "print"):
        shown = text(at_papers.see(page))
        assert "草稿" in shown
        assert SAME not in shown
        assert OTHER not in shown
