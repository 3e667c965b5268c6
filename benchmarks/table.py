"""What a benchmark prints: one table, every ratio with its goal beside it and whether it holds."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field

from benchmarks.timing import Timed


@dataclass(frozen=True)
class Row:
    """One line: our figure, a peer's figure, their ratio, the goal; what does not apply is empty."""

    question: str
    ours: str
    peer: str = ""
    theirs: str = ""
    ratio: str = ""
    goal: str = ""
    holds: bool | None = None


@dataclass
class Table:
    """Rows by part, in the order in which they were measured."""

    parts: dict[str, list[Row]] = field(default_factory=dict)
    notes: dict[str, list[str]] = field(default_factory=dict)
    _part: str = ""

    def begin(self, part: str) -> None:
        """Open a part; later rows belong to it."""
        self._part = part
        self.parts.setdefault(part, [])
        progress(f"{part} …")

    def compare(self, question: str, ours: Timed, *peers: Timed, at_least: float | None = None) -> None:
        """Add a line per peer: how many times as long it takes; the goal belongs to the first peer."""
        for i, peer in enumerate(peers):
            goal = at_least if i == 0 else None
            ratio = peer.seconds / ours.seconds
            self._add(
                Row(
                    question if i == 0 else "",
                    shown_seconds(ours.seconds) if i == 0 else "",
                    peer.name,
                    shown_seconds(peer.seconds),
                    shown_ratio(ratio),
                    f">= {goal:g} x" if goal else "",
                    ratio >= goal if goal else None,
                )
            )

    def limit(self, question: str, value: float, unit: str, below: float | None = None) -> None:
        """Add a line with a figure of ours alone and the limit it must keep."""
        goal = f"< {below:g} {unit}" if below is not None else ""
        self._add(Row(question, f"{value:.3g} {unit}", goal=goal, holds=value < below if below else None))

    def sizes(self, question: str, ours: float, peer: str, theirs: float, unit: str = "kB") -> None:
        """Add a line of sizes."""
        self._add(Row(question, f"{ours:.0f} {unit}", peer, f"{theirs:.0f} {unit}", shown_ratio(theirs / ours)))

    def text(self, question: str, ours: str, goal: str = "", holds: bool | None = None) -> None:
        """Add a line in words."""
        self._add(Row(question, ours, goal=goal, holds=holds))

    def note(self, sentence: str) -> None:
        """Add a sentence below the part's lines."""
        self.notes.setdefault(self._part, []).append(sentence)

    def _add(self, row: Row) -> None:
        self.parts[self._part].append(row)
        progress("  " + "  ".join(cell for cell in _cells(row) if cell))

    def written(self) -> str:
        """Return the table as text, columns aligned over all parts."""
        head = ("question", "geoapp", "peer", "peer's", "ratio", "goal", "holds")
        rows = [_cells(row) for part in self.parts.values() for row in part]
        widths = [max(len(r[i]) for r in [head, *rows]) for i in range(len(head))]
        lines = [_line(head, widths), "  ".join("-" * w for w in widths)]
        for part, found in self.parts.items():
            lines += ["", part.upper(), *(_line(_cells(row), widths) for row in found)]
            lines += [f"  {sentence}" for sentence in self.notes.get(part, [])]
        judged = [row.holds for part in self.parts.values() for row in part if row.holds is not None]
        return "\n".join([*lines, "", f"{sum(judged)} of {len(judged)} goals hold."])


def shown_seconds(seconds: float) -> str:
    """Return a time in the unit that suits it.

    >>> shown_seconds(0.00012), shown_seconds(0.0123), shown_seconds(12.34)
    ('0.12 ms', '12.3 ms', '12.3 s')
    """
    return f"{seconds * 1000:.3g} ms" if seconds < 0.9995 else f"{seconds:.3g} s"


def shown_ratio(ratio: float) -> str:
    """Return a ratio with two or three figures.

    >>> shown_ratio(0.512), shown_ratio(7.25), shown_ratio(1234.0)
    ('0.51 x', '7.2 x', '1234 x')
    """
    return f"{ratio:.2f} x" if ratio < 1 else f"{ratio:.1f} x" if ratio < 100 else f"{ratio:.0f} x"


def progress(line: str) -> None:
    """Tell on the error stream how far the run is."""
    print(line, file=sys.stderr, flush=True)


def agree(same: bool, sentence: str) -> None:
    """Stop the run unless two answers agree: times of different answers are not worth comparing."""
    if not same:
        raise AssertionError(f"the answers differ: {sentence}")


def _cells(row: Row) -> tuple[str, ...]:
    holds = {True: "yes", False: "MISSED", None: ""}[row.holds]
    return (row.question, row.ours, row.peer, row.theirs, row.ratio, row.goal, holds)


def _line(cells: tuple[str, ...], widths: list[int]) -> str:
    left = {0, 2}
    padded = [c.ljust(w) if i in left else c.rjust(w) for i, (c, w) in enumerate(zip(cells, widths, strict=True))]
    return "  ".join(padded).rstrip()
