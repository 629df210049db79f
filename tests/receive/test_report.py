"""The report and the evidence pages."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from pipeline.receive import report as report_page
from pipeline.receive.models import Look, Pictures, SeenPage
from pipeline.receive.seeing import Counted
from tests.receive.desks import JPEG, Fake, Office, scan
from tests.receive.values import FORM


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An office to which nothing has come back yet."""
    return Office(tmp_path)


def test_the_report_needs_nothing_else_and_shows_each_doubt_with_its_pictures_and_command(
    office: Office,
) -> None:
    office.put("1.jpg", scan(FORM, 2, "look"))
    office.put("2.jpg", scan(FORM, 3, "old"))
    office.receive()
    page_ = (office.out / "received" / "report.html").read_text(encoding="utf-8")
    (doubt,) = json.loads((office.out / "received" / "report.json").read_text())["doubts"]
    assert f"--accept {doubt['id']} --by" in page_
    assert page_.count("data:image/jpeg;base64,") >= 3
    assert "后来内容有变化" in page_
    assert not any(word in page_ for word in ('src="http', "<link", "@import"))
    evidence = office.out / "received" / "evidence" / "P01-甲.html"
    assert "第一完成人签字" in evidence.read_text(encoding="utf-8")


def test_a_doubt_whose_pictures_are_lost_is_still_shown(office: Office) -> None:
    office.put("1.jpg", scan(FORM, 2, "look"))
    office.receive()
    for path in (office.out / "received").rglob("*.json"):
        if b'"preview"' in path.read_bytes():
            path.write_bytes(b"{")
    (doubt,) = json.loads((office.out / "received" / "report.json").read_text())["doubts"]
    office.receive()
    page = (office.out / "received" / "report.html").read_text(encoding="utf-8")
    assert f"--accept {doubt['id']} --by" in page
    assert "data:image/jpeg;base64," not in page


def test_thousands_of_pages_make_a_report_that_a_browser_opens(office: Office) -> None:
    office.fake = Thousands()
    office.put("一大叠.pdf", b"%PDF-1.7")
    found = office.receive()
    assert len(found.receipt.pages) == Thousands.PAGES
    report = (office.out / "received" / "report.html").read_bytes()
    assert report.count(b"data:image/jpeg") == report_page.MOST_SHOWN
    assert f"一大叠.pdf 第{Thousands.PAGES}页".encode() in report
    assert len(report) < 8_000_000
    said = json.loads((office.out / "received" / "report.json").read_text(encoding="utf-8"))
    assert {each["verdict"] for each in said["pages"]} == {"foreign"}


class Thousands(Fake):
    """One file of many pages of somebody else's."""

    PAGES = 3000

    def __call__(
        self, tasks: Sequence[Any], look: Any, answer: type[Any], *, largest_bytes: int
    ) -> Iterator[tuple[int, Any]]:
        for place, task in enumerate(tasks):
            if answer is Counted:
                yield place, Counted(self.PAGES)
            else:
                seen = SeenPage(source=task.sha256, index=task.index, why_not="foreign")
                yield place, Look(seen=seen, pictures=Pictures(preview=bytes(10_000)))


def test_a_page_that_is_damaged_is_named_as_the_clerk_knows_it(office: Office) -> None:
    office.fake = Damaged()
    office.put("坏的.jpg", JPEG + b"half")
    (page_,) = office.receive().receipt.pages
    assert (page_.file, page_.note) == ("坏的.jpg", "打不开；没有传完整。")


class Damaged(Fake):
    """Says of each page what the reader of scans says of a damaged one."""

    def __call__(
        self, tasks: Sequence[Any], look: Any, answer: type[Any], *, largest_bytes: int
    ) -> Iterator[tuple[int, Any]]:
        for place, task in enumerate(tasks):
            if answer is Counted:
                yield place, Counted(1)
            else:
                said = f"{task.path.name} 第1页：打不开；没有传完整。"
                seen = SeenPage(source=task.sha256, index=1, why_not="broken", reason=said)
                yield place, Look(seen=seen)


def test_evidence_pages_that_there_are_no_more_go(office: Office) -> None:
    office.put_everything()
    office.receive()
    stray = office.out / "received" / "evidence" / "P09-乙.html"
    stray.write_bytes(b"old")
    office.receive()
    assert not stray.exists()
    assert (stray.parent / "P01-甲.html").is_file()
