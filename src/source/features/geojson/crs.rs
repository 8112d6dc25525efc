//! The `crs` member of older GeoJSON (2008): what it names, and the way from there to longitude and
//! latitude on WGS 84.
use serde_json::Value;

use crate::geodesy::{mercator, utm};

/// A CRS that is understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Crs {
    /// Longitude and latitude, as RFC 7946 has them.
    Lonlat,
    /// EPSG:3857, metres.
    WebMercator,
    /// EPSG:326xx and 327xx, metres.
    Utm(utm::Zone),
}

impl Crs {
    /// What a `crs` member names; `Err` with the name where that is not understood.
    pub(super) fn parse(json: &str) -> Result<Self, String> {
        let shown = || json.chars().take(80).collect::<String>();
        let value: Value = serde_json::from_str(json).map_err(|_source| shown())?;
        if value.is_null() {
            return Ok(Self::Lonlat);
        }
        let properties = &value["properties"];
        if let Some(name) = properties["name"].as_str().or(value.as_str()) {
            return Self::of_name(name).ok_or_else(|| name.to_owned());
        }
        // The form before 2008: {"type": "EPSG", "properties": {"code": 4326}}.
        let code = &properties["code"];
        let code = code
            .as_u64()
            .or_else(|| code.as_str().and_then(|text| text.parse().ok()));
        code.and_then(Self::of_epsg).ok_or_else(shown)
    }

    fn of_name(name: &str) -> Option<Self> {
        let upper = name.to_ascii_uppercase();
        // urn:ogc:def:crs:OGC:1.3:CRS84, OGC:CRS84, http://www.opengis.net/def/crs/OGC/1.3/CRS84.
        let last = upper.rsplit([':', '/', '#']).next()?;
        if matches!(last, "CRS84" | "CRS84H" | "WGS84" | "WGS 84") {
            return Some(Self::Lonlat);
        }
        // urn:ogc:def:crs:EPSG::4326, EPSG:4326, http://www.opengis.net/gml/srs/epsg.xml#4326.
        if upper.contains("EPSG") {
            return Self::of_epsg(last.parse().ok()?);
        }
        None
    }

    fn of_epsg(code: u64) -> Option<Self> {
        match code {
            4326 | 4979 => Some(Self::Lonlat),
            3857 | 3785 | 900_913 | 102_100 | 102_113 => Some(Self::WebMercator),
            32_601..=32_660 => Some(Self::Utm(utm::Zone::north((code - 32_600) as u8))),
            32_701..=32_760 => Some(Self::Utm(utm::Zone::south((code - 32_700) as u8))),
            _ => None,
        }
    }

    /// As people call it.
    pub(super) fn name(self) -> String {
        match self {
            Self::Lonlat => "WGS 84 (EPSG:4326)".to_owned(),
            Self::WebMercator => "web mercator (EPSG:3857)".to_owned(),
            Self::Utm(zone) => zone.to_string(),
        }
    }

    /// Longitude and latitude of a position.
    pub(super) fn lonlat(self, at: [f64; 2]) -> [f64; 2] {
        match self {
            Self::Lonlat => at,
            Self::WebMercator => {
                let position = mercator::lonlat_from_meters(at);
                [position.lon_deg(), position.lat_deg()]
            }
            Self::Utm(zone) => {
                let position = zone.lonlat(at);
                [position.lon_deg(), position.lat_deg()]
            }
        }
    }
}
