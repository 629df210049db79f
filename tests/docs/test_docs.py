"""README, manual, contracts and change log say what the program does, and all of it."""

from __future__ import annotations

import dataclasses
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import click
import pytest

from docs._generate.commands import commands, options_of, variables
from docs._generate.dossier import year
from docs._generate.pages import (
    BLOCK,
    BLOCKS,
    CONTRACTS,
    MANUAL,
    PAGES,
    ROOT,
    RULES_PAGE,
    as_they_should_be,
    regenerated,
)
from docs._generate.placeholders import canonical, template_names
from pipeline.cli import cli
from pipeline.dossier.models import Dossier
from pipeline.dossier.schema import Kind, fields_of
from pipeline.errors import ExitCode
from pipeline.forms.file_names import ROLES
from pipeline.load.files import role_of
from pipeline.render.views import specimen
from pipeline.rules import RULES, AnyRule
from pipeline.settings import Settings

README, CHANGELOG = ROOT / "README.md", ROOT / "CHANGELOG.md"
DEVELOPING, SAMPLES = ROOT / "docs" / "developing.md", ROOT / "data" / "samples" / "README.md"
ALL_PAGES = (README, CONTRACTS, MANUAL, RULES_PAGE, DEVELOPING, SAMPLES, CHANGELOG)
HOW_TO_MEND = "run: make docs"


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def block_of(path: Path, name: str) -> str:
    """The content of one generated block."""
    return next(found[0] for found in BLOCK.finditer(text_of(path)) if found["name"] == name)


def named_in(path: Path) -> set[str]:
    """Everything set as code on a page."""
    return set(re.findall(r"`([^`\n]+)`", text_of(path)))


# ---------------------------------------------------------------- generated blocks


def test_what_is_generated_is_current() -> None:
    for path, wanted in as_they_should_be():
        assert text_of(path) == wanted, f"{path.name} fell behind; {HOW_TO_MEND}"


def test_every_block_stands_on_one_page() -> None:
    names = [found["name"] for page in PAGES for found in BLOCK.finditer(text_of(page))]
    assert sorted(names) == sorted(BLOCKS)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_marker_of_a_block_has_its_other_half(page: Path) -> None:
    found = len(BLOCK.findall(text_of(page)))
    assert text_of(page).count("<!-- generated:") == text_of(page).count("<!-- /generated -->")
    assert text_of(page).count("<!-- generated:") == found


def test_a_block_that_fell_behind_is_rewritten() -> None:
    stale = "text\n<!-- generated: document-names -->\nold\n<!-- /generated -->\nmore\n"
    fresh = regenerated(stale)
    assert "old" not in fresh
    assert "`nomination_letter`" in fresh
    assert fresh.startswith("text\n")
    assert fresh.endswith("<!-- /generated -->\nmore\n")


def test_a_block_that_nobody_knows_is_refused() -> None:
    with pytest.raises(KeyError):
        regenerated("<!-- generated: nothing -->\n<!-- /generated -->")


# ---------------------------------------------------------------- all is documented


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
@pytest.mark.parametrize("name", sorted(commands()))
def test_every_command_and_option_is_documented(page: Path, name: str) -> None:
    said = text_of(page)
    assert f"wuxiao {name}" in said
    for option in options_of(commands()[name]):
        assert any(form in said for form in option.opts), (name, option.opts)


def test_every_option_before_a_command_is_in_the_manual() -> None:
    for option in options_of(cli):
        assert all(f"`{form}`" in text_of(MANUAL) for form in option.opts)


def test_every_command_of_the_pages_exists() -> None:
    known = {each.split()[0] for each in commands()}
    for page in (README, CONTRACTS, MANUAL, DEVELOPING, CHANGELOG):
        # `wuxiao COMMAND` and options before the command are no commands.
        used = set(re.findall(r"(?:^|[\s`])wuxiao ([a-z]+)\b", text_of(page), re.MULTILINE))
        assert used <= known, page.name


def test_every_option_of_the_pages_exists() -> None:
    known = {
        form for each in commands().values() for option in options_of(each) for form in option.opts
    }
    known |= {form for option in options_of(cli) for form in option.opts}
    others = {
        "--help",
        "--version",
        "--strict",
        "--no-index",
        "--find-links",
        "--nthreads",
        "--reinstall",
    }
    for page in (README, CONTRACTS, MANUAL, CHANGELOG):
        used = set(re.findall(r"(?<![-\w|!<])--[a-z][a-z-]+", text_of(page)))
        assert used <= known | others, page.name


@pytest.mark.parametrize("code", list(ExitCode), ids=lambda code: code.name)
def test_every_exit_code_is_documented(code: ExitCode) -> None:
    assert f"| {int(code)} | {code.name} | {code.meaning} |" in text_of(CONTRACTS)
    assert f"### 退出代码 {int(code)}：{code.meaning}\n" in text_of(MANUAL)


def test_every_document_is_documented() -> None:
    folders = sorted(path.parent for path in (ROOT / "templates").glob("[!_]*/document.toml"))
    assert folders
    for folder in folders:
        title = tomllib.loads(text_of(folder / "document.toml"))["title"]
        assert f"| `{folder.name}` | {title} |" in text_of(CONTRACTS)
        assert f"\n| {title} | " in block_of(MANUAL, "documents-zh")
        assert f"| {title} | `{folder.name}` |" in text_of(MANUAL)


def test_every_setting_is_documented() -> None:
    for each in dataclasses.fields(Settings):
        assert f"| `{each.name}` |" in block_of(CONTRACTS, "settings")


def test_every_environment_variable_is_documented() -> None:
    assert variables()
    for name in variables():
        assert f"`{name}`" in text_of(CONTRACTS)
        assert f"`{name}`" in text_of(MANUAL)


def leaves(model: type, path: str = "") -> Iterator[tuple[str, str]]:
    """Every field that holds a value: its path below its sheet's record, and its label."""
    for each in fields_of(model):
        here = f"{path}.{each.key}".lstrip(".")
        if each.kind is Kind.RECORD:
            yield from leaves(each.record_model, here)
        elif each.kind is Kind.RECORDS:
            yield from leaves(each.record_model)
        else:
            yield here, each.label


def test_every_field_of_the_dictionary_is_documented() -> None:
    block = block_of(MANUAL, "dictionary")
    for path, label in leaves(Dossier):
        assert re.search(rf"\| [^|]*{re.escape(label)} \| `{re.escape(path)}` \|", block), path


def test_every_option_of_a_choice_is_documented() -> None:
    def choices(model: type) -> Iterator[Any]:
        for each in fields_of(model):
            yield from each.options
            if each.model is not None:
                yield from choices(each.model)

    block = block_of(MANUAL, "dictionary")
    for option in choices(Dossier):
        assert f"`{option.key}` {option.label}" in block


def test_every_name_for_templates_is_documented() -> None:
    activity = year()
    block = block_of(MANUAL, "template-fields")
    for path in template_names(specimen(activity)):
        assert f"| `{canonical(path)}` |" in block, path


def test_names_that_the_manual_calls_the_same_are_the_same() -> None:
    names = template_names(specimen(year()))
    for path in names:
        assert canonical(path) in names


def test_every_kind_of_file_is_documented() -> None:
    block = block_of(MANUAL, "file-names")
    for names in ROLES.values():
        for name in names:
            assert f"`{name}`" in block


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("实施前-1.jpg", "before.photos"),
        ("实施前2.jpg", "before.photos"),
        ("实施前（3）.png", "before.photos"),
        ("一线职工证明.pdf", "evidence.frontline_certificate"),
        ("职称证书.bmp", "evidence.title_certificate"),
        ("其他.tif", "evidence.other"),
        ("视频.mov", "video.file"),
        ("视频.avi", "video.file"),
        ("视频.wmv", "video.file"),
        ("视频.mp4", "video.file"),
    ],
)
def test_file_names_that_the_manual_shows_are_understood(name: str, role: str) -> None:
    assert role_of(name) == role
    assert Path(name).suffix in text_of(MANUAL)


def test_every_rule_is_on_the_page_that_the_manual_links_to() -> None:
    assert "](rules.zh.md)" in text_of(MANUAL)
    page = text_of(RULES_PAGE)
    for rule in RULES:
        assert f"| `{rule.id}` |" in page


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_says_what_it_asks_and_by_which_clause(rule: AnyRule) -> None:
    assert "。" in rule.asks
    assert rule.clause == "–" or any(part in rule.asks for part in rule.clause.split("、"))


def test_every_rule_that_a_page_names_exists() -> None:
    families = {rule.id.partition(".")[0] for rule in RULES}
    known = {rule.id for rule in RULES}
    fields = {path for path, _ in leaves(Dossier)} | set(template_names(specimen(year())))
    for page in (README, CONTRACTS, DEVELOPING, CHANGELOG):
        named = {each for each in named_in(page) if re.fullmatch(r"[a-z]+\.(?!toml)[a-z_]+", each)}
        assert {each for each in named if each.partition(".")[0] in families} <= known | fields
    said = re.findall(r"规则：([a-z_.]+)", text_of(MANUAL))
    assert said
    assert set(said) <= known


# ---------------------------------------------------------------- links, and what may not stand there


def anchors(page: str) -> set[str]:
    """The anchors of a page's headings, as the usual renderers of Markdown make them."""
    outside_code = re.sub(r"^ *```.*?^ *```", "", page, flags=re.DOTALL | re.MULTILINE)
    headings = re.findall(r"^#{1,6} (.+)$", outside_code, re.MULTILINE)
    return {anchor(heading) for heading in headings}


def anchor(heading: str) -> str:
    plain = heading.replace("`", "").strip().lower()
    return re.sub(r"[^\w\- ]", "", plain.replace("\u3000", "")).replace(" ", "-")


def links(page: str) -> Iterator[str]:
    for target in re.findall(r"\]\(([^)\s]+)\)", page):
        if not target.startswith(("http://", "https://", "mailto:")):
            yield unquote(target)


@pytest.mark.parametrize("page", ALL_PAGES, ids=lambda page: page.name)
def test_links_inside_the_project_lead_somewhere(page: Path) -> None:
    for target in links(text_of(page)):
        name, _, place = target.partition("#")
        path = (page.parent / name) if name else page
        assert path.exists(), target
        if place:
            assert place in anchors(text_of(path)), target


def test_anchors_are_made_as_renderers_make_them() -> None:
    assert anchor("附录二　模板字段") == "附录二模板字段"
    assert anchor("打印、签字、盖章、扫描") == "打印签字盖章扫描"
    assert anchor("苹果手机的 HEIC 照片") == "苹果手机的-heic-照片"
    assert anchor("`manifest.json`") == "manifestjson"


@pytest.mark.parametrize("page", ALL_PAGES, ids=lambda page: page.name)
def test_pages_name_no_folder_of_one_machine(page: Path) -> None:
    assert not re.search(r"(?<![\w.~])/(?:work|tmp|home|root|usr/local)/", text_of(page))


@pytest.mark.parametrize("page", [README, CONTRACTS, DEVELOPING], ids=lambda page: page.name)
def test_files_and_folders_that_a_page_names_exist(page: Path) -> None:
    kept = ("data/", "templates/_", "tests/", "docs/", "pipeline/", ".ci/")
    for name in named_in(page):
        if name.startswith(kept) and "<" not in name and " " not in name:
            assert (ROOT / name).exists(), name


def test_targets_that_a_page_names_are_in_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z-]+):", text_of(ROOT / "Makefile"), re.MULTILINE))
    for page in ALL_PAGES:
        named = set(re.findall(r"(?:`|^)make ([a-z]+)\b", text_of(page), re.MULTILINE))
        assert named <= targets


def test_the_drawing_of_the_house_has_every_floor_from_the_top_down() -> None:
    contracts = tomllib.loads(text_of(ROOT / "pyproject.toml"))["tool"]["importlinter"]["contracts"]
    floors = next(each["layers"] for each in contracts if each["id"] == "floors")
    drawing = text_of(DEVELOPING).partition("## The house")[2].partition("## ")[0]
    drawn = re.findall(r"^ {4}(\S.*?)(?: {3,}|$)", drawing, re.MULTILINE)
    rooms = [set(re.findall(r"(\w+)(?:\.py|/)", line.replace("<library>/", ""))) for line in drawn]
    assert [each for each in rooms if each] == [
        set(re.split(r" [|:] ", floor)) for floor in floors if floor != "__main__"
    ]


def test_every_target_of_the_makefile_says_what_it_does() -> None:
    text = text_of(ROOT / "Makefile")
    targets = set(re.findall(r"^([a-z-]+):", text, re.MULTILINE))
    assert targets == set(re.findall(r"^([a-z-]+): *## \S", text, re.MULTILINE))
    assert targets == set(re.findall(r"^\.PHONY: (.*)$", text, re.MULTILINE)[0].split())


def test_the_readme_is_one_page_and_leads_to_all_others() -> None:
    assert len(text_of(README).splitlines()) <= 80
    pages = {path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").glob("*.md")}
    assert pages <= set(links(text_of(README)))


def test_what_is_generated_lies_outside_the_readme() -> None:
    assert not BLOCK.search(text_of(README))


def test_there_is_room_for_the_benchmark() -> None:
    assert re.search(r"<!-- bench -->\n.*<!-- /bench -->", text_of(DEVELOPING), re.DOTALL)


def test_messages_that_point_to_the_manual_name_sections_that_exist() -> None:
    sections = anchors(text_of(MANUAL))
    for path in sorted((ROOT / "pipeline").rglob("*.py")):
        for name in re.findall(r"手册“([^”]+)”一节", text_of(path)):
            assert any(anchor(name) in each for each in sections), (path.name, name)


def test_help_is_chinese() -> None:
    """The manual prints it as it is."""
    for name, command in commands().items():
        assert isinstance(command, click.Command)
        for text in (command.help, *(each.help for each in options_of(command))):
            assert re.search(r"[\u4e00-\u9fff]", text or ""), name
