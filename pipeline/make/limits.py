"""Templates that are not ours run within limits of time and memory, in a child of this process.

Whoever can write a template can write a loop without end, `10**(10**9)`, `'x'*3000000000`: it is stopped, and
named, and the other papers are made.
"""

from __future__ import annotations

import atexit
from collections.abc import Callable
from typing import Any, TypeVar

from pipeline.engine.limited import Limited, StoppedError
from pipeline.errors import TemplateError

Result = TypeVar("Result")

_child = Limited()
_stopped: dict[str, TemplateError] = {}
"""What templates were stopped, by path and time of change: they are not tried for every paper."""

atexit.register(_child.close)


def within_limits(
    function: Callable[..., Result],
    *arguments: Any,
    result: type[Result],
    template: str,
    where: str,
) -> Result:
    """What a function gives that works with a template that is not ours.

    Args:
        function: A function of a module.
        arguments: What it takes.
        result: What it returns: plain values.
        template: Digest of the template.
        where: What messages call the template.

    Raises:
        TemplateError: It was stopped by a limit, now or before; or the function found a fault.
        WuxiaoError: What the function raised.
    """
    if template in _stopped:
        raise _stopped[template]
    try:
        return _child.call(function, *arguments, result=result)
    except StoppedError as error:
        _stopped[template] = TemplateError(
            "模板停不下来，已经中止",
            where=where,
            why=str(error),
            remedy="检查占位符里的循环和计算：层层相套的循环、极大的乘方、成倍重复的文字",
        )
        raise _stopped[template] from None


def release() -> None:
    """End the child: the run is over."""
    _child.close()
    _stopped.clear()
