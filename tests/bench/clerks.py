"""How long a clerk waits for a page while others read and a build runs.

Twenty clerks read every page of a dossier, one page after another with a pause between, first while the
server has nothing else to do and then, in the same run, while it builds the dossier anew.  The pauses are
drawn from a fixed seed.  Nothing is asserted: a machine under load says so itself, by the idle figures.

    python tests/bench/clerks.py [--clerks 20] [--rounds 3] [--dossier data/samples/city] [--built OUT]
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("", "check", "build", "print", "receive", "upload", "portal")
"""What each clerk reads in a round, in an order of his own; then a paper and some pictures of pages."""

PAUSE_SECONDS = (1.0, 5.0)
"""Between two pages of a clerk, who reads them."""

_PASSWORD = "bench open sesame"
_PATIENCE_SECONDS = 600


@dataclass
class Reading:
    """Seconds that reads took, by the kind of page; and what they cost the server's process of the processor."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    cpu_seconds: float = 0.0

    def note(self, page: str, seconds: float) -> None:
        """One read."""
        self.seconds.setdefault(page, []).append(seconds)

    @property
    def all(self) -> list[float]:
        """All reads."""
        return [each for found in self.seconds.values() for each in found]


def milliseconds(found: Sequence[float], percent: int) -> float:
    """A percentile of some seconds, in milliseconds."""
    ordered = sorted(found)
    return 1000 * ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


@contextmanager
def server(folder: Path, out: Path) -> Iterator[tuple[str, str, int]]:
    """A server in a process of its own; gives its home, its one-time link's path, its number."""
    command = [sys.executable, "-m", "pipeline", "serve", str(folder), "-o", str(out)]
    with subprocess.Popen(
        command, cwd=ROOT, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        assert process.stderr
        found = re.search(r"(http://[\d.:]+)(/enter\?key=[\w-]+)", process.stderr.readline())
        assert found
        try:
            yield found[1], found[2], process.pid
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(_PATIENCE_SECONDS)


def cpu_seconds(process: int) -> float:
    """What a process itself has used of the processor so far."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@asynccontextmanager
async def clerk(home: str, cookies: httpx.Cookies) -> AsyncIterator[httpx.AsyncClient]:
    """A browser that was let in."""
    async with httpx.AsyncClient(
        base_url=home, cookies=cookies, timeout=_PATIENCE_SECONDS
    ) as client:
        yield client


async def read(client: httpx.AsyncClient, path: str, kind: str, reading: Reading) -> str:
    """Read a page and note how long it took until it was there whole."""
    begun = time.perf_counter()
    answer = await client.get(path)
    reading.note(kind, time.perf_counter() - begun)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.text if answer.headers["content-type"].startswith("text/") else ""


async def one_round(client: httpx.AsyncClient, at: str, order: random.Random, reading: Reading) -> None:  # fmt: skip
    """All pages, a paper, and three pictures as its page shows them."""
    for page in order.sample(PAGES, len(PAGES)):
        await asyncio.sleep(
            order.uniform(*PAUSE_SECONDS)
        )  # before: they do not come in at one moment
        text = await read(client, f"{at}{page}", page or "year", reading)
        if page == "build":
            papers = re.findall(r'href="(/d/\w+/paper/\w+)"', text)
            text = await read(client, order.choice(papers), "paper", reading)
            for picture in re.findall(r'src="(/d/[^"]+/medium)"', text)[:3]:
                await read(client, picture, "picture", reading)


@dataclass(frozen=True, slots=True)
class Crowd:
    """Clerks side by side.

    Attributes:
        home: Address of the server.
        process: Its number.
        clerks: How many.
        rounds: How often each reads all pages.
    """

    home: str
    process: int
    clerks: int
    rounds: int

    async def read(self, at: str, cookies: httpx.Cookies) -> Reading:
        """All of them read."""
        reading, before = Reading(), cpu_seconds(self.process)
        await asyncio.gather(
            *(self._one(each, at, cookies, reading) for each in range(self.clerks))
        )
        reading.cpu_seconds = cpu_seconds(self.process) - before
        return reading

    async def _one(self, number: int, at: str, cookies: httpx.Cookies, reading: Reading) -> None:
        order = random.Random(number)
        async with clerk(self.home, cookies) as client:
            for _ in range(self.rounds):
                await one_round(client, at, order, reading)


async def until_quiet(client: httpx.AsyncClient, at: str) -> None:
    """Wait for the look at the dossier, and for a build, to end."""
    for page, mark in (("", "events/look"), ("portal", "events/forms"), ("build", "events/work")):
        while mark in (await client.get(f"{at}{page}")).text:
            await asyncio.sleep(0.2)


async def go_on_building(client: httpx.AsyncClient, at: str, form: dict[str, str]) -> None:
    """One build after the other, until it is ended: the reads take longer than one."""
    while True:
        if "events/work" not in (await client.get(f"{at}build")).text:
            sent = await client.post(
                f"{at}build", data=form, headers={"origin": str(client.base_url).rstrip("/")}
            )
            assert sent.status_code == 303
        await asyncio.sleep(0.5)


async def measured(crowd: Crowd, entrance: str) -> tuple[Reading, Reading]:
    """Reads while nothing else is done, and reads while builds run."""
    home = crowd.home
    async with httpx.AsyncClient(base_url=home, timeout=_PATIENCE_SECONDS) as client:
        await client.get(entrance)
        at = (await client.get("/")).headers["location"]
        await until_quiet(client, at)
        await one_round(client, at, random.Random(0), Reading())  # nothing is drawn or loaded yet
        await until_quiet(client, at)
        idle = await crowd.read(at, client.cookies)
        token = re.search(r'name="token" value="([^"]+)"', (await client.get(f"{at}build")).text)
        assert token
        form = {"token": token[1], "force": "1"}
        building = asyncio.create_task(go_on_building(client, at, form))
        busy = await crowd.read(at, client.cookies)
        building.cancel()
        await client.post(f"{at}cancel", data=form, headers={"origin": home})
        await until_quiet(client, at)
        return idle, busy


def table(idle: Reading, busy: Reading) -> str:
    """The figures as a table of Markdown."""
    lines = [
        "| page | reads | idle: median ms | 95% | while a build runs: median ms | 95% |",
        "| --- | --: | --: | --: | --: | --: |",
    ]
    for name in (*sorted(idle.seconds), "all"):
        before, after = (each.all if name == "all" else each.seconds[name] for each in (idle, busy))
        figures = [milliseconds(found, percent) for found in (before, after) for percent in (50, 95)]  # fmt: skip
        lines.append(f"| {name} | {len(after)} | " + " | ".join(f"{each:.0f}" for each in figures) + " |")  # fmt: skip
    return "\n".join(lines)


def main() -> None:
    """Measure, and say what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clerks", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--dossier", type=Path, default=ROOT / "data" / "samples" / "city")
    parser.add_argument(
        "--built", type=Path, help="an output folder that a build has filled already"
    )
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as top:
        folder, out = Path(top, given.dossier.name), Path(top, "output")
        shutil.copytree(given.dossier, folder)
        if given.built:
            shutil.copytree(given.built, out)
        else:
            build = [sys.executable, "-m", "pipeline", "build", str(folder), "-o", str(out)]
            subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
        load_before = os.getloadavg()[0]
        with server(folder, out) as (home, entrance, process):
            crowd = Crowd(home, process, given.clerks, given.rounds)
            idle, busy = asyncio.run(measured(crowd, entrance))
    print(table(idle, busy))
    ratio = statistics.median(busy.all) / statistics.median(idle.all)
    print(f"\n{given.clerks} clerks; a build makes the median {ratio:.1f} times as long.")
    cpu = " and ".join(f"{1000 * each.cpu_seconds / len(each.all):.0f}" for each in (idle, busy))
    print(
        f"A read costs the server {cpu} ms of the processor, pictures of pages that are drawn included."
    )
    print(f"Load of the machine before: {load_before:.1f} on {os.cpu_count()} cores.")


if __name__ == "__main__":
    main()
