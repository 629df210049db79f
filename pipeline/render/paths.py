"""Where templates lie, as people know it."""

from __future__ import annotations

from pathlib import Path


def said_of_path(path: Path) -> str:
    """A template's path as people know it: below the dossier, or the activity by its name."""
    parts = path.parts
    if "templates" not in parts:
        return "/".join(parts[-2:])
    top = len(parts) - 1 - parts[::-1].index("templates")
    is_of_activity = (Path(*parts[:top]) / "activity.toml").is_file()
    return "/".join(parts[top - 1 if is_of_activity else top :])
