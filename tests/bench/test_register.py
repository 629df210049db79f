"""The registers that the benchmark measures are registers: they are read, and what is due in them is found."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pipeline import run
from pipeline.archive import Register
from pipeline.archive.models import Query
from pipeline.settings import Settings
from tests.bench import register


def test_a_register_that_is_made_of_its_chain_alone_can_be_asked(tmp_path: Path) -> None:
    register.make_many(tmp_path / "登记", papers=200, characters=40)
    found = Register(tmp_path / "登记")
    assert found.count() == 200
    assert found.count(Query(box="1")) == 50
    due = run.archive_due(Settings(register=found.folder), on=date(2034, 1, 1), limit=5)
    assert 0 < len(due.free.papers) <= 5 < due.free.total < 200
    assert due.free.total + due.notice_over.total == 200
