//! What lies below the subject: the wider world, waters, province lines, the graticule.
use super::clip::{fill, pieces, strokes};
use super::frame::{Frame, narrow};
use super::symbol::star_fill;
use super::theme::Theme;
use super::{Line, Primitive, Stroke};
use crate::geodesy::mercator::world_from_lonlat;
use crate::geodesy::{Extent, lon_lat};
use crate::model::{BasemapTheme, BorderStatus, Rgba};
use crate::spatial::{AreaLayer, Detail, LineLayer, WorldBox};

/// What every layer is drawn with.
#[derive(Clone, Copy)]
pub(super) struct Canvas<'a> {
    pub(super) detail: &'a Detail,
    pub(super) frame: &'a Frame,
    pub(super) zoom: f64,
    pub(super) theme: &'a Theme,
}

impl Canvas<'_> {
    /// A width that grows from `narrow` at zoom 4 to `wide` at zoom 10.
    pub(super) fn width(&self, narrow: f32, wide: f32) -> f32 {
        let along = ((self.zoom as f32 - 4.0) / 6.0).clamp(0.0, 1.0);
        narrow + along * (wide - narrow)
    }
}

/// What the wider world covers.
const WORLD: Extent = Extent {
    west: -30.0,
    south: -15.0,
    east: 150.0,
    north: 85.0,
};

/// A flat ground beyond the wider world, lest it be taken for the open sea.
fn unknown(canvas: &Canvas<'_>) -> Vec<Primitive> {
    let drawn = canvas.frame.drawn();
    let corner = |lon, lat| canvas.frame.screen(world_from_lonlat(lon_lat(lon, lat)));
    let known = [
        corner(WORLD.west, WORLD.north),
        corner(WORLD.east, WORLD.south),
    ];
    let [copy_west, _] = canvas.frame.screen([0.0, 0.0]);
    let [copy_east, _] = canvas.frame.screen([1.0, 0.0]);
    [
        [[copy_west, drawn.min[1]], [known[0][0], drawn.max[1]]],
        [[known[1][0], drawn.min[1]], [copy_east, drawn.max[1]]],
        [[known[0][0], known[1][1]], [known[1][0], drawn.max[1]]],
        [[known[0][0], drawn.min[1]], [known[1][0], known[0][1]]],
    ]
    .into_iter()
    .filter_map(|[min, max]| {
        let min = [0, 1].map(|axis: usize| min[axis].max(drawn.min[axis]));
        let max = [0, 1].map(|axis: usize| max[axis].min(drawn.max[axis]));
        let corners = [min, [max[0], min[1]], max, [min[0], max[1]]];
        (min[0] < max[0] && min[1] < max[1]).then(|| {
            let corners = corners.map(narrow).to_vec();
            Primitive::Fill(star_fill(corners, canvas.theme.unknown))
        })
    })
    .collect()
}

/// Land of the wider world and its coast. Without relief the exact country areas lie over it.
pub(super) fn world(canvas: &Canvas<'_>, basemap: BasemapTheme) -> Vec<Primitive> {
    let mut primitives = unknown(canvas);
    let mut land = |layer: AreaLayer, coast: bool| {
        let areas = canvas.detail.areas(layer, canvas.zoom);
        for part in areas.iter() {
            let Some(fill) = fill(canvas.frame, areas, part, canvas.theme.land) else {
                continue;
            };
            primitives.push(fill);
            for ring in areas.rings(part).filter(|_| coast) {
                // In the plain theme the fills' own edges would show as hairlines between them.
                shore(
                    canvas,
                    &part.bounds,
                    ring,
                    hairline(canvas.theme.land),
                    &mut primitives,
                );
            }
        }
    };
    land(AreaLayer::World, true);
    if basemap == BasemapTheme::Plain {
        land(AreaLayer::Countries, false);
    }
    primitives
}

fn hairline(color: Rgba) -> Stroke {
    Stroke {
        width_pt: 0.8,
        color,
    }
}

/// Lakes and seas with their shores.
pub(super) fn water(canvas: &Canvas<'_>) -> Vec<Primitive> {
    let areas = canvas.detail.areas(AreaLayer::Water, canvas.zoom);
    let stroke = Stroke {
        width_pt: canvas.width(0.5, 0.9),
        color: canvas.theme.shore,
    };
    let mut primitives = Vec::new();
    for part in areas.iter() {
        let Some(fill) = fill(canvas.frame, areas, part, canvas.theme.water) else {
            continue;
        };
        primitives.push(fill);
        for ring in areas.rings(part) {
            shore(canvas, &part.bounds, ring, stroke, &mut primitives);
        }
    }
    primitives
}

/// The outline of a ring, but not where the atlas ends and the sea goes on.
fn shore(
    canvas: &Canvas<'_>,
    bounds: &WorldBox,
    ring: &[[f64; 2]],
    stroke: Stroke,
    primitives: &mut Vec<Primitive>,
) {
    let edges = atlas_edges();
    let cut = |a: &[f64; 2], b: &[f64; 2]| {
        edges
            .iter()
            .any(|(axis, at)| (a[*axis] - at).abs() < 1e-9 && (b[*axis] - at).abs() < 1e-9)
    };
    let mut closed = ring.to_vec();
    closed.extend(ring.first());
    let mut start = 0;
    let mut line = |from: usize, to: usize| {
        for points in pieces(canvas.frame, bounds, &closed[from..=to], None) {
            primitives.push(Primitive::Line(Line {
                points,
                closed: false,
                stroke,
                dash: None,
            }));
        }
    };
    for index in 1..closed.len() {
        if cut(&closed[index - 1], &closed[index]) {
            if index - 1 > start {
                line(start, index - 1);
            }
            start = index;
        }
    }
    if closed.len() - 1 > start {
        line(start, closed.len() - 1);
    }
}

fn atlas_edges() -> [(usize, f64); 4] {
    let north_west = world_from_lonlat(lon_lat(Extent::ATLAS.west, Extent::ATLAS.north));
    let south_east = world_from_lonlat(lon_lat(Extent::ATLAS.east, Extent::ATLAS.south));
    [
        (0, north_west[0]),
        (1, north_west[1]),
        (0, south_east[0]),
        (1, south_east[1]),
    ]
}

/// From which zoom level a river of this rank is drawn.
fn river_from_zoom(rank: u8) -> f64 {
    [0.0, 4.0, 5.0, 5.8, 6.6, 7.5, 8.0, 8.5][usize::from(rank.min(7))]
}

/// Rivers, wider the larger they are.
pub(super) fn rivers(canvas: &Canvas<'_>) -> Vec<Primitive> {
    let rivers = &canvas.detail.atlas().rivers;
    let mut primitives = Vec::new();
    for line in canvas.detail.lines(LineLayer::Rivers, canvas.zoom).iter() {
        let rank = rivers[line.0.feature].rank;
        if canvas.zoom < river_from_zoom(rank) {
            continue;
        }
        let wide = (2.4 - 0.35 * f32::from(rank)).max(0.7);
        let stroke = Stroke {
            width_pt: canvas.width(wide * 0.45, wide),
            color: canvas.theme.river,
        };
        primitives.extend(strokes(canvas.frame, line, stroke, None));
    }
    primitives
}

/// Province lines: thin and dashed.
pub(super) fn provinces(canvas: &Canvas<'_>) -> Vec<Primitive> {
    if canvas.zoom < 4.5 {
        return Vec::new();
    }
    let stroke = Stroke {
        width_pt: canvas.width(0.5, 1.0),
        color: canvas.theme.province,
    };
    canvas
        .detail
        .lines(LineLayer::Provinces, canvas.zoom)
        .iter()
        .flat_map(|line| strokes(canvas.frame, line, stroke, Some([3.5, 2.5])))
        .collect()
}

/// Borders of the wider world, generalised: thin beside the exact ones.
pub(super) fn world_borders(canvas: &Canvas<'_>) -> Vec<Primitive> {
    let lines = &canvas.detail.atlas().world_lines;
    let stroke = Stroke {
        width_pt: canvas.width(0.6, 1.2),
        color: canvas.theme.border.faded(0.75),
    };
    canvas
        .detail
        .lines(LineLayer::World, canvas.zoom)
        .iter()
        .flat_map(|line| {
            let disputed = lines[line.0.feature].status == BorderStatus::Disputed;
            strokes(canvas.frame, line, stroke, disputed.then_some([4.0, 3.0]))
        })
        .collect()
}

/// Degrees between meridians, and between parallels, at a zoom level.
pub(super) fn graticule_step_deg(zoom: f64) -> f64 {
    // About 130 to 260 points apart.
    const STEPS_DEG: [f64; 9] = [20.0, 10.0, 5.0, 2.0, 1.0, 0.5, 0.25, 0.1, 0.05];
    let wanted = 130.0 * 360.0 / (256.0 * zoom.exp2());
    STEPS_DEG
        .into_iter()
        .rev()
        .find(|step| *step >= wanted)
        .unwrap_or(STEPS_DEG[0])
}

/// Meridians and parallels in view. Their figures belong to the map surround.
pub(super) fn graticule(canvas: &Canvas<'_>) -> Vec<Primitive> {
    let step = graticule_step_deg(canvas.zoom);
    let stroke = Stroke {
        width_pt: 0.7,
        color: canvas.theme.graticule,
    };
    let drawn = canvas.frame.drawn();
    let mut primitives = Vec::new();
    let mut line = |a: [f64; 2], b: [f64; 2]| {
        primitives.push(Primitive::Line(Line {
            points: vec![a.map(|v| v as f32), b.map(|v| v as f32)],
            closed: false,
            stroke,
            dash: None,
        }));
    };
    for index in (-180.0 / step) as i32..(180.0 / step) as i32 {
        let world = world_from_lonlat(lon_lat(f64::from(index) * step, 0.0));
        let x = canvas.frame.screen(world)[0];
        if (drawn.min[0]..=drawn.max[0]).contains(&x) {
            line([x, drawn.min[1]], [x, drawn.max[1]]);
        }
    }
    // A frame shows one copy of the world; parallels end with it.
    let west = canvas.frame.screen([0.0, 0.5])[0].max(drawn.min[0]);
    let east = canvas.frame.screen([1.0, 0.5])[0].min(drawn.max[0]);
    for index in (-85.0 / step) as i32..=(85.0 / step) as i32 {
        let world = world_from_lonlat(lon_lat(0.0, f64::from(index) * step));
        let y = canvas.frame.screen(world)[1];
        if (drawn.min[1]..=drawn.max[1]).contains(&y) && west < east {
            line([west, y], [east, y]);
        }
    }
    primitives
}
