//! From the unit square to the screen of one viewport.
use crate::geodesy::Position;
use crate::geodesy::mercator::{world_from_lonlat, world_size_pt};
use crate::model::Viewport;
use crate::spatial::WorldBox;

/// How far beyond the viewport things are still drawn, so that no stroke is seen to end, points.
pub(super) const MARGIN_PT: f64 = 32.0;

/// The screen of a viewport for one copy of the world; a wide view of a small zoom shows several.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    origin: [f64; 2],
    size: f64,
    size_pt: [f64; 2],
    margin_pt: f64,
    westernmost: bool,
}

impl Frame {
    /// One frame for each copy of the world in view, from west to east.
    pub(super) fn copies(viewport: &Viewport) -> Vec<Self> {
        Self::copies_within(viewport, MARGIN_PT)
    }

    /// The same with another margin than [`MARGIN_PT`].
    pub(super) fn copies_within(viewport: &Viewport, margin_pt: f64) -> Vec<Self> {
        let size = world_size_pt(viewport.zoom);
        let origin = viewport.origin_world();
        let margin = margin_pt / size;
        let first = (origin[0] - margin).floor() as i32;
        let last = (origin[0] + viewport.size_pt[0] / size + margin).floor() as i32;
        (first..=last)
            .map(|copy| Self {
                origin: [origin[0] - f64::from(copy), origin[1]],
                size,
                size_pt: viewport.size_pt,
                margin_pt,
                westernmost: copy == first,
            })
            .collect()
    }

    /// The frames for what reaches across the antimeridian, and so into the copy of the world east
    /// of its own: this one, and for the first copy in view the one west of it.
    pub(super) fn with_west(&self) -> Vec<Self> {
        let west = Self {
            origin: [self.origin[0] + 1.0, self.origin[1]],
            ..*self
        };
        std::iter::once(*self)
            .chain(self.westernmost.then_some(west))
            .collect()
    }

    /// Unit-square coordinates of a box on the screen.
    pub(super) fn world_box(&self, screen: &WorldBox) -> WorldBox {
        let world =
            |point: [f64; 2]| [0, 1].map(|axis: usize| self.origin[axis] + point[axis] / self.size);
        WorldBox {
            min: world(screen.min),
            max: world(screen.max),
        }
    }

    /// The viewport alone, screen points.
    pub(super) fn seen(&self) -> WorldBox {
        WorldBox {
            min: [0.0; 2],
            max: self.size_pt,
        }
    }

    /// Screen points along the world's side.
    pub(super) fn world_size_pt(&self) -> f64 {
        self.size
    }

    /// Screen points of unit-square coordinates.
    pub(super) fn screen(&self, world: [f64; 2]) -> [f64; 2] {
        [
            (world[0] - self.origin[0]) * self.size,
            (world[1] - self.origin[1]) * self.size,
        ]
    }

    /// Screen points of a position.
    pub(super) fn place(&self, position: Position) -> [f32; 2] {
        narrow(self.screen(world_from_lonlat(position)))
    }

    /// What is drawn: the viewport and its margin, screen points.
    pub(super) fn drawn(&self) -> WorldBox {
        WorldBox {
            min: [-self.margin_pt; 2],
            max: self.size_pt.map(|side| side + self.margin_pt),
        }
    }

    /// Screen points of a box.
    pub(super) fn screen_box(&self, bounds: &WorldBox) -> WorldBox {
        WorldBox {
            min: self.screen(bounds.min),
            max: self.screen(bounds.max),
        }
    }

    /// Whether a symbol at these screen points can be seen.
    pub(super) fn shows(&self, [x, y]: [f32; 2]) -> bool {
        let drawn = self.drawn();
        (drawn.min[0]..=drawn.max[0]).contains(&f64::from(x))
            && (drawn.min[1]..=drawn.max[1]).contains(&f64::from(y))
    }
}

/// To the precision of primitives.
pub(super) fn narrow(point: [f64; 2]) -> [f32; 2] {
    point.map(|value| value as f32)
}
