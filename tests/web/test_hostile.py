"""Requests that no page of ours sends."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from starlette.routing import Route

from pipeline.errors import InputError
from pipeline.run import serving
from pipeline.web.app import OPEN_TO_ALL, make_app, routes
from pipeline.web.asking import MOST_CHOICES
from pipeline.web.guard import HEADERS, MOST_BYTES_OF_CHOICES, Door
from tests.conftest import Desk
from tests.web.browser import HOME, Browser, site_for
from tests.web.test_pages import PAGES

_SAMPLE = {
    "key": "0" * 12, "name": "web.css", "number": "0", "file": "0" * 20, "page": "1", "size": "small",
    "source": "0" * 20, "paper": "0" * 20, "lane": "work",
}  # fmt: skip


def address(route: Route, at: str = "") -> str:
    """An address that a route answers."""
    path = re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: _SAMPLE[found[1]], route.path)
    return path.replace(f"/d/{_SAMPLE['key']}", at) if at else path


def by_method(method: str) -> list[Route]:
    return [each for each in routes() if method in (each.methods or ())]


# ---------------------------------------------------------------- who asks


@pytest.mark.parametrize("route", by_method("GET"), ids=lambda route: str(route.path))
def test_nobody_sees_a_page_without_a_session(browser: Browser, route: Route) -> None:
    answer = browser.get(address(route, browser.at))
    if address(route) in OPEN_TO_ALL:
        assert answer.status_code in {200, 403}
    else:
        assert (answer.status_code, answer.headers["location"]) == (303, "/login")
    assert browser.site.root.name not in answer.text


@pytest.mark.parametrize("route", by_method("POST"), ids=lambda route: str(route.path))
@pytest.mark.parametrize("token", ["", "forged", "x" * 43])
def test_a_form_without_the_right_token_changes_nothing(
    inside: Browser, route: Route, token: str
) -> None:
    answer = inside.ask(
        "POST", address(route, inside.at), data={"token": token}, headers={"origin": HOME}
    )
    assert answer.status_code == 403
    assert inside.site.jobs.latest(f"{inside.at[3:]} work") is None
    assert inside.get("/login").status_code == 200
    assert inside.token()  # still in


@pytest.mark.parametrize("route", by_method("POST"), ids=lambda route: str(route.path))
@pytest.mark.parametrize(
    "origin",
    [None, "null", "http://evil.example", "http://127.0.0.1:8761", "https://127.0.0.1:8760"],
)
def test_a_form_of_another_page_is_refused(
    inside: Browser, route: Route, origin: str | None
) -> None:
    headers = {} if origin is None else {"origin": origin}
    data = {"token": inside.token()}
    answer = inside.ask("POST", address(route, inside.at), data=data, headers=headers)
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "host",
    [
        "evil.example", "evil.example:8760", "127.0.0.1", "127.0.0.1:8761", "192.0.2.7:8760",
        "127.0.0.1:8760@evil.example", "user@127.0.0.1:8760", "127.0.0.1:8760/x", "[::1", "127.0.0.1:x",
    ],
)  # fmt: skip
def test_another_host_is_answered_nothing(inside: Browser, host: str) -> None:
    for path in ("/", "/files/web.css", "/login", f"{inside.at}/portal"):
        answer = inside.ask("GET", path, headers={"host": host})
        assert answer.status_code == 421
        assert "材料" not in answer.text


@pytest.mark.parametrize(
    ("host", "port", "called", "right"),
    [
        ("127.0.0.1", 8760, "localhost:8760", True),
        ("127.0.0.1", 80, "127.0.0.1", True),
        ("::1", 8760, "[::1]:8760", True),
        ("192.0.2.7", 8760, "192.0.2.7:8760", True),
        ("0.0.0.0", 8760, "192.0.2.8:8760", True),
        ("0.0.0.0", 8760, "office-pc:8760", True),
        ("0.0.0.0", 8760, "evil.example:8760", False),
        ("127.0.0.1", 8760, "192.0.2.8:8760", False),
    ],
)
def test_a_server_goes_by_its_own_names(host: str, port: int, called: str, right: bool) -> None:
    assert Door(host=host, port=port, names=("Office-PC",)).is_called(called) is right


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_other_methods_do_nothing(inside: Browser, method: str) -> None:
    headers = {"origin": HOME}
    assert inside.ask(method, f"{inside.at}/build", headers=headers).status_code == 405


# ---------------------------------------------------------------- where to

OUTSIDE = (
    "/files/../web.css", "/files/..%2f..%2fpyproject.toml", "/files/%2e%2e/%2e%2e/pyproject.toml", "/files/base.html",
    "/d/../../etc/passwd", "/d/..%2f..%2fetc%2fpasswd/", "/d/%2e%2e/", "/d/~/", "/d/%00/", "/etc/passwd",
)  # fmt: skip
BELOW = (
    "file/..%2f..%2fdossier.yaml", "file/manifest.json", "file/%2e%2e", "file/pdf", "paper/..%2fmanifest.json",
    "picture/x/1/small", "kit/..%2f..%2f", "scan/%2e", "scan/", "zip/-1", "zip/99", "events/other",
)  # fmt: skip


def test_a_server_with_a_certificate_has_the_usual_port_of_its_own() -> None:
    door = Door(host="192.0.2.7", port=443, secure=True)
    assert door.is_called("192.0.2.7")
    assert not door.is_called("192.0.2.7:80")


def test_no_address_leads_out(at_papers: Browser) -> None:
    for path in (*OUTSIDE, *(f"{at_papers.at}/{each}" for each in BELOW)):
        answer = at_papers.get(path)
        assert answer.status_code == 404, path
        assert "root:" not in answer.text


def test_a_paper_that_is_a_link_is_not_followed(at_papers: Browser, built: Desk) -> None:
    entry = next(each for each in built.manifest().files if each.path.endswith(".docx"))
    address_of_it = f"{at_papers.at}/file/{entry.sha256[:20]}"
    assert at_papers.get(address_of_it).status_code == 200
    (built.out / entry.path).unlink()
    (built.out / entry.path).symlink_to(built.source)
    answer = at_papers.get(address_of_it)
    assert answer.status_code == 409
    assert "这个文件是链接" in answer.text


@pytest.mark.parametrize(
    "name", ["../../evil.pdf", "..\\..\\evil.pdf", "/etc/evil.pdf", "evil.pdf\x00.exe", "..", "con"]
)
def test_an_upload_stays_where_it_is_put(name: str, tmp_path: Path) -> None:
    folder = serving.keep_uploads([(name, [b"one"]), (name, [b"two"])], most_bytes=100)
    kept = sorted(each for each in folder.rglob("*") if each.is_file())
    assert sorted(each.read_bytes() for each in kept) == [b"one", b"two"]
    assert all(each.resolve().is_relative_to(folder.resolve()) for each in kept)
    serving.drop_uploads(folder)
    assert not folder.exists()


# ---------------------------------------------------------------- how much


def test_what_is_too_large_is_refused_before_it_is_read(browser: Browser) -> None:
    browser.site.door = replace(browser.site.door, most_bytes=10_000)
    browser.enter()
    path, head = f"{browser.at}/receive", {"origin": HOME}
    said = browser.ask("POST", path, content=b"x" * 10_001, headers=head)
    assert said.status_code == 413

    async def pieces() -> Any:
        yield b'--b\r\nContent-Disposition: form-data; name="scans"; filename="a.pdf"\r\n\r\n'
        for _ in range(11):
            yield b"x" * 1000

    kind = {"content-type": "multipart/form-data; boundary=b"}
    unsaid = browser.ask("POST", path, content=pieces(), headers=head | kind)
    assert unsaid.status_code == 413


def test_files_that_are_too_large_together_are_refused() -> None:
    with pytest.raises(InputError, match="太大"):
        serving.keep_uploads([("a.pdf", [b"x" * 60]), ("b.pdf", [b"x" * 60])], most_bytes=100)


@pytest.mark.parametrize(
    "content", [b"", b"--b\r\n", b"--b\r\nContent-Disposition: form-data\r\n\r\nx", b"\xff" * 500]
)
def test_a_form_that_makes_no_sense_changes_nothing(inside: Browser, content: bytes) -> None:
    headers = {"origin": HOME, "content-type": "multipart/form-data; boundary=b"}
    answer = inside.ask("POST", f"{inside.at}/receive", content=content, headers=headers)
    assert answer.status_code in {400, 403}


def test_too_many_fields_are_refused(inside: Browser) -> None:
    data = {f"f{number}": "x" for number in range(100)}
    answer = inside.post(f"{inside.at}/decide", data, files={"scans": b""})
    assert answer.status_code == 400
    choices = {f"f{number}": "x" for number in range(MOST_CHOICES)}
    assert inside.post(f"{inside.at}/decide", choices).status_code == 400


def test_a_form_without_files_is_small(inside: Browser) -> None:
    long = "x" * (MOST_BYTES_OF_CHOICES + 1)
    assert inside.post(f"{inside.at}/decide", {"place": long}).status_code == 413


# ---------------------------------------------------------------- what is shown

EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"


def test_a_script_in_every_value_is_text(desk: Desk) -> None:
    def spoil(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: spoil(each) for key, each in value.items()}
        if isinstance(value, list):
            return [spoil(each) for each in value]
        return f"{value}{EVIL}" if isinstance(value, str) else value

    content = yaml.safe_load(desk.source.read_text(encoding="utf-8"))
    activity = content["activity"]
    spoiled = spoil(content) | {"activity": activity}
    desk.source.write_text(yaml.safe_dump(spoiled, allow_unicode=True), encoding="utf-8")
    browser = Browser(site_for(desk.folder, desk.output)).enter()
    pages = [browser.see(page) for page in PAGES]
    assert any("alert(1)" in page for page in pages)
    for page in pages:
        assert "<script>" not in page
        assert "<img src=x" not in page


def test_a_script_in_the_name_of_a_folder_or_a_file_is_text(tmp_path: Path) -> None:
    name = "<img src=x onerror=alert(1)>&'\"材料"
    for each in (name, "别的"):
        (tmp_path / each).mkdir()
        (tmp_path / each / "dossier.yaml").write_text("activity: none\n", encoding="utf-8")
    browser = Browser(site_for(tmp_path, tmp_path / "output")).enter()
    key = next(key for key, place in browser.site.places().items() if place.folder.name == name)
    file = {"scans": (EVIL, b"%PDF-1.4")}
    browser.post(f"/d/{key}/receive", files=file)
    browser.site.jobs.wait()
    pages = [browser.get(path).text for path in ("/", f"/d/{key}/", f"/d/{key}/receive")]
    for page in pages:
        assert "材料" in page
        assert "<img src=x" not in page
        assert "<script>" not in page


def test_every_answer_carries_the_headers(inside: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    at = inside.at
    monkeypatch.setattr(serving, "dossiers", lambda root: 1 / 0)
    for path, status in (
        (f"{at}/", 500),
        ("/files/web.css", 200),
        ("/enter?key=x", 403),
        ("/x", 404),
    ):
        answer = inside.get(path)
        assert answer.status_code == status, path
        assert {name: answer.headers[name] for name in HEADERS} == dict(HEADERS)
    refused = inside.ask("POST", "/logout")
    assert refused.headers["content-security-policy"] == HEADERS["content-security-policy"]


def test_addresses_say_nothing_of_persons(at_papers: Browser, built: Desk) -> None:
    people = ("尉迟晨", "晁砺寒", built.folder.name)
    for page in PAGES:
        for link in re.findall(r'(?:href|src|action)="([^"]*)"', at_papers.see(page)):
            plain = httpx.URL(link).path
            assert plain.isascii(), link
            assert not any(name in plain for name in people)


# ---------------------------------------------------------------- what there is nothing of


@pytest.mark.parametrize(
    "path", ["file/0123456789abcdef", "picture/0123456789abcdef/1/large", "paper/0123456789abcdef",
             "kit/0123456789abcdef", "handout/0123456789abcdef", "zip/1", "registered/0123456789abcdef"],
)  # fmt: skip
def test_of_papers_that_were_not_made_there_is_nothing_to_be_had(
    path: str, inside: Browser
) -> None:
    assert inside.get(f"{inside.at}/{path}").status_code == 404


@pytest.mark.parametrize(("page", "told"), [("collect", "没有选文件"), ("receive", "没有选扫描件")])
def test_a_form_without_files_is_told_so(page: str, told: str, inside: Browser) -> None:
    answer = inside.post(f"{inside.at}/{page}")
    assert (answer.status_code, told in answer.text) == (409, True)


def test_web_sockets_are_not_answered(browser: Browser) -> None:
    sent: list[object] = []

    async def receive() -> dict[str, str]:
        return {"type": "websocket.connect"}

    async def send(message: object) -> None:
        sent.append(message)

    scope = {"type": "websocket", "path": "/", "headers": []}
    asyncio.run(make_app(browser.site)(scope, receive, send))
    assert sent == []
