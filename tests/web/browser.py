"""A browser for tests: it keeps cookies, sends its origin, and takes each form's token from the page."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import httpx

from pipeline.run.working import Task
from pipeline.settings import Settings
from pipeline.web.app import make_app
from pipeline.web.guard import Door
from pipeline.web.jobs import Jobs
from pipeline.web.site import Site

HOME = "http://127.0.0.1:8760"
_TOKEN = re.compile(r'name="token" value="([^"]+)"')


@dataclass
class Inline:
    """A task done in this process: what `run.working.Work` does in one of its own."""

    task: Task

    def follow(self, progress: Callable[[str, int, int], None]) -> Any:
        return self.task(progress)

    def cancel(self) -> None:
        return None


def site_for(root: Path, out: Path, **given: Any) -> Site:
    """A site of some dossiers, whose work is done in this process."""
    defaults: dict[str, Any] = {
        "root": root,
        "settings": Settings(out=out, jobs=1),
        "door": Door(host="127.0.0.1", port=8760),
        "jobs": Jobs(start=Inline),
        "today": lambda: date(2023, 8, 20),
    }
    return Site(**(defaults | given))


@dataclass
class Browser:
    """One browser at a site."""

    site: Site
    home: str = HOME
    cookies: httpx.Cookies = field(default_factory=httpx.Cookies)

    def ask(self, method: str, path: str, **given: Any) -> httpx.Response:
        """A request as it is: nothing is added but the cookies."""

        async def asking() -> httpx.Response:
            transport = httpx.ASGITransport(make_app(self.site), raise_app_exceptions=False)
            async with httpx.AsyncClient(
                transport=transport, base_url=self.home, cookies=self.cookies
            ) as client:
                return await client.request(method, path, **given)

        answer = asyncio.run(asking())
        self.cookies.update(answer.cookies)
        return answer

    def get(self, path: str) -> httpx.Response:
        """A page."""
        return self.ask("GET", path)

    def post(self, path: str, data: dict[str, str] | None = None, **given: Any) -> httpx.Response:
        """A form of ours, with its token."""
        return self.ask(
            "POST",
            path,
            data={"token": self.token()} | (data or {}),
            headers={"origin": self.home},
            **given,
        )

    def token(self) -> str:
        """The token that forms of this session carry."""
        found = _TOKEN.search(self.get("/files/none").text)
        return found[1] if found else ""

    def enter(self) -> Browser:
        """Come in by the one-time link."""
        answer = self.get(self.site.renew_link().removeprefix(self.home))
        assert answer.status_code == 200, answer.text
        return self

    @property
    def at(self) -> str:
        """The address of the first dossier."""
        return f"/d/{next(iter(self.site.places()))}"

    def see(self, page: str = "") -> str:
        """A page of the first dossier, when all work is done."""
        self.get(f"{self.at}/{page}")
        self.site.jobs.wait()
        answer = self.get(f"{self.at}/{page}")
        assert answer.status_code == 200, answer.text
        return answer.text
