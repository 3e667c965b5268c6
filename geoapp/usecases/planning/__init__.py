"""Where the next points should stand: one function per question that pages, API and command line ask."""

from geoapp.usecases.planning.answers import plan_answer
from geoapp.usecases.planning.curve import curve
from geoapp.usecases.planning.losses import losses
from geoapp.usecases.planning.reading import ON_THE_WEB, OPEN, read_rules, read_wish
from geoapp.usecases.planning.solve import propose
from geoapp.usecases.planning.terrain import terrain_of_files, terrain_of_ward
from geoapp.usecases.planning.what_if import read_pins, warm, what_if

__all__ = [
    "ON_THE_WEB",
    "OPEN",
    "curve",
    "losses",
    "plan_answer",
    "propose",
    "read_pins",
    "read_rules",
    "read_wish",
    "terrain_of_files",
    "terrain_of_ward",
    "warm",
    "what_if",
]
