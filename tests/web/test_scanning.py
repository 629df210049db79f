"""The scanner's folder is watched on the page, and the dossier's other work goes on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline import receive, run
from pipeline.errors import InputError
from pipeline.settings import Settings
from pipeline.web.jobs import Job, State
from pipeline.web.scanning import Scanning
from tests.alive import wait_until
from tests.conftest import Desk
from tests.rehearsal.world import SigningDesk, scan
from tests.web.browser import Browser, site_for
from tests.web.test_pages import text


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the scanner writes."""
    made = tmp_path / "扫描仪"
    made.mkdir()
    return made


@pytest.fixture
def watching(built: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    """A browser that was let in where the scanner's folder is watched."""
    monkeypatch.setattr(receive, "SECONDS_BETWEEN_LOOKS", 0.01)
    settings = Settings(out=built.output, jobs=1, scans=folder)
    browser = Browser(site_for(built.folder, built.output, settings=settings)).enter()
    said = {"scans": "/etc", "folder": "/etc"}  # which folder was said at the start, not by a form
    assert browser.post(f"{browser.at}/watch", said).status_code == 303
    yield browser
    browser.site.jobs.close()


def end(browser: Browser) -> str:
    """What the page says when watching has ended."""
    browser.post(f"{browser.at}/cancel", {"back": "receive", "lane": "scans"})
    return text(browser.see("receive"))


def test_where_no_folder_was_said_none_is_watched(at_papers: Browser) -> None:
    unsaid = at_papers.post(f"{at_papers.at}/watch")
    assert (unsaid.status_code, "serve --scans" in unsaid.text) == (409, True)
    assert "/watch" not in at_papers.see("receive")


def test_papers_are_made_while_the_folder_is_watched(watching: Browser, built: Desk) -> None:
    assert watching.post(f"{watching.at}/watch").status_code == 409, "one at a time"
    page = watching.get(f"{watching.at}/receive").text
    assert "正在守着扫描仪的文件夹" in page
    assert 'name="scans"' in page, "files can be dropped meanwhile"
    assert watching.post(f"{watching.at}/build").status_code == 303
    place = next(iter(watching.site.places().values()))
    wait_until(lambda: (job := watching.site.jobs.latest(place.work)) and not job.is_running)
    assert "没有新生成文件" in text(watching.get(f"{watching.at}/build").text)
    said = end(watching)
    assert "已停止守着扫描仪的文件夹，守着的时候收回0个扫描件。" in said
    assert "取消" not in said


@pytest.mark.slow
def test_what_the_scanner_writes_comes_in(watching: Browser, built: Desk, folder: Path) -> None:
    desk = SigningDesk(built.out)
    scan(desk.sheets("P01-尉迟晨-一线职工证明"), folder / "证明.pdf")
    place = next(iter(watching.site.places().values()))
    wait_until(lambda: (job := watching.site.jobs.latest(place.work)) and not job.is_running)
    said = end(watching)
    assert "新收到1个文件" in said
    assert "守着的时候收回1个扫描件" in said
    log = (built.out / ".wuxiao" / "page.log").read_text(encoding="utf-8")
    assert "本机\t扫描仪的文件夹里收回1个扫描件" in log


# ---------------------------------------------------------------- turns

ONE, TWO = Path("一.pdf"), Path("二.pdf")


def watch(looks: list[list[Path]], answers: list[Job | None], patch: pytest.MonkeyPatch) -> Any:
    """What watching gives, which files were given each time, what was said."""
    monkeypatched = iter(looks)
    patch.setattr(run, "finished_files", lambda *_: monkeypatched)
    given: list[list[Path]] = []
    said: list[str] = []

    def begin(files: list[Path]) -> Job | None:
        given.append(list(files))
        return answers.pop(0)

    taken = Scanning(Path(), begin).follow(lambda what, *_: said.append(what))
    return taken, given, said


def test_what_comes_while_other_work_is_under_way_waits_for_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looks = [[ONE], [], [TWO], []]
    answers = [None, None, Job("收回", state=State.DONE)]
    taken, given, said = watch(looks, answers, monkeypatch)
    assert given == [[ONE], [ONE], [ONE, TWO]]
    assert taken == 2
    assert said == [
        "等扫描件", "有1个新扫描件，等别的做完", "有1个新扫描件，等别的做完", "等扫描件",
    ]  # fmt: skip


def test_a_round_that_fails_ends_the_watch_with_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    failed = Job("收回", state=State.FAILED, said=("磁盘已满。",))
    with pytest.raises(InputError, match="不再守着；磁盘已满；请"):
        watch([[ONE], [TWO]], [failed], monkeypatch)


def test_a_round_that_a_person_cancels_leaves_the_folder_watched(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers: list[Job | None] = [Job("收回", state=State.CANCELLED), Job("收回", state=State.DONE)]
    _, given, _ = watch([[ONE], [TWO]], answers, monkeypatch)
    assert given == [[ONE], [TWO]]
