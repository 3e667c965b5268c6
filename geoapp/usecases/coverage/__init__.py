"""Who is within reach of a fire point: in a ward, or in any files."""

from geoapp.usecases.coverage.analysis import Metric, Weight
from geoapp.usecases.coverage.geojson import MOST_BYTES, LooseFile
from geoapp.usecases.coverage.questions import (
    DEFAULT_RADII_M,
    files_coverage,
    households,
    ward_areas,
    ward_coverage,
    ward_radii,
    warm,
)
from geoapp.usecases.coverage.result import CoverageResult

__all__ = [
    "DEFAULT_RADII_M",
    "MOST_BYTES",
    "CoverageResult",
    "LooseFile",
    "Metric",
    "Weight",
    "files_coverage",
    "households",
    "ward_areas",
    "ward_coverage",
    "ward_radii",
    "warm",
]
