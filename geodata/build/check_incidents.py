"""Checks incidents.geojson and context.geojson: python3 check_incidents.py [directory of the two files]

Owns the rules of those two files, which are written by hand: their property names and vocabularies, that every fact
has a source and every source is used, that a place known only by its country is never drawn, and the agreed positions
and radii of POSITIONS. Needs the standard library only. Prints one line per fault (file, feature id, field) and
then exits with 1.
"""
import datetime
import json
import re
import sys
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent

# Longitude, latitude, radius in metres. A change of a point or a radius is made here as well, on purpose.
POSITIONS = {
    "abbey-gate-2021": (69.2203, 34.5586, 200),
    "turkmen-embassy-2021": (69.1723, 34.5281, 6000),
    "termez-2022-04-launch": (67.4167, 37.2147, 3000),
    "termez-2022-04-impact": (67.2783, 37.2242, 6000),
    "termez-2022-04-fall": (67.43, 37.205, 8000),
    "tajikistan-2022-05-launch": (69.4213, 37.0659, 12000),
    "tajikistan-2022-05-impact": (69.28, 37.15, 15000),
    "termez-2022-07-launch": (66.83, 37.33, 20000),
    "termez-2022-07-impact": (67.2783, 37.2242, 4000),
    "russian-embassy-2022-09": (69.1335, 34.4925, 1500),
    "pakistan-embassy-2022-12": (69.152, 34.5385, 1200),
    "kabul-hotel-2022-12": (69.1653, 34.5352, 100),
    "shiraz-2022-10": (52.5433, 29.6096, 200),
    "shiraz-2023-08": (52.5433, 29.6096, 200),
    "kerman-2024-01": (57.115, 30.276, 2000),
    "crocus-2024": (37.3903, 55.8258, 150),
}

INCIDENT_PROPERTIES = (
    "id", "title", "kind", "target", "date", "date_precision", "place", "province", "country", "location_precision",
    "location_uncertainty_m", "location_note", "killed", "wounded", "casualties_note", "claimed_by", "attributions",
    "account", "pair", "facts", "sources",
)
CONTEXT_PROPERTIES = (
    "id", "title", "kind", "date", "date_precision", "says", "countries", "from", "to", "border", "languages",
    "figure", "location_precision", "location_uncertainty_m", "facts", "sources",
)
INCIDENT_KINDS = {
    "rocket launch", "rocket impact", "rocket attack", "suicide bombing", "bombing", "armed attack", "shooting",
    "foiled attack",
}
TARGETS = {
    "airport", "embassy", "hotel", "shrine", "ceremony", "concert hall", "territory of a neighbouring state",
}
CONTEXT_KINDS = {
    "base", "presence", "area", "border", "infrastructure", "initiative", "flow", "outreach", "statement",
    "allegation", "trend", "scope", "event",
}
NOT_DRAWN = {"country", "none"}
INCIDENT_PRECISIONS = {"exact", "locality", "district", "province"} | NOT_DRAWN
CONTEXT_PRECISIONS = INCIDENT_PRECISIONS | {"region"}
DATE_PRECISIONS = {"day": 3, "month": 2, "year": 1}     # parts of the date
STANCES = {"attributes", "denies", "claims"}
CONFIDENCES = {"high", "medium", "low"}
SECTIONS = {
    "Introduction", "ISKP Propaganda and Recruitment Strategy", "Russia's Counter-terrorism Diplomacy", "Conclusion",
    "Notes and References",
}
TITLE_LENGTH = 60
BASE_LEAST_RADIUS_M = 5000                              # no base is drawn more precisely than its city
NOT_NEUTRAL = re.compile(r"\b(?:terrorist|jihad|martyr|horrific|regime\b|infidel|crusad|heroic|cowardly)", re.IGNORECASE)
COUNTRY = re.compile(r"[A-Z]{3}")
BORDER = re.compile(r"[A-Z]{3}-[A-Z]{3}")


class Faults:
    """The faults found so far; knows which file and feature is being checked."""

    def __init__(self):
        self.found = []
        self.file = self.feature = ""

    def expect(self, holds, field, message):
        if not holds:
            self.found.append(f"{self.file}: {self.feature or '(collection)'}: {field}: {message}")
        return holds


def is_text(value):
    return isinstance(value, str) and value.strip() == value != ""


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def date_parts(text):
    """How many parts (year, month, day) a date has; ValueError if it is none."""
    if not re.fullmatch(r"\d{4}(-\d{2}){0,2}", text):
        raise ValueError(text)
    parts = [int(part) for part in text.split("-")]
    datetime.date(*(parts + [1, 1])[:3])
    return len(parts)


def check_date(faults, properties):
    date, precision = properties["date"], properties["date_precision"]
    if date is None:
        faults.expect(precision is None, "date_precision", "must be null where the date is")
        return
    try:
        ends = date.split("/")
        parts = [date_parts(end) for end in ends]
    except (AttributeError, ValueError):
        faults.expect(False, "date", f"not an ISO 8601 date: {date!r}")
        return
    if precision == "interval":
        faults.expect(len(ends) == 2 and ends[0] < ends[1], "date", f"not an interval in order: {date}")
    else:
        known = faults.expect(precision in DATE_PRECISIONS, "date_precision", f"unknown: {precision!r}")
        if known:
            faults.expect(parts == [DATE_PRECISIONS[precision]], "date", f"{date} is not a {precision}")


def check_place(faults, feature, precisions):
    properties, geometry = feature["properties"], feature["geometry"]
    precision, radius = properties["location_precision"], properties["location_uncertainty_m"]
    faults.expect(precision in precisions, "location_precision", f"unknown: {precision!r}")
    if geometry is None:
        faults.expect(precision in NOT_DRAWN, "location_precision", f"{precision!r} without a point")
        faults.expect(radius is None, "location_uncertainty_m", "a radius without a point")
        return
    faults.expect(precision not in NOT_DRAWN, "geometry", f"a point, although only {precision!r} is known")
    faults.expect(is_number(radius) and radius > 0, "location_uncertainty_m", f"not a positive number: {radius!r}")
    point = geometry.get("coordinates")
    if not faults.expect(
        geometry.get("type") == "Point" and isinstance(point, list) and len(point) == 2 and all(map(is_number, point)),
        "geometry", "not a point of two numbers",
    ):
        return
    faults.expect(-180 <= point[0] <= 180 and -90 <= point[1] <= 90, "geometry", f"out of range: {point}")


def check_sources(faults, properties, statements):
    """The sources themselves, and that each of `statements` [(field, entry)] names some of them."""
    ids = [source.get("id") for source in properties["sources"]]
    faults.expect(ids == [f"s{n + 1}" for n in range(len(ids))], "sources", f"ids are not s1, s2, …: {ids}")
    for source in properties["sources"]:
        field = f"sources {source.get('id')}"
        kind = source.get("kind")
        if faults.expect(kind in ("article", "public record"), field, f"unknown kind: {kind!r}"):
            where = "section" if kind == "article" else "citation"
            faults.expect(
                source.keys() == {"id", "kind", where, "confidence", "verified"}, field, f"members: {sorted(source)}")
            faults.expect(is_text(source.get(where)), field, f"no {where}")
            faults.expect(kind != "article" or source.get("section") in SECTIONS, field, "no section of the article")
        faults.expect(source.get("confidence") in CONFIDENCES, field, f"confidence: {source.get('confidence')!r}")
        faults.expect(isinstance(source.get("verified"), bool), field, "verified is not true or false")
    used = set()
    for field, entry in statements:
        named = entry.get("sources") or []
        used.update(named)
        faults.expect(named, field, "no source")
        faults.expect(len(set(named)) == len(named), field, f"a source is named twice: {named}")
        for source in named:
            faults.expect(source in ids, field, f"unknown source {source!r}")
    for source in ids:
        faults.expect(source in used, "sources", f"{source} is not used")


def check_entries(faults, properties, field, members):
    """A list of objects with exactly `members`; all of them texts, but `to` may be null and `sources` is a list."""
    for number, entry in enumerate(properties[field]):
        name = f"{field}[{number}]"
        if faults.expect(entry.keys() == set(members), name, f"members: {sorted(entry)}"):
            for member in members:
                null = member == "to" and entry[member] is None
                faults.expect(member == "sources" or null or is_text(entry[member]), name, f"{member} is empty")
    return [(f"{field}[{number}]", entry) for number, entry in enumerate(properties[field])]


def check_wording(faults, properties):
    """Our own words are neutral; the names of sources stay as they are."""
    own = json.dumps({key: value for key, value in properties.items() if key != "sources"}, ensure_ascii=False)
    for word in NOT_NEUTRAL.findall(own):
        faults.expect(False, "wording", f"not neutral: {word!r}")


def check_common(faults, feature, names, kinds, precisions):
    properties = feature["properties"]
    if not faults.expect(tuple(properties) == names, "properties", f"not these, in this order: {', '.join(names)}"):
        return False
    faults.expect(feature.get("id") == properties["id"], "id", "differs from properties.id")
    faults.expect(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", properties["id"]), "id", "not lower case with hyphens")
    title = properties["title"]
    faults.expect(is_text(title) and len(title) <= TITLE_LENGTH, "title", f"empty or longer than {TITLE_LENGTH}")
    faults.expect(properties["kind"] in kinds, "kind", f"unknown: {properties['kind']!r}")
    faults.expect(properties["facts"], "facts", "none")
    check_date(faults, properties)
    check_place(faults, feature, precisions)
    check_wording(faults, properties)
    return True


def check_incident(faults, feature):
    if not check_common(faults, feature, INCIDENT_PROPERTIES, INCIDENT_KINDS, INCIDENT_PRECISIONS):
        return
    properties = feature["properties"]
    for field in ("place", "province", "location_note", "casualties_note", "account", "pair"):
        faults.expect(properties[field] is None or is_text(properties[field]), field, "neither null nor a text")
    faults.expect(properties["target"] in TARGETS, "target", f"unknown: {properties['target']!r}")
    country = properties["country"]
    drawn = feature["geometry"] is not None
    faults.expect(country is None or COUNTRY.fullmatch(country), "country", f"not ISO 3166-1 alpha-3: {country!r}")
    faults.expect(country is not None or not drawn, "country", "a point without a country")
    faults.expect(properties["location_note"], "location_note", "does not say how the place was chosen")
    about = {fact.get("about") for fact in properties["facts"]}
    for field in ("target", "date", "place"):
        faults.expect(field in about, "facts", f"none about the {field}")
    for field in ("killed", "wounded"):
        bounds = properties[field]
        ordered = bounds is None or (
            isinstance(bounds, list) and len(bounds) == 2 and all(isinstance(n, int) for n in bounds)
            and 0 <= bounds[0] <= bounds[1])
        faults.expect(ordered, field, f"not [least, greatest]: {bounds!r}")
        faults.expect(bounds is None or properties["kind"] != "rocket launch", field, "counted with the impact")
        told = bounds is None or "casualties" in about
        faults.expect(told, field, "no fact about the casualties")
    for attribution in properties["attributions"]:
        stance = attribution.get("stance")
        faults.expect(stance in STANCES, "attributions", f"unknown stance: {stance!r}")
        faults.expect(stance != "claims" or attribution.get("to"), "attributions", "a claim without `to`")
    statements = (
        check_entries(faults, properties, "claimed_by", ("by", "says", "sources"))
        + check_entries(faults, properties, "attributions", ("by", "to", "says", "stance", "sources"))
        + check_entries(faults, properties, "facts", ("about", "says", "sources")))
    check_sources(faults, properties, statements)
    check_position(faults, feature)


def check_position(faults, feature):
    name = feature["properties"]["id"]
    drawn = None
    if feature["geometry"] is not None:
        drawn = (*feature["geometry"]["coordinates"], feature["properties"]["location_uncertainty_m"])
    agreed = POSITIONS.get(name)
    faults.expect(drawn == agreed, "geometry", f"{drawn} differs from {agreed} in POSITIONS")


def check_context(faults, feature):
    if not check_common(faults, feature, CONTEXT_PROPERTIES, CONTEXT_KINDS, CONTEXT_PRECISIONS):
        return
    properties = feature["properties"]
    faults.expect(is_text(properties["says"]), "says", "empty")
    faults.expect(properties["figure"] is None or is_text(properties["figure"]), "figure", "neither null nor a text")
    for field in ("countries", "from", "to"):
        codes = properties[field]
        faults.expect(all(COUNTRY.fullmatch(code) for code in codes), field, f"not ISO 3166-1 alpha-3: {codes}")
        faults.expect(len(set(codes)) == len(codes), field, f"named twice: {codes}")
    for field in ("from", "to"):
        faults.expect(set(properties[field]) <= set(properties["countries"]), field, "not among the countries")
    border = properties["border"]
    ordered = border is None or (BORDER.fullmatch(border) and border[:3] < border[4:])
    faults.expect(ordered, "border", f"not two ISO codes in alphabetical order: {border!r}")
    faults.expect((border is not None) == (properties["kind"] == "border"), "border", "does not go with the kind")
    covered = bool(properties["countries"]) or feature["geometry"] is not None
    faults.expect(covered or properties["location_precision"] == "none", "countries", "none, although one is known")
    if properties["kind"] == "base" and feature["geometry"] is not None:
        radius = properties["location_uncertainty_m"]
        faults.expect(radius >= BASE_LEAST_RADIUS_M, "location_uncertainty_m", "a base more precise than its city")
    check_sources(faults, properties, check_entries(faults, properties, "facts", ("about", "says", "sources")))


def check_pairs(faults, features):
    pairs = {}
    for feature in features:
        if feature["properties"].get("pair"):
            pairs.setdefault(feature["properties"]["pair"], []).append(feature["properties"])
    for pair, members in pairs.items():
        faults.feature = pair
        kinds = {member["kind"] for member in members}
        faults.expect(kinds == {"rocket launch", "rocket impact"}, "pair", f"needs a launch and an impact: {kinds}")
        faults.expect(len({member["date"] for member in members}) == 1, "pair", "the dates differ")
    for feature in features:
        faults.feature = feature["properties"].get("id")
        ends = feature["properties"].get("kind") in ("rocket launch", "rocket impact")
        faults.expect(bool(feature["properties"].get("pair")) == ends, "pair", "does not go with the kind")


def check_collection(faults, path, name, check):
    """Checks one file and returns its features."""
    faults.file, faults.feature = path.name, ""
    try:
        collection = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        faults.expect(False, "file", f"cannot be read: {error}")
        return []
    faults.expect(collection.get("type") == "FeatureCollection", "type", "not a FeatureCollection")
    faults.expect(collection.get("name") == name, "name", f"not {name!r}")
    for field in ("about", "attribution", "licence"):
        faults.expect(is_text(collection.get(field)), field, "empty")
    for field in ("title", "author", "note"):
        faults.expect(is_text(collection.get("article", {}).get(field)), f"article.{field}", "empty")
    features = collection.get("features", [])
    faults.expect(features, "features", "none")
    for feature in features:
        faults.feature = feature.get("id", "(no id)")
        members = feature.keys() == {"type", "id", "properties", "geometry"} and feature["type"] == "Feature"
        if faults.expect(members, "feature", "not type, id, properties and geometry"):
            check(faults, feature)
    return features


def main():
    directory = Path(sys.argv[1]) if len(sys.argv) > 1 else DATA
    faults = Faults()
    incidents = check_collection(faults, directory / "incidents.geojson", "incidents", check_incident)
    check_pairs(faults, incidents)
    missing = POSITIONS.keys() - {feature.get("id") for feature in incidents}
    faults.feature = ""
    faults.expect(not missing, "POSITIONS", f"no such incidents: {sorted(missing)}")
    context = check_collection(faults, directory / "context.geojson", "context", check_context)
    ids = [feature.get("id") for feature in incidents + context]
    for name in sorted({name for name in ids if ids.count(name) > 1}):
        faults.feature = name
        faults.expect(False, "id", "not unique across the two files")
    if faults.found:
        sys.exit("\n".join(faults.found))
    drawn = sum(feature["geometry"] is not None for feature in incidents)
    print(f"incidents: {len(incidents)} ({drawn} drawn); context: {len(context)}; no fault")


if __name__ == "__main__":
    main()
