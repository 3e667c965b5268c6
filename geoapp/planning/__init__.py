"""Where the next fire points should stand, and how we know that no choice is better.

Law of this room: pure. Arrays come in, plans go out; no file, no environment, no Flask, no Folium. Only
:mod:`geoapp.planning.watch` looks at a clock, to keep a budget of seconds.
"""

from geoapp.planning.cover import Cover
from geoapp.planning.frontier import frontier
from geoapp.planning.lscp import solve_lscp
from geoapp.planning.matrix import DistanceMatrix
from geoapp.planning.mclp import solve_mclp
from geoapp.planning.p_center import solve_p_center
from geoapp.planning.p_median import solve_p_median
from geoapp.planning.plan import Fairness, Infeasible, Interrupt, Plan, Progress
from geoapp.planning.rules import Rules

__all__ = [
    "Cover",
    "DistanceMatrix",
    "Fairness",
    "Infeasible",
    "Interrupt",
    "Plan",
    "Progress",
    "Rules",
    "frontier",
    "solve_lscp",
    "solve_mclp",
    "solve_p_center",
    "solve_p_median",
]
