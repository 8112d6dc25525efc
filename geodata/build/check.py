"""Checks the built files: form, lengths, common vertices, areas, names. Changes nothing.

`bash geodata/build/run check`
"""
import hashlib
import json
import math
from itertools import combinations

from shapely.geometry import MultiLineString, Point, shape
from shapely.strtree import STRtree

import terrain
from common import DATA, GEOD, MAIN, length_m, parts, read_geojson, table

LAYERS = ("borders", "countries", "world", "world_lines", "provinces", "province_lines", "water", "rivers", "places")
PUBLISHED_TOLERANCE = 0.065
# Geodesic lengths of the source lines as first measured, km, and their vertices.
MEASURED = {"AFG-TJK": (1366.725, 4308), "AFG-UZB": (141.852, 265), "AFG-TKM": (805.728, 1819),
            "AFG-IRN": (923.617, 1828), "AFG-PAK": (2768.099, 16703), "AFG-CHN": (92.752, 582),
            "TJK-UZB": (1369.202, 3684), "KGZ-TJK": (946.491, 1943), "TKM-UZB": (1816.830, 2651),
            "KAZ-UZB": (2358.589, 2038), "KGZ-UZB": (1332.771, 4219)}
TRIPOINTS = [("AFG-TJK", "AFG-UZB", "TJK-UZB"), ("AFG-TKM", "AFG-UZB", "TKM-UZB"), ("AFG-IRN", "AFG-TKM", "IRN-TKM"),
             ("AFG-IRN", "AFG-PAK", "IRN-PAK"), ("AFG-CHN", "AFG-PAK", "CHN-PAK"), ("AFG-CHN", "AFG-TJK", "CHN-TJK"),
             ("KGZ-TJK", "KGZ-UZB", "TJK-UZB"), ("CHN-KGZ", "CHN-TJK", "KGZ-TJK"), ("KAZ-KGZ", "KAZ-UZB", "KGZ-UZB"),
             ("KAZ-TKM", "KAZ-UZB", "TKM-UZB"), ("CHN-KAZ", "CHN-KGZ", "KAZ-KGZ")]
# Places and the country they lie in: border towns, and the enclaves.
INSIDE = [("Termez", 67.2783, 37.2242, "UZB"), ("Hairatan", 67.4167, 37.2147, "AFG"), ("Panj", 69.0991, 37.2363, "TJK"),
          ("Khwaja Ghar", 69.4213, 37.0659, "AFG"), ("Khorugh", 71.5534, 37.4904, "TJK"), ("Torkham", 71.05, 34.15, "AFG"),
          ("Sokh", 71.13, 39.97, "UZB"), ("Shohimardon", 71.79, 39.98, "UZB"), ("Vorukh", 70.5801, 39.8513, "TJK"),
          ("Sarvan", 70.46, 40.97, "TJK"), ("Barak", 72.77, 40.665, "KGZ"), ("Kerman", 57.0788, 30.2832, "IRN"),
          ("Krasnogorsk", 37.3298, 55.8190, "RUS"), ("Peshawar", 71.58, 34.01, "PAK"), ("Almaty", 76.93, 43.25, "KAZ")]
# Nearest distance to a border, metres, as published with the incidents of the atlas.
DISTANCES = [("Hairatan", 67.4167, 37.2147, "AFG-UZB", 892.3), ("Hairatan", 67.4167, 37.2147, "AFG-TJK", 33035.1),
             ("Khwaja Ghar", 69.4213, 37.0659, "AFG-TJK", 10437.1), ("Khwaja Ghar", 69.4213, 37.0659, "AFG-UZB", 145833.9),
             ("Panj bank", 69.2800, 37.1500, "AFG-TJK", 4017.3), ("Shortepa", 66.8300, 37.3300, "AFG-UZB", 2829.1)]
DISTANCE_TOLERANCE_M = 2
TOWNS = {"Termez": 2, "Hairatan": 4, "Panj": 4, "Khwaja Ghar": 4, "Mazar-i-Sharif": 2, "Kunduz": 2, "Kulob": 2,
         "Bokhtar": 2, "Dushanbe": 0, "Khorugh": 3, "Jalalabad": 2, "Kandahar": 2, "Herat": 2, "Faizabad": 3,
         "Taloqan": 3, "Shortepa": 5, "Moscow": 0, "Damascus": 0, "Doha": 0, "Baghdad": 0, "Ankara": 0, "Beijing": 0}
TERRAIN_SHA256 = "96782fa7993109c42628320c2fd0acb6d98dee5e6b82b261d3cf843d783da805"

problems = []


def expect(condition, message):
    if not condition:
        problems.append(message)


def lines_of(feature):
    g = feature["geometry"]
    return [g["coordinates"]] if g["type"] == "LineString" else g["coordinates"]


def rings_of(feature):
    g = feature["geometry"]
    polygons = [g["coordinates"]] if g["type"] == "Polygon" else g["coordinates"]
    return [(ring, i == 0) for polygon in polygons for i, ring in enumerate(polygon)]


def edge_set(points):
    return {frozenset((tuple(a), tuple(b))) for a, b in zip(points, points[1:])}


def check_form():
    for layer in LAYERS:
        data = json.loads((DATA / f"{layer}.geojson").read_text(encoding="utf-8"))
        expect(data.get("attribution"), f"{layer}: no attribution")
        ids = [f["id"] for f in data["features"] if "id" in f]
        expect(len(ids) == len(set(ids)), f"{layer}: an id twice")
        for f in data["features"]:
            if "Polygon" not in f["geometry"]["type"]:
                continue
            name = f.get("id") or f["properties"].get("name", "unnamed")
            expect(shape(f["geometry"]).is_valid or layer in ("world", "water"), f"{layer} {name}: not valid")
            for ring, outside in rings_of(f):
                area = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:]))
                expect(ring[0] == ring[-1] and (area > 0) == outside, f"{layer} {name}: a ring open or turned")


def check_borders(borders):
    expect(list(borders) == [row["id"] for row in table("borders")], "borders: not the 19 in their order")
    for key, f in borders.items():
        p, lines = f["properties"], lines_of(f)
        km = sum(map(length_m, lines)) / 1000
        expect(abs(km - p["length_km"]) < 0.01, f"{key}: length_km is not the length of its line")
        off = km / p["published_length_km"] - 1
        expect(abs(off) < PUBLISHED_TOLERANCE, f"{key}: {km:.1f} km, published {p['published_length_km']}")
        if key in MEASURED:
            expect(abs(km - MEASURED[key][0]) < 0.05 and sum(map(len, lines)) == MEASURED[key][1],
                   f"{key}: {km:.3f} km, {sum(map(len, lines))} vertices; expected {MEASURED[key]}")
        expect(lines[0][0][0] < lines[0][-1][0], f"{key}: does not start in the west")
        expect(all(line[0] == line[-1] for line in lines[1:]), f"{key}: an exclave is not closed")
        print(f"  {key}  {sum(map(len, lines)):6} vertices  {km:9.3f} km  {100 * off:+5.1f} % of the published length")
    for three in TRIPOINTS:
        ends = [{tuple(lines_of(borders[k])[0][i]) for i in (0, -1)} for k in three]
        expect(set.intersection(*ends), f"tripoint of {', '.join(three)}: no vertex in common")


def check_countries(borders, countries):
    edges = {key: set().union(*(edge_set(ring) for ring, _ in rings_of(f))) for key, f in countries.items()}
    for key, f in borders.items():
        for country in key.split("-"):
            missing = set().union(*map(edge_set, lines_of(f))) - edges[country]
            expect(not missing, f"{key}: {len(missing)} edges not in the area of {country}")
    areas = {key: shape(f["geometry"]) for key, f in countries.items()}
    for a, b in combinations(areas, 2):
        if areas[a].intersects(areas[b]):
            expect(areas[a].intersection(areas[b]).area < 1e-6, f"{a} and {b} overlap")
    for name, lon, lat, country in INSIDE:
        found = [k for k, area in areas.items() if area.contains(Point(lon, lat))]
        expect(found == [country], f"{name} lies in {found}, not {country}")
    for key, f in borders.items():
        line = lines_of(f)[0]
        i = max(range(len(line) - 1), key=lambda k: math.dist(line[k], line[k + 1]))
        (x0, y0), (x1, y1) = line[i], line[i + 1]
        left = Point((x0 + x1) / 2 - (y1 - y0) * 0.01, (y0 + y1) / 2 + (x1 - x0) * 0.01)
        expect(areas[f["properties"]["left"]].contains(left), f"{key}: `left` is wrong")
    for lon, lat in ((66.2, 36.7), (70.0, 36.0), (60.0, 38.0), (67.0, 45.0), (73.0, 33.0)):
        expect(any(area.contains(Point(lon, lat)) for area in areas.values()), f"no country at {lon}, {lat}")


def distance_to_line_m(lon, lat, lines):
    """Nearest distance, metres: on a plane about the point, then geodesic to the foot."""
    k = math.cos(math.radians(lat))
    local = MultiLineString([[((x - lon) * k, y - lat) for x, y in line] for line in lines])
    foot = local.interpolate(local.project(Point(0, 0)))
    return GEOD.inv(lon, lat, lon + foot.x / k, lat + foot.y)[2]


def check_distances(borders):
    for name, lon, lat, key, published in DISTANCES:
        found = distance_to_line_m(lon, lat, lines_of(borders[key]))
        allowed = max(DISTANCE_TOLERANCE_M, published * 0.003)
        expect(abs(found - published) < allowed, f"{name} to {key}: {found:.1f} m, expected {published} m")


def check_provinces(countries):
    provinces = read_geojson("provinces")
    expect(len(provinces) == 66, "provinces: not 66")
    for country in ("AFG", "TJK", "UZB", "KGZ"):
        whole = shape(countries[country]["geometry"]).area
        share = sum(shape(f["geometry"]).area for f in provinces if f["properties"]["country"] == country) / whole
        expect(abs(share - 1) < 1e-4, f"provinces of {country} cover {share:.6f} of it")
    expect(all(f["properties"].get("name_ru") and f["properties"].get("name_fa") for f in provinces), "a province unnamed")


def check_places(countries):
    places = read_geojson("places")
    tree_codes = [k for k in countries]
    areas = [shape(countries[k]["geometry"]) for k in tree_codes]
    tree = STRtree(areas)
    by_name = {}
    astray = []
    for f in places:
        p = f["properties"]
        by_name.setdefault(p["name"], p)
        hits = {tree_codes[i] for i in tree.query(Point(f["geometry"]["coordinates"]), predicate="within")}
        if p["country"] in MAIN[:5] and hits != {p["country"]}:
            astray.append(p["name"])
    print(f"  places whose listed country is not the one they lie in: {', '.join(astray) or 'none'}")
    expect(len(astray) <= 12, "places: too many lie in another country than listed")
    for name, rank in TOWNS.items():
        expect(by_name.get(name, {}).get("rank") == rank, f"{name}: missing, or not of rank {rank}")


def check_terrain():
    grid = terrain.decode((DATA / "terrain.zst").read_bytes())
    found = hashlib.sha256(grid.astype("<i2").tobytes()).hexdigest()
    expect(found == TERRAIN_SHA256, "terrain: other heights than recorded")


def main():
    print("check", flush=True)
    borders = {f["id"]: f for f in read_geojson("borders")}
    countries = {f["id"]: f for f in read_geojson("countries")}
    check_form()
    check_borders(borders)
    check_countries(borders, countries)
    check_distances(borders)
    check_provinces(countries)
    check_places(countries)
    check_terrain()
    for problem in problems:
        print("  WRONG:", problem)
    print(f"  {len(problems)} problems" if problems else "  all good")
    return bool(problems)
