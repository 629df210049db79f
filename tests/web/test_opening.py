"""From a menu: the page opens in the browser, and a second click does not start a second server."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from pipeline.settings import Settings
from pipeline.web import opening, server
from pipeline.web.server import Address, serve
from pipeline.web.site import LINK_FILE
from pipeline.web.users import Users


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that the desktop's browser was asked to open."""
    asked: list[str] = []

    def browse(address: str) -> bool:
        asked.append(address)
        return True

    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr("webbrowser.open", browse)
    return asked


def at_once_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server ends as soon as it would begin to serve."""

    class Ended:
        def run(self, **_: object) -> None:
            raise KeyboardInterrupt

    monkeypatch.setattr(server, "make_server", lambda app, encryption: Ended())


def test_the_link_is_opened_by_its_file_which_only_this_user_can_read(
    opened: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once_ended(monkeypatch)
    said: list[str] = []
    serve(tmp_path, Settings(out=tmp_path), Address(), said.append, is_shown=True)
    assert opened == [(tmp_path / LINK_FILE).as_uri()]
    assert not any("key=" in each for each in opened)
    assert said[-1] == "网页服务已停止。"


def test_where_the_folder_is_served_already_that_page_is_opened(
    opened: list[str], tmp_path: Path
) -> None:
    said: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        (tmp_path / LINK_FILE).write_text(f'<a href="http://127.0.0.1:{port}/enter?key=k">')
        serve(tmp_path, Settings(out=tmp_path), Address(), said.append, is_shown=True)
    assert opened == [(tmp_path / LINK_FILE).as_uri()]
    assert said == ["网页已经开着，没有再开一个。"]


def test_behind_another_server_its_page_is_opened_and_names_are_asked_for(
    opened: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once_ended(monkeypatch)
    settings, said = Settings(out=tmp_path), list[str]()
    Users(settings).add("王干事", "五小 open sesame")
    address = Address(public="https://wuxiao.example")
    serve(tmp_path, settings, address, said.append, is_shown=True)
    assert opened == ["https://wuxiao.example"]
    assert said[0] == "请在浏览器里打开：https://wuxiao.example，用姓名和密码进入。按Ctrl+C结束。"
    assert not any("不加密" in each for each in said)


@pytest.mark.parametrize("public", ["http://wuxiao.example", "https://wuxiao.example"])
def test_names_and_passwords_over_an_open_network_are_warned_of(
    public: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once_ended(monkeypatch)
    settings, said = Settings(out=tmp_path), list[str]()
    Users(settings).add("王干事", "五小 open sesame")
    serve(tmp_path, settings, Address(public=public), said.append)
    assert any("没有用证书" in each for each in said) is public.startswith("http:")


def test_where_no_browser_is_found_the_page_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once_ended(monkeypatch)
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    said: list[str] = []
    serve(tmp_path, Settings(out=tmp_path), Address(), said.append, is_shown=True)
    (told,) = [each for each in said if "没有找到浏览器" in each]
    assert LINK_FILE in told


@pytest.mark.parametrize("left", ["", "http://127.0.0.1:1/enter", "http://127.0.0.1:99999/enter"])
def test_a_link_file_that_a_killed_server_left_is_not_taken_for_a_server(
    left: str, tmp_path: Path
) -> None:
    assert not opening.is_served(tmp_path / LINK_FILE)
    (tmp_path / LINK_FILE).write_text(left)
    assert not opening.is_served(tmp_path / LINK_FILE)


def test_without_a_desktop_no_browser_is_started_in_the_terminal(
    opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert opening.show("http://127.0.0.1:8760/")
    monkeypatch.delenv("DISPLAY")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert not opening.show("http://127.0.0.1:8760/")
    assert opened == ["http://127.0.0.1:8760/"]
    assert opening.has_desktop({}, "win32")
