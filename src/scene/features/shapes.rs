//! Lines and polygons: simplified for the zoom level and cut to what is drawn. Outlines follow the
//! original edges only, never a cut.
use super::FeatureView;
use super::points::Spots;
use crate::geodesy::seen_outline;
use crate::model::Rgba;
use crate::scene::clip::{cut_ring, pieces};
use crate::scene::frame::{Frame, narrow};
use crate::scene::symbology::{Symbology, dash_pt};
use crate::scene::{Circle, Fill, Line, Primitive, Stroke};
use crate::spatial::{Shape, WorldBox};

/// Vertices nearer to the one before than this are left out, pixels.
const TOLERANCE_PX: f64 = 0.3;
/// The same for shapes that are no larger than this on either side, whose form is hard to see.
const SMALL_TOLERANCE_PX: f64 = 0.8;
const SMALL_PX: f64 = 12.0;
/// Shapes smaller than this on both sides are dots, screen points.
const DOT_PT: f64 = 1.5;
/// Areas smaller than this on both sides are filled with what fill and outline would blend to.
const BLOT_PT: f64 = 4.0;

/// Areas, then lines.
pub(super) fn shapes(
    view: &FeatureView<'_>,
    symbology: &Symbology<'_>,
    primitives: &mut Vec<Primitive>,
) {
    let shapes = view.loaded.index.shapes();
    if shapes.is_empty() {
        return;
    }
    let frames = if shapes.reach_beyond() {
        view.frame.with_west()
    } else {
        vec![*view.frame]
    };
    let mut brush = Brush {
        view,
        symbology,
        frame: view.frame,
        primitives,
    };
    for areas in [true, false] {
        for frame in &frames {
            brush.frame = frame;
            let of_kind = |shape: &&Shape| shape.is_area() == areas;
            let within = shapes.within(&frame.world_box(&frame.drawn()));
            brush.shapes(within.into_iter().filter(of_kind));
        }
    }
}

struct Brush<'a> {
    view: &'a FeatureView<'a>,
    symbology: &'a Symbology<'a>,
    frame: &'a Frame,
    primitives: &'a mut Vec<Primitive>,
}

impl Brush<'_> {
    fn shapes<'s>(&mut self, shapes: impl Iterator<Item = &'s Shape>) {
        let mut dots: Option<Spots> = None;
        for shape in shapes {
            let bounds = shape.bounds();
            let on_screen = self.frame.screen_box(&bounds);
            if on_screen.size().into_iter().all(|side| side < DOT_PT) {
                let middle = [0, 1].map(|axis| f64::midpoint(bounds.min[axis], bounds.max[axis]));
                let at = self.view.frame.world_box(&WorldBox {
                    min: self.frame.screen(middle),
                    max: self.frame.screen(middle),
                });
                dots.get_or_insert_with(|| Spots::new(self.view, DOT_PT))
                    .put(at.min, shape.row);
            } else if shape.is_area() {
                self.area(shape, &bounds, &on_screen);
            } else {
                self.line(shape, &bounds);
            }
        }
        for (row, at) in dots.into_iter().flat_map(Spots::top_most) {
            self.dot(row, at);
        }
    }

    fn tolerance(&self, bounds: &WorldBox) -> f64 {
        let pixel = (self.view.pixels_per_point * self.frame.world_size_pt()).recip();
        let small = bounds
            .size()
            .into_iter()
            .all(|side| side < SMALL_PX * pixel);
        pixel
            * if small {
                SMALL_TOLERANCE_PX
            } else {
                TOLERANCE_PX
            }
    }

    fn area(&mut self, shape: &Shape, bounds: &WorldBox, on_screen: &WorldBox) {
        let row = shape.row as usize;
        let drawn = self.frame.drawn();
        let whole = drawn.encloses(on_screen);
        let rings: Vec<Vec<[f64; 2]>> = self
            .view
            .loaded
            .index
            .shapes()
            .paths(shape, self.tolerance(bounds))
            .filter(|ring| ring.len() > 3)
            .collect();
        let (outline, width_pt) = self.symbology.outline(row);
        let width_pt = width_pt.min(widest_outline_pt(on_screen));
        let is_blot = on_screen.size().into_iter().all(|side| side < BLOT_PT);
        let mut color = self.symbology.fill(row);
        if is_blot {
            let share = outlined_share(on_screen, width_pt) * f32::from(outline.3) / 255.0;
            color = color.mixed(Rgba(outline.0, outline.1, outline.2, u8::MAX), share);
        }
        if color.3 > 0 {
            let mut fill = Fill {
                vertices: Vec::new(),
                ring_ends: Vec::new(),
                triangles: Vec::new(),
                color,
            };
            for ring in &rings {
                let open = &ring[..ring.len() - 1];
                let screen = open.iter().map(|vertex| self.frame.screen(*vertex));
                if whole {
                    fill.vertices.extend(screen.map(narrow));
                } else {
                    let cut = cut_ring(screen.collect(), &drawn);
                    fill.vertices.extend(cut.into_iter().map(narrow));
                }
                fill.ring_ends.push(fill.vertices.len() as u32);
            }
            if !fill.vertices.is_empty() {
                self.primitives.push(Primitive::Fill(fill));
            }
        }
        if !is_blot {
            let stroke = Stroke {
                width_pt,
                color: outline,
            };
            for ring in &rings {
                let (line, is_closed) = seen_outline(ring);
                self.stroke(line, bounds, stroke, is_closed);
            }
        }
    }

    fn line(&mut self, shape: &Shape, bounds: &WorldBox) {
        let (color, width_pt) = self.symbology.line(shape.row as usize);
        let shapes = self.view.loaded.index.shapes();
        for path in shapes.paths(shape, self.tolerance(bounds)) {
            self.stroke(&path, bounds, Stroke { width_pt, color }, false);
        }
    }

    /// A line, or a ring whose last vertex repeats the first.
    fn stroke(&mut self, path: &[[f64; 2]], bounds: &WorldBox, stroke: Stroke, ring: bool) {
        if stroke.width_pt <= 0.0 || stroke.color.3 == 0 {
            return;
        }
        let dash = dash_pt(self.view.style.dash, stroke.width_pt);
        let period = dash.map(|[dash, gap]| f64::from(dash + gap));
        let whole = self.frame.drawn().encloses(&self.frame.screen_box(bounds));
        let closed = ring && whole && dash.is_none();
        for mut points in pieces(self.frame, bounds, path, period) {
            if closed {
                points.pop();
            }
            self.primitives.push(Primitive::Line(Line {
                points,
                closed,
                stroke,
                dash,
            }));
        }
    }

    /// What a shape too small to have a form is drawn as; `at` is in the unit square of the view.
    fn dot(&mut self, row: u32, at: [f64; 2]) {
        let (color, width_pt): (Rgba, f32) = self.symbology.outline(row as usize);
        self.primitives.push(Primitive::Circle(Circle {
            center: narrow(self.view.frame.screen(at)),
            radius_pt: (width_pt / 2.0).max(0.6),
            fill: Some(color),
            stroke: None,
        }));
    }
}

/// How much of an area its outline covers, were it a disc.
fn outlined_share(on_screen: &WorldBox, width_pt: f32) -> f32 {
    let [width, height] = on_screen.size();
    2.0 * width_pt / width.max(height) as f32
}

/// Areas of a few points would be all outline: theirs is thinner.
fn widest_outline_pt(on_screen: &WorldBox) -> f32 {
    let [width, height] = on_screen.size();
    (width.max(height) as f32 / 6.0).max(0.4)
}
