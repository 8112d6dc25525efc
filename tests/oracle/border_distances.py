#!/usr/bin/env python3
"""Distances to borders, by brute force with the Python package geographiclib: another
implementation of Karney's algorithms than the one in Oxus, and none of its search.

    pip install geographiclib==2.1
    python3 tests/oracle/border_distances.py geodata/borders.geojson > tests/oracle/border_distances.csv

Every segment is looked at. Where (s1 + s2 - length) / 2, from the distances to its ends, says that
it may hold something nearer than the nearest vertex, golden section along its geodesic finds its
least distance to a micrometre.
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


def distance(lon, lat, vertex):
    return WGS84.Inverse(lat, lon, vertex[1], vertex[0], Geodesic.DISTANCE)["s12"]


def along(lon, lat, a, b):
    """The least distance to the geodesic between two vertices."""
    line = WGS84.InverseLine(a[1], a[0], b[1], b[0])

    def at(s):
        p = line.Position(s)
        return WGS84.Inverse(lat, lon, p["lat2"], p["lon2"], Geodesic.DISTANCE)["s12"]

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
    return min(f1, f2)


def least(lon, lat, parts, lengths):
    best = math.inf
    spans = []
    for part, length in zip(parts, lengths):
        s = [distance(lon, lat, vertex) for vertex in part]
        best = min(best, min(s))
        spans += [
            ((s[i] + s[i + 1] - length[i]) / 2, part[i], part[i + 1]) for i in range(len(length))
        ]
    for bound, a, b in sorted(spans, key=lambda span: span[0]):
        if bound >= best:
            break
        best = min(best, along(lon, lat, a, b))
    return best


def main():
    borders = {}
    with open(sys.argv[1], encoding="utf-8") as file:
        for feature in json.load(file)["features"]:
            geometry = feature["geometry"]
            parts = geometry["coordinates"]
            if geometry["type"] == "LineString":
                parts = [parts]
            borders[feature["properties"]["id"]] = parts
    lengths = {}
    print("place,lon,lat,border,distance_m")
    for place, lon, lat, ids in POSITIONS:
        for border in ids:
            parts = borders[border]
            if border not in lengths:
                lengths[border] = [
                    [distance(a[0], a[1], b) for a, b in zip(part, part[1:])] for part in parts
                ]
            metres = least(lon, lat, parts, lengths[border])
            name = f'"{place}"' if "," in place else place
            print(f"{name},{lon},{lat},{border},{metres:.4f}", flush=True)


main()
