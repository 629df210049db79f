"""A template that was stopped is not tried for every paper of the run."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipeline.errors import TemplateError
from pipeline.make.limits import release, within_limits


def end(file: Path) -> str:
    """Say that it was called, and end as if the system had ended it."""
    with file.open("a", encoding="utf-8") as stream:
        stream.write("called\n")
    os._exit(3)


def call(file: Path, template: str) -> str:
    return within_limits(end, file, result=str, template=template, where="函/word.docx")


def test_what_was_stopped_once_is_refused_without_a_trial_until_the_run_is_over(
    tmp_path: Path,
) -> None:
    file = tmp_path / "calls.txt"
    for _ in range(3):
        with pytest.raises(TemplateError, match=r"函/word\.docx：模板停不下来"):
            call(file, "one")
    assert file.read_text(encoding="utf-8").splitlines() == ["called"]
    with pytest.raises(TemplateError, match="停不下来"):
        call(file, "another")
    release()
    with pytest.raises(TemplateError, match="停不下来"):
        call(file, "one")
    assert file.read_text(encoding="utf-8").splitlines() == ["called"] * 3
    release()
