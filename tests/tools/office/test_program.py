"""LibreOffice: found, run in a profile of its own, watched, and its work checked."""

from __future__ import annotations

import io
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from docx import Document
from pypdf import PdfReader, PdfWriter

from pipeline.errors import ToolFailedError, ToolMissingError
from pipeline.tools.office import program as office
from pipeline.tools.office.fontconfig import VARIABLE, set_up_fonts
from pipeline.tools.office.program import (
    convert_to_pdf,
    convert_to_word,
    find_office,
    office_version,
)
from pipeline.tools.office.rows import counts_rows_as_word
from pipeline.typefaces import installed


def _blank_pdf() -> bytes:
    writer, buffer = PdfWriter(), io.BytesIO()
    writer.add_blank_page(100, 100)
    writer.write(buffer)
    return buffer.getvalue()


PDF = _blank_pdf()

HEAD = f"""#!{sys.executable}
import os, pathlib, subprocess, sys, time
arguments = sys.argv[1:]
log = pathlib.Path(__file__).with_name("log.txt")
with log.open("a", encoding="utf-8") as file:
    file.write(" ".join(arguments) + "\\n")
out = pathlib.Path(arguments[arguments.index("--outdir") + 1]) if "--outdir" in arguments else None
files = [each for each in arguments if each.endswith((".docx", ".doc"))]
PDF = {PDF!r}
def make(name, data=PDF):
    out.mkdir(exist_ok=True)
    (out / (pathlib.Path(name).stem + ".pdf")).write_bytes(data)
"""


def program(folder: Path, body: str) -> Path:
    """A program that stands in for LibreOffice."""
    path = folder / "soffice"
    path.write_text(HEAD + body, encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def word_files(folder: Path, *names: str) -> list[Path]:
    files = []
    for name in names:
        document = Document()
        document.add_paragraph(f"《{name}》的内容")
        document.save(str(folder / name))
        files.append(folder / name)
    return files


def calls(folder: Path) -> list[str]:
    return (folder / "log.txt").read_text(encoding="utf-8").splitlines()


class TestFinding:
    def test_the_variable_comes_first(self, tmp_path: Path) -> None:
        made = program(tmp_path, "")
        for named in (made, tmp_path):
            assert find_office({"WUXIAO_OFFICE": str(named), "PATH": os.defpath}) == made

    def test_a_variable_that_names_nothing_is_said(self, tmp_path: Path) -> None:
        with pytest.raises(ToolMissingError, match="WUXIAO_OFFICE") as caught:
            find_office({"WUXIAO_OFFICE": str(tmp_path / "没有")})
        assert caught.value.exit_code == 6

    @pytest.mark.skipif(sys.platform == "win32", reason="names differ")
    def test_then_the_path(self, tmp_path: Path) -> None:
        made = program(tmp_path, "")
        assert find_office({"PATH": str(tmp_path)}) == made

    def test_where_there_is_none_the_clerk_learns_how_to_get_it(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(office, "_usual_places", lambda variables: iter(()))
        with pytest.raises(ToolMissingError, match="libreoffice-writer"):
            find_office({"PATH": ""})

    def test_one_that_is_not_on_the_path_is_found_where_it_usually_lies(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        made = program(tmp_path, "")
        places = (tmp_path / "没有", made)
        monkeypatch.setattr(office, "_usual_places", lambda variables: iter(places))
        assert find_office({"PATH": ""}) == made

    def test_usual_places_of_each_system(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for system, expected in (
            ("win32", "soffice.com"),
            ("darwin", "soffice"),
            ("linux", "soffice"),
        ):
            monkeypatch.setattr(office, "sys", SimpleNamespace(platform=system))
            places = list(office._usual_places({"ProgramFiles": "C:/Program Files"}))
            assert any(place.name == expected for place in places)

    def test_on_windows_the_program_that_waits_and_speaks_comes_first(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setattr(office, "sys", SimpleNamespace(platform="win32"))
        for name in ("soffice.exe", "soffice.com"):
            (tmp_path / name).write_bytes(b"")
        assert find_office({"WUXIAO_OFFICE": str(tmp_path)}).name == "soffice.com"

    def test_version_is_read(self, tmp_path: Path) -> None:
        assert office_version(program(tmp_path, "print('LibreOffice 7.4.7.2 40(Build:2)')")) == (
            "LibreOffice 7.4.7.2"
        )

    def test_a_program_without_a_version_is_no_libreoffice(self, tmp_path: Path) -> None:
        with pytest.raises(ToolFailedError, match="版本"):
            office_version(program(tmp_path, "print('hello')"))


def pdfs_of(files: list[Path], folder: Path, *, program: Path | None = None) -> list[Path]:
    """The PDFs of files that all can be converted."""
    made = convert_to_pdf(files, folder, program=program)
    assert all(isinstance(each, Path) for each in made), made
    return [each for each in made if isinstance(each, Path)]


def with_library(folder: Path, setting: bytes) -> Path:
    """A LibreOffice whose Writer knows a setting."""
    folder.mkdir()
    (folder / "libswlo.so").write_bytes(bytes(5000) + setting + bytes(5000))
    return program(folder, "")


def test_a_libreoffice_that_knows_the_setting_counts_rows_as_word_does(tmp_path: Path) -> None:
    assert counts_rows_as_word(with_library(tmp_path / "new", b"MinRowHeightInclBorder"))
    assert not counts_rows_as_word(with_library(tmp_path / "old", b"OtherSetting"))


class TestReadingOldFiles:
    def test_all_are_made_into_docx_in_one_call(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        body = """
for each in files:
    out.mkdir(exist_ok=True)
    (out / pathlib.Path(each).with_suffix(".docx").name).write_bytes(each.encode())
"""
        monkeypatch.setenv("WUXIAO_OFFICE", str(program(tmp_path, body)))
        files = [tmp_path / "甲.wps", tmp_path / "乙.rtf"]
        for each in files:
            each.write_bytes(b"old")
        (tmp_path / "out").mkdir()
        made = convert_to_word(files, tmp_path / "out")
        assert [isinstance(each, Path) and each.suffix for each in made] == [".docx", ".docx"]
        assert len(calls(tmp_path)) == 1
        assert convert_to_word([], tmp_path) == []

    def test_one_that_cannot_be_read_is_told_with_what_to_do(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("WUXIAO_OFFICE", str(program(tmp_path, "sys.exit(77)")))
        (tmp_path / "甲.doc").write_bytes(b"old")
        (failed,) = convert_to_word([tmp_path / "甲.doc"], tmp_path)
        assert isinstance(failed, ToolFailedError)
        assert "退出代码 77" in str(failed)
        assert "另存为 .docx" in str(failed)

    def test_without_libreoffice_each_is_told_so(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("WUXIAO_OFFICE", str(tmp_path / "没有"))
        files = [tmp_path / "甲.doc", tmp_path / "乙.doc"]
        for each in files:
            each.write_bytes(b"old")
        assert [type(each) for each in convert_to_word(files, tmp_path)] == [ToolMissingError] * 2


class TestRunning:
    def test_many_files_one_call_under_short_names(self, tmp_path: Path) -> None:
        files = word_files(tmp_path, "提名函（一）.docx", "a b.docx", "#3&4;$(x).docx")
        fake = program(tmp_path, "for each in files: make(each)")
        made = pdfs_of(files, tmp_path, program=fake)
        assert [path.name for path in made] == ["0001.pdf", "0002.pdf", "0003.pdf"]
        [call] = calls(tmp_path)
        assert call.endswith("0001.docx 0002.docx 0003.docx")
        assert "-env:UserInstallation=file:///" in call

    def test_more_than_a_hundred_files_take_several_calls(self, tmp_path: Path) -> None:
        files = word_files(tmp_path, "a.docx") * 201
        fake = program(tmp_path, "for each in files: make(each)")
        made = pdfs_of(files, tmp_path, program=fake)
        assert [path.name for path in made] == [f"{number:04}.pdf" for number in range(1, 202)]
        assert [call.count(".docx") for call in calls(tmp_path)] == [100, 100, 1]

    def test_each_call_has_a_profile_of_its_own_and_clears_it(self, tmp_path: Path) -> None:
        fake = program(tmp_path, "for each in files: make(each)")
        for _ in range(2):
            convert_to_pdf(word_files(tmp_path, "a.docx"), tmp_path, program=fake)
        profiles = [call.split()[0].partition("file://")[2] for call in calls(tmp_path)]
        assert len(set(profiles)) == 2
        assert not any(Path(profile).exists() for profile in profiles)

    def test_what_is_missing_is_tried_once_more_alone(self, tmp_path: Path) -> None:
        files = word_files(tmp_path, "a.docx", "b.docx", "c.docx")
        fake = program(tmp_path, "make(files[0])\nif len(files) == 1: make(files[0])")
        assert all(path.is_file() for path in pdfs_of(files, tmp_path, program=fake))
        assert len(calls(tmp_path)) == 3

    def test_what_stays_missing_is_named_all_of_it(self, tmp_path: Path) -> None:
        files = word_files(tmp_path, "甲.docx", "乙.docx", "丙.docx")
        fake = program(tmp_path, "if len(files) > 1: make(files[1])")
        one, two, three = convert_to_pdf(files, tmp_path, program=fake)
        assert isinstance(two, Path)
        for name, failed in (("甲", one), ("丙", three)):
            assert isinstance(failed, ToolFailedError)
            assert f"{name}.docx：LibreOffice没有转出" in str(failed)
            assert failed.exit_code == 7

    @pytest.mark.parametrize("data", [b"", b"<html>", PDF[:9], b"%PDF-1.4\ngarbage"])
    def test_what_is_no_pdf_with_pages_does_not_count(self, tmp_path: Path, data: bytes) -> None:
        fake = program(tmp_path, f"make(files[0], {data!r})")
        (made,) = convert_to_pdf(word_files(tmp_path, "a.docx"), tmp_path, program=fake)
        assert isinstance(made, ToolFailedError)

    def test_an_error_exit_is_passed_on_in_words(self, tmp_path: Path) -> None:
        fake = program(tmp_path, "print('no disk'); sys.exit(77)")
        (made,) = convert_to_pdf(word_files(tmp_path, "a.docx"), tmp_path, program=fake)
        assert "退出代码 77：no disk" in str(made)

    def test_a_program_that_cannot_start(self, tmp_path: Path) -> None:
        broken = tmp_path / "soffice"
        broken.write_bytes(b"not a program")
        (made,) = convert_to_pdf(word_files(tmp_path, "a.docx"), tmp_path, program=broken)
        assert isinstance(made, ToolFailedError)
        assert "a.docx" in str(made)

    @pytest.mark.skipif(sys.platform == "win32", reason="looks into /proc")
    def test_one_that_hangs_is_ended_with_all_it_started(self, tmp_path: Path) -> None:
        child = "import time; time.sleep(3600)"
        fake = program(
            tmp_path,
            f"child = subprocess.Popen([sys.executable, '-c', {child!r}])\n"
            "log.with_name('child').write_text(str(child.pid))\ntime.sleep(3600)",
        )
        (made,) = convert_to_pdf(
            word_files(tmp_path, "a.docx"),
            tmp_path,
            program=fake,
            start_seconds=1,
            file_seconds=0,
        )
        assert "等了 1 秒" in str(made)
        left = Path("/proc") / (tmp_path / "child").read_text()
        deadline = time.monotonic() + 600  # however busy the computer is
        while left.exists() and "zombie" not in (left / "status").read_text():
            assert time.monotonic() < deadline, "the child outlived the call"
            time.sleep(0.05)

    @pytest.mark.skipif(sys.platform == "win32", reason="looks into /proc")
    def test_ctrl_c_ends_it_too(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        fake = program(tmp_path, "time.sleep(3600)")
        started: list[subprocess.Popen[bytes]] = []
        wait = subprocess.Popen.communicate

        def interrupted(process: subprocess.Popen[bytes], *rest: Any, **more: Any) -> Any:
            started.append(process)
            if len(started) == 1:
                raise KeyboardInterrupt
            return wait(process, *rest, **more)

        monkeypatch.setattr(subprocess.Popen, "communicate", interrupted)
        with pytest.raises(KeyboardInterrupt):
            convert_to_pdf(word_files(tmp_path, "a.docx"), tmp_path, program=fake)
        assert started[0].returncode == -signal.SIGKILL

    def test_no_files_no_call(self, tmp_path: Path) -> None:
        assert convert_to_pdf([], tmp_path, program=tmp_path / "none") == []

    def test_free_fonts_stand_in_for_those_of_offices(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv(VARIABLE, "/etc/fonts/a&b.conf")
        settings = set_up_fonts(tmp_path / "x&y").read_text(encoding="utf-8")
        assert "<string>仿宋_GB2312</string>" in settings
        assert "FandolFang" in settings
        assert "a&amp;b.conf" in settings
        assert "x&amp;y</dir>" in settings

    def test_the_bold_cut_for_titles_comes_under_a_name_of_its_own(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        own = tmp_path / ".fonts" / "deep" / "FandolSong-Bold.otf"
        own.parent.mkdir(parents=True)
        own.write_bytes(b"font")
        monkeypatch.setattr(
            installed, "font_folders", lambda: (tmp_path / "none", tmp_path / ".fonts")
        )
        set_up_fonts(tmp_path / "fonts")
        assert (tmp_path / "fonts" / own.name).read_bytes() == b"font"
        monkeypatch.setattr(installed, "font_folders", lambda: (tmp_path / "none",))
        assert set_up_fonts(tmp_path / "without").is_file()


@pytest.mark.office
class TestRealOne:
    def test_says_its_version(self) -> None:
        assert office_version(find_office()).startswith("LibreOffice ")

    def test_converts_names_of_any_kind(self, tmp_path: Path) -> None:
        files = word_files(tmp_path, "提名函（苏州市总工会）.docx", "a b'c.docx")
        made = pdfs_of(files, tmp_path)
        assert [path.read_bytes()[:4] for path in made] == [b"%PDF", b"%PDF"]

    def test_two_calls_at_once_do_not_disturb_each_other(self, tmp_path: Path) -> None:
        from concurrent.futures import ThreadPoolExecutor

        def one(number: int) -> int:
            folder = tmp_path / str(number)
            folder.mkdir()
            return len(pdfs_of(word_files(folder, "a.docx", "b.docx"), folder))

        with ThreadPoolExecutor(2) as pool:
            assert list(pool.map(one, range(2))) == [2, 2]

    def test_the_same_file_gives_the_same_bytes(self, tmp_path: Path) -> None:
        file = word_files(tmp_path, "a.docx")
        first, second = (pdfs_of(file, tmp_path)[0].read_bytes() for _ in range(2))
        assert first == second
        reader = PdfReader(io.BytesIO(first))
        assert not {"/CreationDate", "/ModDate"} & set(reader.metadata or {})

    def test_a_file_that_is_no_word_file_is_named_and_the_rest_is_converted(
        self, tmp_path: Path
    ) -> None:
        good, bad = word_files(tmp_path, "好.docx", "坏.docx")
        bad.write_bytes(b"PK\x03\x04 broken")
        made, failed = convert_to_pdf([good, bad], tmp_path)
        assert isinstance(made, Path)
        assert "坏.docx：LibreOffice没有转出" in str(failed)
