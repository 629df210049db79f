"""Every key that files and programs know has a word for people."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

import pipeline.archive.verifying
import pipeline.collect.models
import pipeline.receive
import pipeline.status  # noqa: F401 - what they define is looked at
from pipeline.dossier.labels import Labelled


def below(kind: type[Labelled]) -> Iterator[type[Labelled]]:
    for each in kind.__subclasses__():
        yield each
        yield from below(each)


@pytest.mark.parametrize("kind", [*below(Labelled)], ids=lambda kind: kind.__name__)
def test_keys_are_plain_and_labels_are_chinese(kind: type[Labelled]) -> None:
    for member in kind:
        assert re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", member.value), member
        assert re.search(r"[\u4e00-\u9fff]", member.label), member
