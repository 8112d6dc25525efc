//! Which labels a map shows and where: greedy placement by priority, so that no label covers
//! another or a symbol. Deterministic, and the same wherever the map is panned. What the text says
//! and how it looks is the caller's choice.
mod curved;
mod grid;
mod path;
mod straight;

use std::collections::HashMap;

use crate::model::Rgba;
use crate::scene::{Face, Halo, Text};

pub use grid::{Obstacle, ScreenBox};

use grid::Grid;

/// A label that wants a place.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// Decides between equal priorities; keep it the same from frame to frame.
    pub id: u64,
    /// Lower ones are placed first.
    pub priority: u32,
    /// What it says.
    pub string: String,
    /// How it looks.
    pub style: LabelStyle,
    /// What it names.
    pub kind: LabelKind,
    /// Whether it keeps clear of the lines, too.
    pub off_lines: bool,
}

/// How a label looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LabelStyle {
    /// Typeface.
    pub face: Face,
    /// Em size, screen points.
    pub size_pt: f32,
    /// Added between letters, ems.
    pub letter_spacing_em: f32,
    /// Colour of the glyphs.
    pub color: Rgba,
    /// Below the glyphs.
    pub halo: Option<Halo>,
}

/// What a label names, in screen points.
#[derive(Clone, Debug, PartialEq)]
pub enum LabelKind {
    /// A place with a symbol: beside it, right before left, above before below.
    Point {
        /// The middle of the symbol.
        at: [f32; 2],
        /// The symbol's reach.
        radius_pt: f32,
    },
    /// An area: about its middle, on one line or two, hidden where wider than the area.
    Area {
        /// The middle.
        center: [f32; 2],
        /// The room there is.
        max_width_pt: f32,
    },
    /// A line: letters follow it, upright, again every 700 points or so. Pass the whole line, not
    /// what a moving frame cuts out of it, or the label slides along as the map is panned.
    Line {
        /// At least two.
        points: Vec<[f32; 2]>,
        /// Whether the text stands above the line or on it.
        side: LineSide,
    },
}

/// Where text stands to its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineSide {
    /// Clear of it, above as read: water.
    Above,
    /// In the middle of it: contours, roads.
    On,
}

/// What becomes of labels at the edge of the frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EdgeRule {
    /// Labels may be cut: for a window that places in a frame larger than it shows.
    MayCross,
    /// Every label lies inside as a whole, moved if need be: for a finished map.
    Inside,
}

/// The room for labels: from the origin to its size.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    /// Width and height, screen points.
    pub size_pt: [f32; 2],
    /// What holds at its edge.
    pub edge: EdgeRule,
}

impl Frame {
    fn room(&self) -> ScreenBox {
        ScreenBox {
            min: [0.0; 2],
            max: self.size_pt,
        }
    }

    /// Whether a label may be placed there. What may cross the edge is placed beyond it, too: were
    /// it drawn into the frame it would move as the map is panned.
    fn admits(&self, place: ScreenBox) -> bool {
        self.edge == EdgeRule::MayCross || self.room().contains(place)
    }

    /// Whether any of a label is in view.
    fn shows(&self, boxes: &[ScreenBox]) -> bool {
        boxes.iter().any(|&place| self.room().touches(place))
    }
}

/// A label with its place. A line may have several.
#[derive(Clone, Debug, PartialEq)]
pub struct PlacedLabel {
    /// Index of the candidate.
    pub candidate: usize,
    /// Ready to paint.
    pub text: Text,
    /// What it covers, halo left out; one box for straight text, one per letter along a line.
    pub boxes: Vec<ScreenBox>,
}

/// Places labels one after the other by priority, then id, each at the first of its positions
/// that is free of the obstacles and of the labels before it; those without one are left out.
/// `lines` are obstacles to the candidates that ask for it alone. The result is in the order of
/// placement.
#[must_use]
pub fn place(
    candidates: &[Candidate],
    obstacles: &[Obstacle],
    lines: &[Obstacle],
    frame: Frame,
) -> Vec<PlacedLabel> {
    let mut grid = Grid::new(frame.size_pt);
    for &line in lines {
        grid.insert_line(line);
    }
    // Where each line has been named.
    let mut named: HashMap<&str, Vec<[f32; 2]>> = HashMap::new();
    for &obstacle in obstacles {
        grid.insert(obstacle);
    }
    let mut order: Vec<usize> = (0..candidates.len()).collect();
    order.sort_unstable_by_key(|&index| (candidates[index].priority, candidates[index].id, index));

    let mut placed = Vec::new();
    for index in order {
        let candidate = &candidates[index];
        let found: Vec<Found> = match &candidate.kind {
            LabelKind::Point { at, radius_pt } => {
                straight::beside(candidate, *at, *radius_pt, &mut grid, frame)
                    .into_iter()
                    .collect()
            }
            LabelKind::Area {
                center,
                max_width_pt,
            } => straight::within(candidate, *center, *max_width_pt, &mut grid, frame)
                .into_iter()
                .collect(),
            LabelKind::Line { points, side } => {
                let named = named.entry(&candidate.string).or_default();
                curved::along(candidate, (points, *side), named, &mut grid, frame)
            }
        };
        for (text, boxes) in found {
            if frame.shows(&boxes) {
                placed.push(PlacedLabel {
                    candidate: index,
                    text,
                    boxes,
                });
            }
        }
    }
    placed
}

/// Text in place and what it covers.
type Found = (Text, Vec<ScreenBox>);

#[cfg(test)]
mod tests;
