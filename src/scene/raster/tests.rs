//! Shares of pixels against areas known from geometry.
use super::*;
use crate::scene::Stroke;

const INK: Rgba = Rgba(200, 100, 50, 255);

fn painted(primitive: &Primitive) -> Pixels {
    let mut painter = RasterPainter::new([64, 48], 1.0);
    painter.paint([primitive]);
    painter.finish()
}

/// Square pixels covered.
fn area(pixels: &Pixels) -> f64 {
    pixels
        .rgba
        .iter()
        .map(|pixel| f64::from(pixel[3]) / 255.0)
        .sum()
}

fn fill(rings: &[&[[f32; 2]]]) -> Primitive {
    let mut end = 0;
    Primitive::Fill(Fill {
        vertices: rings.concat(),
        ring_ends: rings
            .iter()
            .map(|ring| {
                end += ring.len() as u32;
                end
            })
            .collect(),
        triangles: Vec::new(),
        color: INK,
    })
}

#[test]
fn an_area_covers_what_it_measures_whichever_way_its_rings_turn() {
    let triangle = [[5.3, 4.1], [60.2, 9.7], [20.9, 44.5]];
    let expected = 0.5 * f64::from(54.9_f32 * 40.4 - 15.6 * 5.6);
    let mut turned = triangle;
    turned.reverse();
    for ring in [triangle, turned] {
        let pixels = painted(&fill(&[&ring]));
        assert!((area(&pixels) - expected).abs() < 1.0, "{}", area(&pixels));
    }
    let outer = [[4.0, 4.0], [44.0, 4.0], [44.0, 44.0], [4.0, 44.0]];
    let hole = [[10.5, 10.5], [30.5, 10.5], [30.5, 20.5], [10.5, 20.5]];
    let mut turned = hole;
    turned.reverse();
    for hole in [hole, turned] {
        let pixels = painted(&fill(&[&outer, &hole]));
        assert!((area(&pixels) - 1400.0).abs() < 1.0, "{}", area(&pixels));
        assert_eq!(pixels.rgba[15 * 64 + 20][3], 0, "the hole is filled");
        assert_eq!(pixels.rgba[15 * 64 + 40], [200, 100, 50, 255]);
    }
}

#[test]
fn what_lies_beyond_the_edge_does_not_matter() {
    let wide = [
        [-500.0, -70.0],
        [900.0, 10.0],
        [300.0, 700.0],
        [-80.0, 90.0],
    ];
    let pixels = painted(&fill(&[&wide]));
    assert!(
        (area(&pixels) - 64.0 * 48.0).abs() < 1.0,
        "{}",
        area(&pixels)
    );
    let left = [[-20.0, 10.0], [10.0, 10.0], [10.0, 20.0], [-20.0, 20.0]];
    assert!((area(&painted(&fill(&[&left]))) - 100.0).abs() < 0.1);
}

#[test]
fn a_line_covers_its_length_times_its_width_and_its_round_ends() {
    for width in [0.5, 1.6, 4.0] {
        let line = painted(&Primitive::Line(Line {
            points: vec![[8.0, 9.0], [50.0, 33.0]],
            closed: false,
            stroke: Stroke {
                width_pt: width,
                color: INK,
            },
            dash: None,
        }));
        let (width, length) = (f64::from(width), 42.0_f64.hypot(24.0));
        let expected = length * width + std::f64::consts::PI * width * width / 4.0;
        assert!(
            (area(&line) - expected).abs() < 0.06 * expected,
            "{} {expected}",
            area(&line)
        );
    }
}

#[test]
fn discs_and_rings_cover_their_areas() {
    let circle = |fill, stroke| {
        painted(&Primitive::Circle(Circle {
            center: [30.3, 24.8],
            radius_pt: 10.0,
            fill,
            stroke,
        }))
    };
    let disc = area(&circle(Some(INK), None));
    assert!((disc - 314.16).abs() < 2.0, "{disc}");
    let ring = area(&circle(
        None,
        Some(Stroke {
            width_pt: 2.0,
            color: INK,
        }),
    ));
    assert!((ring - std::f64::consts::TAU * 20.0).abs() < 2.0, "{ring}");
}
