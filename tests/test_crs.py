"""Layers in metres: every corner where PROJ puts it, heights gone, the layer itself as it was."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from pyproj import Transformer

from geoapp import crs as systems
from geoapp.errors import CrsFault

VN_2000 = systems.measuring("EPSG:9211")
TURN = Transformer.from_crs("EPSG:4326", "EPSG:9211", always_xy=True).transform
HOUSE = shapely.Polygon(
    [(105.33, 20.82), (105.34, 20.82), (105.34, 20.83), (105.33, 20.83)], [[(105.332, 20.822), (105.334, 20.822), (105.333, 20.824)]]
)
SHAPES = [
    HOUSE,
    shapely.Point(105.33, 20.82),
    shapely.Polygon(),
    shapely.LineString([(105.33, 20.82), (105.34, 20.83), (105.33, 20.82), (105.35, 20.84)]),
    shapely.LineString([(105.33, 20.82, 7.0), (105.35, 20.84, 8.0)]),
    shapely.MultiPolygon([shapely.box(105.3, 20.8, 105.31, 20.81), shapely.box(105.32, 20.8, 105.33, 20.81)]),
]


def frame(shapes: list[object], crs: str | None = "EPSG:4326") -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=np.array(shapes, dtype=object), crs=crs)


def test_every_corner_lies_where_proj_puts_it() -> None:
    turned = systems.metric_shapes(frame(SHAPES), VN_2000)
    for shape, there in zip(SHAPES, turned, strict=True):
        alone = shapely.transform(shapely.force_2d(shape), lambda xy: np.column_stack(TURN(*xy.T)))
        assert shapely.equals_exact(alone, there, tolerance=0.0)
        assert there.geom_type == shape.geom_type  # type: ignore[attr-defined]
    assert not shapely.has_z(turned).any()


def test_the_layer_itself_stays_as_it_was() -> None:
    layer = frame(SHAPES)
    before = shapely.to_wkb(layer.geometry.array).tolist()
    systems.metric_shapes(layer, VN_2000)
    assert shapely.to_wkb(layer.geometry.array).tolist() == before


def test_a_layer_without_rows_has_no_shapes() -> None:
    assert systems.metric_shapes(frame([]), VN_2000).tolist() == []


def test_a_layer_that_does_not_say_its_system_is_refused() -> None:
    with pytest.raises(CrsFault):
        systems.metric_shapes(frame(SHAPES, crs=None), VN_2000)
