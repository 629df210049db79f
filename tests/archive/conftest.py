"""No test here cuts the power, so nothing waits for the disk."""

from __future__ import annotations

import os
import sqlite3
from typing import Any

import pytest


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
