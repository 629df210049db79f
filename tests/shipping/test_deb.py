"""The package for Debian, UOS and Kylin: what is laid into it, without the network that brings its wheels."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
import zipfile
from pathlib import Path

import pytest

from shipping.deb import fonts, package
from shipping.deb.closure import runtime
from shipping.deb.fonts import COLLECTIONS
from shipping.deb.wheels import MACHINES, PYTHONS, environment, unpack
from tests.conftest import ROOT

FILES = Path(package.__file__).parent / "files"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.fixture(scope="module")
def libraries() -> dict[str, str]:
    lines = runtime(environment(each, MACHINES["arm64"]) for each in PYTHONS)
    return dict(line.split("==") for line in lines)


def wheel(folder: Path, name: str, **files: str) -> Path:
    """A wheel with these files, named without their slashes and points."""
    path = folder / name
    with zipfile.ZipFile(path, "w") as archive:
        for place, content in files.items():
            archive.writestr(place.replace("__of__", "/").replace("__", "."), content)
    return path


def test_every_library_of_the_program_is_in_it_and_none_of_its_developers(
    libraries: dict[str, str],
) -> None:
    lines = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["heic"]]
    own = {re.split(r"[<>=\[; ]", line)[0].casefold() for line in lines}
    assert own <= libraries.keys()
    assert {"cffi", "tinycss2", "h11", "pi-heif"} <= libraries.keys(), "what libraries need in turn"
    assert not {"pytest", "mypy", "playwright", "hatchling", "distributed"} & libraries.keys()


def test_modules_of_several_pythons_lie_side_by_side(tmp_path: Path) -> None:
    made = [
        wheel(tmp_path, f"{tag}.whl", a__of__code__py="same", **{f"a__of__fast__{tag}__so": tag})
        for tag in ("cp311", "cp313")
    ]
    unpack(made, tmp_path / "site")
    found = sorted(path.name for path in (tmp_path / "site" / "a").iterdir())
    assert found == ["code.py", "fast.cp311.so", "fast.cp313.so"]


def test_two_contents_for_one_module_are_refused(tmp_path: Path) -> None:
    made = [wheel(tmp_path, f"{each}.whl", a__of__code__py=each) for each in ("cp311", "cp313")]
    with pytest.raises(SystemExit, match=r"cp313\.whl has another code\.py"):
        unpack(made, tmp_path / "site")


def test_scripts_and_bookkeeping_are_left_out_and_nothing_leads_outside(tmp_path: Path) -> None:
    path = tmp_path / "a.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name in (
            "a-1.data/scripts/a", "a-1.data/purelib/b.py", "a-1.dist-info/RECORD", "a-1.dist-info/METADATA", "../c.py",
        ):  # fmt: skip
            archive.writestr(name, "")
    unpack([path], tmp_path / "in" / "site")
    found = {str(each.relative_to(tmp_path)) for each in tmp_path.rglob("*") if each.is_file()}
    assert found == {"a.whl", "in/site/b.py", "in/site/a-1.dist-info/METADATA"}


@pytest.mark.parametrize("name", sorted(path.name for path in FILES.iterdir()))
def test_each_file_of_ours_is_complete_and_goes_somewhere(name: str) -> None:
    values = {"ARCHITECTURE": "amd64", "SIZE": "1"}
    text = package.filled(name, values)
    assert not re.search(r"@[A-Z]+@", text)
    if text.startswith("#!/bin/sh"):
        subprocess.run(["sh", "-n"], input=text, text=True, check=True)
    source = Path(package.__file__).read_text(encoding="utf-8")
    assert f'"{name}"' in source


def test_the_menu_entry_starts_a_program_that_the_package_brings() -> None:
    entry = package.filled("wuxiao-forms.desktop")
    program = re.search("^Exec=/(.+)$", entry, re.MULTILINE)
    assert program
    assert program[1] in package.PROGRAMS.values()


def test_a_python_that_the_package_is_not_for_is_refused_in_chinese(tmp_path: Path) -> None:
    (tmp_path / "python3").write_text("#!/bin/sh\necho 3.9\n")
    (tmp_path / "python3").chmod(0o755)
    script = package.filled("preinst").replace("/usr/bin", str(tmp_path))

    def install() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["sh", "-c", script, "preinst", "install"],
            capture_output=True,
            text=True,
            check=False,
            env=os.environ,
        )

    refused = install()
    assert refused.returncode == 1
    assert "本机的Python是3.9，要3.11到" in refused.stderr
    (tmp_path / "python3.12").write_text("")
    (tmp_path / "python3.12").chmod(0o755)
    assert install().returncode == 0, "another Python beside the system's own"


def test_each_font_comes_with_its_licence(tmp_path: Path) -> None:
    fonts.lay(tmp_path / "fonts", tmp_path / "licences")
    assert len(list((tmp_path / "licences").iterdir())) == len(COLLECTIONS)
    assert {path.name for path in (tmp_path / "fonts").iterdir()} == {
        name for each in COLLECTIONS for name in each.files
    }
