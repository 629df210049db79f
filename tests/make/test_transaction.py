"""Whatever stops a build, the next one leaves what an undisturbed one would, and no trace of the other.

A build is stopped at each of its writes in turn, as if the computer had lost its power there: no write
comes after it.
"""

from __future__ import annotations

import copy
import functools
import itertools
import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import pytest
import yaml

from pipeline import run, store
from pipeline.check.evidence import inspect
from pipeline.errors import ExitCode, OutputError
from pipeline.make import papers
from pipeline.make.built import Built
from pipeline.make.transaction import JOURNAL, Stage, put_in_place
from pipeline.papers.manifest import (
    FileEntry,
    FileKind,
    Manifest,
    encode_manifest,
    read_manifest,
)
from pipeline.settings import Settings
from tests.conftest import SAMPLE, Desk
from tests.render.cases import TEMPLATES

Data = dict[str, Any]

WRITES = ("write_whole", "append", "move", "delete", "set_aside")
"""The functions of `store` that change a disk."""

DATA: Data = yaml.safe_load((SAMPLE / "dossier.yaml").read_text(encoding="utf-8"))

BY_HAND = "word/提名函.docx"


class StoppedError(BaseException):
    """The computer is off."""


@contextmanager
def stopping_at(number: int) -> Iterator[list[str]]:
    """Stop at a write, counted from 0; gives the writes that were asked for."""
    asked: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        for name in WRITES:
            patch.setattr(store, name, _counted(getattr(store, name), asked, number))
        yield asked


def _counted(write: Callable[..., Any], asked: list[str], number: int) -> Callable[..., Any]:
    @functools.wraps(write)
    def counted(*arguments: Any, **options: Any) -> Any:
        asked.append(write.__name__)
        if len(asked) > number:
            raise StoppedError
        return write(*arguments, **options)

    return counted


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Two documents of a line each, so that a build takes no time; evidence is looked at once."""
    templates = tmp_path / "templates"
    shutil.copytree(TEMPLATES / "_shared", templates / "_shared")
    (templates / "_reports").mkdir()
    (templates / "_reports" / "report.html").write_text("{{ unit }} {{ papers }} {{ draft }}")
    shutil.copy(TEMPLATES / "_reports" / "year.html", templates / "_reports")
    shutil.copytree(TEMPLATES / "_print_list", templates / "_print_list")
    _document(templates / "nomination_letter", "提名函", "dossier", "{{ activity.name }}")
    _document(templates / "nomination_form", "提名书", "nomination", "{{ lead.name }}")
    look = functools.cache(inspect)
    monkeypatch.setattr(papers, "doubts_about", lambda *_: ())  # these look like no official paper
    monkeypatch.setattr(
        "pipeline.run.checking.look_at_evidence",
        lambda paths, jobs: {path: look(path) for path in paths},
    )
    return Settings(templates=templates, out=tmp_path / "output", jobs=1)


def _document(folder: Path, title: str, scope: str, words: str) -> None:
    per = f'{{ scope = "{scope}", milestone = "nominate", packet = "01-{title}" }}'
    mark = f'marks = [{{ kind = "seal", role = "unit", label = "{title}" }}]'
    folder.mkdir()
    (folder / "document.toml").write_text(
        f'title = "{title}"\norder = 1\nper = [{per}]\npurpose = ""\npledge_pages = true\n{mark}\n'
    )
    (folder / "print.html").write_text(
        "<html lang='zh-CN' style='font-family: FandolFang'>"
        f"<title>{title}</title><body>{title} {words} {{{{ unit.name }}}}</body></html>"
    )
    word = docx.Document()
    word.add_paragraph(f"{title} {words} {{{{ unit.name }}}}")
    word.save(str(folder / "word.docx"))


@pytest.fixture
def dossier(tmp_path: Path) -> Desk:
    """The sample, and where its papers go."""
    folder = tmp_path / "材料"
    shutil.copytree(SAMPLE, folder)
    return Desk(folder, tmp_path / "output")


def make(desk: Desk, settings: Settings, change: Callable[[Data], None] | None = None) -> Built:
    """Change the sample's data and build."""
    data = copy.deepcopy(DATA)
    if change:
        change(data)
    desk.source.write_text(json.dumps(data, default=str), encoding="utf-8")  # which is YAML, too
    return run.build(desk.folder, settings, lambda *_: None)


def named(name: str) -> Callable[[Data], None]:
    return lambda data: data["nominations"][0]["lead"].update(name=name)


def without_the_second(data: Data) -> None:
    del data["nominations"][1]


def visible(out: Path) -> Mapping[str, bytes]:
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file() and store.HIDDEN not in path.parts
    }


@pytest.mark.parametrize(
    ("first", "stopped", "draft", "last", "by_hand"),
    [
        pytest.param(None, named("甲"), False, named("乙"), True, id="a name"),
        pytest.param(None, named("甲"), True, None, False, id="draft to real"),
        pytest.param(
            without_the_second, None, False, without_the_second, True, id="a nomination dropped"
        ),
    ],
)
def test_a_build_stopped_at_any_write_leaves_no_trace_after_the_next(
    first: Callable[[Data], None] | None,
    stopped: Callable[[Data], None] | None,
    draft: bool,
    last: Callable[[Data], None] | None,
    by_hand: bool,
    dossier: Desk,
    settings: Settings,
    tmp_path: Path,
) -> None:
    make(dossier, settings, first)
    if by_hand:
        (dossier.out / BY_HAND).write_bytes(b"by hand")
    before = shutil.copytree(dossier.out, tmp_path / "before")
    make(dossier, settings, last)
    undisturbed = visible(dossier.out)
    assert sum(content == b"by hand" for content in undisturbed.values()) == by_hand
    for number in itertools.count():
        shutil.rmtree(dossier.out)
        shutil.copytree(before, dossier.out)
        with stopping_at(number) as asked:
            try:
                make(dossier, replace(settings, draft=draft), stopped)
            except StoppedError:
                pass
            else:
                break
        built = make(dossier, settings, last)
        assert built.exit_code is ExitCode.OK
        assert visible(dossier.out) == undisturbed, (number, asked[number])
    assert {"write_whole", "append", "move"} <= {*asked}


def test_what_later_runs_need_is_kept_and_the_rest_is_swept(
    dossier: Desk, settings: Settings
) -> None:
    hidden = dossier.out / store.HIDDEN
    make(dossier, settings)
    first = {path.relative_to(hidden).as_posix() for path in hidden.rglob("*") if path.is_file()}
    assert {"journal", "lock", "issued.json"} <= first
    kinds = [path.partition("/")[0] for path in first if "/" in path]
    assert {kind: kinds.count(kind) for kind in kinds} == {"drawn": 3, "thumbnails": 3}
    make(dossier, settings, named("甲"))
    second = {path.relative_to(hidden).as_posix() for path in hidden.rglob("*") if path.is_file()}
    assert len(second) == len(first)
    assert len(second - first) == 2  # the form's drawn pages and its picture


# ---------------------------------------------------------------- one file


OURS, HANDS = b"ours", b"a hand's"


def entry(path: str, data: bytes) -> dict[str, FileEntry]:
    return {path: FileEntry(path=path, kind=FileKind.PDF, sha256=store.sha256(data))}


def test_a_file_of_an_earlier_run_is_replaced_and_one_of_a_hand_is_renamed(tmp_path: Path) -> None:
    for content in (OURS, HANDS):
        store.write_whole(tmp_path / f"pdf/{content!r}.pdf", content)
    before = {f"pdf/{content!r}.pdf": OURS for content in (OURS, HANDS)}
    stage = Stage(tmp_path)
    for path in before:
        stage.add(path, b"new")
    entries = {path: each for path in before for each in entry(path, OURS).values()}
    placed = put_in_place(tmp_path, stage, before=entries, current=before)
    assert placed.set_aside == (f"{HANDS!r}.手工修改1.pdf",)
    assert not placed.refused
    assert sorted(visible(tmp_path).values()) == [HANDS, b"new", b"new"]


def test_what_is_no_longer_part_of_the_output_goes_unless_a_hand_changed_it(tmp_path: Path) -> None:
    store.write_whole(tmp_path / "pdf/旧.pdf", OURS)
    store.write_whole(tmp_path / "print/改过.pdf", HANDS)
    store.write_whole(tmp_path / "word/自己的.docx", OURS)
    before = entry("pdf/旧.pdf", OURS) | entry("print/改过.pdf", OURS)
    put_in_place(tmp_path, Stage(tmp_path), before=before, current=[])
    assert {*visible(tmp_path)} == {"print/改过.pdf", "word/自己的.docx"}


def test_the_journal_knows_files_that_no_manifest_names(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    stage.add("pdf/甲.pdf", OURS)
    put_in_place(tmp_path, stage, before={}, current=["pdf/甲.pdf"])
    put_in_place(tmp_path, Stage(tmp_path), before={}, current=[])
    assert visible(tmp_path) == {}


@pytest.mark.parametrize("torn", ["", f"{store.sha256(HANDS)} pd", "\ufffd"])
def test_a_journal_that_ends_in_half_a_line_goes_on(torn: str, tmp_path: Path) -> None:
    journal = tmp_path / JOURNAL
    for name in ("甲", "乙"):
        stage = Stage(tmp_path)
        stage.add(f"pdf/{name}.pdf", OURS)
        put_in_place(tmp_path, stage, before={}, current=[f"pdf/{name}.pdf"])
        journal.write_text(journal.read_text(encoding="utf-8") + torn, encoding="utf-8")
    assert {*visible(tmp_path)} == {"pdf/乙.pdf"}
    put_in_place(tmp_path, Stage(tmp_path), before={}, current=[])
    assert visible(tmp_path) == {}


def test_a_file_that_cannot_be_replaced_or_deleted_is_named_and_the_others_are_not_held_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in ("pdf/开着.pdf", "pdf/旧.pdf", "pdf/乙.pdf"):
        store.write_whole(tmp_path / path, OURS)
    before = {path: each for path in visible(tmp_path) for each in entry(path, OURS).values()}
    stage = Stage(tmp_path)
    for path in ("pdf/开着.pdf", "pdf/乙.pdf"):
        stage.add(path, b"new")
    held = _held("开着.pdf", "旧.pdf")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "replace", held(Path.replace))
        patch.setattr(Path, "unlink", held(Path.unlink))
        current = ["pdf/开着.pdf", "pdf/乙.pdf"]
        placed = put_in_place(tmp_path, stage, before=before, current=current)
    assert {path: error.what for path, error in placed.refused.items()} == {
        "pdf/开着.pdf": "文件写不进去",
        "pdf/旧.pdf": "旧文件删不掉",
    }
    assert visible(tmp_path)["pdf/乙.pdf"] == b"new"


def _held(*names: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Another program holds files of these names open."""

    def of(real: Callable[..., Any]) -> Callable[..., Any]:
        def held(path: Path, *arguments: Any, **options: Any) -> Any:
            if not {path.name, *(Path(each).name for each in arguments)}.isdisjoint(names):
                raise PermissionError(13, "in use")
            return real(path, *arguments, **options)

        return held

    return of


@pytest.mark.parametrize(
    "path", ["../受害.txt", "pdf/../../受害.txt", "/tmp/受害.txt", "pdf\\..\\受害.txt", "受害.txt"]
)
def test_a_path_that_leads_elsewhere_is_believed_of_no_manifest_and_no_journal(
    path: str, tmp_path: Path
) -> None:
    out = tmp_path / "output"
    victim = tmp_path / "受害.txt"
    store.write_whole(victim, OURS)
    store.write_whole(out / "受害.txt", OURS)
    stage = Stage(out)
    stage.add("pdf/甲.pdf", OURS)
    store.append(out / JOURNAL, f"{store.sha256(OURS)} {path}\n")
    put_in_place(out, stage, before={}, current=["pdf/甲.pdf"])
    manifest = Manifest(
        dossier="", activity="", program="", input_digest="", draft=False,
        files=tuple(entry(path, OURS).values()),
    )  # fmt: skip
    store.write_whole(out / "manifest.json", encode_manifest(manifest))
    assert read_manifest(out / "manifest.json") is None
    assert victim.read_bytes() == (out / "受害.txt").read_bytes() == OURS


def test_a_folder_that_is_a_link_is_refused_and_nothing_is_changed(tmp_path: Path) -> None:
    out, elsewhere = tmp_path / "output", tmp_path / "elsewhere"
    store.write_whole(elsewhere / "旧.pdf", OURS)
    out.mkdir()
    (out / "pdf").symlink_to(elsewhere)
    stage = Stage(out)
    stage.add("pdf/新.pdf", OURS)
    with pytest.raises(OutputError, match="pdf：输出文件夹里的这个文件夹是链接"):
        put_in_place(out, stage, before=entry("pdf/旧.pdf", OURS), current=["pdf/新.pdf"])
    assert [path.name for path in elsewhere.iterdir()] == ["旧.pdf"]
