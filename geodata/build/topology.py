"""Finds which stretch of a country's outline is shared with which neighbour.

The source holds one polygon per country. Neighbours were simplified apart in places, so most edges are
equal on both sides and short stretches are not. Here the equal edges are found and the gaps between them
bridged, the same way seen from either side. Does not know any particular border: see borders.py.
"""
import json
from collections import defaultdict

import numpy as np
from shapely.geometry import LineString
from shapely.ops import linemerge

from common import WINDOW, length_m, parts, polygons_of, source

SEA = "-"                       # no neighbour: coast, limit of the territorial sea, or nothing alike
PACKAGE = "osm_borders-maritime_10m-1.1.0"
LONGEST_BYPASS = 200            # vertices of the neighbour's version of a gap
METRES_PER_DEGREE = 111_195


def read_source():
    """Country code -> list of polygons (lists of rings)."""
    with open(source(PACKAGE, "package/borders.geo.json"), encoding="utf-8") as file:
        features = json.load(file)["features"]
    return {f["properties"]["isoA3"]: polygons_of(f["geometry"]) for f in features}


def edge_key(a, b):
    return (a, b) if a < b else (b, a)


def edges(ring):
    return [(a, b) for a, b in zip(ring, ring[1:]) if a != b]


class Topology:
    def __init__(self, countries):
        self.rings = {c: [r for p in polygons for r in p] for c, polygons in countries.items()}
        self.vertices = {c: {v for r in rings for v in r} for c, rings in self.rings.items()}
        self.owners = defaultdict(list)
        for country in sorted(self.rings):
            for ring in self.rings[country]:
                for a, b in edges(ring):
                    owners = self.owners[edge_key(a, b)]
                    if country not in owners:
                        owners.append(country)
        self.places = {}

    def stretches(self, country):
        """The outline of a country as (neighbour, points), the country on the left of the points."""
        out = []
        for ring in self.rings[country]:
            runs = self._runs(country, ring)
            if len(runs) > 1:
                runs = join_runs(self._bridge(country, runs))
            out += [(neighbour, points) for neighbour, points in runs]
        return out

    def _neighbour(self, country, a, b):
        others = [c for c in self.owners[edge_key(a, b)] if c != country]
        return others[0] if others else SEA

    def _runs(self, country, ring):
        """The ring cut where the neighbour changes; cyclic."""
        runs = []
        for a, b in edges(ring):
            neighbour = self._neighbour(country, a, b)
            if runs and runs[-1][0] == neighbour:
                runs[-1][1].append(b)
            else:
                runs.append([neighbour, [a, b]])
        if len(runs) > 1 and runs[0][0] == runs[-1][0]:
            last = runs.pop()
            runs[0][1] = last[1][:-1] + runs[0][1]
        return runs

    def _bridge(self, country, runs):
        """Gives each unmatched run to a neighbour where it can."""
        for i, (neighbour, points) in enumerate(runs):
            before, after = runs[i - 1][0], runs[(i + 1) % len(runs)][0]
            if neighbour != SEA:
                yield neighbour, points
            elif SEA in (before, after):
                yield SEA, points
            elif before == after:
                version = self._agreed_version(country, before, points)
                yield (before, version) if version else (SEA, points)
            else:
                cut = points.index(self._tripoint((country, before, after), points))
                if cut > 0:
                    yield before, points[:cut + 1]
                if cut < len(points) - 1:
                    yield after, points[cut:]

    def _agreed_version(self, country, neighbour, points):
        """Of the two versions of a gap the denser one; None if the neighbour has no such stretch."""
        other = self._path(neighbour, points[0], points[-1])
        if other is None or length_m(other) > 3 * length_m(points) + 2000:
            return None
        if len(points) != len(other):
            return max(points, other, key=len)
        return points if country < neighbour else other

    def _tripoint(self, three, points):
        """The vertex of a gap that most of the three outlines hold, nearest the middle."""
        middle = len(points) / 2
        return max(points, key=lambda p: (sum(p in self.vertices[c] for c in three),
                                          -abs(points.index(p) - middle)))

    def _path(self, country, start, end):
        """The shortest way along one ring of a country between two of its vertices."""
        best = None
        for ring_at, i in self._where(country, start):
            for other_ring, k in self._where(country, end):
                if ring_at != other_ring:
                    continue
                ring = self.rings[country][ring_at][:-1]
                n = len(ring)
                forward = [ring[(i + t) % n] for t in range((k - i) % n + 1)]
                back = [ring[(i - t) % n] for t in range((i - k) % n + 1)]
                path = min(forward, back, key=len)
                if len(path) <= LONGEST_BYPASS and (best is None or len(path) < len(best)):
                    best = path
        return best

    def _where(self, country, vertex):
        """(ring, index) of a vertex in a country's rings."""
        if country not in self.places:
            index = defaultdict(list)
            for r, ring in enumerate(self.rings[country]):
                for i, v in enumerate(ring[:-1]):
                    index[v].append((r, i))
            self.places[country] = index
        return self.places[country].get(vertex, [])


def join_runs(runs):
    """Joins consecutive runs with the same neighbour; cyclic."""
    out = []
    for neighbour, points in runs:
        if out and out[-1][0] == neighbour and out[-1][1][-1] == points[0]:
            out[-1][1] = out[-1][1] + points[1:]
        else:
            out.append([neighbour, list(points)])
    if len(out) > 1 and out[0][0] == out[-1][0] and out[-1][1][-1] == out[0][1][0]:
        last = out.pop()
        out[0][1] = last[1] + out[0][1][1:]
    return out


# ---- lines in common, and their simplification ----------------------------------------------------

def area_edges(area):
    return [e for p in parts(area, "Polygon") for r in (p.exterior, *p.interiors) for e in edges(list(r.coords))]


def common_lines(areas):
    """(code, code) -> the lines that two areas have in common, edge by equal edge."""
    owners = defaultdict(list)
    for code in sorted(areas):
        for a, b in area_edges(areas[code]):
            owners[edge_key(a, b)].append(code)
    shared = defaultdict(list)
    for edge, codes in owners.items():
        if len(set(codes)) == 2:
            shared[tuple(sorted(set(codes)))].append(LineString(edge))
    return {pair: merged(shared[pair]) for pair in sorted(shared)}


def merged(lines):
    """Lines joined end to end, in a fixed order."""
    whole = linemerge(lines) if len(lines) > 1 else lines[0]
    return sorted((list(g.coords) for g in parts(whole, "LineString")))


def inside_window(point):
    west, south, east, north = WINDOW
    return west <= point[0] <= east and south <= point[1] <= north


def split_at_window(points):
    """The line cut into (inside, points) pieces whose edges are all inside the window or all outside it."""
    pieces, start = [], 0
    side = [inside_window(a) or inside_window(b) for a, b in zip(points, points[1:])]
    for i in range(1, len(side)):
        if side[i] != side[i - 1]:
            pieces.append((side[i - 1], points[start:i + 1]))
            start = i
    return pieces + [(side[-1], points[start:])]


def simplified(points, tolerance_m):
    """Douglas and Peucker on a plane fitted to the line; the kept vertices are source vertices."""
    xy = np.array(points)
    xy[:, 0] *= np.cos(np.radians(xy[:, 1].mean()))
    plane = [tuple(p) for p in xy]
    kept = set(LineString(plane).simplify(tolerance_m / METRES_PER_DEGREE).coords)
    return [p for p, q in zip(points, plane) if q in kept]
