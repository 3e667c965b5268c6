"""Path data of the symbols (SVG 1.1, section 8.3) as matplotlib paths: M L H V C S A Z, absolute and relative."""

from __future__ import annotations

import functools
import math
import re

import numpy as np
from matplotlib.path import Path

_TOKEN = re.compile(r"[MLHVCSAZmlhvcsaz]|[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?")
_COUNT = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "A": 7, "Z": 0}

_MOVETO, _LINETO, _CURVE4, _CLOSEPOLY = 1, 2, 4, 79
"""Codes of matplotlib's paths."""

Vertex = tuple[float, float]


@functools.cache
def path(data: str) -> Path:
    """Return path data as a path, y down as in the data.

    >>> path("M0 0h2v1z").vertices.tolist()
    [[0.0, 0.0], [2.0, 0.0], [2.0, 1.0], [0.0, 0.0]]
    """
    pen = _Pen()
    tokens = _TOKEN.findall(data)
    at, command = 0, "M"
    while at < len(tokens):
        if tokens[at].isalpha():
            command = tokens[at]
            at += 1
        count = _COUNT[command.upper()]
        pen.draw(command, [float(token) for token in tokens[at : at + count]])
        at += count
        command = {"M": "L", "m": "l"}.get(command, command)
    return Path(np.array(pen.vertices), np.array(pen.codes, dtype=np.uint8))


class _Pen:
    def __init__(self) -> None:
        self.vertices: list[Vertex] = []
        self.codes: list[int] = []
        self.here: Vertex = (0.0, 0.0)
        self.start: Vertex = (0.0, 0.0)
        self.control: Vertex | None = None

    def draw(self, command: str, n: list[float]) -> None:
        kind, relative = command.upper(), command.islower()
        dx, dy = self.here if relative else (0.0, 0.0)
        if kind == "Z":
            self._add(_CLOSEPOLY, self.start)
        elif kind == "H":
            self._add(_LINETO, (n[0] + dx, self.here[1]))
        elif kind == "V":
            self._add(_LINETO, (self.here[0], n[0] + dy))
        elif kind == "A":
            self._arc(n, (n[5] + dx, n[6] + dy))
        else:
            points = [(x + dx, y + dy) for x, y in zip(n[::2], n[1::2], strict=True)]
            self._points(kind, points)

    def _points(self, kind: str, points: list[Vertex]) -> None:
        if kind == "M":
            self._add(_MOVETO, points[0])
            self.start = points[0]
        elif kind == "L":
            self._add(_LINETO, points[0])
        else:
            if kind == "S":  # the first control mirrors the last one of the curve before
                cx, cy = self.control or self.here
                points.insert(0, (2 * self.here[0] - cx, 2 * self.here[1] - cy))
            self._curve(*points)

    def _curve(self, one: Vertex, two: Vertex, end: Vertex) -> None:
        self.vertices += [one, two, end]
        self.codes += [_CURVE4] * 3
        self.here, self.control = end, two

    def _add(self, code: int, vertex: Vertex) -> None:
        self.vertices.append(vertex)
        self.codes.append(code)
        self.here, self.control = vertex, None

    def _arc(self, n: list[float], end: Vertex) -> None:
        """Draw a circular arc as Bézier curves; radii are equal in our symbols (SVG 1.1, F.6.5)."""
        (x0, y0), (x1, y1), radius = self.here, end, n[0]
        half = math.hypot(x1 - x0, y1 - y0) / 2
        radius = max(radius, half)
        across = math.sqrt(max(radius**2 - half**2, 0.0)) / (2 * half)
        side = -1 if bool(n[3]) == bool(n[4]) else 1
        cx = (x0 + x1) / 2 - side * across * (y1 - y0)
        cy = (y0 + y1) / 2 + side * across * (x1 - x0)
        begin, sweep = math.atan2(y0 - cy, x0 - cx), math.atan2(y1 - cy, x1 - cx)
        turn = (sweep - begin) % math.tau if n[4] else -((begin - sweep) % math.tau)
        parts = max(1, math.ceil(abs(turn) / (math.pi / 2) - 1e-9))
        step = turn / parts
        reach = 4 / 3 * math.tan(step / 4) * radius
        for k in range(parts):
            a, b = begin + k * step, begin + (k + 1) * step
            ax, ay = cx + radius * math.cos(a), cy + radius * math.sin(a)
            bx, by = cx + radius * math.cos(b), cy + radius * math.sin(b)
            self._curve(
                (ax - reach * math.sin(a), ay + reach * math.cos(a)),
                (bx + reach * math.sin(b), by - reach * math.cos(b)),
                (bx, by),
            )
