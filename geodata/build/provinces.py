"""Provinces of Afghanistan, Tajikistan, Uzbekistan, Turkmenistan and Kyrgyzstan -> provinces.geojson, and the
inner provincial lines of the whole window -> province_lines.geojson.

Natural Earth's inner lines are drawn through the exact country areas of countries.py, carried on to the border
where they fall short, and each face goes to the province it lies in. Names are in provinces.csv.
"""
from collections import Counter

import shapefile
import shapely
from shapely import make_valid
from shapely.geometry import LineString, Point, box, shape
from shapely.ops import nearest_points, polygonize, unary_union

from borders import land
from common import (NATURAL_EARTH, OSM, WINDOW, area_km2, feature, label_point, line_geometry, name_properties,
                    parts, polygon_geometry, source, table, write_geojson)
from countries import areas
from topology import common_lines
from world import MAGICS, geopackage

LINES_ONLY = ("CHN", "IND", "IRN", "KAZ", "PAK")
WITH_A_COAST = ("TKM",)
LOOSE_END_DEG = 0.15
OVERSHOOT_DEG = 1e-6            # so that the carried line crosses the border and does not merely touch it
DECIMALS = 5
LINE_SIMPLIFY_DEG = 5e-5
NEAR_BORDER_DEG = 0.045


def rows():
    return {(r["country"], r["source_name"]): r for r in table("provinces")}


def source_name(country, name, woe_name, gn_name):
    """The source's name, with its known mix-ups told apart."""
    if country == "AFG" and woe_name == "Daykundi":
        return "Daykundi"
    if country == "AFG" and name == "Parwan" and gn_name == "Panjshir":
        return "Panjshir"
    if country == "UZB" and name == "Tashkent" and "Shahri" in (gn_name or ""):
        return "Tashkent City"
    return name


def source_provinces():
    """Country -> province id -> polygon of the source."""
    known, out = rows(), {}
    for country, name, woe, gn, geometry in geopackage("states_provinces", "adm0_a3, name, woe_name, gn_name"):
        row = known.get((country, source_name(country, name, woe, gn)))
        if row:
            out.setdefault(country, {})[row["key"]] = make_valid(geometry)
    assert sum(map(len, out.values())) == len(known)
    return out


def through_country(lines, country):
    """The inner lines, their loose ends inside the country carried on to its border."""
    ends = Counter(p for points in lines for p in (points[0], points[-1]))
    out = []
    for points in lines:
        out.append(LineString(points))
        for end in (points[0], points[-1]):
            if ends[end] == 1 and country.contains(Point(end)):
                touch = nearest_points(country.boundary, Point(end))[0]
                reach = touch.distance(Point(end))
                if reach < LOOSE_END_DEG:
                    past = 1 + OVERSHOOT_DEG / reach
                    out.append(LineString([end, (end[0] + past * (touch.x - end[0]), end[1] + past * (touch.y - end[1]))]))
    return out


def split_country(country, provinces):
    """Province id -> its share of the exact country area."""
    inner = [points for lines in common_lines(provinces).values() for points in lines]
    lines = unary_union([country.boundary, *through_country(inner, country)])
    owned = {}
    for face in polygonize(lines):
        if not country.contains(face.representative_point()):
            continue
        share = {key: face.intersection(p).area for key, p in provinces.items()}
        key = max(share, key=lambda k: (share[k], -face.distance(provinces[k]), k))
        owned.setdefault(key, []).append(face)
    return {key: unary_union(owned[key]) for key in sorted(owned)}


def split_all():
    out = {}
    for code, provinces in source_provinces().items():
        country = areas()[code]
        if code in WITH_A_COAST:
            dry = country.intersection(land(0))
            country = unary_union([p for p in parts(dry, "Polygon") if area_km2(p) > 1])
        out[code] = split_country(country, provinces)
    return out


def lines_of_neighbours():
    """Inner lines of the other countries in the window, without those along national borders."""
    window = box(*WINDOW)
    borders = unary_union([areas()[c].boundary.simplify(0.01).intersection(window) for c in LINES_ONLY])
    borders = borders.buffer(NEAR_BORDER_DEG, quad_segs=2)
    shapely.prepare(borders)
    path = source(MAGICS, "usr/share/magics/10m/ne_10m_admin_1_states_provinces_lines")
    reader = shapefile.Reader(str(path), encoding="utf-8", encodingErrors="replace")
    for i, record in enumerate(reader.iterRecords()):
        country = record["adm0_a3"]
        if country not in LINES_ONLY:
            continue
        line = shape(reader.shape(i).__geo_interface__)
        if line.intersects(window):
            inner = line.intersection(window)
            if inner.intersects(borders):
                inner = inner.difference(borders)
            for piece in parts(inner, "LineString"):
                if piece.length > 0.002:
                    yield country, record["name_l"], record["name_r"], list(piece.coords)


def build():
    known = {r["key"]: r for r in rows().values()}
    split = split_all()
    features, lines = [], []
    for key, row in known.items():
        area = split[row["country"]][key]
        properties = {"id": key, "country": row["country"], **name_properties(row), "label": label_point(area, 4)}
        features.append(feature(properties, polygon_geometry(area, DECIMALS)))
    write_geojson("provinces", f"{NATURAL_EARTH}; outer edges {OSM}", features)

    for code in sorted(split):
        for (left, right), group in common_lines(split[code]).items():
            for points in group:
                points = list(LineString(points).simplify(LINE_SIMPLIFY_DEG).coords)
                lines.append((code, left, right, points, DECIMALS))
    lines += [(*found, 4) for found in sorted(lines_of_neighbours())]
    write_geojson("province_lines", f"{NATURAL_EARTH}; {OSM}", [
        feature({"country": c, "left": a, "right": b}, line_geometry([p], d)) for c, a, b, p, d in lines])
