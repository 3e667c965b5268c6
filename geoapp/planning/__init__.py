"""Where the next fire points should stand, and how we know that no choice is better.

Law of this room: pure. Arrays come in, plans go out; no file, no environment, no Flask, no Folium. Only
:mod:`geoapp.planning.watch` looks at a clock, to keep a budget of seconds.
"""

from geoapp.planning.cover import Cover
from geoapp.planning.frontier import frontier
from geoapp.planning.mclp import solve_mclp
from geoapp.planning.plan import Fairness, Infeasible, Interrupt, Plan, Progress
from geoapp.planning.rules import Rules

__all__ = [
    "Cover",
    "Fairness",
    "Infeasible",
    "Interrupt",
    "Plan",
    "Progress",
    "Rules",
    "frontier",
    "solve_mclp",
]
