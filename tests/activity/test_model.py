"""A year's notice is read strictly: a misspelt key is an error, never a rule that does not run."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline.activity.loading import load_activity
from pipeline.activity.model import Activity
from pipeline.dossier.models import Nomination, Unit
from pipeline.dossier.schema import fields_of
from pipeline.errors import InputError
from tests.conftest import ROOT

OURS = ROOT / "data" / "activities" / "jiangsu-wuxiao-2023"
INVENTED = ROOT / "tests" / "data" / "activities" / "invented-2024"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(OURS, tmp_path / "year"))


def edit(folder: Path, name: str, old: str, new: str) -> Activity:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    load_activity.cache_clear()
    return load_activity(folder)


@pytest.mark.parametrize("name", ["activity.toml", "taxonomy.toml", "wording.toml"])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(InputError, match=f"year/{name}：找不到活动配置文件"):
        load_activity(folder)


@pytest.mark.parametrize("name", ["activity.toml", "taxonomy.toml", "wording.toml"])
def test_a_file_that_is_not_toml_is_named_with_its_line(folder: Path, name: str) -> None:
    path = folder / name
    path.write_text(f"# 一\n# 二\nid = = 1\n{path.read_text(encoding='utf-8')}", encoding="utf-8")
    with pytest.raises(InputError, match=f"year/{name}：活动配置文件格式有误；第3行第6列"):
        load_activity(folder)


def test_a_file_that_is_not_utf8_is_refused(folder: Path) -> None:
    (folder / "wording.toml").write_bytes('a = "江苏"'.encode("gbk"))
    with pytest.raises(InputError, match=r"year/wording\.toml：活动配置文件格式有误"):
        load_activity(folder)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[publicity]", "[publicty]", "publicty"),
        ("min_working_days", "min_workdays", "min_workdays"),
        ("year = 2023", 'year = "2023"', "year"),
        ("[lead_age]\nmin_years", "[lead_age]\nmin_jears", "min_jears"),
    ],
)
def test_a_misspelt_key_or_wrong_value_is_an_error_that_names_it(
    folder: Path, old: str, new: str, said: str
) -> None:
    with pytest.raises(InputError, match=rf"year/activity\.toml：活动配置内容有误；.*{said}"):
        edit(folder, "activity.toml", old, new)


def test_the_digest_changes_with_any_file_and_with_nothing_else(folder: Path) -> None:
    first = load_activity(folder).digest
    assert first == load_activity(OURS).digest
    digests = {first}
    digests.add(edit(folder, "activity.toml", "year = 2023", "year = 2024").digest)
    digests.add(edit(folder, "taxonomy.toml", "锅炉", "锅 炉").digest)
    digests.add(edit(folder, "wording.toml", "特此证明", "谨此证明").digest)
    assert len(digests) == 4


def test_extra_fields_stand_where_they_are_asked_to() -> None:
    keys = [field.key for field in load_activity(INVENTED).nomination_fields]
    assert keys[keys.index("category") + 1] == "green_level"
    after = keys.index("remark")
    assert keys[after + 1 : after + 4] == ["is_newcomer", "energy_saved", "green_note"]
    assert [key for key in keys if key not in {"green_level", "is_newcomer"}][:1] == ["id"]


def test_only_nominations_get_extra_fields() -> None:
    activity = load_activity(INVENTED)
    assert activity.fields(Unit) == fields_of(Unit)
    assert len(activity.fields(Nomination)) == len(fields_of(Nomination)) + 4
    assert all(not field.extra for field in load_activity(OURS).nomination_fields)
