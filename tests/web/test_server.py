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
from tests.conftest import ROOT, SAMPLE

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


@pytest.mark.slow
@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_server_ends_with_all_its_work(
    end: signal.Signals, everyone: Run, tmp_path: Path
) -> None:
    folder, out = tmp_path / "材料", tmp_path / "output"
    shutil.copytree(SAMPLE, folder)
    with serving(everyone, folder, "-o", out, "--jobs", "1") as process:
        home, entrance = link_of(process)
        with httpx.Client(base_url=home, timeout=HANGING_SECONDS) as browser:
            assert browser.get(entrance).status_code == 200
            at = browser.get("/").headers["location"]
            token = re.search(r'name="token" value="([^"]+)"', browser.get(at).text)
            assert token
            sent = browser.post(f"{at}build", data={"token": token[1]}, headers={"origin": home})
            assert sent.status_code == 303
        process.send_signal(end)
        _, err = process.communicate(timeout=HANGING_SECONDS)
        everyone.wait_until_none_is_left()
    if end is signal.SIGKILL:
        return
    assert process.returncode == 0
    assert err.splitlines()[-1] == "网页服务已停止。"
    assert "尉迟晨" not in err
    assert not (out / "打开网页.html").exists()


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="没有这个文件夹"):
        serve(tmp_path / "没有", Settings(out=tmp_path), Address(), print)
