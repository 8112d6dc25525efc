//! Lines with fewer vertices that stay within a tolerance of the original.
//!
//! # References
//!
//! D. H. Douglas and T. K. Peucker, Algorithms for the reduction of the number of points required
//! to represent a digitized line, Cartographica 10 (1973), 112–122.

/// The line without the vertices that lie within `tolerance` of what remains. Both ends stay where
/// they are, so that lines which meet keep meeting.
pub(super) fn simplify_line(points: &[[f64; 2]], tolerance: f64) -> Vec<[f64; 2]> {
    let Some(last) = points.len().checked_sub(1) else {
        return Vec::new();
    };
    let mut kept = vec![false; points.len()];
    kept[0] = true;
    kept[last] = true;
    let mut spans = vec![(0, last)];
    while let Some((start, end)) = spans.pop() {
        if let Some(farthest) = farthest_beyond(&points[start..=end], tolerance) {
            let middle = start + farthest;
            kept[middle] = true;
            spans.extend([(start, middle), (middle, end)]);
        }
    }
    points
        .iter()
        .zip(kept)
        .filter_map(|(point, keep)| keep.then_some(*point))
        .collect()
}

/// Index of the vertex farthest from the chord, if it is farther than the tolerance.
fn farthest_beyond(points: &[[f64; 2]], tolerance: f64) -> Option<usize> {
    let (first, last) = (*points.first()?, *points.last()?);
    let chord = [last[0] - first[0], last[1] - first[1]];
    let length_squared = chord[0] * chord[0] + chord[1] * chord[1];
    let (mut farthest, mut greatest) = (None, tolerance * tolerance);
    for (index, point) in points.iter().enumerate().skip(1) {
        let offset = [point[0] - first[0], point[1] - first[1]];
        let along = if length_squared > 0.0 {
            ((offset[0] * chord[0] + offset[1] * chord[1]) / length_squared).clamp(0.0, 1.0)
        } else {
            0.0
        };
        let away = [offset[0] - along * chord[0], offset[1] - along * chord[1]];
        let distance_squared = away[0] * away[0] + away[1] * away[1];
        if distance_squared > greatest {
            (farthest, greatest) = (Some(index), distance_squared);
        }
    }
    farthest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_vertex_stays_within_the_tolerance_and_the_ends_stay() {
        let wavy: Vec<[f64; 2]> = (0..500)
            .map(|i| f64::from(i) / 100.0)
            .map(|x| [x, (x * 3.0).sin() + 0.05 * (x * 40.0).sin()])
            .collect();
        let simple = simplify_line(&wavy, 0.1);
        assert!(simple.len() > 4 && simple.len() < 60, "{}", simple.len());
        assert_eq!(simple.first(), wavy.first());
        assert_eq!(simple.last(), wavy.last());
        for point in &wavy {
            let nearest = simple.windows(2).any(|pair| {
                let middle = [pair[0], *point, pair[1]];
                farthest_beyond(&middle, 0.1).is_none()
            });
            assert!(nearest, "{point:?}");
        }
    }

    #[test]
    fn a_closed_ring_opens_out() {
        let ring: Vec<[f64; 2]> = (0..=360)
            .map(|deg| f64::from(deg).to_radians())
            .map(|turn| [turn.cos(), turn.sin()])
            .collect();
        let simple = simplify_line(&ring, 0.01);
        assert!(simple.len() > 12 && simple.len() < 60, "{}", simple.len());
    }
}
