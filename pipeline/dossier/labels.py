"""Enums whose members have a key for files and programs, and a Chinese label for people."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Labelled(StrEnum):
    """The value is the key in YAML, TOML and JSON, the label what a clerk sees."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        """Give the key its Chinese label."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member
