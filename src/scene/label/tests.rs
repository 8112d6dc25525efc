//! What holds of placed labels.
use super::*;
use crate::scene::text::layout;

const STYLE: LabelStyle = LabelStyle {
    face: Face::Sans,
    size_pt: 11.0,
    letter_spacing_em: 0.0,
    color: Rgba(0, 0, 0, 255),
    halo: None,
};

const FRAME: Frame = Frame {
    size_pt: [800.0, 600.0],
    edge: EdgeRule::MayCross,
};

const INSIDE: Frame = Frame {
    edge: EdgeRule::Inside,
    ..FRAME
};

fn candidate(id: u64, string: &str, kind: LabelKind) -> Candidate {
    Candidate {
        id,
        priority: 1,
        string: string.to_owned(),
        style: STYLE,
        kind,
        off_lines: false,
    }
}

fn point(id: u64, string: &str, at: [f32; 2]) -> Candidate {
    let radius_pt = 3.0;
    candidate(id, string, LabelKind::Point { at, radius_pt })
}

fn line(id: u64, points: Vec<[f32; 2]>, side: LineSide) -> Candidate {
    candidate(id, "Amu Darya", LabelKind::Line { points, side })
}

/// A line of waves from (`x0`, `y0`), 600 points long to the right.
fn waves(x0: f32, y0: f32) -> Vec<[f32; 2]> {
    (0..200)
        .map(|step| step as f32 * 3.0)
        .map(|x| [x0 + x, y0 + 30.0 * (x / 80.0).sin()])
        .collect()
}

/// Numbers between 0 and 1, the same each time (Knuth's MMIX generator).
struct Random(u64);

impl Random {
    fn next(&mut self) -> f32 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 40) as f32 / (1_u64 << 24) as f32
    }
}

/// Labels of all kinds, crowded, with a circle for each symbol.
fn crowd(seed: u64) -> (Vec<Candidate>, Vec<Obstacle>) {
    let mut random = Random(seed);
    let mut candidates = Vec::new();
    let mut obstacles = vec![Obstacle::Box(ScreenBox {
        min: [600.0, 400.0],
        max: [780.0, 580.0],
    })];
    for id in 0..300 {
        let at = [random.next() * 900.0 - 50.0, random.next() * 700.0 - 50.0];
        let mut new = match id % 20 {
            0 => {
                let max_width_pt = 30.0 + random.next() * 120.0;
                let kind = LabelKind::Area {
                    center: at,
                    max_width_pt,
                };
                candidate(id, "Gorno-Badakhshan Autonomous", kind)
            }
            1 => line(id, waves(at[0] - 200.0, at[1]), LineSide::Above),
            _ => {
                obstacles.push(Obstacle::Circle {
                    center: at,
                    radius_pt: 3.0,
                });
                point(
                    id,
                    ["Termez", "Mazar-e Sharif", "ترمذ"][id as usize % 3],
                    at,
                )
            }
        };
        new.priority = (random.next() * 4.0) as u32;
        candidates.push(new);
    }
    (candidates, obstacles)
}

#[test]
fn no_label_covers_another_or_a_symbol_and_the_edge_holds() {
    for seed in 1..6 {
        let (candidates, obstacles) = crowd(seed);
        for frame in [FRAME, INSIDE] {
            let placed = place(&candidates, &obstacles, &[], frame);
            assert!(placed.len() > 50, "{} of 300", placed.len());
            for (index, label) in placed.iter().enumerate() {
                for covered in &label.boxes {
                    for other in placed[..index].iter().flat_map(|other| &other.boxes) {
                        assert!(!covered.touches(*other));
                    }
                    for obstacle in &obstacles {
                        let hit = match *obstacle {
                            Obstacle::Box(taken) => taken.touches(*covered),
                            Obstacle::Circle { center, radius_pt } => {
                                let x = center[0].clamp(covered.min[0], covered.max[0]);
                                let y = center[1].clamp(covered.min[1], covered.max[1]);
                                (x - center[0]).hypot(y - center[1]) < radius_pt - 1e-3
                            }
                        };
                        assert!(!hit, "{:?}", label.text.string);
                    }
                    if frame.edge == EdgeRule::Inside {
                        assert!(covered.min[0] >= 0.0 && covered.max[0] <= 800.0);
                        assert!(covered.min[1] >= 0.0 && covered.max[1] <= 600.0);
                    }
                }
            }
        }
    }
}

#[test]
fn the_order_of_the_candidates_does_not_matter() {
    let (candidates, obstacles) = crowd(7);
    let placed = place(&candidates, &obstacles, &[], FRAME);
    let reversed: Vec<Candidate> = candidates.iter().rev().cloned().collect();
    let again = place(&reversed, &obstacles, &[], FRAME);
    let texts = |labels: &[PlacedLabel]| -> Vec<Text> {
        labels.iter().map(|label| label.text.clone()).collect()
    };
    assert_eq!(texts(&placed), texts(&again));
}

#[test]
fn a_label_goes_right_of_its_symbol_and_elsewhere_where_that_is_taken() {
    let at = [400.0, 300.0];
    let alone = place(&[point(1, "Termez", at)], &[], &[], FRAME);
    let first = alone[0].boxes[0];
    assert!(first.min[0] > 403.0 && first.min[1] < 300.0 && first.max[1] > 300.0);
    let taken = [Obstacle::Box(ScreenBox {
        min: [401.0, 200.0],
        max: [600.0, 400.0],
    })];
    let left = place(&[point(1, "Termez", at)], &taken, &[], FRAME)[0].boxes[0];
    assert!(left.max[0] < 397.0);
}

#[test]
fn the_more_important_label_wins() {
    let mut capital = point(9, "Kabul", [400.0, 300.0]);
    capital.priority = 0;
    let crowd: Vec<Candidate> = (0..8)
        .map(|id| point(id, "Village", [400.0, 300.0 + id as f32]))
        .chain([capital])
        .collect();
    assert_eq!(place(&crowd, &[], &[], FRAME)[0].candidate, 8);
}

#[test]
fn an_area_keeps_its_name_only_where_it_fits() {
    let area = |max_width_pt, center| {
        let kind = LabelKind::Area {
            center,
            max_width_pt,
        };
        place(&[candidate(1, "Northern Areas", kind)], &[], &[], INSIDE)
    };
    let width = layout("Northern Areas", STYLE.face, STYLE.size_pt, 0.0).width_pt;
    let wide = area(width + 1.0, [400.0, 300.0])[0].boxes[0];
    let stacked = area(width * 0.7, [400.0, 300.0])[0].boxes[0];
    assert!(stacked.max[0] - stacked.min[0] < wide.max[0] - wide.min[0]);
    assert!(stacked.max[1] - stacked.min[1] > 1.5 * (wide.max[1] - wide.min[1]));
    assert!(area(width * 0.3, [400.0, 300.0]).is_empty());
    // At the edge it moves in; with its middle out of view it is left out.
    let right = area(width + 1.0, [790.0, 300.0])[0].boxes[0].max[0];
    assert!((right - 800.0).abs() < 0.001);
    assert!(area(width + 1.0, [810.0, 300.0]).is_empty());
}

/// The distance of a point from a polyline.
fn off(points: &[[f32; 2]], [x, y]: [f32; 2]) -> f32 {
    points
        .windows(2)
        .map(|pair| {
            let [dx, dy] = [pair[1][0] - pair[0][0], pair[1][1] - pair[0][1]];
            let along = ((x - pair[0][0]) * dx + (y - pair[0][1]) * dy) / (dx * dx + dy * dy);
            let along = along.clamp(0.0, 1.0);
            (x - pair[0][0] - along * dx).hypot(y - pair[0][1] - along * dy)
        })
        .fold(f32::MAX, f32::min)
}

#[test]
fn a_curved_label_follows_its_line_above_it_and_upright_either_way() {
    let there = waves(100.0, 300.0);
    let back: Vec<[f32; 2]> = there.iter().rev().copied().collect();
    for points in [there.clone(), back] {
        let placed = place(&[line(1, points, LineSide::Above)], &[], &[], FRAME);
        let glyphs = &placed[0].text.glyphs;
        assert_eq!(glyphs.len(), "Amu Darya".len());
        assert!(glyphs.is_sorted_by(|a, b| a.origin[0] < b.origin[0]));
        for glyph in glyphs {
            // Smoothing over four ems cuts the crests of these waves by up to a point or so.
            let distance = off(&there, glyph.origin);
            assert!((1.0..7.0).contains(&distance), "{distance}");
            let slope = (30.0 / 80.0 * ((glyph.origin[0] - 100.0) / 80.0).cos()).atan();
            assert!((glyph.rotation_rad - slope).abs() < 0.12);
            let below = 300.0 + 30.0 * ((glyph.origin[0] - 100.0) / 80.0).sin();
            assert!(glyph.origin[1] < below);
        }
    }
}

#[test]
fn text_on_a_line_has_it_in_the_middle_of_its_capitals() {
    let points = vec![[100.0, 300.0], [500.0, 300.0]];
    let placed = place(&[line(1, points, LineSide::On)], &[], &[], FRAME);
    let capital = layout("Amu Darya", STYLE.face, STYLE.size_pt, 0.0).cap_height_pt;
    for glyph in &placed[0].text.glyphs {
        assert!((glyph.origin[1] - (300.0 + capital / 2.0)).abs() < 0.01);
    }
}

#[test]
fn a_long_line_is_named_again_and_a_short_or_crooked_one_not_at_all() {
    let count = |points| place(&[line(1, points, LineSide::Above)], &[], &[], FRAME).len();
    // Four stretches of 700 points, their middles at -650, 50, 750 and 1450.
    assert_eq!(count(vec![[-1000.0, 300.0], [1800.0, 300.0]]), 2);
    let around = vec![[0.0, 200.0], [700.0, 200.0], [700.0, 400.0], [0.0, 400.0]];
    // The way back is no further than what is named already.
    assert_eq!(count(around), 1);
    assert_eq!(count(vec![[400.0, 300.0], [420.0, 300.0]]), 0);
    let hairpin = vec![[300.0, 300.0], [340.0, 300.0], [300.0, 304.0]];
    assert_eq!(count(hairpin), 0);
}

#[test]
fn labels_stay_put_as_the_map_is_panned() {
    let (candidates, _) = crowd(11);
    let panned = [37.25, -12.5];
    let moved: Vec<Candidate> = candidates
        .iter()
        .cloned()
        .map(|mut candidate| {
            let shift = |[x, y]: [f32; 2]| [x + panned[0], y + panned[1]];
            match &mut candidate.kind {
                LabelKind::Point { at, .. } => *at = shift(*at),
                LabelKind::Area { center, .. } => *center = shift(*center),
                LabelKind::Line { points, .. } => {
                    for point in points {
                        *point = shift(*point);
                    }
                }
            }
            candidate
        })
        .collect();
    let before = place(&candidates, &[], &[], FRAME);
    let after = place(&moved, &[], &[], FRAME);
    let inner = |label: &&PlacedLabel| {
        let [x, y] = label.boxes[0].min;
        (50.0..700.0).contains(&x) && (50.0..500.0).contains(&y)
    };
    let find = |index| after.iter().filter(move |label| label.candidate == index);
    for label in before.iter().filter(inner) {
        let same = find(label.candidate).any(|other| {
            let [a, b] = [label, other].map(|label| label.boxes[0].min);
            (b[0] - a[0] - panned[0]).abs() < 0.01 && (b[1] - a[1] - panned[1]).abs() < 0.01
        });
        assert!(same, "{}", label.text.string);
    }
}
