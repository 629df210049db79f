"""A strict judge of OCFL 1.1 trees, written from the specification: it knows nothing of the program.

Numbers in comments are sections of https://ocfl.io/1.1/spec/.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote

_CREATED = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)"
)  # RFC 3339, to the second at least
_VERSION = re.compile(r"v[1-9]\d*")


def faults_of(root: Path) -> list[str]:
    """All that is wrong with a storage root."""
    return list(_of_root(root))


def _of_root(root: Path) -> Iterator[str]:
    # 4.1: one conformance declaration, its content its own name without "0=" and a newline
    marks = [each.name for each in root.glob("0=*")]
    if marks != ["0=ocfl_1.1"]:
        yield f"declarations of the root: {marks}"
    elif (root / "0=ocfl_1.1").read_bytes() != b"ocfl_1.1\n":
        yield "content of the root's declaration"
    layout = json.loads((root / "ocfl_layout.json").read_text(encoding="utf-8"))
    if {*layout} != {"extension", "description"}:
        yield f"keys of ocfl_layout.json: {sorted(layout)}"
    config = json.loads(
        (root / "extensions" / layout["extension"] / "config.json").read_text(encoding="utf-8")
    )
    if config["extensionName"] != layout["extension"]:
        yield "extensionName"
    for path in sorted(root.iterdir()):
        if path.is_dir() and path.name != "extensions":
            yield from _of_folder(path, root, config)


def _of_folder(folder: Path, root: Path, config: dict[str, Any]) -> Iterator[str]:
    """4.2: a hierarchy of folders that end in objects; no files in between, no empty folders."""
    if any(folder.glob("0=*")):
        yield from (f"{folder.name[:8]}: {said}" for said in _of_object(folder, root, config))
        return
    inside = sorted(folder.iterdir())
    if not inside:
        yield f"empty folder {folder.relative_to(root)}"
    for path in inside:
        if path.is_dir():
            yield from _of_folder(path, root, config)
        else:
            yield f"a file between objects: {path.relative_to(root)}"


def _of_object(folder: Path, root: Path, config: dict[str, Any]) -> Iterator[str]:
    # 3.3
    if [each.name for each in folder.glob("0=*")] != ["0=ocfl_object_1.1"]:
        yield "declarations of the object"
    if (folder / "0=ocfl_object_1.1").read_bytes() != b"ocfl_object_1.1\n":
        yield "content of the object's declaration"
    inventory = _inventory(folder)
    if isinstance(inventory, str):
        yield inventory
        return
    if folder.relative_to(root).as_posix() != _place(inventory["id"], config):
        yield "lies in another place than its layout says"
    yield from _of_inventory(inventory)
    versions = sorted(inventory["versions"], key=lambda each: int(each[1:]))
    # 3.1: nothing else in the object
    known = {"0=ocfl_object_1.1", "inventory.json", "inventory.json.sha256", *versions}
    if strangers := {each.name for each in folder.iterdir()} - known:
        yield f"strangers in the object: {sorted(strangers)}"
    for version in versions:
        yield from (f"{version}: {said}" for said in _of_version(folder / version, inventory))
    yield from _of_contents(folder, inventory)


def _place(identifier: str, config: dict[str, Any]) -> str:
    """Extension 0003."""
    digest = hashlib.new(config["digestAlgorithm"], identifier.encode()).hexdigest()
    size = config["tupleSize"]
    parts = [digest[place * size : (place + 1) * size] for place in range(config["numberOfTuples"])]
    encoded = "".join(
        each if re.fullmatch("[A-Za-z0-9_-]", each) else quote(each, safe="").lower()
        for each in identifier
    )
    whole = encoded if len(encoded) <= 100 else f"{encoded[:100]}-{digest}"
    return "/".join((*parts, whole))


def _inventory(folder: Path) -> dict[str, Any] | str:
    """3.5 and 3.7: an inventory with its digest beside it."""
    try:
        data = (folder / "inventory.json").read_bytes()
        said = (folder / "inventory.json.sha256").read_bytes()
        inventory: dict[str, Any] = json.loads(data)
    except (OSError, ValueError) as error:
        return f"no inventory: {error}"
    found = re.fullmatch(rb"([0-9a-f]+)[ \t]+inventory\.json\n?", said)
    if not found or found[1].decode() != hashlib.sha256(data).hexdigest():
        return "the inventory's digest"
    return inventory


def _of_inventory(inventory: dict[str, Any]) -> Iterator[str]:
    if inventory["type"] != "https://ocfl.io/1.1/spec/#inventory":
        yield "type"
    if inventory["digestAlgorithm"] not in {"sha256", "sha512"}:
        yield "digestAlgorithm"
    if not re.match(r"[a-z]+:", inventory["id"]):
        yield "id is no URI"
    numbers = sorted(int(each[1:]) for each in inventory["versions"] if _VERSION.fullmatch(each))
    if numbers != list(range(1, len(inventory["versions"]) + 1)):
        yield "versions do not follow each other from v1"
    if inventory["head"] != f"v{len(numbers)}":
        yield "head"
    used = {digest for each in inventory["versions"].values() for digest in each["state"]}
    if used != {*inventory["manifest"]}:
        yield "manifest and states name other contents"
    yield from _of_paths(inventory)
    for name, version in inventory["versions"].items():
        if not _CREATED.fullmatch(version["created"]):
            yield f"{name}: created {version['created']}"
        if not version.get("message") or not version["user"].get("name"):
            yield f"{name}: message or user"


def _of_paths(inventory: dict[str, Any]) -> Iterator[str]:
    """3.5.2 and 3.5.3.1: paths are plain, and stand once."""
    groups = [inventory["manifest"], *(each["state"] for each in inventory["versions"].values())]
    for group in groups:
        paths = [path for paths in group.values() for path in paths]
        if len(paths) != len({*paths}):
            yield "a path stands twice"
        for path in paths:
            if path.startswith("/") or {"", ".", ".."} & {*PurePosixPath(path).parts}:
                yield f"path {path}"


def _of_version(folder: Path, whole: dict[str, Any]) -> Iterator[str]:
    """3.6: an inventory of its own, which later ones agree with; nothing but it and contents."""
    own = _inventory(folder)
    if isinstance(own, str):
        yield own
        return
    if own["id"] != whole["id"] or own["head"] != folder.name:
        yield "id or head of its inventory"
    for name, version in own["versions"].items():
        if version["state"] != whole["versions"][name]["state"]:
            yield f"another state of {name}"
    if strangers := {each.name for each in folder.iterdir()} - {
        "inventory.json", "inventory.json.sha256", "content",
    }:  # fmt: skip
        yield f"strangers: {sorted(strangers)}"
    if (folder / "content").is_dir() and not any((folder / "content").iterdir()):
        yield "empty content folder"


def _of_contents(folder: Path, inventory: dict[str, Any]) -> Iterator[str]:
    named = {path: digest for digest, paths in inventory["manifest"].items() for path in paths}
    there = {
        path.relative_to(folder).as_posix(): path
        for path in folder.glob("v*/content/**/*")
        if path.is_file()
    }
    if {*named} != {*there}:
        yield f"contents: {sorted({*named} ^ {*there})}"
    for path, digest in named.items():
        content = there[path].read_bytes() if path in there else b""
        if hashlib.new(inventory["digestAlgorithm"], content).hexdigest() != digest:
            yield f"changed: {path}"
