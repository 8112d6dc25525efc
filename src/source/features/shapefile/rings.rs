//! Which rings of a shape are exteriors and which are holes in which of them: a shapefile says so
//! only by their direction (page 8 of the specification: clockwise rings are exteriors).

/// Above so many pairs of ring and hole, a hole is taken to lie in the exterior before it.
const MAX_PAIRS: usize = 5_000_000;

/// So many positions of a hole are tried before it counts as one that runs along the exterior.
const MAX_TRIED: usize = 64;

/// Rings by polygon, exterior first, as indices.
pub(super) fn polygons(rings: &[Vec<[f64; 2]>]) -> Vec<Vec<usize>> {
    if rings.len() == 1 {
        return vec![vec![0]];
    }
    let areas: Vec<f64> = rings.iter().map(|ring| signed_area(ring)).collect();
    let clockwise = |at: usize| areas[at] <= 0.0;
    // Where no ring is clockwise, the writer had it the other way round.
    let flipped = (0..rings.len()).all(|at| !clockwise(at));
    let (outer, holes): (Vec<usize>, Vec<usize>) =
        (0..rings.len()).partition(|&at| clockwise(at) || flipped);
    let boxes: Vec<[f64; 4]> = rings.iter().map(|ring| bounds(ring)).collect();
    let mut polygons: Vec<Vec<usize>> = outer.iter().map(|&at| vec![at]).collect();
    let search = outer.len() * holes.len() <= MAX_PAIRS;
    for hole in holes {
        let before = outer.partition_point(|&at| at < hole).checked_sub(1);
        let found = if search {
            let around = (0..outer.len()).filter_map(|polygon| {
                let at = outer[polygon];
                let inside = encloses(boxes[at], boxes[hole])
                    .then(|| contains(&rings[at], &rings[hole]))
                    .filter(|inside| *inside != Some(false))?;
                Some((inside.is_none(), -areas[at], polygon))
            });
            // A ring that the hole runs along all the way may also be what fills it.
            around
                .min_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)))
                .map(|(.., polygon)| polygon)
        } else {
            before
        };
        match found {
            Some(polygon) => polygons[polygon].push(hole),
            // In nothing: an exterior in the wrong direction.
            None => polygons.push(vec![hole]),
        }
    }
    polygons
}

/// Twice the area, positive where the ring runs counter-clockwise.
fn signed_area(ring: &[[f64; 2]]) -> f64 {
    let Some(&[x0, y0]) = ring.first() else {
        return 0.0;
    };
    ring.windows(2)
        .map(|pair| (pair[0][0] - x0) * (pair[1][1] - y0) - (pair[1][0] - x0) * (pair[0][1] - y0))
        .sum()
}

fn bounds(ring: &[[f64; 2]]) -> [f64; 4] {
    ring.iter().fold(
        [
            f64::INFINITY,
            f64::INFINITY,
            f64::NEG_INFINITY,
            f64::NEG_INFINITY,
        ],
        |[w, s, e, n], &[x, y]| [w.min(x), s.min(y), e.max(x), n.max(y)],
    )
}

fn encloses(outer: [f64; 4], inner: [f64; 4]) -> bool {
    outer[0] <= inner[0] && outer[1] <= inner[1] && outer[2] >= inner[2] && outer[3] >= inner[3]
}

/// Whether a hole lies in a ring: the first of its positions, or the middles between them, that does
/// not lie on the ring says so; nothing where all do.
fn contains(ring: &[[f64; 2]], hole: &[[f64; 2]]) -> Option<bool> {
    let middle = |pair: &[[f64; 2]]| [0, 1].map(|axis| pair[0][axis].midpoint(pair[1][axis]));
    let middles = hole.windows(2).map(middle);
    let tried = hole.iter().copied().take(MAX_TRIED);
    tried
        .chain(middles.take(MAX_TRIED))
        .find_map(|at| is_inside(ring, at))
}

/// Whether a position lies in a ring; nothing where it lies on it, as near as rounding tells.
fn is_inside(ring: &[[f64; 2]], [x, y]: [f64; 2]) -> Option<bool> {
    let mut inside = false;
    for pair in ring.windows(2) {
        let ([ax, ay], [bx, by]) = (pair[0], pair[1]);
        let (dx, dy) = (bx - ax, by - ay);
        let apart = dx * (y - ay) - dy * (x - ax);
        let rounding = 4.0 * f64::EPSILON * (x.abs() + y.abs()) * (dx.abs() + dy.abs());
        let within = ax.min(bx) <= x && x <= ax.max(bx) && ay.min(by) <= y && y <= ay.max(by);
        if within && apart.abs() <= rounding {
            return None;
        }
        inside ^= (ay > y) != (by > y) && (apart > 0.0) == (dy > 0.0);
    }
    Some(inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(west: f64, south: f64, side: f64, clockwise: bool) -> Vec<[f64; 2]> {
        let mut ring = vec![
            [west, south],
            [west, south + side],
            [west + side, south + side],
            [west + side, south],
            [west, south],
        ];
        if !clockwise {
            ring.reverse();
        }
        ring
    }

    #[test]
    fn holes_go_to_the_smallest_exterior_around_them() {
        let rings = [
            square(0.0, 0.0, 10.0, true),
            square(1.0, 1.0, 1.0, false),
            square(4.0, 4.0, 4.0, false),
            // An island in the lake, with a pond.
            square(5.0, 5.0, 2.0, true),
            square(5.5, 5.5, 0.5, false),
            square(20.0, 0.0, 1.0, true),
        ];
        assert_eq!(polygons(&rings), [vec![0, 1, 2], vec![3, 4], vec![5]]);
    }

    #[test]
    fn rings_in_the_wrong_direction_are_exteriors() {
        let all = [square(0.0, 0.0, 1.0, false), square(5.0, 0.0, 1.0, false)];
        assert_eq!(polygons(&all), [[0], [1]]);
        let one = [square(0.0, 0.0, 1.0, true), square(5.0, 0.0, 1.0, false)];
        assert_eq!(polygons(&one), [[0], [1]]);
    }

    /// `ogrinfo -al` of a shapefile of these gives POLYGON ((0 0,0 10,10 10,10 0,0 0),(10 5,5 7,5 3,10 5))
    /// and so on: one polygon with a hole each.
    #[test]
    fn a_hole_that_touches_its_exterior_is_no_exterior() {
        let exterior = square(0.0, 0.0, 10.0, true);
        let slanted = [[0.1, 0.1], [0.4, 1.3], [1.6, 0.7], [0.1, 0.1]];
        let [a, b] = [slanted[0], slanted[1]];
        let on_edge = [a[0] + (b[0] - a[0]) / 3.0, a[1] + (b[1] - a[1]) / 3.0];
        for (exterior, hole) in [
            (
                &exterior[..],
                [[10.0, 5.0], [5.0, 7.0], [5.0, 3.0], [10.0, 5.0]],
            ),
            (
                &exterior,
                [[5.0, 10.0], [3.0, 5.0], [7.0, 5.0], [5.0, 10.0]],
            ),
            // Every vertex on the exterior.
            (
                &exterior,
                [[10.0, 5.0], [5.0, 10.0], [0.0, 5.0], [10.0, 5.0]],
            ),
            (&slanted, [on_edge, [0.6, 0.6], [0.8, 0.8], on_edge]),
        ] {
            let rings = [exterior.to_vec(), hole.to_vec()];
            assert_eq!(polygons(&rings), [[0, 1]], "{hole:?}");
        }
        // An island that fills its lake, in a ring around both.
        let rings = [
            square(4.0, 4.0, 1.0, true),
            square(4.0, 4.0, 1.0, false),
            exterior,
        ];
        assert_eq!(polygons(&rings), [vec![0], vec![2, 1]]);
        // It touches from outside, within the box of the other.
        let corner = vec![[0.0, 0.0], [0.0, 10.0], [10.0, 0.0], [0.0, 0.0]];
        let beyond = vec![[5.0, 5.0], [9.0, 6.0], [6.0, 9.0], [5.0, 5.0]];
        assert_eq!(polygons(&[corner, beyond]), [[0], [1]]);
    }
}
