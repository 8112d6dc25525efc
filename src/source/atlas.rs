//! The atlas that lies inside the executable, as plain data. How its files are made is
//! `geodata/README.md`'s; what the data mean is `model`'s.
use std::sync::{Arc, OnceLock};

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::geodesy::{Position, lon_lat};
use crate::model::{
    Atlas, Border, BorderStatus, ContextItem, Country, Incident, LineFeature, Names, Place,
    Polygon, Province, River, Water, WorldArea,
};
use crate::terrain::{DecodeTerrainError, ElevationGrid};

/// A bundled file cannot be read; the executable was built from damaged data.
#[derive(Debug, thiserror::Error)]
pub enum LoadAtlasError {
    /// Not the GeoJSON that was expected.
    #[error("bundled file geodata/{file} is not valid")]
    Parse {
        /// Name within `geodata/`.
        file: &'static str,
        /// What the parser says, with line and column.
        source: serde_json::Error,
    },
    /// A feature has a geometry of another type than its layer.
    #[error("bundled file geodata/{file}: feature {feature} has no usable geometry")]
    Geometry {
        /// Name within `geodata/`.
        file: &'static str,
        /// Index of the feature.
        feature: usize,
    },
    /// The terrain cannot be decoded.
    #[error("bundled file geodata/terrain.zst is not valid")]
    Terrain {
        /// Why.
        source: DecodeTerrainError,
    },
}

/// The bytes of a file of `geodata/`.
macro_rules! bundled {
    ($file:literal) => {
        (
            $file,
            include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/geodata/", $file)).as_slice(),
        )
    };
}

/// Name and content of a bundled file.
type Bundled = (&'static str, &'static [u8]);

const WORLD: Bundled = bundled!("world.geojson");
const WORLD_LINES: Bundled = bundled!("world_lines.geojson");
const WATER: Bundled = bundled!("water.geojson");
const RIVERS: Bundled = bundled!("rivers.geojson");
const PROVINCES: Bundled = bundled!("provinces.geojson");
const PROVINCE_LINES: Bundled = bundled!("province_lines.geojson");
const BORDERS: Bundled = bundled!("borders.geojson");
const COUNTRIES: Bundled = bundled!("countries.geojson");
const PLACES: Bundled = bundled!("places.geojson");
const INCIDENTS: Bundled = bundled!("incidents.geojson");
const CONTEXT: Bundled = bundled!("context.geojson");
const TERRAIN: Bundled = bundled!("terrain.zst");

/// The incidents as they are bundled: GeoJSON text with every member of the file.
pub const INCIDENTS_GEOJSON: &[u8] = INCIDENTS.1;

/// All vector layers, parsed once for the life of the process and shared. A second caller waits
/// for the first.
///
/// # Errors
///
/// [`LoadAtlasError`] names the damaged file; only a faulty build can cause it.
pub fn atlas() -> Result<Arc<Atlas>, &'static LoadAtlasError> {
    static LOADED: OnceLock<Result<Arc<Atlas>, LoadAtlasError>> = OnceLock::new();
    LOADED
        .get_or_init(|| parse().map(Arc::new))
        .as_ref()
        .map(Arc::clone)
}

/// The elevation grid, decoded anew; whoever needs it keeps it.
///
/// # Errors
///
/// [`LoadAtlasError::Terrain`] in a faulty build.
pub fn elevation_grid() -> Result<ElevationGrid, LoadAtlasError> {
    ElevationGrid::decode(TERRAIN.1).map_err(|source| LoadAtlasError::Terrain { source })
}

fn parse() -> Result<Atlas, LoadAtlasError> {
    let mut atlas = Atlas::default();
    let ((countries, borders), ((provinces, lines), rest)) = rayon::join(
        || rayon::join(countries, borders),
        || rayon::join(|| rayon::join(provinces, province_lines), small_layers),
    );
    let (small, rivers, water) = rest?;
    atlas.countries = countries?;
    atlas.borders = borders?;
    atlas.provinces = provinces?;
    atlas.province_lines = lines?;
    atlas.rivers = rivers;
    atlas.water = water;
    (atlas.world, atlas.world_lines) = (small.world, small.world_lines);
    (atlas.places, atlas.incidents, atlas.context) = (small.places, small.incidents, small.context);
    Ok(atlas)
}

fn small_layers() -> Result<(Atlas, Vec<River>, Vec<Water>), LoadAtlasError> {
    let small = Atlas {
        world: world()?,
        world_lines: world_lines()?,
        places: places()?,
        incidents: incidents()?,
        context: context()?,
        ..Atlas::default()
    };
    Ok((small, rivers()?, water()?))
}

#[derive(Deserialize)]
struct Collection<P> {
    features: Vec<Feature<P>>,
}

#[derive(Deserialize)]
struct Feature<P> {
    properties: P,
    geometry: Option<Geometry>,
}

/// The geometries that bundled layers use. The derive reads coordinates straight into place
/// because `type` stands before `coordinates` in the bundled files.
#[derive(Deserialize)]
#[serde(tag = "type", content = "coordinates")]
enum Geometry {
    Point([f64; 2]),
    LineString(Vec<[f64; 2]>),
    MultiLineString(Vec<Vec<[f64; 2]>>),
    Polygon(Vec<Vec<[f64; 2]>>),
    MultiPolygon(Vec<Vec<Vec<[f64; 2]>>>),
}

fn position([lon, lat]: [f64; 2]) -> Position {
    lon_lat(lon, lat)
}

fn positions(coordinates: Vec<[f64; 2]>) -> Vec<Position> {
    coordinates.into_iter().map(position).collect()
}

fn polygon(rings: Vec<Vec<[f64; 2]>>) -> Polygon {
    Polygon {
        rings: rings.into_iter().map(positions).collect(),
    }
}

impl Geometry {
    fn lines(self) -> Option<Vec<Vec<Position>>> {
        match self {
            Self::LineString(line) => Some(vec![positions(line)]),
            Self::MultiLineString(lines) => Some(lines.into_iter().map(positions).collect()),
            _ => None,
        }
    }

    fn polygons(self) -> Option<Vec<Polygon>> {
        match self {
            Self::Polygon(rings) => Some(vec![polygon(rings)]),
            Self::MultiPolygon(polygons) => Some(polygons.into_iter().map(polygon).collect()),
            _ => None,
        }
    }

    fn point(self) -> Option<Position> {
        match self {
            Self::Point(point) => Some(position(point)),
            _ => None,
        }
    }
}

/// Parse a layer and turn each feature into its plain form; `None` means an unusable geometry.
fn layer<P: DeserializeOwned, T>(
    (file, bytes): Bundled,
    build: impl Fn(P, Option<Geometry>) -> Option<T>,
) -> Result<Vec<T>, LoadAtlasError> {
    let collection: Collection<P> =
        serde_json::from_slice(bytes).map_err(|source| LoadAtlasError::Parse { file, source })?;
    collection
        .features
        .into_iter()
        .enumerate()
        .map(|(index, feature)| {
            build(feature.properties, feature.geometry).ok_or(LoadAtlasError::Geometry {
                file,
                feature: index,
            })
        })
        .collect()
}

#[derive(Deserialize)]
struct AreaProperties {
    #[serde(default)]
    id: String,
    #[serde(default)]
    country: String,
    #[serde(flatten)]
    names: Names,
    label: Option<[f64; 2]>,
    #[serde(default)]
    area_km2: f64,
}

#[derive(Deserialize)]
struct LineProperties {
    #[serde(default)]
    status: Option<String>,
}

#[derive(Deserialize)]
struct BorderProperties {
    id: String,
    name: String,
    status: String,
    note: Option<String>,
    left: String,
    published_length_km: Option<f64>,
    published_by: Option<String>,
}

#[derive(Deserialize)]
struct RiverProperties {
    rank: u8,
    #[serde(flatten)]
    names: Names,
}

#[derive(Deserialize)]
struct PlaceProperties {
    #[serde(flatten)]
    names: Names,
    country: String,
    population: u64,
    rank: u8,
    #[serde(default)]
    capital: bool,
}

fn status(text: Option<&str>) -> BorderStatus {
    match text {
        Some("disputed") => BorderStatus::Disputed,
        _ => BorderStatus::Agreed,
    }
}

fn world() -> Result<Vec<WorldArea>, LoadAtlasError> {
    layer(WORLD, |p: AreaProperties, geometry| {
        Some(WorldArea {
            id: p.id,
            names: p.names,
            label: p.label.map(position),
            polygons: geometry?.polygons()?,
        })
    })
}

fn lines(bundled: Bundled) -> Result<Vec<LineFeature>, LoadAtlasError> {
    layer(bundled, |p: LineProperties, geometry| {
        Some(LineFeature {
            status: status(p.status.as_deref()),
            parts: geometry?.lines()?,
        })
    })
}

fn world_lines() -> Result<Vec<LineFeature>, LoadAtlasError> {
    lines(WORLD_LINES)
}

fn province_lines() -> Result<Vec<LineFeature>, LoadAtlasError> {
    lines(PROVINCE_LINES)
}

fn water() -> Result<Vec<Water>, LoadAtlasError> {
    layer(WATER, |p: AreaProperties, geometry| {
        Some(Water {
            names: p.names,
            area_km2: p.area_km2,
            label: p.label.map(position),
            polygons: geometry?.polygons()?,
        })
    })
}

fn rivers() -> Result<Vec<River>, LoadAtlasError> {
    layer(RIVERS, |p: RiverProperties, geometry| {
        Some(River {
            names: p.names,
            rank: p.rank,
            parts: geometry?.lines()?,
        })
    })
}

fn provinces() -> Result<Vec<Province>, LoadAtlasError> {
    layer(PROVINCES, |p: AreaProperties, geometry| {
        Some(Province {
            id: p.id,
            country: p.country,
            names: p.names,
            label: position(p.label?),
            polygons: geometry?.polygons()?,
        })
    })
}

fn countries() -> Result<Vec<Country>, LoadAtlasError> {
    layer(COUNTRIES, |p: AreaProperties, geometry| {
        Some(Country {
            id: p.id,
            names: p.names,
            label: position(p.label?),
            polygons: geometry?.polygons()?,
        })
    })
}

fn borders() -> Result<Vec<Border>, LoadAtlasError> {
    layer(BORDERS, |p: BorderProperties, geometry| {
        Some(Border {
            status: status(Some(&p.status)),
            id: p.id,
            name: p.name,
            note: p.note,
            left: p.left,
            published_length: p.published_length_km.zip(p.published_by),
            parts: geometry?.lines()?,
        })
    })
}

fn places() -> Result<Vec<Place>, LoadAtlasError> {
    layer(PLACES, |p: PlaceProperties, geometry| {
        Some(Place {
            names: p.names,
            country: p.country,
            population: p.population,
            rank: p.rank,
            capital: p.capital,
            position: geometry?.point()?,
        })
    })
}

fn incidents() -> Result<Vec<Incident>, LoadAtlasError> {
    layer(INCIDENTS, |mut incident: Incident, geometry| {
        incident.position = geometry.and_then(Geometry::point);
        Some(incident)
    })
}

fn context() -> Result<Vec<ContextItem>, LoadAtlasError> {
    layer(CONTEXT, |mut item: ContextItem, geometry| {
        item.position = geometry.and_then(Geometry::point);
        Some(item)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_atlas_is_whole() {
        let atlas = atlas().unwrap();
        for id in [
            "AFG-TJK", "AFG-UZB", "AFG-TKM", "AFG-IRN", "AFG-PAK", "AFG-CHN",
        ] {
            assert!(atlas.border(id).is_some(), "{id}");
        }
        for id in [
            "AFG", "TJK", "UZB", "TKM", "KGZ", "KAZ", "IRN", "PAK", "CHN",
        ] {
            assert!(atlas.country(id).is_some(), "{id}");
        }
        assert!(
            atlas
                .incidents
                .iter()
                .any(|incident| incident.position.is_none())
        );
        assert!(
            atlas
                .places
                .iter()
                .any(|place| place.names.english == "Termez")
        );
        assert!(!atlas.water.is_empty() && !atlas.rivers.is_empty() && !atlas.provinces.is_empty());
        assert!(
            !atlas.world.is_empty() && !atlas.world_lines.is_empty() && !atlas.context.is_empty()
        );
    }
}
