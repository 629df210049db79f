"""An activity folder, read strictly: a misspelt key is an error and never a rule that silently does not run."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec

from pipeline.activity.agreement import must_agree
from pipeline.activity.faults import key_of, say_content, say_toml
from pipeline.activity.folder import FILES, must_be_known
from pipeline.activity.model import Activity
from pipeline.activity.tables import Strict
from pipeline.errors import InputError


@cache
def load_activity(folder: Path) -> Activity:
    """Read an activity folder.

    Raises:
        InputError: A file is missing, is not known, is not TOML, has a key or value that is not
            understood, or a sentence with another figure than `activity.toml`.
    """
    content: dict[str, Any] = {}
    digest = sha256()
    for name in FILES:
        data = _read(folder, name)
        digest.update(data)
        part = _parse(data, where=f"{folder.name}/{name}")
        content |= part if name == FILES[0] else {Path(name).stem: part}
    must_be_known(folder)
    content["digest"] = digest.hexdigest()
    try:
        activity = _convert(content)
    except msgspec.ValidationError as error:
        first = next(iter(key_of(error, content, _convert)), "")
        file = f"{first}.toml" if f"{first}.toml" in FILES else FILES[0]
        raise InputError(
            "活动配置内容有误",
            where=f"{folder.name}/{file}",
            why=say_content(error, content, _convert, _known_keys()),
            remedy="改正这一项",
        ) from error
    must_agree(activity, where=folder.name)
    return activity


def _convert(content: Mapping[str, Any]) -> Activity:
    return msgspec.convert(content, Activity, strict=True)


def _known_keys() -> set[str]:
    return {key for table in Strict.__subclasses__() for key in table.__struct_fields__}


def _read(folder: Path, name: str) -> bytes:
    try:
        return (folder / name).read_bytes()
    except FileNotFoundError as error:
        raise InputError(
            "找不到活动配置文件", where=f"{folder.name}/{name}", remedy="补上该文件"
        ) from error


def _parse(data: bytes, *, where: str) -> dict[str, Any]:
    try:
        return tomllib.loads(data.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(
            "活动配置文件格式有误", where=where, why=say_toml(error), remedy="按提示的位置改正"
        ) from error
