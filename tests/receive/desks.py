"""A desk for scans whose looking at pages is faked: a file says in words which page it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pipeline.engine.guarded import Lost
from pipeline.papers.manifest import Manifest
from pipeline.papers.outputs import Output
from pipeline.receive import Desk, Received, gather
from pipeline.receive.means import Means
from pipeline.receive.models import Evidence, Look, Pictures
from pipeline.receive.seeing import Counted, PageTask
from tests.conftest import ROOT
from tests.receive.values import ABSENT, FORM, LETTER, LOOK, MANIFEST, OLD, code, page, stranger

JPEG = b"\xff\xd8\xff\xe0"


def scan(path: str, number: int, *words: str) -> bytes:
    """A scan as the fake below reads it: a picture by its first bytes, then what is to be seen on it."""
    return JPEG + "\n".join((path, str(number), *words)).encode()


def read(task: PageTask) -> Look:
    path, number, *words = task.path.read_bytes().removeprefix(JPEG).decode().split("\n")
    states = [
        {"absent": ABSENT, "look": LOOK}[word] for word in words if word in {"absent", "look"}
    ]
    seen = page(path, int(number), *states, source=task.sha256)
    if "old" in words:
        old = (code(path, int(number), OLD),)
        seen = stranger("unknown", source=task.sha256, codes=old)
    shown = Evidence(b"printed", b"scanned", b"difference")
    return Look(seen=seen, pictures=Pictures(zones={0: shown, 1: shown}, preview=b"preview"))


class Fake:
    """Looks at tasks here and now, and counts pages that were looked at."""

    def __init__(self) -> None:
        self.looked_at = 0

    def __call__(
        self, tasks: Sequence[Any], look: Any, answer: type[Any], *, largest_bytes: int
    ) -> Iterator[tuple[int, Any]]:
        for place, task in enumerate(tasks):
            if answer is Counted:
                lost = b"endless" in task.read_bytes()
                yield place, Lost(hung=True) if lost else self._count(task)
            else:
                self.looked_at += 1
                broken = b"hangs" in task.path.read_bytes()
                yield place, Lost(hung=True) if broken else read(task)

    @staticmethod
    def _count(path: Path) -> Counted:
        said = path.read_bytes()
        return Counted(problem=f"{path.name}：打不开。") if b"damaged" in said else Counted(1)


class Office:
    """An output folder, and the desk where scans come in."""

    def __init__(self, top: Path, manifest: Manifest = MANIFEST) -> None:
        self.out, self.inbox, self.fake = top / "材料", top / "扫描", Fake()
        self.out.mkdir(exist_ok=True)
        self.inbox.mkdir(exist_ok=True)
        self.output = Output(self.out, manifest)

    def put(self, name: str, data: bytes) -> Path:
        path = self.inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return path

    def put_everything(self) -> None:
        for path, count in ((LETTER, 2), (FORM, 3)):
            for number in range(1, count + 1):
                self.put(f"{Path(path).stem}-{number}.jpg", scan(path, number))

    def receive(self, *paths: Path, **more: Any) -> Received:
        desk = Desk(self.output, "材料", ROOT / "templates")
        scratch = self.out.parent / "scratch"
        means = Means(self.fake, lambda *_: None)
        return desk.take(gather(paths or (self.inbox,), scratch), means, **more)

    def files(self) -> dict[str, bytes]:
        return {
            path.relative_to(self.out).as_posix(): path.read_bytes()
            for path in sorted((self.out / "received").rglob("*"))
            if path.is_file() and not path.name.endswith(".tmp")
        }
