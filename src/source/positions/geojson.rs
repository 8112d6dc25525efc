//! GeoJSON (RFC 7946) whose features keep their text: members in order, numbers to the last digit,
//! whatever else a file holds.
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::{ReadPositionsError, UnusablePosition, shown};
use crate::geodesy::Position;

/// GeoJSON is read into memory up to this size.
pub const MAX_GEOJSON_BYTES: u64 = 1 << 30;

/// A file's features, as they stand.
#[derive(Debug)]
pub struct FeatureFile<'a> {
    /// What holds the features together.
    pub enclosure: Enclosure<'a>,
    /// In the order of the file.
    pub features: Vec<&'a RawValue>,
}

/// What holds features together.
#[derive(Debug)]
pub enum Enclosure<'a> {
    /// A collection with its other members.
    Collection(Members<'a>),
    /// Nothing: one feature.
    Single,
    /// Nothing: features one after another, usually one a line.
    Sequence,
}

/// Members of an object in the order of the file; repeated names stay.
#[derive(Debug, Default)]
pub struct Members<'a>(pub Vec<(String, &'a RawValue)>);

/// A feature's members.
#[derive(Debug)]
pub struct Feature<'a> {
    /// All members.
    pub members: Members<'a>,
}

#[derive(Deserialize)]
struct Geometry<'a> {
    #[serde(rename = "type", default)]
    kind: String,
    #[serde(borrow)]
    coordinates: Option<&'a RawValue>,
}

fn not_geojson(problem: String) -> ReadPositionsError {
    ReadPositionsError::NotGeoJson { problem }
}

impl<'a> FeatureFile<'a> {
    /// The features of a whole file.
    ///
    /// # Errors
    ///
    /// [`ReadPositionsError`] where the text is no JSON, no GeoJSON, or in other coordinates than
    /// longitude and latitude.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, ReadPositionsError> {
        let text = super::csv::text(bytes, 1, b'\n')?;
        let text = text.trim_start_matches(['\u{feff}', '\u{1e}']);
        let values = if text.contains('\u{1e}') {
            // JSON text sequences, RFC 8142.
            let texts = text.split('\u{1e}');
            texts.map(serde_json::from_str).collect()
        } else {
            let values = serde_json::Deserializer::from_str(text).into_iter();
            values.collect::<Result<Vec<&RawValue>, _>>()
        }?;
        let [only] = values.as_slice() else {
            return Ok(Self {
                enclosure: Enclosure::Sequence,
                features: values,
            });
        };
        let Ok(members) = serde_json::from_str::<Members<'a>>(only.get()) else {
            return Err(not_geojson("an object is expected".to_owned()));
        };
        members.check_coordinate_system()?;
        match members.text("type").as_deref() {
            Some("Feature") => Ok(Self {
                enclosure: Enclosure::Single,
                features: values,
            }),
            Some("FeatureCollection") => {
                let features = members.get("features").map_or("null", RawValue::get);
                let Ok(features) = serde_json::from_str(features) else {
                    let problem = "the collection has no list of features".to_owned();
                    return Err(not_geojson(problem));
                };
                Ok(Self {
                    features,
                    enclosure: Enclosure::Collection(members),
                })
            }
            other => {
                let found = other.map_or("it has no type".to_owned(), |other| {
                    format!("its type is “{}”", shown(other))
                });
                Err(not_geojson(format!(
                    "{found}; a FeatureCollection is expected"
                )))
            }
        }
    }

    /// What stands before and after the features, which a comma separates; nothing where no
    /// collection encloses them.
    ///
    /// # Errors
    ///
    /// Never, as far as names are text.
    pub fn enclosure(&self) -> serde_json::Result<(Vec<u8>, Vec<u8>)> {
        let (mut before, mut after) = (Vec::new(), Vec::new());
        let Enclosure::Collection(members) = &self.enclosure else {
            return Ok((before, after));
        };
        let mut out = &mut before;
        let mut separator = b"{".as_slice();
        for (name, value) in &members.0 {
            out.extend_from_slice(std::mem::replace(&mut separator, b",\n"));
            serde_json::to_writer(&mut *out, name)?;
            out.push(b':');
            if name == "features" {
                out.extend_from_slice(b"[\n");
                out = &mut after;
                out.extend_from_slice(b"\n]");
            } else {
                out.extend_from_slice(value.get().as_bytes());
            }
        }
        out.extend_from_slice(b"}\n");
        Ok((before, after))
    }
}

impl<'a> Members<'a> {
    /// The value of a member.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&'a RawValue> {
        let found = self.0.iter().find(|(other, _)| other == name);
        found.map(|(_, value)| *value)
    }

    fn text(&self, name: &str) -> Option<String> {
        serde_json::from_str(self.get(name)?.get()).ok()
    }

    /// The `crs` member of the GeoJSON of 2008 may name another system.
    fn check_coordinate_system(&self) -> Result<(), ReadPositionsError> {
        let Some(crs) = self.get("crs").map(|crs| crs.get().trim()) else {
            return Ok(());
        };
        if crs == "null"
            || crs.contains("CRS84")
            || crs.contains("EPSG::4326")
            || crs.contains("EPSG:4326")
        {
            return Ok(());
        }
        let named: Option<serde_json::Value> = serde_json::from_str(crs).ok();
        let name = named
            .as_ref()
            .and_then(|crs| crs.pointer("/properties/name"))
            .and_then(serde_json::Value::as_str)
            .unwrap_or(crs);
        Err(ReadPositionsError::CoordinateSystem { crs: shown(name) })
    }
}

impl<'a> Feature<'a> {
    /// The feature in this text, which is valid JSON.
    ///
    /// # Errors
    ///
    /// [`UnusablePosition::NotAFeature`] for any other value.
    pub fn parse(text: &'a RawValue) -> Result<Self, UnusablePosition> {
        let members: Members<'a> =
            serde_json::from_str(text.get()).or(Err(UnusablePosition::NotAFeature))?;
        let properties = members.get("properties").map_or("null", RawValue::get);
        let is_feature = members.text("type").as_deref() == Some("Feature");
        if is_feature && (properties == "null" || properties.starts_with('{')) {
            Ok(Self { members })
        } else {
            Err(UnusablePosition::NotAFeature)
        }
    }

    /// Its properties, none where the member is null or absent.
    pub fn properties(&self) -> Members<'a> {
        let properties = self.members.get("properties");
        properties
            .and_then(|properties| serde_json::from_str(properties.get()).ok())
            .unwrap_or_default()
    }

    /// Append its text with further members in its properties: `added` is their text, without
    /// braces. Nothing else changes but the space between members.
    ///
    /// # Errors
    ///
    /// Never, as far as names are text.
    pub fn push_with(&self, out: &mut Vec<u8>, added: &[u8]) -> serde_json::Result<()> {
        let has_properties = !self.properties().0.is_empty();
        let mut put = false;
        out.push(b'{');
        for (name, value) in &self.members.0 {
            serde_json::to_writer(&mut *out, name)?;
            out.push(b':');
            if name == "properties" && !put {
                match value.get().strip_suffix('}') {
                    Some(open) if has_properties => {
                        out.extend_from_slice(open.trim_end().as_bytes());
                        out.push(b',');
                    }
                    _ => out.push(b'{'),
                }
                out.extend_from_slice(added);
                out.push(b'}');
                put = true;
            } else {
                out.extend_from_slice(value.get().as_bytes());
            }
            out.push(b',');
        }
        if put {
            out.pop();
        } else {
            out.extend_from_slice(b"\"properties\":{");
            out.extend_from_slice(added);
            out.push(b'}');
        }
        out.push(b'}');
        Ok(())
    }

    /// Where it is, if its geometry is a point.
    ///
    /// # Errors
    ///
    /// [`UnusablePosition`] says what its geometry is instead.
    pub fn position(&self) -> Result<Position, UnusablePosition> {
        let geometry = self.members.get("geometry").map_or("null", RawValue::get);
        if geometry == "null" {
            return Err(UnusablePosition::NoGeometry);
        }
        let Ok(geometry) = serde_json::from_str::<Geometry<'_>>(geometry) else {
            return Err(UnusablePosition::NotAPoint(
                "an invalid geometry".to_owned(),
            ));
        };
        if geometry.kind.is_empty() {
            return Err(UnusablePosition::NotAPoint(
                "an invalid geometry".to_owned(),
            ));
        }
        if geometry.kind != "Point" {
            return Err(UnusablePosition::NotAPoint(shown(&geometry.kind)));
        }
        let coordinates = geometry.coordinates.map_or("[]", RawValue::get);
        match serde_json::from_str::<Vec<f64>>(coordinates).as_deref() {
            Ok([lon_deg, lat_deg, ..]) => super::position(*lon_deg, *lat_deg),
            Ok(_) => Err(UnusablePosition::NotAPoint("an empty point".to_owned())),
            Err(_) => Err(UnusablePosition::NotAPoint(format!(
                "coordinates {}",
                shown(coordinates)
            ))),
        }
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Vec<(String, &'de RawValue)>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::with_capacity(map.size_hint().unwrap_or(4));
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(members)
            }
        }
        deserializer.deserialize_map(InOrder).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_a_file_is_read() {
        let feature =
            r#"{"type":"Feature","geometry":{"type":"Point","coordinates":[67.2783,37.2242,302]}}"#;
        for (text, count) in [
            (
                format!(r#"{{"features":[{feature},{feature}],"type":"FeatureCollection"}}"#),
                2,
            ),
            (feature.to_owned(), 1),
            (format!("{feature}\n{feature}\n\n{feature}\n"), 3),
            (format!("\u{1e}{feature}\n\u{1e}{feature}\n"), 2),
        ] {
            let file = FeatureFile::parse(text.as_bytes()).unwrap();
            assert_eq!(file.features.len(), count);
            let feature = Feature::parse(file.features[0]).unwrap();
            let position = feature.position().unwrap();
            assert!((position.lat_deg() - 37.2242).abs() < 1e-12);
        }
    }

    #[test]
    fn other_coordinates_are_refused() {
        let text = br#"{"type":"FeatureCollection","features":[],
            "crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::3857"}}}"#;
        let error = FeatureFile::parse(text).unwrap_err().to_string();
        assert!(error.contains("EPSG::3857"), "{error}");
    }

    #[test]
    fn a_feature_without_a_point_says_what_it_has() {
        for (geometry, said) in [
            ("null", "no geometry"),
            (
                r#"{"type":"Polygon","coordinates":[]}"#,
                "no point position but Polygon",
            ),
            (r#"{"type":"Point","coordinates":["a",1]}"#, "coordinates ["),
            (r#"{"type":"Point","coordinates":[1,91]}"#, "latitude 91"),
            ("7", "an invalid geometry"),
            ("{}", "an invalid geometry"),
        ] {
            let text = format!(r#"{{"type":"Feature","geometry":{geometry},"properties":null}}"#);
            let raw: &RawValue = serde_json::from_str(&text).unwrap();
            let error = Feature::parse(raw).unwrap().position().unwrap_err();
            assert!(error.to_string().contains(said), "{error}");
        }
    }
}
