"""A worker's bench holds what its tasks share, and no more of it than its parent thinks it holds."""

from __future__ import annotations

import pickle

from pipeline.engine.bench import Answer, Bench, Held


def add(shared: int, task: int) -> int:
    return shared + task


def answers(bench: Bench, held: Held, shared: int, task: int) -> list[Answer]:
    """What a bench answers to the messages of a task."""
    digest = shared.to_bytes(32)
    sent = list(held.messages(pickle.dumps(shared), digest, pickle.dumps((add, task))))
    taken = [bench.take(message) for message in sent]
    return [pickle.loads(each) for each in taken if each is not None]


def test_what_several_tasks_share_is_sent_once() -> None:
    bench, held = Bench(), Held()
    digest = (7).to_bytes(32)
    for task, count in ((1, 2), (2, 1)):
        assert [each.value() for each in answers(bench, held, 7, task)] == [7 + task]
        assert len(list(held.messages(b"", digest, b""))) == 1, count


def test_what_has_made_room_for_others_is_sent_anew() -> None:
    bench, held = Bench(), Held()
    for shared in (*range(1, 9), 1, 8):
        assert [each.value() for each in answers(bench, held, shared, 10)] == [shared + 10]
    assert len(bench._shared) < 8


def test_the_error_of_a_task_is_answered_with_where_it_was() -> None:
    (answer,) = answers(Bench(), Held(), 1, "words")  # type: ignore[arg-type]
    assert isinstance(answer.error, TypeError)
    assert "in add" in answer.stack
