//! A geometry as documents have it, before it goes into the arena.
use crate::model::table::{Geometries, GeometryKind};

/// Longitude, latitude and elevation.
pub(super) type Coordinates = ([f64; 2], Option<f64>);

/// A geometry of positions of its own.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Shape {
    Point(Coordinates),
    Line(Vec<Coordinates>),
    /// Rings, exterior first.
    Polygon(Vec<Vec<Coordinates>>),
    Many(Vec<Shape>),
}

impl Shape {
    /// Add it to an arena; whether a ring had to be closed. Many of one type become one geometry of
    /// that type, others a collection.
    pub(super) fn push(&self, arena: &mut Geometries) -> bool {
        let mut closed = false;
        match self {
            Self::Point(_) | Self::Line(_) | Self::Polygon(_) => {
                self.push_parts(arena, &mut closed);
                if !matches!(self, Self::Polygon(_)) {
                    arena.end_part();
                }
                arena.end_geometry(match self {
                    Self::Point(_) => GeometryKind::Point,
                    Self::Line(_) => GeometryKind::LineString,
                    _ => GeometryKind::Polygon,
                });
            }
            Self::Many(members) => {
                if let Some(kind) = common_kind(members) {
                    for member in members {
                        match member {
                            // Points stand together in one path.
                            Self::Point(at) => push_position(*at, arena),
                            _ => member.push_parts(arena, &mut closed),
                        }
                    }
                    if kind == GeometryKind::MultiPoint {
                        arena.end_path();
                    }
                    if kind != GeometryKind::MultiPolygon {
                        arena.end_part();
                    }
                    arena.end_geometry(kind);
                } else {
                    let mut inner = Geometries::default();
                    for member in members {
                        closed |= member.push(&mut inner);
                    }
                    arena.push_collection(inner);
                }
            }
        }
        closed
    }

    /// Its paths; those of polygons with the end of their part.
    fn push_parts(&self, arena: &mut Geometries, closed: &mut bool) {
        match self {
            Self::Point(at) => {
                push_position(*at, arena);
                arena.end_path();
            }
            Self::Line(path) => {
                for at in path {
                    push_position(*at, arena);
                }
                arena.end_path();
            }
            Self::Polygon(rings) => {
                for ring in rings {
                    for at in ring {
                        push_position(*at, arena);
                    }
                    *closed |= arena.close_path();
                    arena.end_path();
                }
                arena.end_part();
            }
            Self::Many(_) => {}
        }
    }
}

fn push_position((lonlat, elevation): Coordinates, arena: &mut Geometries) {
    arena.push_position(lonlat);
    if let Some(elevation) = elevation {
        arena.push_higher(elevation);
    }
}

fn common_kind(members: &[Shape]) -> Option<GeometryKind> {
    let kind = |member: &Shape| match member {
        Shape::Point(_) => Some(GeometryKind::MultiPoint),
        Shape::Line(_) => Some(GeometryKind::MultiLineString),
        Shape::Polygon(_) => Some(GeometryKind::MultiPolygon),
        Shape::Many(_) => None,
    };
    let first = kind(members.first()?)?;
    members
        .iter()
        .all(|member| kind(member) == Some(first))
        .then_some(first)
}
