"""What is kept in memory: made once however many ask, forgotten oldest first, and an error is nobody's answer."""

from __future__ import annotations

import threading
import time

import pytest

from views.common.memo import Memo


def test_what_many_ask_at_once_is_made_once() -> None:
    memo, made, got = Memo(5), [], []

    def make() -> object:
        time.sleep(0.05)
        made.append(object())
        return made[-1]

    threads = [threading.Thread(target=lambda: got.append(memo.get("k", make))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1 and len(got) == 8 and {id(g) for g in got} == {id(made[0])}


def test_the_least_used_is_forgotten() -> None:
    memo = Memo(2)
    for key in ("a", "b", "a", "c"):
        memo.get(key, lambda key=key: key)
    assert memo.get("a", lambda: "new") == "a" and memo.get("b", lambda: "new") == "new"
    memo.clear()
    assert memo.get("a", lambda: "anew") == "anew"


def test_an_error_is_told_and_the_next_who_asks_tries_again() -> None:
    memo = Memo(2)

    def fail() -> object:
        raise OSError

    with pytest.raises(OSError):
        memo.get("k", fail)
    assert memo.get("k", lambda: 1) == 1
