"""`make demo` opens the page, says its link, and leaves nothing behind that nobody can end."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import httpx
import pytest

from tests.alive import HANGING_SECONDS, Run
from tests.conftest import ROOT, SAMPLE


def demo(run: Run, what: str, out: Path, sample: Path = SAMPLE, **environment: str) -> str:
    done = subprocess.run(
        [ROOT / ".ci" / "demo", what, sample, out],
        env=run.environment | environment, text=True, encoding="utf-8", capture_output=True, check=True,
        timeout=HANGING_SECONDS,
    )  # fmt: skip
    return done.stdout


@pytest.mark.slow
def test_the_demo_opens_the_page_again_and_again(everyone: Run, tmp_path: Path) -> None:
    links = []
    for _ in range(2):
        found = re.search(r"http://\S+", demo(everyone, "begin", tmp_path, CI=""))
        assert found
        assert httpx.get(found[0], timeout=HANGING_SECONDS).status_code == 200
        links.append(found[0])
        assert (tmp_path / ".wuxiao" / "demo.log").stat().st_mode & 0o777 == 0o600
    assert links[0] != links[1]
    servers = [each for each in everyone.alive().values() if "timeout 1h" in each]
    assert len(servers) == 1
    demo(everyone, "end", tmp_path)
    everyone.wait_until_none_is_left()
    assert demo(everyone, "end", tmp_path) == ""


def test_the_demo_leaves_nothing_running_in_ci(everyone: Run, tmp_path: Path) -> None:
    copy = tmp_path / "示例材料" / SAMPLE.name
    assert f"wuxiao serve {copy} -o {tmp_path}" in demo(everyone, "begin", tmp_path, CI="true")
    assert not everyone.alive()
    assert (copy / "dossier.yaml").read_bytes() == (SAMPLE / "dossier.yaml").read_bytes()


def test_the_demos_copy_stays_until_the_sample_changes(everyone: Run, tmp_path: Path) -> None:
    sample, out = tmp_path / "city", tmp_path / "output"
    sample.mkdir()
    (sample / "dossier.yaml").write_text("a: 1", encoding="utf-8")

    def copied() -> dict[str, str]:
        demo(everyone, "begin", out, sample=sample, CI="true")
        return {each.name: each.read_text(encoding="utf-8") for each in copy.iterdir()}

    copy = out / "示例材料" / "city"
    assert copied() == {"dossier.yaml": "a: 1"}
    (copy / "dossier.yaml").rename(copy / "dossier.转为工作簿前1.yaml")
    (sample / ".wuxiao").mkdir()
    (sample / ".wuxiao" / "collected.json").write_text("{}", encoding="utf-8")
    assert copied() == {"dossier.转为工作簿前1.yaml": "a: 1"}, "what was done on the page stays"
    assert (sample / "dossier.yaml").is_file()
    (sample / "dossier.yaml").write_text("a: 2", encoding="utf-8")
    shutil.rmtree(sample / ".wuxiao")
    assert copied() == {"dossier.yaml": "a: 2"}
