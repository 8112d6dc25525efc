//! Where each bundled file comes from and which words must be shown with it.
use crate::model::{BasemapTheme, Document, LayerKind};

/// One bundled data file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DataFile {
    /// Name within `geodata/`.
    pub file: &'static str,
    /// What it holds, for readers.
    pub title: &'static str,
    /// The words to show wherever it is drawn.
    pub attribution: &'static str,
    /// Its licence.
    pub licence: &'static str,
}

const OPENSTREETMAP: &str = "© OpenStreetMap contributors, ODbL 1.0";
const NATURAL_EARTH: &str = "Made with Natural Earth";
const PUBLIC_DOMAIN: &str = "public domain";
const ODBL: &str = "ODbL 1.0";

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
            file(
                "terrain.zst",
                "Terrain",
                "GLOBE DEM, NOAA NGDC 1999",
                PUBLIC_DOMAIN,
            ),
            file("borders.geojson", "Borders", OPENSTREETMAP, ODBL),
            file("countries.geojson", "Country areas", OPENSTREETMAP, ODBL),
            file("provinces.geojson", "Provinces", NATURAL_EARTH, ODBL),
            file(
                "province_lines.geojson",
                "Province lines",
                NATURAL_EARTH,
                PUBLIC_DOMAIN,
            ),
            file("water.geojson", "Lakes and seas", OPENSTREETMAP, ODBL),
            file(
                "rivers.geojson",
                "Rivers",
                "GSHHG 2.3.7, Wessel and Smith 1996",
                "LGPL-3.0 and ODbL 1.0",
            ),
            file(
                "places.geojson",
                "Places",
                "GeoNames (geonames.org), CC BY 4.0",
                "CC BY 4.0",
            ),
            file("world.geojson", "Wider world", NATURAL_EARTH, PUBLIC_DOMAIN),
            file(
                "world_lines.geojson",
                "Boundaries of the wider world",
                NATURAL_EARTH,
                PUBLIC_DOMAIN,
            ),
            file(
                "incidents.geojson",
                "Incidents",
                "Incidents: T. Yousafzai's article and the public record",
                "CC BY 4.0",
            ),
            file(
                "context.geojson",
                "Context",
                "Context: T. Yousafzai's article and the public record",
                "CC BY 4.0",
            ),
        ]
    }
}

/// The words to show with a map of this document: those of every file that it draws, once each.
#[must_use]
pub fn attribution(document: &Document) -> String {
    let shown = |kind| document.opacity(kind) > 0.0;
    let mut words: Vec<&str> = Vec::new();
    for file in data_files() {
        let drawn = match file.file {
            "terrain.zst" => document.basemap != BasemapTheme::Plain,
            "borders.geojson" => shown(LayerKind::Borders),
            "countries.geojson" => shown(LayerKind::Context) || shown(LayerKind::Places),
            "provinces.geojson" | "places.geojson" => shown(LayerKind::Places),
            "province_lines.geojson" => shown(LayerKind::Provinces),
            "water.geojson" => shown(LayerKind::Water),
            "rivers.geojson" => shown(LayerKind::Rivers),
            "incidents.geojson" => shown(LayerKind::Incidents),
            "context.geojson" => shown(LayerKind::Context),
            // The wider world lies below every map.
            _ => true,
        };
        if drawn && !words.contains(&file.attribution) {
            words.push(file.attribution);
        }
    }
    words.join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_names_the_sources_of_what_it_draws_and_no_others() {
        let mut document = Document::default();
        let all = attribution(&document);
        assert_eq!(all.matches("OpenStreetMap").count(), 1);
        assert!(all.contains("GLOBE") && all.contains("Yousafzai") && all.contains("GeoNames"));
        assert!(!all.contains("Context"));

        document.basemap = BasemapTheme::Plain;
        for layer in &mut document.layers {
            layer.visible = layer.kind == LayerKind::Rivers;
        }
        let rivers = attribution(&document);
        assert_eq!(
            rivers,
            "GSHHG 2.3.7, Wessel and Smith 1996 · Made with Natural Earth"
        );
    }
}
