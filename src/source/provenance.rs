//! Where each bundled file comes from and which words must be shown with it.
use crate::model::{BasemapTheme, Document, LayerKind};

/// One bundled data file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DataFile {
    /// Name within `geodata/`.
    pub file: &'static str,
    /// What it holds, for readers.
    pub title: &'static str,
    /// Whom it asks to name: the words of the file itself. [`attribution`] has the short ones.
    pub attribution: &'static str,
    /// Its licence.
    pub licence: &'static str,
}

const OPENSTREETMAP: &str = "© OpenStreetMap contributors, ODbL 1.0";
const NATURAL_EARTH: &str = "Made with Natural Earth";
const BOTH: &str = "Made with Natural Earth; © OpenStreetMap contributors, ODbL 1.0";
const GEONAMES: &str = "GeoNames (geonames.org), CC BY 4.0";
const GLOBE: &str = "GLOBE DEM, NOAA NGDC 1999";
const PUBLIC_DOMAIN: &str = "public domain";
const ODBL: &str = "ODbL 1.0";

/// What in a file's attribution asks for which words in the one line below a map, in their order.
const SHORT: [(&str, &str); 7] = [
    (OPENSTREETMAP, OPENSTREETMAP),
    (NATURAL_EARTH, NATURAL_EARTH),
    ("GSHHG", "GSHHG 2.3.7, Wessel and Smith 1996"),
    (GEONAMES, GEONAMES),
    (GLOBE, GLOBE),
    ("airportsdata", "airportsdata, MIT"),
    (
        "Article and public record",
        "Incidents: T. Yousafzai and the public record",
    ),
];

/// Every file of `geodata/` that the executable carries.
pub fn data_files() -> &'static [DataFile] {
    const fn file(
        file: &'static str,
        title: &'static str,
        attribution: &'static str,
        licence: &'static str,
    ) -> DataFile {
        DataFile {
            file,
            title,
            attribution,
            licence,
        }
    }
    const {
        &[
            file("terrain.zst", "Terrain", GLOBE, PUBLIC_DOMAIN),
            file("borders.geojson", "Borders", OPENSTREETMAP, ODBL),
            file("countries.geojson", "Country areas", OPENSTREETMAP, ODBL),
            file(
                "provinces.geojson",
                "Provinces",
                "Made with Natural Earth; outer edges © OpenStreetMap contributors, ODbL 1.0",
                ODBL,
            ),
            file("province_lines.geojson", "Province lines", BOTH, ODBL),
            file(
                "water.geojson",
                "Lakes and seas",
                "© OpenStreetMap contributors, ODbL 1.0; Made with Natural Earth",
                ODBL,
            ),
            file(
                "rivers.geojson",
                "Rivers",
                "GSHHG 2.3.7, Wessel and Smith 1996, LGPL-3; \
                 Panj and Amu Darya border reach © OpenStreetMap contributors, ODbL 1.0",
                "LGPL 3 and ODbL 1.0",
            ),
            file("places.geojson", "Places", GEONAMES, "CC BY 4.0"),
            file("world.geojson", "Wider world", NATURAL_EARTH, PUBLIC_DOMAIN),
            file(
                "world_lines.geojson",
                "Boundaries of the wider world",
                BOTH,
                ODBL,
            ),
            file(
                "incidents.geojson",
                "Incidents",
                "Article and public record as cited per fact. \
                 City points: GeoNames (geonames.org), CC BY 4.0.",
                "CC BY 4.0",
            ),
            file(
                "context.geojson",
                "Context",
                "Article and public record as cited per fact. \
                 City points: GeoNames (geonames.org), CC BY 4.0. Airports: airportsdata, MIT.",
                "CC BY 4.0",
            ),
        ]
    }
}

/// The words to show with a map of this document: those of every file that it draws, once each.
#[must_use]
pub fn attribution(document: &Document) -> String {
    let drawn: Vec<&DataFile> = data_files()
        .iter()
        .filter(|file| is_drawn(file, document))
        .collect();
    let asked = |sign| drawn.iter().any(|file| file.attribution.contains(sign));
    let words: Vec<&str> = SHORT
        .iter()
        .filter(|(sign, _)| asked(sign))
        .map(|(_, words)| *words)
        .collect();
    words.join(" · ")
}

fn is_drawn(file: &DataFile, document: &Document) -> bool {
    let shown = |kind| document.opacity(kind) > 0.0;
    match file.file {
        "terrain.zst" => document.basemap != BasemapTheme::Plain,
        "borders.geojson" => shown(LayerKind::Borders),
        "countries.geojson" => document.basemap == BasemapTheme::Plain || shown(LayerKind::Context),
        "provinces.geojson" | "places.geojson" => shown(LayerKind::Places),
        "province_lines.geojson" => shown(LayerKind::Provinces),
        "water.geojson" => shown(LayerKind::Water),
        "rivers.geojson" => shown(LayerKind::Rivers),
        "incidents.geojson" => shown(LayerKind::Incidents),
        "context.geojson" => shown(LayerKind::Context),
        // The wider world lies below every map.
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_names_the_sources_of_what_it_draws_and_no_others() {
        let mut document = Document::default();
        assert_eq!(
            attribution(&document),
            "© OpenStreetMap contributors, ODbL 1.0 · Made with Natural Earth · \
             GSHHG 2.3.7, Wessel and Smith 1996 · GeoNames (geonames.org), CC BY 4.0 · \
             GLOBE DEM, NOAA NGDC 1999 · Incidents: T. Yousafzai and the public record"
        );

        for layer in &mut document.layers {
            layer.visible = layer.kind == LayerKind::Rivers;
        }
        document.basemap = BasemapTheme::Plain;
        assert_eq!(
            attribution(&document),
            "© OpenStreetMap contributors, ODbL 1.0 · Made with Natural Earth · \
             GSHHG 2.3.7, Wessel and Smith 1996"
        );
    }

    #[test]
    fn every_file_is_attributed_as_it_says_itself() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("geodata");
        for file in data_files() {
            if file.file == "terrain.zst" {
                continue;
            }
            let text = std::fs::read_to_string(folder.join(file.file)).unwrap();
            let members: serde_json::Value = serde_json::from_str(&text).unwrap();
            assert_eq!(members["attribution"], file.attribution, "{}", file.file);
            assert!(
                file.attribution
                    .split("; ")
                    .all(|part| SHORT.iter().any(|(sign, _)| part.contains(sign))),
                "{} asks for words that no map has",
                file.file
            );
        }
    }
}
