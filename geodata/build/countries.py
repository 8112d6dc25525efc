"""Whole areas of every country that touches the window -> countries.geojson, and their common lines.

The 19 borders are taken vertex by vertex from borders.py. All other stretches are simplified once for both
neighbours: about 100 m inside the window, about 1 km outside. Areas reach to the limit of the territorial
sea, as the source has them.
"""
from functools import cache

from shapely import STRtree, make_valid
from shapely.geometry import LineString, MultiPolygon, Polygon
from shapely.ops import polygonize, unary_union

from borders import border_lines, coast_cuts, read_stretches
from common import (MAIN, OSM, WINDOW, area_km2, feature, label_point, length_m, name_properties, names, parts,
                    polygon_geometry, write_geojson)
from topology import edge_key, edges, inside_window, merged, read_source, simplified, split_at_window

COUNTRIES = MAIN + ("ARE", "ARM", "AZE", "BHR", "GEO", "IND", "IRQ", "KWT", "OMN", "QAT", "RUS", "SAU", "TUR")
MADE_OF_BORDERS = ("AFG", "TJK", "UZB", "KGZ")       # no other neighbour, no coast
INSIDE_M, OUTSIDE_M = 100, 1000
DECIMALS = 4
CLAIMED = {"RUS": "UKR"}        # the source has Crimea in both; it is left to the second
SMALLEST_KM2 = 1.0
TRIPOINT_SCRAP_M = 5000         # what is left of an outline beside a tripoint that borders.py settled


def border_edges():
    return {edge_key(a, b) for _, lines in border_lines().values() for line in lines for a, b in edges(line)}


def other_edges():
    """Every outline edge of every country that is not on one of the 19 borders, once."""
    taken, cuts, out = border_edges(), coast_cuts(), []
    for country in COUNTRIES:
        if country in MADE_OF_BORDERS:
            continue
        for _, points in read_stretches(country):
            for a, b in edges(points):
                end = cuts.get((a, b))
                for u, v in ((a, end), (end, b)) if end else ((a, b),):
                    if edge_key(u, v) not in taken:
                        taken.add(edge_key(u, v))
                        out.append((u, v))
    return out


def other_lines():
    """The other outlines as simplified lines, their ends where they meet each other and the borders."""
    on_border = {v for _, lines in border_lines().values() for line in lines for v in line}
    out = []
    for points in merged([LineString(e) for e in other_edges()]):
        if points[0] in on_border and points[-1] in on_border and length_m(points) < TRIPOINT_SCRAP_M:
            continue
        if points[0] == points[-1] and area_km2(Polygon(points)) < SMALLEST_KM2 and not inside_window(points[0]):
            continue
        for inside, piece in split_at_window(points):
            kept = simplified(piece, INSIDE_M if inside else OUTSIDE_M)
            if len(kept) < 4 and piece[0] == piece[-1]:
                kept = piece
            kept = [p if p in on_border else (round(p[0], DECIMALS), round(p[1], DECIMALS)) for p in kept]
            if len(set(kept)) > 1:
                out.append(LineString(kept))
    return out


@cache
def areas():
    """Country -> area, made of the faces between all the lines."""
    lines = [LineString(line) for _, group in border_lines().values() for line in group] + other_lines()
    faces = list(polygonize(unary_union(lines)))
    outlines = read_source()
    codes = sorted(COUNTRIES)
    whole = [make_valid(MultiPolygon([Polygon(p[0], p[1:]) for p in outlines[c]])) for c in codes]
    tree = STRtree(whole)
    owned = {c: [] for c in codes}
    for face in faces:
        hits = tree.query(face.representative_point(), predicate="within")
        if len(hits):
            owned[codes[min(hits)]].append(face)
    out = {c: unary_union(faces) if len(faces) > 1 else faces[0] for c, faces in owned.items()}
    for country, claimant in CLAIMED.items():
        other = make_valid(MultiPolygon([Polygon(p[0], p[1:]) for p in outlines[claimant]]))
        overlap = whole[codes.index(country)].intersection(other)
        for part in parts(overlap.buffer(-0.02).buffer(0.03), "Polygon"):
            cut = out[country].difference(part.intersection(other).simplify(0.01).buffer(0))
            out[country] = MultiPolygon([p for p in parts(cut, "Polygon") if area_km2(p) > SMALLEST_KM2])
    return out


def build():
    rows = names("country")
    features = []
    for code in COUNTRIES:
        area = areas()[code]
        properties = {"id": code, **name_properties(rows[code]), "label": label_point(area),
                      "precision_m": 10 if code in MADE_OF_BORDERS else INSIDE_M}
        west, south, east, north = area.bounds
        if west < WINDOW[0] or south < WINDOW[1] or east > WINDOW[2] or north > WINDOW[3]:
            properties["precision_outside_m"] = OUTSIDE_M
        features.append(feature(properties, polygon_geometry(area, 7)))
    write_geojson("countries", OSM, features)
