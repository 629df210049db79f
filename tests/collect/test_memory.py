"""What was last collected is known again by digests, and no value stands in the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.collect.memory import Memory, recall, remember
from pipeline.collect.values import digest_of
from pipeline.store import collected_path


def test_what_came_is_known_again(tmp_path: Path) -> None:
    memory = Memory()
    memory.note("P01", "lead.mobile", digest_of("lead.mobile", "13800009001"))
    memory.sent["P02"] = {"title": digest_of("title", "一种夹具")}
    remember(tmp_path, memory)
    again = recall(tmp_path)
    assert again == memory
    assert again.known("P01", "lead.mobile") == {digest_of("lead.mobile", "138 0000 9001")}
    assert again.known("P01", "lead.name") == frozenset()
    assert (again.knows("P01"), again.knows("P02")) == (True, False)
    assert again.known("P02", "title") == {digest_of("title", "一种 夹具")}
    assert "13800009001" not in collected_path(tmp_path).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"version": 99}', '{"version": 1, "nominations": []}']
)
def test_a_file_that_cannot_be_used_is_no_memory(text: str, tmp_path: Path) -> None:
    collected_path(tmp_path).parent.mkdir()
    collected_path(tmp_path).write_text(text, encoding="utf-8")
    assert recall(tmp_path) == Memory()


def test_nothing_has_no_digest() -> None:
    assert digest_of("title", None) == digest_of("contributors", ()) == ""
