#!/usr/bin/env python3
"""Nearest points of borders, by brute force with the Python package geographiclib: another
implementation of Karney's algorithms than the one in Oxus, and none of its search.

    pip install geographiclib==2.1
    python3 tests/oracle/border_distances.py geodata/borders.geojson > tests/oracle/border_distances.csv

Every segment is looked at. Where (s1 + s2 - length) / 2, from the distances to its ends, says that
it may hold something nearer than the nearest vertex, golden section along its geodesic finds its
least distance, and halving where the two geodesics are at right angles finds the foot.
"""

import json
import math
import sys

from geographiclib.geodesic import Geodesic

WGS84 = Geodesic.WGS84
POSITIONS = [
    ("Termez", 67.2783, 37.2242, ["AFG-UZB", "AFG-TJK"]),
    ("Hairatan", 67.4167, 37.2147, ["AFG-UZB", "AFG-TJK"]),
    ("Khwaja Ghar", 69.4213, 37.0659, ["AFG-UZB", "AFG-TJK"]),
    ("Dushanbe", 68.7791, 38.5737, ["AFG-TJK", "TJK-UZB", "KGZ-TJK"]),
    ("Kabul", 69.1723, 34.5281, ["AFG-TJK", "AFG-UZB", "AFG-PAK"]),
    ("Tashkent", 69.2401, 41.2995, ["KAZ-UZB", "TJK-UZB", "AFG-UZB"]),
    ("Khorugh", 71.5533, 37.4897, ["AFG-TJK"]),
    ("Vorukh", 70.5920, 39.8480, ["KGZ-TJK"]),
    ("Sokh", 71.1300, 39.9600, ["KGZ-UZB"]),
    ("Shohimardon", 71.8050, 39.9800, ["KGZ-UZB"]),
    ("Sarvan", 71.2200, 40.7000, ["TJK-UZB"]),
    ("Ustyurt, by the longest segment", 56.0001, 43.2000, ["KAZ-UZB"]),
    ("Ustyurt, 90 km off", 57.1000, 43.5000, ["KAZ-UZB", "KAZ-TKM"]),
    ("Herat", 62.1990, 34.3482, ["AFG-IRN", "AFG-TKM"]),
    ("Wakhjir", 74.4900, 37.0900, ["AFG-CHN", "AFG-PAK", "AFG-TJK", "CHN-TJK"]),
    ("Almaty", 76.8860, 43.2380, ["KAZ-KGZ", "CHN-KAZ"]),
    ("Karachi", 67.0100, 24.8600, ["IRN-PAK", "AFG-PAK"]),
    ("Delhi", 77.2090, 28.6139, ["AFG-PAK", "AFG-TJK"]),
    ("Moscow", 37.6173, 55.7558, ["AFG-UZB"]),
    ("New York", -74.0060, 40.7128, ["AFG-TJK"]),
    ("Suva", 178.4419, -18.1416, ["AFG-UZB"]),
    ("North Pole", 0.0, 90.0, ["AFG-TJK"]),
    ("South Pole", 0.0, -90.0, ["AFG-UZB"]),
    ("antipode of Termez", -112.7217, -37.2242, ["AFG-UZB", "AFG-TJK"]),
    ("where 0 N meets 0 E", 0.0, 0.0, ["AFG-IRN"]),
]


# Borders on whose vertices, segments and ends further positions are put.
HARD = ["AFG-TJK", "AFG-UZB", "AFG-CHN", "KGZ-UZB", "KGZ-TJK", "KAZ-UZB", "TJK-UZB"]


def distance(lon, lat, vertex):
    return WGS84.Inverse(lat, lon, vertex[1], vertex[0], Geodesic.DISTANCE)["s12"]


def along(lon, lat, a, b):
    """Distance and place of the point of the geodesic between two vertices that is nearest."""
    line = WGS84.InverseLine(a[1], a[0], b[1], b[0])

    def to(s):
        p = line.Position(s)
        return p, WGS84.Inverse(lat, lon, p["lat2"], p["lon2"])

    def at(s):
        return to(s)[1]["s12"]

    def recedes(s):
        p, found = to(s)
        return math.cos(math.radians(p["azi2"] - found["azi2"])) > 0

    golden = (math.sqrt(5) - 1) / 2
    low, high = 0.0, line.s13
    m1, m2 = high - golden * (high - low), low + golden * (high - low)
    f1, f2 = at(m1), at(m2)
    while high - low > 1e-3:
        if f1 < f2:
            high, m2, f2 = m2, m1, f1
            m1 = high - golden * (high - low)
            f1 = at(m1)
        else:
            low, m1, f1 = m1, m2, f2
            m2 = low + golden * (high - low)
            f2 = at(m2)
    # The distance hardly changes near the foot, so that golden section finds it to a metre only.
    low, high = max(0.0, low - 5), min(line.s13, high + 5)
    while high - low > 1e-6:
        middle = (low + high) / 2
        low, high = (low, middle) if recedes(middle) else (middle, high)
    p, found = to((low + high) / 2)
    return found["s12"], p["lon2"], p["lat2"], (low + high) / 2


def least(lon, lat, parts, lengths):
    """Distance, nearest point, chainage and bearing."""
    best = (math.inf,)
    spans = []
    start = 0.0
    for part, length in zip(parts, lengths):
        s = [distance(lon, lat, vertex) for vertex in part]
        chainage = start
        for i, vertex in enumerate(part):
            if s[i] < best[0]:
                best = (s[i], *vertex[:2], chainage)
            if i < len(length):
                bound = (s[i] + s[i + 1] - length[i]) / 2
                spans.append((bound, part[i], part[i + 1], chainage))
                chainage += length[i]
        start = chainage
    for bound, a, b, chainage in sorted(spans, key=lambda span: span[0]):
        if bound >= best[0]:
            break
        metres, east, north, s = along(lon, lat, a, b)
        if metres < best[0]:
            best = (metres, east, north, chainage + s)
    bearing = WGS84.Inverse(lat, lon, best[2], best[1])["azi1"] % 360
    return *best, bearing


def hard_positions(borders, lengths):
    """On vertices, ends, segments and exclaves, and a little beside them."""
    for border in HARD:
        parts = borders[border]
        first, last, middle = parts[0][0], parts[0][-1], parts[0][len(parts[0]) // 2]
        yield f"first vertex of {border}", *first[:2], [border]
        yield f"last vertex of {border}", *last[:2], [border]
        yield f"a vertex of {border}", *middle[:2], [border]
        if len(parts) > 1:
            ring = parts[-1]
            yield f"exclave of {border}", *ring[len(ring) // 3][:2], [border]
        at = max(range(len(lengths[border][0])), key=lambda at: lengths[border][0][at])
        line = WGS84.InverseLine(*parts[0][at][1::-1], *parts[0][at + 1][1::-1])
        foot = line.Position(line.s13 * 0.4)
        yield f"on a segment of {border}", foot["lon2"], foot["lat2"], [border]
        for turn, metres in ((90, 0.02), (-90, 15), (90, 4000), (-90, 90000)):
            beside = WGS84.Direct(foot["lat2"], foot["lon2"], foot["azi2"] + turn, metres)
            yield f"{metres} m beside {border}", beside["lon2"], beside["lat2"], [border]
        # Beyond the end in the direction of the last segment the last vertex is near.
        azimuth = WGS84.Inverse(*parts[0][-2][1::-1], *last[1::-1])["azi2"]
        beyond = WGS84.Direct(last[1], last[0], azimuth, 700)
        yield f"beyond the end of {border}", beyond["lon2"], beyond["lat2"], [border]
        # Halving the way between two positions until both sides have nearly equal feet.
        yield f"between two feet of {border}", *between(borders[border], lengths[border]), [border]
    for lon in (-180.0, 180.0, 427.2783):
        yield f"at longitude {lon}", lon, 37.2242, ["AFG-UZB"]
    yield "close to the North Pole", 123.0, 89.999999, ["AFG-TJK"]
    yield "antipode of Wakhjir", -105.51, -37.09, ["AFG-CHN"]


def between(parts, lengths):
    """About as near to one place of the line as to another one, far from it."""
    one, other = parts[0][len(parts[0]) // 3], parts[0][2 * len(parts[0]) // 3]
    line = WGS84.InverseLine(*one[1::-1], *other[1::-1])

    def foot(s):
        p = line.Position(s)
        return least(p["lon2"], p["lat2"], parts[:1], lengths[:1])[3]

    low, high = 0.0, line.s13
    chainages = foot(low), foot(high)
    for _ in range(14):
        middle = (low + high) / 2
        chainage = foot(middle)
        # Keep the half over which the foot moves farther.
        if abs(chainage - chainages[0]) > abs(chainages[1] - chainage):
            high, chainages = middle, (chainages[0], chainage)
        else:
            low, chainages = middle, (chainage, chainages[1])
    p = line.Position(low)
    return p["lon2"], p["lat2"]


def main():
    borders = {}
    with open(sys.argv[1], encoding="utf-8") as file:
        for feature in json.load(file)["features"]:
            geometry = feature["geometry"]
            parts = geometry["coordinates"]
            if geometry["type"] == "LineString":
                parts = [parts]
            borders[feature["properties"]["id"]] = parts
    lengths = {
        border: [[distance(a[0], a[1], b) for a, b in zip(part, part[1:])] for part in parts]
        for border, parts in borders.items()
    }
    print("place,lon,lat,border,distance_m,nearest_lon,nearest_lat,chainage_m,bearing_deg")
    for place, lon, lat, ids in [*POSITIONS, *hard_positions(borders, lengths)]:
        lon, lat = round(lon, 10), round(lat, 10)
        for border in ids:
            metres, east, north, chainage, bearing = least(
                lon, lat, borders[border], lengths[border]
            )
            name = f'"{place}"' if "," in place else place
            print(
                f"{name},{lon},{lat},{border},{metres:.4f},"
                f"{east:.9f},{north:.9f},{chainage:.4f},{bearing:.6f}",
                flush=True,
            )


main()
