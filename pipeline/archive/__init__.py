"""The register: signed paper kept for years, always findable, never lost.

A register is one folder: a stored tree (OCFL 1.1), a chain of events, and an index that is made of both at
any time.  `models` says what goes in, `register` what can be done.
"""

from __future__ import annotations

from pipeline.archive.desk import Desk, at_work
from pipeline.archive.register import Register

__all__ = ["Desk", "Register", "at_work"]
