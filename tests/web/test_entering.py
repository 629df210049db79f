"""Who is let in, and for how long."""

from __future__ import annotations

import re
from pathlib import Path
from threading import Semaphore

import pytest

from pipeline import store
from pipeline.errors import InputError, UsageError
from pipeline.settings import Settings
from pipeline.web.guard import Door
from pipeline.web.sessions import IDLE_SECONDS, LONGEST_SECONDS, MOST_SESSIONS, Sessions
from pipeline.web.users import SHORTEST_PASSWORD, Users
from tests.conftest import Command
from tests.web.browser import HOME, Browser, site_for

PASSWORD = "五小 open sesame"


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def key_of(link: str) -> str:
    return link.partition("key=")[2]


# ---------------------------------------------------------------- the link


def test_the_link_lets_in_once(browser: Browser) -> None:
    link = browser.site.renew_link().removeprefix(HOME)
    assert browser.get(link).status_code == 200
    assert browser.get("/").status_code == 303
    other = Browser(browser.site)
    assert other.get(link).status_code == 403
    assert other.get("/").headers["location"] == "/login"


@pytest.mark.parametrize("key", ["", "x", "密钥", "A" * 43])
def test_no_other_key_lets_in(browser: Browser, key: str) -> None:
    browser.site.renew_link()
    assert browser.ask("GET", "/enter", params={"key": key}).status_code == 403
    assert not browser.cookies


def test_a_key_is_used_up_though_no_new_link_is_made() -> None:
    sessions = Sessions()
    key = sessions.new_link()
    assert sessions.enter(key)
    assert sessions.enter(key) is None


def test_no_key_lets_in_before_there_is_a_link() -> None:
    assert Sessions().enter("") is None


def test_the_link_lies_in_a_file_for_this_user_alone(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(store.SHARED_VARIABLE, "all")  # the papers may be read by others
    link = browser.site.renew_link()
    file = browser.site.link_file
    assert key_of(link) in file.read_text(encoding="utf-8")
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_used_link_is_followed_by_another_in_the_file(browser: Browser) -> None:
    first = browser.site.renew_link()
    browser.get(first.removeprefix(HOME))
    text = browser.site.link_file.read_text(encoding="utf-8")
    assert key_of(first) not in text
    second = re.search(r"key=([\w-]+)", text)
    assert second
    assert Browser(browser.site).get(f"/enter?key={second[1]}").status_code == 200


def test_the_cookie_is_for_this_site_and_no_script(browser: Browser) -> None:
    answer = browser.get(browser.site.renew_link().removeprefix(HOME))
    cookie = answer.headers["set-cookie"].casefold()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "secure" not in cookie
    browser.site.door = Door(host="127.0.0.1", port=8760, secure=True)
    safe = Browser(browser.site, home="https://127.0.0.1:8760")
    answer = safe.get(browser.site.renew_link().removeprefix(safe.home))
    assert "secure" in answer.headers["set-cookie"].casefold()


def test_who_leaves_is_out(inside: Browser) -> None:
    kept = dict(inside.cookies)
    assert inside.post("/logout").headers["location"] == "/login"
    inside.cookies.update(kept)
    assert inside.get("/").headers["location"] == "/login"


# ---------------------------------------------------------------- sessions


@pytest.mark.parametrize(
    ("pauses", "is_in"),
    [
        ([IDLE_SECONDS], True),
        ([IDLE_SECONDS + 1], False),
        ([IDLE_SECONDS - 1] * int(LONGEST_SECONDS // IDLE_SECONDS), True),
        ([IDLE_SECONDS - 1] * (int(LONGEST_SECONDS // IDLE_SECONDS) + 1), False),
    ],
)
def test_a_session_expires(pauses: list[float], is_in: bool) -> None:
    clock = Clock()
    sessions = Sessions(clock)
    session = sessions.begin()
    for pause in pauses:
        clock.now += pause
        found = sessions.find(session)
    assert bool(found) is is_in


def test_the_session_that_was_used_least_makes_room() -> None:
    clock = Clock()
    sessions = Sessions(clock)
    first, second = sessions.begin(), sessions.begin()
    clock.now = 1.0
    sessions.find(first)
    for _ in range(MOST_SESSIONS - 1):
        sessions.begin()
    assert sessions.find(first)
    assert sessions.find(second) is None


# ---------------------------------------------------------------- names and passwords


@pytest.fixture
def users(tmp_path: Path) -> Users:
    found = Users(Settings(out=tmp_path), clock=Clock())
    found.add("王干事", PASSWORD)
    return found


def file_of(folder: Path) -> Path:
    (found,) = folder.rglob("users.json")
    return found


def test_a_password_is_known_and_kept_nowhere(users: Users, tmp_path: Path) -> None:
    assert users.knows("王干事", PASSWORD)
    assert not users.knows("王干事", PASSWORD + "x")
    assert not users.knows("李干事", PASSWORD)
    assert not users.knows("王干事", "")
    file = file_of(tmp_path)
    assert PASSWORD not in file.read_text(encoding="utf-8")
    assert file.stat().st_mode & 0o777 == 0o600


def test_the_same_password_of_two_looks_different(users: Users, tmp_path: Path) -> None:
    users.add("李干事", PASSWORD)
    digests = re.findall(r'": "([^"]+)"', file_of(tmp_path).read_text(encoding="utf-8"))
    assert len(set(digests)) == 2


def test_guessing_is_stopped_for_a_while_and_for_that_name_alone(tmp_path: Path) -> None:
    clock = Clock()
    users = Users(Settings(out=tmp_path), clock=clock)
    users.add("王干事", PASSWORD)
    users.add("李干事", PASSWORD)
    for _ in range(5):
        assert not users.knows("王干事", "wrong password")
    assert not users.knows("王干事", PASSWORD)
    assert users.knows("李干事", PASSWORD)
    clock.now = 61.0
    assert users.knows("王干事", PASSWORD)


def test_a_flood_of_passwords_is_refused_and_holds_nothing(users: Users) -> None:
    for _ in range(3):
        assert not users.knows("李干事", "wrong password")  # each gives back its turn
    users._waiting = Semaphore(1)
    assert users.knows("王干事", PASSWORD)
    users._waiting = Semaphore(0)
    with pytest.raises(UsageError, match="太多"):
        users.knows("王干事", PASSWORD)


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("", PASSWORD),
        ("a\nb", PASSWORD),
        ("名" * 41, PASSWORD),
        ("王", "x" * (SHORTEST_PASSWORD - 1)),
    ],
)
def test_a_name_or_password_that_is_no_good_is_refused(
    tmp_path: Path, name: str, password: str
) -> None:
    with pytest.raises(UsageError):
        Users(Settings(out=tmp_path)).add(name, password)


def test_who_was_removed_is_not_known(users: Users) -> None:
    users.remove("王干事")
    assert not users.knows("王干事", PASSWORD)
    with pytest.raises(UsageError, match="没有"):
        users.remove("王干事")


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"format": 1, "users": {"a": 1}}', '{"format": 9}']
)
def test_a_damaged_list_lets_nobody_in(users: Users, tmp_path: Path, text: str) -> None:
    file_of(tmp_path).write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="读不出来"):
        users.knows("王干事", PASSWORD)


def test_in_the_office_a_password_lets_in_and_the_link_does_not(
    users: Users, tmp_path: Path
) -> None:
    (tmp_path / "材料").mkdir()
    door = Door(host="192.0.2.7", port=8760)
    browser = Browser(site_for(tmp_path, tmp_path, users=users, door=door), home=door.address)
    assert browser.get(browser.site.renew_link().removeprefix(door.address)).status_code == 404
    assert browser.get("/").headers["location"] == "/login"
    wrong = browser.post("/login", {"name": "王干事", "password": "wrong password"})
    assert (wrong.status_code, "不对" in wrong.text) == (403, True)
    assert browser.get("/").status_code == 303
    right = browser.post("/login", {"name": "王干事", "password": PASSWORD})
    assert right.headers["location"] == "/"
    assert "王干事" in browser.get("/").text


def test_nobody_serves_the_network_without_names(wuxiao: Command, tmp_path: Path) -> None:
    outcome = wuxiao("serve", tmp_path, "-o", tmp_path, "--host", "192.0.2.7")
    assert outcome.code == 2
    assert "--add-user" in outcome.err


@pytest.mark.parametrize("host", ["192.0.2.7", "no such host"])
def test_an_address_of_another_machine_is_told(
    wuxiao: Command, users: Users, tmp_path: Path, host: str
) -> None:
    outcome = wuxiao("serve", tmp_path, "-o", tmp_path, "--host", host)
    assert outcome.code == 2
    assert "不能在这个地址上提供网页" in outcome.err


def test_somebody_is_let_in_and_no_more_by_the_command(
    wuxiao: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = ["短", "短", PASSWORD, PASSWORD]
    monkeypatch.setattr("click.termui.hidden_prompt_func", lambda _: typed.pop(0))
    users = Users(Settings(out=tmp_path / "out"))
    serve = ("serve", tmp_path, "-o", tmp_path / "out")
    short = wuxiao(*serve, "--add-user", "王干事")
    assert (short.code, "密码要有10到200个字符" in short.err, users.names()) == (2, True, ())
    added = wuxiao(*serve, "--add-user", "王干事")
    assert (added.code, "已添加“王干事”" in added.err) == (0, True)
    assert users.knows("王干事", PASSWORD)
    both = wuxiao(*serve, "--add-user", "李档案", "--remove-user", "王干事")
    assert (both.code, users.names()) == (2, ("王干事",))
    removed = wuxiao(*serve, "--remove-user", "王干事")
    assert (removed.code, "已去掉“王干事”" in removed.err, users.names()) == (0, True, ())
    again = wuxiao(*serve, "--remove-user", "王干事")
    assert (again.code, "没有“王干事”这个用户" in again.err) == (2, True)


@pytest.mark.parametrize("given", ["--cert", "--key"])
def test_a_certificate_and_its_key_are_named_together(
    given: str, wuxiao: Command, tmp_path: Path
) -> None:
    outcome = wuxiao("serve", tmp_path, "-o", tmp_path, given, __file__)
    assert (outcome.code, "--cert 和 --key 要一起写" in outcome.err) == (2, True)


def test_where_there_are_no_names_nobody_comes_in_by_one(browser: Browser) -> None:
    sent = browser.post("/login", {"name": "王干事", "password": PASSWORD})
    assert sent.status_code == 404
    assert not browser.cookies
