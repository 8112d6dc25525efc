"""Rivers of the window -> rivers.geojson.

The Pamir, the Panj and the border reach of the Amu Darya are the border line itself (OpenStreetMap); all
others are WDBII, without canals, named where a point of rivers.csv lies beside them.
"""
from collections import defaultdict

import h5py
import numpy as np
from shapely import STRtree
from shapely.geometry import LineString, Point, box
from shapely.ops import linemerge, substring, unary_union

from borders import border_lines
from common import GEOD, OSM, WINDOW, feature, line_geometry, name_properties, parts, source, table, write_geojson
from topology import merged

GSHHG = "gmt-gshhg-full_2.3.7-6_all"
ATTRIBUTION = f"GSHHG 2.3.7, Wessel and Smith 1996, LGPL-3; Panj and Amu Darya border reach {OSM}"
CANALS = 10
NAME_REACH_KM = 25
SAME_RIVER_DEG = 0.045
SHORTEST_DOUBLE_M = 16_000      # a WDBII line this long along the border reach is that river again
SHORTEST_REST_M = 3_000
SNAP_DEG = 0.05
SIMPLIFY_DEG = 0.0012

# On the border: where the Pamir leaves Zorkul, where it becomes the Panj, where the Vakhsh joins,
# and where the Amu Darya leaves Afghanistan.
ZORKUL, PANJ, VAKHSH, LEAVES = (73.60, 37.45), (72.70, 37.03), (68.296, 37.115), (65.708, 37.5385)


def border(name):
    return LineString(border_lines()[name][1][0])


def border_reach():
    tajik, uzbek, turkmen = border("AFG-TJK"), border("AFG-UZB"), border("AFG-TKM")
    at = {p: tajik.project(Point(p)) for p in (ZORKUL, PANJ, VAKHSH)}
    leaves = turkmen.project(Point(LEAVES))
    amu = linemerge([substring(tajik, 0, at[VAKHSH]), uzbek, substring(turkmen, leaves, turkmen.length)])
    assert amu.geom_type == "LineString"
    return [("Amu Darya", 0, amu), ("Panj", 0, substring(tajik, at[VAKHSH], at[PANJ])),
            ("Pamir", 1, substring(tajik, at[PANJ], at[ZORKUL]))]


def wdbii():
    """Level -> lines; the file holds them in bins of one degree, relative to the bin's south-west corner."""
    path = source(GSHHG, "usr/share/gmt-gshhg/binned_river_f.nc")
    with h5py.File(path) as file:
        read = lambda name: np.asarray(file[name]).astype(np.int64)
        first, count = read("Id_of_first_segment_in_a_bin"), read("N_segments_in_a_bin")
        start, size = read("Id_of_first_point_in_a_segment"), read("N_points_for_a_segment") & 0xFFFF
        level = read("Hierarchial_level_of_a_segment")
        east = read("Relative_longitude_from_SW_corner_of_bin") & 0xFFFF
        north = read("Relative_latitude_from_SW_corner_of_bin") & 0xFFFF
    out = defaultdict(list)
    for lat in range(23, 49):
        for lon in range(43, 81):
            bin_at = (89 - lat) * 360 + lon
            for s in range(first[bin_at], first[bin_at] + count[bin_at]):
                at = slice(start[s], start[s] + size[s])
                points = np.column_stack([lon + east[at] / 65535, lat + north[at] / 65535]).round(5)
                keep = np.r_[True, (np.diff(points, axis=0) != 0).any(axis=1)]
                if keep.sum() > 1 and level[s] != CANALS:
                    out[int(level[s])].append(LineString(points[keep]))
    return [(lv, LineString(points)) for lv in sorted(out) for points in merged(out[lv])]


def without(reach, lines):
    """The lines less those that are the border reach again."""
    around = reach.buffer(SAME_RIVER_DEG)
    for level, line in lines:
        doubles = [p for p in parts(line.intersection(around), "LineString")
                   if GEOD.geometry_length(p) > SHORTEST_DOUBLE_M and p.distance(reach) < 0.02]
        if not doubles:
            yield level, line
            continue
        for rest in parts(line.difference(unary_union(doubles).buffer(1e-7)), "LineString"):
            if GEOD.geometry_length(rest) > SHORTEST_REST_M:
                yield level, rest


def snapped(reach, line):
    """Loose ends near the border reach carried on to it."""
    points = list(line.coords)
    for end in (0, -1):
        tip = Point(points[end])
        if 1e-6 < tip.distance(reach) < SNAP_DEG:
            touch = reach.interpolate(reach.project(tip)).coords[0]
            points = [touch, *points] if end == 0 else [*points, touch]
    return LineString(points)


def named(lines, rows):
    """Index of a line -> row of rivers.csv."""
    tree, out = STRtree(lines), {}
    for row in rows:
        for pair in filter(None, row["points"].split(";")):
            point = Point(*map(float, pair.split()))
            i = int(tree.nearest(point))
            if lines[i].distance(point) * 111 < NAME_REACH_KM:
                out.setdefault(i, row)
    return out


def build():
    window = box(*WINDOW)
    rows = table("rivers")
    by_name = {row["en"]: row for row in rows}
    reach = border_reach()
    whole = linemerge([line for _, _, line in reach])
    features = []

    def add(row, level, line, origin, decimals):
        for piece in parts(line.intersection(window), "LineString"):
            properties = {**(name_properties(row) if row else {}), "rank": level, "source": origin}
            features.append(feature(properties, line_geometry([piece.coords], decimals)))

    for name, level, line in reach:
        add(by_name[name], level, line, "osm", 5)
    others = [(level, snapped(whole, line)) for level, line in without(whole, wdbii())]
    rows_of = named([line for _, line in others], rows)
    for i, (level, line) in enumerate(others):
        add(rows_of.get(i), level, line.simplify(SIMPLIFY_DEG), "wdbii", 4)
    write_geojson("rivers", ATTRIBUTION, features)
