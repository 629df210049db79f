"""Limits of the activity in a Word template's words."""

from __future__ import annotations


def limit_of(path: str, before: str, after: str) -> str:
    """`限300字` with the activity's figure for a field; nothing where it sets none."""
    figure = f"limits.{path}"
    return "{% if " + figure + " %}" + before + "{{ " + figure + " }}" + after + "{% endif %}"
