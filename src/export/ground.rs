//! The relief of a viewport in pieces: only where the atlas has terrain, in every copy of the world
//! that is on screen, and in bands, so that a large picture needs little memory.
use crate::geodesy::mercator::world_from_lonlat;
use crate::geodesy::{Extent, lon_lat};
use crate::model::{BasemapTheme, Viewport};
use crate::terrain::{Raster, Relief};

/// A part of the relief and where it goes.
pub struct Piece {
    /// Pixels from the left and upper edge of the picture.
    pub at_px: [u32; 2],
    /// What to paint there.
    pub raster: Raster,
}

/// Where a piece lies in the picture.
#[derive(Clone, Copy)]
struct Area {
    left: u32,
    top: u32,
    width: u32,
    height: u32,
    /// How many worlds east of the first its copy lies.
    copy: f64,
}

/// The relief on a picture of this size, in pieces of at most `most_px` pixels (at least one row).
pub fn pieces(
    relief: &Relief,
    theme: BasemapTheme,
    viewport: Viewport,
    size_px: [u32; 2],
    most_px: u32,
) -> impl Iterator<Item = Piece> {
    let origin = viewport.origin_world();
    let corner = viewport.world_from_screen(viewport.size_pt);
    let pixel = [0, 1].map(|axis| (corner[axis] - origin[axis]) / f64::from(size_px[axis]));
    let [west, north] = world_from_lonlat(lon_lat(Extent::ATLAS.west, Extent::ATLAS.north));
    let [east, south] = world_from_lonlat(lon_lat(Extent::ATLAS.east, Extent::ATLAS.south));
    let copies = if theme == BasemapTheme::Plain {
        0..0
    } else {
        origin[0].floor() as i32..corner[0].ceil() as i32
    };
    let areas: Vec<Area> = copies
        .filter_map(|copy| {
            let copy = f64::from(copy);
            let (left, right) = span(
                west + copy - origin[0],
                east + copy - origin[0],
                pixel[0],
                size_px[0],
            );
            let (top, bottom) = span(north - origin[1], south - origin[1], pixel[1], size_px[1]);
            (left < right && top < bottom).then_some(Area {
                left,
                top,
                width: right - left,
                height: bottom - top,
                copy,
            })
        })
        .collect();
    let bands = areas.into_iter().flat_map(move |area| {
        let rows = (most_px / area.width).max(1);
        (0..area.height)
            .step_by(rows as usize)
            .map(move |row| Area {
                top: area.top + row,
                height: rows.min(area.height - row),
                ..area
            })
    });
    bands.map(move |area| {
        let x = |column: u32| origin[0] + f64::from(column) * pixel[0] - area.copy;
        let y = |row: u32| origin[1] + f64::from(row) * pixel[1];
        let region = [
            x(area.left),
            y(area.top),
            x(area.left + area.width),
            y(area.top + area.height),
        ];
        Piece {
            at_px: [area.left, area.top],
            raster: relief.paint(theme, region, area.width, area.height),
        }
    })
}

/// The pixels that lie between two distances from the picture's edge.
fn span(from: f64, to: f64, pixel: f64, count: u32) -> (u32, u32) {
    let limit = f64::from(count);
    (
        (from / pixel).floor().clamp(0.0, limit) as u32,
        (to / pixel).ceil().clamp(0.0, limit) as u32,
    )
}
