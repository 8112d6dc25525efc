//! Which part of the world is on screen.
use crate::geodesy::mercator::{lonlat_from_world, world_from_lonlat, world_size_pt};
use crate::geodesy::{Extent, Position, lon_lat};

/// The map's centre, zoom and size. Screen points count from the map's upper left corner.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Viewport {
    /// What lies in the middle.
    pub center: Position,
    /// Web map zoom level: at 0 the world is 256 points wide, each level doubles it.
    pub zoom: f64,
    /// Width and height in screen points.
    pub size_pt: [f64; 2],
}

impl Viewport {
    /// The smallest and the largest zoom.
    pub const ZOOM_RANGE: std::ops::RangeInclusive<f64> = 2.0..=16.0;

    /// A viewport that shows all of an extent, as large as it fits.
    #[must_use]
    pub fn fitting(extent: Extent, size_pt: [f64; 2]) -> Self {
        let east = if extent.east < extent.west {
            extent.east + 360.0
        } else {
            extent.east
        };
        let [x0, y0] = world_from_lonlat(lon_lat(extent.west, extent.north));
        let [x1, y1] = world_from_lonlat(lon_lat(east, extent.south));
        let fit = (size_pt[0] / (x1 - x0).max(1e-9)).min(size_pt[1] / (y1 - y0).max(1e-9));
        let zoom = (fit / world_size_pt(0.0))
            .log2()
            .clamp(*Self::ZOOM_RANGE.start(), *Self::ZOOM_RANGE.end());
        Self {
            center: lonlat_from_world([f64::midpoint(x0, x1), f64::midpoint(y0, y1)]),
            zoom,
            size_pt,
        }
    }

    /// What it shows, at most one turn around the Earth.
    #[must_use]
    pub fn extent(&self) -> Extent {
        let [width, height] = self.size_pt;
        let corner = |screen_pt| self.lonlat_from_screen(screen_pt).within_half_turn();
        let (first, last) = (corner([0.0, 0.0]), corner([width, height]));
        let whole = width >= world_size_pt(self.zoom);
        Extent {
            west: if whole { -180.0 } else { first.lon_deg() },
            south: last.lat_deg(),
            east: if whole { 180.0 } else { last.lon_deg() },
            north: first.lat_deg(),
        }
    }

    /// Unit-square coordinates of the upper left corner.
    #[must_use]
    pub fn origin_world(&self) -> [f64; 2] {
        let [x, y] = world_from_lonlat(self.center);
        let size = world_size_pt(self.zoom);
        [
            x - self.size_pt[0] / 2.0 / size,
            y - self.size_pt[1] / 2.0 / size,
        ]
    }

    /// Screen points of unit-square coordinates.
    #[must_use]
    pub fn screen_from_world(&self, world: [f64; 2]) -> [f64; 2] {
        let size = world_size_pt(self.zoom);
        let origin = self.origin_world();
        [(world[0] - origin[0]) * size, (world[1] - origin[1]) * size]
    }

    /// Unit-square coordinates of screen points.
    #[must_use]
    pub fn world_from_screen(&self, screen_pt: [f64; 2]) -> [f64; 2] {
        let size = world_size_pt(self.zoom);
        let origin = self.origin_world();
        [
            origin[0] + screen_pt[0] / size,
            origin[1] + screen_pt[1] / size,
        ]
    }

    /// Screen points of a position.
    #[must_use]
    pub fn screen_from_lonlat(&self, position: Position) -> [f64; 2] {
        self.screen_from_world(world_from_lonlat(position))
    }

    /// The position at screen points.
    #[must_use]
    pub fn lonlat_from_screen(&self, screen_pt: [f64; 2]) -> Position {
        lonlat_from_world(self.world_from_screen(screen_pt))
    }

    /// The nearest zoom that a window of this size can have: within the range, and near enough
    /// that the world is not seen twice.
    #[must_use]
    pub fn within_limits(&self, zoom: f64) -> f64 {
        let once_around = (self.size_pt[0] / world_size_pt(0.0)).log2();
        let least = once_around.clamp(*Self::ZOOM_RANGE.start(), *Self::ZOOM_RANGE.end());
        zoom.clamp(least, *Self::ZOOM_RANGE.end())
    }

    /// Move the view, x to the right and y downwards.
    pub fn pan_by(&mut self, delta_pt: [f64; 2]) {
        let size = world_size_pt(self.zoom);
        let [x, y] = world_from_lonlat(self.center);
        let x = (x + delta_pt[0] / size).rem_euclid(1.0);
        let y = (y + delta_pt[1] / size).clamp(0.0, 1.0);
        self.center = lonlat_from_world([x, y]);
    }

    /// Zoom by a number of levels, keeping what lies at a screen point.
    pub fn zoom_at(&mut self, levels: f64, at_pt: [f64; 2]) {
        let kept = self.world_from_screen(at_pt);
        self.zoom = self.within_limits(self.zoom + levels);
        let [x, y] = self.screen_from_world(kept);
        self.pan_by([x - at_pt[0], y - at_pt[1]]);
    }

    /// The same middle and zoom in another size.
    #[must_use]
    pub fn resized(&self, size_pt: [f64; 2]) -> Self {
        Self { size_pt, ..*self }
    }

    /// The same view with a margin of `pad_pt` added on each side.
    #[must_use]
    pub fn padded(&self, pad_pt: f64) -> Self {
        Self {
            size_pt: [
                self.size_pt[0] + 2.0 * pad_pt,
                self.size_pt[1] + 2.0 * pad_pt,
            ],
            ..*self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fitting_shows_all_of_the_extent_and_fills_one_side() {
        let view = Viewport::fitting(Extent::REGION, [1280.0, 720.0]);
        let [x0, y0] = view.screen_from_lonlat(lon_lat(Extent::REGION.west, Extent::REGION.north));
        let [x1, y1] = view.screen_from_lonlat(lon_lat(Extent::REGION.east, Extent::REGION.south));
        assert!(x0 >= -1e-6 && x1 <= 1280.0 + 1e-6 && y0 >= -1e-6 && y1 <= 720.0 + 1e-6);
        assert!(y1 - y0 > 719.9 || x1 - x0 > 1279.9);
    }

    #[test]
    fn zooming_keeps_what_lies_under_the_pointer() {
        let mut view = Viewport {
            center: lon_lat(67.0, 37.0),
            zoom: 6.0,
            size_pt: [800.0, 600.0],
        };
        let before = view.lonlat_from_screen([700.0, 50.0]);
        view.zoom_at(1.7, [700.0, 50.0]);
        let after = view.lonlat_from_screen([700.0, 50.0]);
        assert!((before.lon_deg() - after.lon_deg()).abs() < 1e-9);
        assert!((before.lat_deg() - after.lat_deg()).abs() < 1e-9);
    }

    #[test]
    fn screen_and_lonlat_are_inverse() {
        let view = Viewport {
            center: lon_lat(67.0, 37.0),
            zoom: 7.3,
            size_pt: [800.0, 600.0],
        };
        let position = view.lonlat_from_screen([123.0, 456.0]);
        let [x, y] = view.screen_from_lonlat(position);
        assert!((x - 123.0).abs() < 1e-6 && (y - 456.0).abs() < 1e-6);
    }
}
