//! Which rings of a shape are exteriors and which are holes in which of them: a shapefile says so
//! only by their direction (page 8 of the specification: clockwise rings are exteriors).

/// Above so many pairs of ring and hole, a hole is taken to lie in the exterior before it.
const MAX_PAIRS: usize = 5_000_000;

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
        let holds = |polygon: usize| {
            let at = outer[polygon];
            encloses(boxes[at], boxes[hole]) && contains(&rings[at], &rings[hole])
        };
        let found = if search {
            (0..outer.len())
                .filter(|&polygon| holds(polygon))
                .min_by(|a, b| areas[outer[*b]].total_cmp(&areas[outer[*a]]))
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

/// Whether a hole lies in a ring: the first of its positions that is none of the ring's says so.
fn contains(ring: &[[f64; 2]], hole: &[[f64; 2]]) -> bool {
    let apart = hole.iter().take(16).find(|at| !ring.contains(at));
    apart.or(hole.first()).is_some_and(|&[x, y]| {
        ring.windows(2).fold(false, |inside, pair| {
            let ([ax, ay], [bx, by]) = (pair[0], pair[1]);
            let crosses = (ay > y) != (by > y) && x < (bx - ax) * (y - ay) / (by - ay) + ax;
            inside ^ crosses
        })
    })
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
}
