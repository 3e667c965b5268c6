"""Points, segments, polylines and polygons in metres, by plain arithmetic."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

Point = tuple[float, float]
Line = list[Point]


def snap(x: float, y: float) -> Point:
    """Return a place rounded to the centimetre."""
    return round(x, 2), round(y, 2)


def total(values: Iterable[float]) -> float:
    """Return the plain sum, term by term: what ``sum`` does with floats changed in Python 3.12."""
    result = 0.0
    for value in values:
        result += value
    return result


def length(x: float, y: float) -> float:
    return math.sqrt(x * x + y * y)


def apart(a: Point, b: Point) -> float:
    return length(b[0] - a[0], b[1] - a[1])


def unit(a: Point, b: Point) -> Point:
    """Return the direction from `a` to `b`, of length one."""
    d = apart(a, b)
    return (b[0] - a[0]) / d, (b[1] - a[1]) / d


def right_of(direction: Point) -> Point:
    return direction[1], -direction[0]


def moved(p: Point, direction: Point, by: float) -> Point:
    return p[0] + direction[0] * by, p[1] + direction[1] * by


def turned(direction: Point, tangent: float) -> Point:
    """Return a direction turned left by the angle of that tangent."""
    x, y = direction[0] - tangent * direction[1], direction[1] + tangent * direction[0]
    d = length(x, y)
    return x / d, y / d


def spline(points: Sequence[Point], closed: bool = False, step: float = 25.0) -> Line:
    """Return a smooth line through the points (Catmull-Rom), with a vertex about every `step` metres."""
    p = list(points)
    ring = [p[-1], *p, p[0], p[1]] if closed else [_beyond(p[1], p[0]), *p, _beyond(p[-2], p[-1])]
    out: Line = []
    for i in range(1, len(ring) - 2):
        a, b, c, d = ring[i - 1 : i + 3]
        n = max(1, round(apart(b, c) / step))
        out += [snap(*(_blend(a[k], b[k], c[k], d[k], j / n) for k in (0, 1))) for j in range(n)]
    out.append(out[0] if closed else snap(*p[-1]))
    return out


def _beyond(a: Point, b: Point) -> Point:
    return 2 * b[0] - a[0], 2 * b[1] - a[1]


def _blend(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (
        2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t * t * t
    )


def segments(line: Sequence[Point]) -> Iterator[tuple[Point, Point]]:
    return zip(line, line[1:], strict=False)


def measure(line: Sequence[Point]) -> float:
    return total(apart(a, b) for a, b in segments(line))


def along(line: Sequence[Point], at: float) -> tuple[Point, Point]:
    """Return the place `at` metres along a line, and the direction there."""
    for a, b in segments(line):
        d = apart(a, b)
        if at <= d and d > 0:
            break
        at -= d
    else:
        a, b = line[-2], line[-1]
        d = at = apart(a, b)
    return moved(a, unit(a, b), at), unit(a, b)


def smooth_along(line: Sequence[Point], at: float, reach: float = 3.0) -> tuple[Point, Point]:
    """Return the place along a line with the direction of the stretch around it."""
    end = measure(line)
    before, after = along(line, max(0.0, at - reach))[0], along(line, min(end, at + reach))[0]
    return along(line, at)[0], unit(before, after)


def foot(p: Point, a: Point, b: Point) -> tuple[float, float]:
    """Return the share of the segment at which it is nearest to `p`, and the distance."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    dd = dx * dx + dy * dy
    t = 0.0 if dd == 0 else ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / dd
    t = min(1.0, max(0.0, t))
    return t, length(p[0] - a[0] - t * dx, p[1] - a[1] - t * dy)


def locate(line: Sequence[Point], p: Point) -> tuple[float, float]:
    """Return how far along a line it is nearest to `p`, and the distance."""
    best, run = (0.0, math.inf), 0.0
    for a, b in segments(line):
        t, d = foot(p, a, b)
        if d < best[1]:
            best = (run + t * apart(a, b), d)
        run += apart(a, b)
    return best


def crossing(a: Point, b: Point, c: Point, d: Point) -> tuple[float, float] | None:
    """Return the shares of both segments at which they cross, ends included."""
    rx, ry, sx, sy = b[0] - a[0], b[1] - a[1], d[0] - c[0], d[1] - c[1]
    cross = rx * sy - ry * sx
    if cross == 0:
        return None
    t = ((c[0] - a[0]) * sy - (c[1] - a[1]) * sx) / cross
    u = ((c[0] - a[0]) * ry - (c[1] - a[1]) * rx) / cross
    return (t, u) if 0 <= t <= 1 and 0 <= u <= 1 else None


def segments_apart(a: Point, b: Point, c: Point, d: Point) -> float:
    """Return the distance between two segments."""
    if crossing(a, b, c, d):
        return 0.0
    return min(foot(a, c, d)[1], foot(b, c, d)[1], foot(c, a, b)[1], foot(d, a, b)[1])


def area(ring: Sequence[Point]) -> float:
    """Return the signed area of a closed ring, positive counter-clockwise."""
    return total(a[0] * b[1] - b[0] * a[1] for a, b in segments(ring)) / 2


def inside(p: Point, ring: Sequence[Point]) -> bool:
    """Tell whether a place lies in a closed ring."""
    odd = False
    for a, b in segments(ring):
        if (a[1] > p[1]) != (b[1] > p[1]) and p[0] < (b[0] - a[0]) * (p[1] - a[1]) / (b[1] - a[1]) + a[0]:
            odd = not odd
    return odd


def is_simple(ring: Sequence[Point]) -> bool:
    """Tell whether a closed ring does not cross itself."""
    edges = list(segments(ring))
    last = len(edges) - 1
    return not any(
        crossing(*edges[i], *edges[j])
        for i in range(last + 1)
        for j in range(i + 2, last + 1)
        if (i, j) != (0, last)
    )


def middle(ring: Sequence[Point]) -> Point:
    """Return the centroid of a closed ring."""
    x0, y0 = ring[0]
    sx = sy = sa = 0.0
    for a, b in segments(ring):
        w = (a[0] - x0) * (b[1] - y0) - (b[0] - x0) * (a[1] - y0)
        sx, sy, sa = sx + w * (a[0] + b[0] - 2 * x0), sy + w * (a[1] + b[1] - 2 * y0), sa + w
    return x0 + sx / (3 * sa), y0 + sy / (3 * sa)


def split_at(line: Sequence[Point], start: float, end: float) -> Line:
    """Return the part of a line between two distances along it."""
    out, run = [snap(*along(line, start)[0])], 0.0
    for a, b in segments(line):
        run += apart(a, b)
        if start + 0.02 < run < end - 0.02:
            out.append(b)
    out.append(snap(*along(line, end)[0]))
    return out


def with_vertex(line: Sequence[Point], p: Point) -> Line:
    """Return the line with `p`, which lies on it, as a vertex."""
    if p in line:
        return list(line)
    at, _ = min(
        ((i, foot(p, a, b)[1]) for i, (a, b) in enumerate(segments(line))), key=lambda found: found[1]
    )
    return [*line[: at + 1], p, *line[at + 1 :]]
