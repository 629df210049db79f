"""Names and passwords for the office network: one file, scrypt, and patience with those who guess."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
from collections.abc import Callable
from pathlib import Path

from pipeline.errors import InputError, UsageError
from pipeline.run import serving
from pipeline.settings import Settings

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200
LONGEST_NAME = 40

_FORMAT = 1
_COST, _BLOCK, _LANES = 2**15, 8, 1
_MEMORY_BYTES = 64_000_000
_SALT_BYTES = 16

_MOST_WAITING = 8
"""Passwords that may be tried or wait for it at once: requests that wait hold threads that pages need."""

_GUESSES = 5
_REST_SECONDS = 60.0

Clock = Callable[[], float]


class Users:
    """The file of names and passwords.

    No password is in it: of each its scrypt digest, with a salt of its own.
    """

    def __init__(self, settings: Settings, *, clock: Clock = time.monotonic) -> None:
        """Look at no file yet.

        Args:
            settings: Say where papers, and beside them this file, are kept.
            clock: Seconds that only grow.
        """
        self._file = serving.private_file(settings, "users.json")
        self._clock = clock
        self._missed: dict[str, list[float]] = {}
        self._one_at_a_time = threading.Lock()
        self._waiting = threading.Semaphore(_MOST_WAITING)

    def names(self) -> tuple[str, ...]:
        """The names that may come in.

        Raises:
            InputError: The file is damaged.
        """
        return tuple(_read(self._file))

    def add(self, name: str, password: str) -> None:
        """Let somebody in from now on, or give a new password.

        Raises:
            UsageError: Name or password is no good.
            OutputError: The file cannot be written.
        """
        name, password = name.strip(), password.strip()
        if not (name and name.isprintable() and len(name) <= LONGEST_NAME):
            raise UsageError("姓名不能用", remedy=f"写姓名，不超过{LONGEST_NAME}个字")
        if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
            raise UsageError(
                f"密码要有{SHORTEST_PASSWORD}到{LONGEST_PASSWORD}个字符", remedy="换一个密码"
            )
        salt = secrets.token_bytes(_SALT_BYTES)
        known = _read(self._file)
        known[name] = f"{_as_text(salt)}${_as_text(_digest(password, salt))}"
        self._write(known)

    def remove(self, name: str) -> None:
        """Let somebody in no more.

        Raises:
            UsageError: Nobody of that name is let in.
            OutputError: The file cannot be written.
        """
        known = _read(self._file)
        if name not in known:
            listed = "、".join(known) or "无"
            raise UsageError(f"没有“{name}”这个用户", why=f"现有：{listed}", remedy="核对姓名")
        del known[name]
        self._write(known)

    def _write(self, known: dict[str, str]) -> None:
        text = json.dumps({"format": _FORMAT, "users": known}, ensure_ascii=False, indent=1)
        serving.keep_private(self._file, text + "\n")

    def is_resting(self, name: str) -> bool:
        """Whether too many wrong passwords came for a name just now."""
        since = self._clock() - _REST_SECONDS
        self._missed = {
            each: kept
            for each, found in self._missed.items()
            if (kept := [when for when in found if when > since])
        }
        return len(self._missed.get(name, ())) >= _GUESSES

    def knows(self, name: str, password: str) -> bool:
        """Whether a password is right; it takes as long for a name that nobody has.

        Raises:
            InputError: The file is damaged.
            UsageError: Too many are being tried.
        """
        if not self._waiting.acquire(blocking=False):
            raise UsageError("现在进入的人太多", remedy="过几秒再试")
        try:
            with self._one_at_a_time:  # each takes 32 MB
                return self._is_right(
                    name.strip()[:LONGEST_NAME], password.strip()[:LONGEST_PASSWORD]
                )
        finally:
            self._waiting.release()

    def _is_right(self, name: str, password: str) -> bool:
        if self.is_resting(name):
            return False
        salt, _, wanted = _read(self._file).get(name, "").partition("$")
        given = _digest(password, _as_bytes(salt) or b"nobody")
        is_right = bool(wanted) and hmac.compare_digest(given, _as_bytes(wanted))
        if is_right:
            self._missed.pop(name, None)
        else:
            self._missed.setdefault(name, []).append(self._clock())
        return is_right


def _digest(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(
        password.encode(), salt=salt, n=_COST, r=_BLOCK, p=_LANES, maxmem=_MEMORY_BYTES
    )


def _as_text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _as_bytes(text: str) -> bytes:
    return base64.b64decode(text)


def _read(file: Path) -> dict[str, str]:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        known = content["users"] if content["format"] == _FORMAT else None
        if known and not all(isinstance(each, str) for pair in known.items() for each in pair):
            known = None
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        known = None
    if known is None:
        raise InputError(
            "用户名单读不出来",
            where=file.name,
            why="文件被改动过，或者没有读取权限",
            remedy="删掉它，再用 wuxiao serve --add-user 姓名 逐个添加",
        )
    return dict(known)
