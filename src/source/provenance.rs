//! Where each bundled file comes from and which words must be shown with it.

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
