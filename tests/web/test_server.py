"""The command: it listens, says the link, and ends when it is told to; nothing of it is left."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from pipeline.errors import InputError
from pipeline.settings import Settings
from pipeline.web.server import Address, serve
from tests.alive import HANGING_SECONDS, Run
from tests.conftest import ROOT, SAMPLE, Desk

LINK = re.compile(r"(http://127\.0\.0\.1:\d+)(/enter\?key=[\w-]+)")


@contextmanager
def serving(everyone: Run, *arguments: str | Path) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-m", "pipeline", "serve", *map(str, arguments)],
        cwd=ROOT, env=everyone.environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:  # fmt: skip
        try:
            yield process
        finally:
            everyone.end()


def link_of(process: subprocess.Popen[str]) -> tuple[str, str]:
    assert process.stderr
    found = LINK.search(process.stderr.readline())
    assert found
    return found[1], found[2]


def begin_to_build(process: subprocess.Popen[str]) -> str:
    """Come in by the link and send the form; gives the page as it was before."""
    home, entrance = link_of(process)
    with httpx.Client(base_url=home, timeout=HANGING_SECONDS) as browser:
        assert browser.get(entrance).status_code == 200
        at = browser.get("/").headers["location"]
        page = browser.get(f"{at}build").text
        token = re.search(r'name="token" value="([^"]+)"', page)
        assert token
        sent = browser.post(f"{at}build", data={"token": token[1]}, headers={"origin": home})
        assert sent.status_code == 303, sent.text
    return page


@pytest.mark.slow
@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_a_server_ends_with_all_its_work(
    end: signal.Signals, everyone: Run, tmp_path: Path
) -> None:
    folder, out = tmp_path / "材料", tmp_path / "output"
    shutil.copytree(SAMPLE, folder)
    with serving(everyone, folder, "-o", out, "--jobs", "1") as process:
        begin_to_build(process)
        process.send_signal(end)
        _, err = process.communicate(timeout=HANGING_SECONDS)
        everyone.wait_until_none_is_left()
    assert process.returncode == 0
    assert err.splitlines()[-1] == "网页服务已停止。"
    assert "尉迟晨" not in err
    assert not (out / "打开网页.html").exists()


@pytest.mark.slow
def test_after_a_kill_the_next_server_shows_the_folders_and_can_work(
    everyone: Run, built: Desk
) -> None:
    for _ in range(2):
        with serving(everyone, built.folder, "-o", built.output, "--jobs", "1") as process:
            page = begin_to_build(process)
            process.kill()
            process.communicate(timeout=HANGING_SECONDS)
            everyone.wait_until_none_is_left()
        assert "正在生成文书" not in page
        assert page.count("/paper/") == 20


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="没有这个文件夹"):
        serve(tmp_path / "没有", Settings(out=tmp_path), Address(), print)
