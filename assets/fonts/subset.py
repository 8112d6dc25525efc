#!/usr/bin/env python3
"""Makes the typefaces of this folder from their published packages.

    python3 -m venv venv && venv/bin/pip install fonttools==4.68.0
    venv/bin/python assets/fonts/subset.py

The sources come from the npm registry (`npm pack`) and are checked; the same sources give the same
bytes. What the folder holds and why is in README.md.
"""

import hashlib
import io
import subprocess
import tarfile
import tempfile
from pathlib import Path

from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph

FOLDER = Path(__file__).parent

PACKAGES = {
    "inter": ("0.4.2", "b5c1e5878c07a5637169da9f7b1f370c69709f1f8de55998e2522f7aa9dfe2a9"),
    "noto-serif": ("0.4.2", "78810a8143112a326def7ec976601ecb9855a9e79082c727246beec4f0531d0c"),
    "noto-sans-arabic": ("0.4.3", "29e966f9d48a4ce7dd3c2c4c016f29cd888089538217303fb2c87de9e7f048ed"),
}

LATIN_CYRILLIC = [
    (0x0020, 0x007E), (0x00A0, 0x024F),  # Latin, Latin-1, Extended-A and -B
    (0x02B0, 0x02DF),  # modifier letters: Uzbek oʻ gʻ, transliteration ʿ ʾ
    (0x0300, 0x0338),  # combining marks
    (0x0400, 0x052F),  # Cyrillic with Tajik, Kyrgyz, Kazakh, Uzbek, Turkmen
    (0x1E00, 0x1EFF),  # Latin Extended Additional: ḩ ẕ
    (0x2000, 0x206F), (0x2070, 0x2094), (0x2212, 0x2212),  # punctuation, raised and lowered figures, minus
]
SYMBOLS = [
    (0x0391, 0x03C9),  # Greek
    (0x20A0, 0x20BF), (0x2116, 0x2116), (0x2122, 0x2122),
    (0x2190, 0x21FF), (0x2200, 0x22FF), (0x2300, 0x23FF),  # arrows, mathematics, keys
    (0x25A0, 0x25FF), (0x2600, 0x27BF),  # shapes and marks
]
ARABIC = [
    (0x0020, 0x007E), (0x00A0, 0x00FF),
    (0x0600, 0x06FF), (0x0750, 0x077F),  # Arabic, Persian, Dari, Pashto, Urdu, Uyghur
    (0x200B, 0x200F), (0x2010, 0x2026), (0x202A, 0x202E), (0x2066, 0x2069),
]

FACES = [
    ("Sans.ttf", "inter", "400Regular/Inter_400Regular.ttf", LATIN_CYRILLIC + SYMBOLS),
    ("SansBold.ttf", "inter", "600SemiBold/Inter_600SemiBold.ttf", LATIN_CYRILLIC + SYMBOLS),
    ("Italic.ttf", "noto-serif", "400Regular_Italic/NotoSerif_400Regular_Italic.ttf", LATIN_CYRILLIC),
    ("Arabic.ttf", "noto-sans-arabic", "400Regular/NotoSansArabic_400Regular.ttf", ARABIC),
    ("ArabicBold.ttf", "noto-sans-arabic", "700Bold/NotoSansArabic_700Bold.ttf", ARABIC),
]

FEATURES = [
    "ccmp", "locl", "rlig", "liga", "calt", "clig", "isol", "init", "medi", "fina", "rclt",  # forms
    "kern", "mark", "mkmk", "curs", "dist",  # places
    "tnum",  # figures of one width, for tables
]


def package(name: str) -> tarfile.TarFile:
    """The package as published, its checksum verified."""
    version, sha256 = PACKAGES[name]
    with tempfile.TemporaryDirectory() as folder:
        spec = f"@expo-google-fonts/{name}@{version}"
        subprocess.run(["npm", "pack", "--silent", spec], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        data = next(Path(folder).glob("*.tgz")).read_bytes()
    if (found := hashlib.sha256(data).hexdigest()) != sha256:
        raise SystemExit(f"{name}: the checksum is {found}")
    return tarfile.open(fileobj=io.BytesIO(data))


def add_glyph(font: TTFont, codepoint: int, glyph: Glyph, advance: int) -> None:
    name = f"uni{codepoint:04X}"
    glyph.recalcBounds(font["glyf"])
    font.setGlyphOrder([*font.getGlyphOrder(), name])
    font["glyf"].glyphs[name] = glyph
    font["glyf"].glyphOrder = font.getGlyphOrder()
    font["hmtx"][name] = (advance, glyph.xMin)
    if (definitions := font["GDEF"].table.GlyphClassDef) is not None and advance == 0:
        definitions.classDefs[name] = 3  # a mark
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[codepoint] = name


def polygon(*contours: list[tuple[int, int]]) -> Glyph:
    pen = TTGlyphPen(None)
    for first, *rest in contours:
        pen.moveTo(first)
        for point in rest:
            pen.lineTo(point)
        pen.closePath()
    return pen.glyph()


def add_missing_to_inter(font: TTFont, stem: int) -> None:
    """Small triangles of tree and menu, a home, and the combining low line of romanised Arabic and
    Pashto (k͟h), none of which Inter has. 2048 units per em, capitals 1490 high."""
    add_glyph(font, 0x25B8, polygon([(260, 1235), (1060, 745), (260, 255)]), 1300)
    add_glyph(font, 0x25C2, polygon([(1040, 1235), (1040, 255), (240, 745)]), 1300)
    add_glyph(font, 0x25BE, polygon([(160, 1145), (1140, 1145), (650, 345)]), 1300)
    add_glyph(font, 0x25B4, polygon([(160, 345), (650, 1145), (1140, 345)]), 1300)
    s = stem
    home = polygon(
        [(200, 0), (200, 800), (900, 1490), (1600, 800), (1600, 0)],
        [(200 + s, s), (1600 - s, s), (1600 - s, 800 - s // 3), (900, 1490 - s * 4 // 3), (200 + s, 800 - s // 3)],
    )
    add_glyph(font, 0x2302, home, 1800)
    add_glyph(font, 0x0332, polygon([(-1080, -200), (-1080, -200 - s * 3 // 4), (-120, -200 - s * 3 // 4), (-120, -200)][::-1]), 0)


def make(target: str, source: TTFont, ranges: list[tuple[int, int]]) -> None:
    if target.startswith("Sans"):
        add_missing_to_inter(source, 280 if "Bold" in target else 190)
    options = Options()
    options.layout_features = FEATURES
    options.hinting = False
    options.recalc_timestamp = False
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.drop_tables += ["STAT", "DSIG", "gasp", "meta"]
    options.notdef_outline = True
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[c for first, last in ranges for c in range(first, last + 1)])
    subsetter.subset(source)
    source.save(FOLDER / target)
    print(target, (FOLDER / target).stat().st_size, len(source.getBestCmap()))


def make_figures() -> None:
    """The figures of the upright Inter, each as wide as the others, for columns of numbers: egui switches no
    features of a font."""
    font = TTFont(FOLDER / "Sans.ttf", recalcTimestamp=False)
    lookups = font["GSUB"].table.LookupList.Lookup
    tabular = next(r.Feature for r in font["GSUB"].table.FeatureList.FeatureRecord if r.FeatureTag == "tnum")
    subtables = [t for index in tabular.LookupListIndex for t in lookups[index].SubTable]
    mapping = {k: v for t in subtables for k, v in getattr(t, "ExtSubTable", t).mapping.items()}
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap = {ord(c): mapping[table.cmap[ord(c)]] for c in "0123456789"}
    options = Options()
    options.layout_features = []
    options.recalc_timestamp = False
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.notdef_outline = True
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[ord(c) for c in "0123456789"])
    subsetter.subset(font)
    font.save(FOLDER / "Figures.ttf")


def main() -> None:
    archives = {name: package(name) for name in PACKAGES}
    for target, name, member, ranges in FACES:
        data = archives[name].extractfile(f"package/{member}").read()
        make(target, TTFont(io.BytesIO(data), recalcTimestamp=False), ranges)
    make_figures()
    for name, archive in archives.items():
        (FOLDER / f"OFL-{name}.txt").write_bytes(archive.extractfile("package/LICENSE_FONT").read())


if __name__ == "__main__":
    main()
