//! Paths that step over the antimeridian: from 179° to -179° is two degrees, not 358.

/// Move vertices by whole turns so that no step of a path goes more than half way around the Earth;
/// whether any was moved. A `turn` is a whole circle in the unit of the first coordinate.
///
/// A path stays as it is where it would come to nothing, such as the edge of a map of the whole world,
/// and so does a ring about a pole, which would not close.
pub fn unwrap_turns(path: &mut [[f64; 2]], turn: f64, is_ring: bool) -> bool {
    /// Of half a turn, lest rounding decide.
    const SLACK: f64 = 1e-9;
    let turns = |pair: &[[f64; 2]]| {
        let step = (pair[1][0] - pair[0][0]) / turn;
        if step.abs() > 0.5 + SLACK {
            step.round()
        } else {
            0.0
        }
    };
    if path.windows(2).all(|pair| turns(pair).abs() < 0.5) {
        return false;
    }
    let mut passed = 0.0;
    let mut moved = vec![path[0]];
    for pair in path.windows(2) {
        passed += turns(pair);
        moved.push([pair[1][0] - passed * turn, pair[1][1]]);
    }
    let is_flat = moved
        .iter()
        .all(|[x, _]| (x - moved[0][0]).abs() < SLACK * turn);
    if is_flat || (is_ring && passed.abs() > 0.5) {
        return false;
    }
    path.copy_from_slice(&moved);
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unwrapped(longitudes: &[f64], is_ring: bool) -> Vec<f64> {
        let mut path: Vec<[f64; 2]> = longitudes.iter().map(|lon| [*lon, 0.0]).collect();
        unwrap_turns(&mut path, 360.0, is_ring);
        path.into_iter().map(|[lon, _]| lon).collect()
    }

    #[test]
    fn steps_go_the_short_way() {
        for (given, expected) in [
            (
                [179.0, -179.0, -178.0, -178.0],
                [179.0, 181.0, 182.0, 182.0],
            ),
            (
                [-179.0, 179.0, 170.0, -175.0],
                [-179.0, -181.0, -190.0, -175.0],
            ),
            // To the antimeridian and on from its other name.
            ([179.0, 180.0, -180.0, -179.0], [179.0, 180.0, 180.0, 181.0]),
            // Nothing to do.
            ([-90.0, 90.0, 181.0, 190.0], [-90.0, 90.0, 181.0, 190.0]),
        ] {
            assert_eq!(unwrapped(&given, false), expected);
        }
        let ring = [179.0, -179.0, -179.0, 179.0, 179.0];
        assert_eq!(unwrapped(&ring, true), [179.0, 181.0, 181.0, 179.0, 179.0]);
    }

    #[test]
    fn the_edge_of_the_world_and_a_ring_about_a_pole_stay_as_they_are() {
        let world = [-180.0, 180.0, 180.0, -180.0, -180.0];
        assert_eq!(unwrapped(&world, true), world);
        let pole = [-180.0, -60.0, 60.0, 180.0, 180.0, -180.0];
        assert_eq!(unwrapped(&pole, true), pole);
    }
}
