//! Which coordinate reference system a file names, and its positions as longitude and latitude on
//! WGS 84. Knows the few systems that can be converted exactly; refuses all others by name.
use crate::geodesy::{mercator, utm};
use crate::model::table::Geometries;

/// A coordinate reference system whose positions can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Crs {
    /// Longitude and latitude, degrees (EPSG:4326, OGC:CRS84).
    Wgs84,
    /// Metres of web maps (EPSG:3857).
    WebMercator,
    /// Metres of a zone of UTM on WGS 84 (EPSG:32601 to 32660, 32701 to 32760).
    Utm(utm::Zone),
}

/// A system whose positions cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the coordinates are in {name}; convert them to longitude and latitude: \
     ogr2ogr -t_srs EPSG:4326 OUT.geojson IN"
)]
pub struct CrsError {
    /// As the file names it.
    pub name: String,
}

impl Crs {
    /// The system that a text names: an EPSG code (`EPSG:3857`), a URN or URL of OGC, or WKT.
    ///
    /// # Errors
    ///
    /// [`CrsError`] with the name of any other system.
    pub fn parse(text: &str) -> Result<Self, CrsError> {
        let text = text.trim();
        let plain: String = text
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .collect::<String>()
            .to_ascii_lowercase();
        if plain.ends_with("crs84") || plain.ends_with("crs84h") {
            return Ok(Self::Wgs84);
        }
        if text.contains('[') {
            return Self::from_wkt(text);
        }
        let code = text
            .rsplit([':', '/'])
            .next()
            .and_then(|code| code.parse().ok());
        match code {
            Some(code) if plain.contains("epsg") || text.parse::<u32>().is_ok() => {
                Self::from_epsg(code)
            }
            _ => Self::from_name(text),
        }
    }

    /// The system of an EPSG code, or one of Esri's for the same.
    ///
    /// # Errors
    ///
    /// [`CrsError`] with the code of any other system.
    pub fn from_epsg(code: u32) -> Result<Self, CrsError> {
        match code {
            4326 | 4979 => Ok(Self::Wgs84),
            3857 | 3785 | 900_913 | 102_100 | 102_113 => Ok(Self::WebMercator),
            32_601..=32_660 => Ok(Self::Utm(utm::Zone::north((code - 32_600) as u8))),
            32_701..=32_760 => Ok(Self::Utm(utm::Zone::south((code - 32_700) as u8))),
            _ => Err(CrsError {
                name: format!("EPSG:{code}"),
            }),
        }
    }

    /// Well-known text: known by the name of the outermost system, as `.prj` files have it.
    fn from_wkt(text: &str) -> Result<Self, CrsError> {
        Self::from_name(text.split('"').nth(1).unwrap_or(text))
    }

    fn from_name(name: &str) -> Result<Self, CrsError> {
        let refused = || CrsError {
            name: format!("“{}”", name.chars().take(80).collect::<String>()),
        };
        let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
        let plain = plain.to_ascii_lowercase();
        let plain = plain.strip_prefix("gcs").unwrap_or(&plain);
        let Some(rest) = plain
            .strip_prefix("wgs1984")
            .or_else(|| plain.strip_prefix("wgs84"))
        else {
            return match plain {
                "worldgeodeticsystem1984" => Ok(Self::Wgs84),
                "popularvisualisationcrsmercator" | "googlemapsglobalmercator" => {
                    Ok(Self::WebMercator)
                }
                _ => Err(refused()),
            };
        };
        if let Some(zone) = rest.strip_prefix("utmzone") {
            let south = zone.ends_with('s');
            let digits = zone.trim_end_matches(['n', 's']);
            return match digits.parse() {
                Ok(zone @ 1..=60) if south => Ok(Self::Utm(utm::Zone::south(zone))),
                Ok(zone @ 1..=60) => Ok(Self::Utm(utm::Zone::north(zone))),
                _ => Err(refused()),
            };
        }
        match rest {
            "" | "longlat" | "lonlat" | "3d" | "crs84" => Ok(Self::Wgs84),
            "webmercatorauxiliarysphere" | "pseudomercator" | "webmercator" => {
                Ok(Self::WebMercator)
            }
            _ => Err(refused()),
        }
    }

    /// What reports call it; `None` for longitude and latitude.
    #[must_use]
    pub fn converted_from(self) -> Option<String> {
        match self {
            Self::Wgs84 => None,
            Self::WebMercator => Some("web mercator (EPSG:3857)".to_owned()),
            Self::Utm(zone) => Some(zone.to_string()),
        }
    }

    /// Longitude and latitude, degrees, of coordinates in this system.
    ///
    /// # References
    ///
    /// EPSG Guidance Note 7-2 (2024), 3.2.1.2 “Popular Visualisation Pseudo-Mercator”; for UTM see
    /// [`utm::Zone::lonlat`].
    #[must_use]
    pub fn lonlat(self, at: [f64; 2]) -> [f64; 2] {
        let position = match self {
            Self::Wgs84 => return at,
            Self::WebMercator => mercator::lonlat_from_meters(at),
            Self::Utm(zone) => zone.lonlat(at),
        };
        [position.lon_deg(), position.lat_deg()]
    }

    /// Replace positions in this system by longitude and latitude. Geometries that reach too far
    /// from it to have any are left without a place; their indices.
    pub(super) fn convert(self, geometries: &mut Geometries) -> Vec<usize> {
        if self == Self::Wgs84 {
            return Vec::new();
        }
        geometries.map_positions(&mut |at| self.lonlat(at));
        geometries.drop_not_finite()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn systems_are_known_by_every_name_that_files_give_them() {
        let utm42 = Crs::Utm(utm::Zone::north(42));
        for (name, crs) in [
            ("EPSG:4326", Crs::Wgs84),
            ("urn:ogc:def:crs:EPSG::4326", Crs::Wgs84),
            ("urn:ogc:def:crs:OGC:1.3:CRS84", Crs::Wgs84),
            ("http://www.opengis.net/def/crs/OGC/1.3/CRS84", Crs::Wgs84),
            (
                "http://www.opengis.net/def/crs/EPSG/0/3857",
                Crs::WebMercator,
            ),
            ("urn:ogc:def:crs:EPSG:6.9:32642", utm42),
            ("32642", utm42),
            (r#"GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984"]]"#, Crs::Wgs84),
            (r#"GEOGCS["WGS 84",DATUM["WGS_1984"]]"#, Crs::Wgs84),
            (
                r#"PROJCS["WGS_1984_UTM_Zone_42N",GEOGCS["GCS_WGS_1984"]]"#,
                utm42,
            ),
            (
                r#"PROJCS["WGS_1984_Web_Mercator_Auxiliary_Sphere",GEOGCS["GCS_WGS_1984"]]"#,
                Crs::WebMercator,
            ),
            (r#"PROJCRS["WGS 84 / UTM zone 42N"]"#, utm42),
        ] {
            assert_eq!(Crs::parse(name), Ok(crs), "{name}");
        }
        for name in [
            "EPSG:28442",
            "",
            r#"PROJCS["Pulkovo_1942_GK_Zone_12",GEOGCS["GCS_Pulkovo_1942"]]"#,
            r#"PROJCS["WGS_1984_UTM_Zone_99N"]"#,
        ] {
            let error = Crs::parse(name).unwrap_err().to_string();
            assert!(error.contains("ogr2ogr"), "{error}");
        }
    }

    /// `echo 7489386.0974 4470403.6207 | gdaltransform -s_srs EPSG:3857 -t_srs EPSG:4326` gives
    /// 67.2783 37.2242.
    #[test]
    fn web_mercator_becomes_longitude_and_latitude() {
        let mut geometries = Geometries::default();
        geometries.push_point([7_489_386.097_4, 4_470_403.620_7]);
        Crs::WebMercator.convert(&mut geometries);
        let [lon, lat] = geometries.positions()[0];
        assert!((lon - 67.2783).abs() < 1e-9 && (lat - 37.2242).abs() < 1e-9);
    }
}
