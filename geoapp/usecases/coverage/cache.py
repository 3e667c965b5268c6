"""Answers are kept while they are asked for; each is computed once, even when many ask at a time."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Cache(Generic[T]):
    """A store of at most `size` answers; the least lately used goes first. Safe between threads."""

    def __init__(self, size: int) -> None:
        self._size, self._lock = size, threading.Lock()
        self._entries: OrderedDict[Hashable, _Entry[T]] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return the answer of `key`; who asks while it is computed waits for that, others do not."""
        with self._lock:
            entry = self._entries.setdefault(key, _Entry())
            self._entries.move_to_end(key)
            while len(self._entries) > self._size:
                self._entries.popitem(last=False)
        return entry.get(make)


class _Entry(Generic[T]):
    """One answer, or the place where it will be; a failed computation leaves the place empty."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._answers: list[T] = []

    def get(self, make: Callable[[], T]) -> T:
        with self._lock:
            if not self._answers:
                self._answers.append(make())
            return self._answers[0]
