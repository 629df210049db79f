"""The stored tree: OCFL 1.1, so that others read it without this program.

An object is a paper, a dossier as a whole, or a proof.  Its versions are never changed; a later one stores
only what is new.  Contents are named by their SHA-256 in `inventory.json`, whose own SHA-256 stands beside
it and on the chain of events.

Clauses: storage root 4, object 3.1 to 3.6, inventory 3.5, layout by extension 0003 (hash and id
n-tuple): folders are called by what is in them, and other programs know it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from pipeline import store
from pipeline.archive.models import DepositFile, StoredFile, StoredVersion
from pipeline.errors import ArchiveError, InputError
from pipeline.store import lasting

TREE = "tree"
"""The storage root, below the register."""

ROOT_MARK, OBJECT_MARK = "0=ocfl_1.1", "0=ocfl_object_1.1"
OBJECT_CONTENT = b"ocfl_object_1.1\n"
INVENTORY, SIDECAR = "inventory.json", "inventory.json.sha256"
LAYOUT = "0003-hash-and-id-n-tuple-storage-layout"
_CONTENT = "content"
_TYPE = "https://ocfl.io/1.1/spec/#inventory"
_TUPLE_DIGITS = 2

ROOT_FILES: Mapping[str, bytes] = {
    ROOT_MARK: b"ocfl_1.1\n",
    "ocfl_layout.json": msgspec.json.format(
        msgspec.json.encode(
            {
                "extension": LAYOUT,
                "description": "The id of the object, below two digits of its SHA-256",
            }
        ),
        indent=1,
    ),
    f"extensions/{LAYOUT}/config.json": msgspec.json.format(
        msgspec.json.encode(
            {
                "extensionName": LAYOUT,
                "digestAlgorithm": "sha256",
                "tupleSize": _TUPLE_DIGITS,
                "numberOfTuples": 1,
            }
        ),
        indent=1,
    ),
}
"""What lies in the storage root beside the objects."""

_NOT_PLAIN = re.compile(r"[^A-Za-z0-9_-]")
"""What the layout escapes; it would cut names of more than a hundred characters, and ours are shorter."""

_PLAIN = re.compile(r'[^/\\:*?"<>|\x00-\x1f.][^/\\:*?"<>|\x00-\x1f]{0,119}')


class User(Struct, frozen=True):
    """Who made a version."""

    name: str


class Version(Struct, frozen=True, kw_only=True):
    """A version of an object; `state` names its files by the SHA-256 of their contents."""

    created: str
    state: dict[str, tuple[str, ...]]
    message: str
    user: User


class Inventory(Struct, frozen=True, kw_only=True, rename="camel"):
    """What an object holds; `manifest` says where each content lies, below the object."""

    id: str
    type: str = _TYPE
    digest_algorithm: str = "sha256"
    head: str
    manifest: dict[str, tuple[str, ...]]
    versions: dict[str, Version]

    def files(self, version: int) -> dict[str, str]:
        """The files of a version: SHA-256 by name."""
        state = self.versions[f"v{version}"].state
        return {name: digest for digest, names in state.items() for name in names}


def object_path(register: Path, name: str) -> Path:
    """Where an object is: `paper:…`, `dossier:…`, `proof:…`."""
    called = object_id(name)
    digest = store.sha256(called.encode())
    return register / TREE / digest[:_TUPLE_DIGITS] / _NOT_PLAIN.sub(_escaped, called)


def _escaped(character: re.Match[str]) -> str:
    """A character as the layout writes it in the name of a folder."""
    return "".join(f"%{byte:02x}" for byte in character[0].encode())


def object_id(name: str) -> str:
    """What OCFL calls an object."""
    return f"urn:wuxiao:{name}"


def encode(inventory: Inventory) -> bytes:
    """The inventory's file."""
    return msgspec.json.format(msgspec.json.encode(inventory), indent=1) + b"\n"


def decode(data: bytes, where: str) -> Inventory:
    """An inventory from its file.

    Raises:
        ArchiveError: It cannot be read.
    """
    try:
        return msgspec.json.decode(data, type=Inventory)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _damaged(where, "清单读不出来，被改动过") from error


def sidecar(digest: str) -> bytes:
    """What stands beside an inventory."""
    return f"{digest}  {INVENTORY}\n".encode()


def make_root(register: Path, unfinished: Path) -> None:
    """Make the storage root where there is none.

    Raises:
        OutputError: The disk is full, or the folder cannot be written.
    """
    if (register / TREE / ROOT_MARK).is_file():
        return
    staged = unfinished / TREE
    for path, data in ROOT_FILES.items():
        lasting.write(staged / path, data)
    lasting.put_folder(staged, register / TREE)


# ---------------------------------------------------------------- reading


def read_inventory(register: Path, stored: StoredVersion) -> Inventory:
    """The inventory of a version of an object.

    Raises:
        ArchiveError: It is missing, or not what the chain says.
    """
    file = object_path(register, stored.object) / f"v{stored.version}" / INVENTORY
    where = file.relative_to(register).as_posix()
    try:
        data = file.read_bytes()
    except OSError as error:
        raise _damaged(where, "文件丢失或不能读取") from error
    if store.sha256(data) != stored.sha256:
        raise _damaged(where, "内容与登记的不一致，被改动过")
    return decode(data, where)


def files_of(register: Path, stored: StoredVersion) -> tuple[StoredFile, ...]:
    """The files of a version of an object, by name.

    Raises:
        ArchiveError: Its inventory is missing, or not what the chain says.
    """
    inventory = read_inventory(register, stored)
    folder = object_path(register, stored.object)
    return tuple(
        StoredFile(name=name, path=folder / inventory.manifest[digest][0], sha256=digest)
        for name, digest in sorted(inventory.files(stored.version).items())
    )


def read_file(register: Path, stored: StoredFile) -> bytes:
    """The content of a stored file.

    Raises:
        ArchiveError: It is missing, or not what was stored.
    """
    where = stored.path.relative_to(register).as_posix()
    try:
        data = stored.path.read_bytes()
    except OSError as error:
        raise _damaged(where, "文件丢失或不能读取") from error
    if store.sha256(data) != stored.sha256:
        raise _damaged(where, "内容与登记的不一致，被改动过")
    return data


def _damaged(where: str, why: str) -> ArchiveError:
    return ArchiveError(
        "存放的文件不对",
        where=where,
        why=why,
        remedy="执行 wuxiao archive verify 查明，用 wuxiao archive restore 从备份恢复",
    )


# ---------------------------------------------------------------- writing


class Staging:
    """Makes new objects and versions below a folder of unfinished work."""

    def __init__(self, unfinished: Path, *, created: str, user: str, message: str) -> None:
        self._folder = unfinished
        self._created, self._user, self._message = created, user, message

    def add(
        self,
        name: str,
        files: Sequence[DepositFile],
        before: tuple[StoredVersion, Inventory] | None = None,
    ) -> StoredVersion | None:
        """Write a new object, or a new version; None where it would hold what the last one holds.

        Args:
            name: The object.
            files: All its files.
            before: Its last version.

        Raises:
            InputError: A file cannot be called so.
            OutputError: The disk is full, or the folder cannot be written.
        """
        must_be_plain(files)
        number = before[0].version + 1 if before else 1
        folder = staged_path(self._folder, name)
        manifest = dict(before[1].manifest) if before else {}
        state = self._contents(folder, number, files, manifest)
        if before and before[1].versions[before[1].head].state == state:
            lasting.clear(folder)
            return None
        version = Version(
            created=self._created, state=state, message=self._message, user=User(self._user)
        )
        inventory = Inventory(
            id=object_id(name),
            head=f"v{number}",
            manifest=manifest,
            versions={**(before[1].versions if before else {}), f"v{number}": version},
        )
        if before is None:
            lasting.write(folder / OBJECT_MARK, OBJECT_CONTENT)
        data = encode(inventory)
        digest = store.sha256(data)
        for place in (folder, folder / f"v{number}"):
            lasting.write(place / INVENTORY, data)
            lasting.write(place / SIDECAR, sidecar(digest))
        return StoredVersion(object=name, version=number, sha256=digest)

    def _contents(
        self,
        folder: Path,
        number: int,
        files: Sequence[DepositFile],
        manifest: dict[str, tuple[str, ...]],
    ) -> dict[str, tuple[str, ...]]:
        """Store what is new; `manifest` learns of it.  Gives the version's state."""
        state: dict[str, tuple[str, ...]] = {}
        for file in sorted(files, key=lambda each: each.name):
            place = f"v{number}/{_CONTENT}/{file.name}"
            digest = _kept(file, folder / place, manifest)
            manifest.setdefault(digest, (place,))
            state[digest] = (*state.get(digest, ()), file.name)
        return state


def _kept(file: DepositFile, path: Path, manifest: Mapping[str, object]) -> str:
    """Store a file unless its content is there; gives its SHA-256."""
    if isinstance(file.source, bytes):
        digest = store.sha256(file.source)
        if digest not in manifest:
            lasting.write(path, file.source)
        return digest
    digest = lasting.copy(file.source, path)
    if digest in manifest:
        path.unlink()
        store.delete_empty(path.parent)
    return digest


def must_be_plain(files: Sequence[DepositFile]) -> None:
    """Refuse names that lead elsewhere, or that two files share: an import may say anything.

    Raises:
        InputError: A file cannot be called so.
    """
    seen = set[str]()
    for file in files:
        if not _PLAIN.fullmatch(file.name) or file.name.casefold() in seen:
            raise InputError(
                "存不进登记簿的文件名",
                where=file.name,
                why="含有不能用的字符，或者与同一份文书的另一个文件同名",
                remedy="改名后再归档",
            )
        seen.add(file.name.casefold())


def staged_path(unfinished: Path, name: str) -> Path:
    """Where an object is made."""
    return unfinished / "objects" / name.replace(":", "-")


def is_staged(unfinished: Path, stored: StoredVersion) -> bool:
    """Whether a version is made whole and waits for its place."""
    folder = staged_path(unfinished, stored.object)
    for file in (folder / f"v{stored.version}" / INVENTORY, folder / INVENTORY):
        if file.is_file():
            return store.sha256(file.read_bytes()) == stored.sha256
    return (folder / SIDECAR).is_file()


def place(register: Path, unfinished: Path, stored: StoredVersion) -> None:
    """Put a version in its place; what was put before a run was stopped is not put again.

    Raises:
        ArchiveError: Something else is there.
        OutputError: The folder cannot be written.
    """
    staged = staged_path(unfinished, stored.object)
    folder = object_path(register, stored.object)
    if not staged.is_dir():
        return
    try:
        if stored.version == 1:
            lasting.put_folder(staged, folder)
            return
        version = staged / f"v{stored.version}"
        if version.is_dir():
            lasting.put_folder(version, folder / version.name)
    except FileExistsError as error:
        raise ArchiveError(
            "登记簿里已有同名的东西，没有覆盖",
            where=folder.relative_to(register).as_posix(),
            why="它不是本程序放进去的",
            remedy="把它移到登记簿以外，再执行任何一条 archive 命令，没有放好的会自动放好",
        ) from error
    for name in (INVENTORY, SIDECAR):
        if (staged / name).is_file():
            lasting.replace(staged / name, folder / name)


def take_away(register: Path, unfinished: Path, name: str) -> None:
    """Take an object out of the tree, in one step; what it held is deleted with the unfinished work.

    Raises:
        OutputError: A file of it is open in another program.
    """
    folder = object_path(register, name)
    gone = unfinished / "gone" / folder.name
    if folder.is_dir() and not gone.exists():
        lasting.put_folder(folder, gone)
    store.delete_empty(folder.parent)
