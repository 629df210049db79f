"""A register as tests need it.  No test here cuts the power, so nothing waits for the disk."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from pipeline.archive import Register, at_work
from tests.archive.papers import LATER, NOW, PROOF, deposit, key, paper


@pytest.fixture
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk is not waited for."""
    connect = sqlite3.connect

    def quick(*arguments: Any, **options: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*arguments, **options)
        connection.execute("PRAGMA synchronous = OFF")
        return connection

    monkeypatch.setattr(sqlite3, "connect", quick)
    monkeypatch.setattr(os, "fsync", lambda _: None)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A register of three papers: one with two versions, one whose scan is removed; a proof."""
    folder = tmp_path / "登记"
    register = Register(folder)
    with at_work(register, by="王干事", now=NOW) as desk:
        desk.add(deposit(paper("甲"), paper("乙"), paper("丙")))
        desk.add(deposit(paper("甲", b"signed again"), data=b"changed"))
    with at_work(register, by="王干事", now=LATER) as desk:
        proposal = desk.propose([key("丙")]).number
        desk.approve(proposal, proof=PROOF)
        desk.dispose(proposal)
        desk.remove_scans(proposal, why="已销毁")
        desk.lend([key("甲")], to="李检查", until=None)
    return folder
