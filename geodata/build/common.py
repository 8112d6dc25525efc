"""Shared by the build steps: where things are, geodesic measures, names, and the one way of writing GeoJSON.

Does not own any layer.
"""
import csv
import json
import os
from pathlib import Path

from pyproj import Geod
from shapely.geometry import MultiPolygon, Polygon
from shapely.ops import polylabel

BUILD = Path(__file__).resolve().parent
DATA = BUILD.parent
CACHE = Path(os.environ.get("OXUS_GEODATA_CACHE")
             or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "oxus-geodata")
SOURCES = CACHE / "src"

WINDOW = (44.0, 24.0, 80.0, 48.0)          # west, south, east, north
WORLD = (-30.0, -15.0, 150.0, 84.0)
LANGUAGES = ("ru", "fa", "ps", "tg", "uz")
MAIN = ("AFG", "TJK", "UZB", "TKM", "KGZ", "KAZ", "IRN", "PAK", "CHN")

OSM = "© OpenStreetMap contributors, ODbL 1.0"
NATURAL_EARTH = "Made with Natural Earth"

GEOD = Geod(ellps="WGS84")


def source(package, path):
    """A file inside an unpacked package."""
    return SOURCES / package / path


def length_m(points):
    """Geodesic length of a line."""
    return GEOD.line_length([p[0] for p in points], [p[1] for p in points])


def area_km2(polygon):
    return abs(GEOD.geometry_area_perimeter(polygon)[0]) / 1e6


def parts(geometry, kind):
    """The simple geometries of one kind ("Polygon", "LineString") inside a geometry, in order."""
    if geometry.geom_type == kind:
        return [] if geometry.is_empty else [geometry]
    return [p for g in getattr(geometry, "geoms", []) for p in parts(g, kind)]


def label_point(geometry, decimals=3):
    """The middle of the widest place in the largest part."""
    largest = max(parts(geometry, "Polygon"), key=lambda p: p.area)
    size = largest.area ** 0.5
    coarse = max(parts(largest.simplify(size / 50).buffer(0), "Polygon"), key=lambda p: p.area, default=largest)
    point = polylabel(coarse, size / 50)
    return [round(point.x, decimals), round(point.y, decimals)]


# ---- names ---------------------------------------------------------------------------------------

def table(name):
    """Rows of a table of this folder."""
    with open(BUILD / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def names(layer):
    """Rows of names.csv for one layer, by key, in the order of the table."""
    return {row["key"]: row for row in table("names") if row["layer"] == layer}


def name_properties(row):
    """`name` and the `name_xx` that are known."""
    out = {"name": row["en"]} if row.get("en") else {}
    out.update({f"name_{lang}": row[lang] for lang in LANGUAGES if row.get(lang)})
    return out


# ---- GeoJSON -------------------------------------------------------------------------------------

def rounded(points, decimals):
    """Points rounded, with repeats dropped."""
    out = []
    for x, y, *_ in points:
        point = [round(float(x), decimals) + 0.0, round(float(y), decimals) + 0.0]
        if not out or point != out[-1]:
            out.append(point)
    return out


def canonical_ring(points, clockwise):
    """A closed ring in the wanted direction, starting at its least vertex."""
    ring = points[:-1] if points[0] == points[-1] else points
    area = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1]))
    if (area < 0) != clockwise:
        ring = ring[::-1]
    start = min(range(len(ring)), key=lambda i: ring[i])
    ring = ring[start:] + ring[:start]
    return ring + [ring[0]]


def polygon_coordinates(polygon, decimals):
    rings = []
    for i, ring in enumerate([polygon.exterior, *polygon.interiors]):
        points = rounded(ring.coords, decimals)
        if len(points) >= 4:
            rings.append(canonical_ring(points, clockwise=i > 0))
        elif i == 0:
            return None
    return rings[:1] + sorted(rings[1:])


def polygon_geometry(geometry, decimals):
    """GeoJSON of a Polygon or MultiPolygon: counter-clockwise outside, largest part first."""
    polygons = sorted(parts(geometry, "Polygon"), key=lambda p: (-p.area, p.bounds))
    coordinates = [c for c in (polygon_coordinates(p, decimals) for p in polygons) if c]
    if len(coordinates) == 1:
        return {"type": "Polygon", "coordinates": coordinates[0]}
    return {"type": "MultiPolygon", "coordinates": coordinates}


def line_geometry(lines, decimals):
    """GeoJSON of one or more lines, order kept."""
    coordinates = [rounded(line, decimals) for line in lines]
    if len(coordinates) == 1:
        return {"type": "LineString", "coordinates": coordinates[0]}
    return {"type": "MultiLineString", "coordinates": coordinates}


def feature(properties, geometry):
    out = {"type": "Feature"}
    if "id" in properties:
        out["id"] = properties["id"]
    return {**out, "properties": properties, "geometry": geometry}


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def write_geojson(layer, attribution, features):
    """One feature a line, UTF-8, no spaces: small, and readable in a diff."""
    head = f'{{"type":"FeatureCollection","name":{compact(layer)},"attribution":{compact(attribution)},"features":[\n'
    text = head + ",\n".join(compact(f) for f in features) + "\n]}\n"
    path = DATA / f"{layer}.geojson"
    path.write_text(text, encoding="utf-8")
    print(f"  {path.name}: {len(features)} features, {len(text.encode()) / 1e6:.2f} MB", flush=True)


def read_geojson(layer):
    return json.loads((DATA / f"{layer}.geojson").read_text(encoding="utf-8"))["features"]


def polygons_of(geojson):
    """Lists of rings (tuples of floats) in a GeoJSON geometry, collections included."""
    kind = geojson["type"]
    if kind == "GeometryCollection":
        return [p for g in geojson["geometries"] for p in polygons_of(g)]
    polygons = {"Polygon": [geojson.get("coordinates")], "MultiPolygon": geojson.get("coordinates")}[kind]
    return [[[tuple(c[:2]) for c in ring] for ring in polygon] for polygon in polygons]


def multipolygon(polygons):
    return MultiPolygon([Polygon(p[0], p[1:]) for p in polygons])
