//! Paths that step over the antimeridian: from 179° to -179° is two degrees, not 358.

/// Of a turn, lest rounding decide.
const SLACK: f64 = 1e-9;

/// What became of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turns {
    /// It is as it was.
    None,
    /// Vertices were moved.
    Unwrapped,
    /// It is as it was: a ring about a pole, which would not close.
    AboutPole,
}

/// Move vertices by whole turns so that no step of a path goes more than half way around the Earth.
/// A `turn` is a whole circle in the unit of the first coordinate.
///
/// A path stays as it is where it would come to nothing, such as the edge of a map of the whole world,
/// and so does a ring about a pole that was cut at the antimeridian already.
pub fn unwrap_turns(path: &mut [[f64; 2]], turn: f64, is_ring: bool) -> Turns {
    let turns = |pair: &[[f64; 2]]| {
        let step = (pair[1][0] - pair[0][0]) / turn;
        if step.abs() > 0.5 + SLACK {
            step.round()
        } else {
            0.0
        }
    };
    if path.windows(2).all(|pair| turns(pair).abs() < 0.5) {
        return Turns::None;
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
    if is_flat {
        return Turns::None;
    }
    if is_ring && passed.abs() > 0.5 {
        let is_whole = |pair: &[[f64; 2]]| (pair[1][0] - pair[0][0]).abs() > (1.0 - SLACK) * turn;
        return if path.windows(2).any(is_whole) {
            Turns::None
        } else {
            Turns::AboutPole
        };
    }
    path.copy_from_slice(&moved);
    Turns::Unwrapped
}

/// Whether a ring about a pole comes nearer to the north pole. The second coordinate is 0 at the
/// equator and grows northwards.
pub(super) fn is_northern(ring: &[[f64; 2]]) -> bool {
    let (south, north) = ring.iter().fold((0.0_f64, 0.0_f64), |(south, north), at| {
        (south.min(at[1]), north.max(at[1]))
    });
    north >= -south
}

/// A ring about a pole in the unit square of web mercator, cut at the antimeridian and led around
/// the edge of the map beyond the pole: `beyond` there, or where the ring comes nearer. With the
/// parallel that was chosen.
#[must_use]
pub fn led_to_pole(ring: &[[f64; 2]], beyond: Option<f64>) -> (Vec<[f64; 2]>, f64) {
    /// A few screen points at the largest zoom.
    const OUTSIDE: f64 = 1e-6;
    let beyond = beyond.unwrap_or_else(|| {
        let upwards: Vec<_> = ring.iter().map(|[x, y]| [*x, 0.5 - y]).collect();
        if is_northern(&upwards) {
            -OUTSIDE
        } else {
            1.0 + OUTSIDE
        }
    });
    let mut moved = ring.to_vec();
    for index in 1..moved.len() {
        moved[index][0] -= (moved[index][0] - moved[index - 1][0]).round();
    }
    let (Some(first), Some(last)) = (moved.first(), moved.last()) else {
        return (moved, beyond);
    };
    let around = (last[0] - first[0]).round();
    let crossing = moved.windows(2).position(|pair| {
        pair[0][0].floor() < pair[1][0].floor() || pair[0][0].floor() > pair[1][0].floor()
    });
    let Some(crossing) = crossing else {
        return (moved, beyond);
    };
    let [a, b] = [moved[crossing], moved[crossing + 1]];
    let seam = a[0].floor().max(b[0].floor());
    let at = a[1] + (seam - a[0]) / (b[0] - a[0]) * (b[1] - a[1]);
    let before = moved[1..=crossing].iter().map(|[x, y]| [x + around, *y]);
    let mut cut = vec![[seam, at]];
    cut.extend_from_slice(&moved[crossing + 1..]);
    cut.extend(before);
    cut.extend([
        [seam + around, at],
        [seam + around, beyond],
        [seam, beyond],
        [seam, at],
    ]);
    (cut, beyond)
}

/// What is seen of the outline of a ring in the unit square: not what [`led_to_pole`] has added. And
/// whether it is closed.
#[must_use]
pub fn seen_outline(ring: &[[f64; 2]]) -> (&[[f64; 2]], bool) {
    const EDGE: f64 = 1e-7;
    let is_outside = |at: &[f64; 2]| !(-EDGE..=1.0 + EDGE).contains(&at[1]);
    match ring.iter().position(is_outside) {
        Some(end) => (&ring[..end], false),
        None => (ring, true),
    }
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
        let cut = [-180.0, -60.0, 60.0, 180.0, 180.0, -180.0];
        assert_eq!(unwrapped(&cut, true), cut);
        let mut uncut = [-170.0, -60.0, 60.0, 170.0, -170.0].map(|lon| [lon, -70.0]);
        let given = uncut;
        assert_eq!(unwrap_turns(&mut uncut, 360.0, true), Turns::AboutPole);
        assert_eq!(uncut, given);
    }

    /// Eastwards and westwards, about both poles: what the ring holds, led around, is what lies
    /// poleward of it.
    #[test]
    fn a_ring_about_a_pole_is_led_around_it() {
        let eastwards = [0.1, 0.4, 0.7, 0.95, 0.1];
        for (y, edge) in [(0.2, 0.0), (0.8, 1.0)] {
            for is_reversed in [false, true] {
                let mut ring = eastwards.map(|x| [x, y + x / 100.0]);
                if is_reversed {
                    ring.reverse();
                }
                let (led, beyond) = led_to_pole(&ring, None);
                assert!((beyond - edge).abs() < 1e-5);
                assert_eq!(led.first(), led.last());
                // The shoelace formula: a band as wide as the world.
                let twice: f64 = led
                    .windows(2)
                    .map(|pair| pair[0][0] * pair[1][1] - pair[1][0] * pair[0][1])
                    .sum();
                let mean = (y - edge).abs();
                assert!((twice.abs() / 2.0 - mean).abs() < 0.01, "{led:?}");
                let (line, is_closed) = seen_outline(&led);
                assert!(!is_closed);
                assert_eq!(line.len(), ring.len() + 1);
                let [first, last] = [line[0], line[line.len() - 1]];
                assert!((first[0] - last[0]).abs() > 0.999 && (first[0] % 1.0).abs() < 1e-12);
            }
        }
        let square = [[0.1, 0.1], [0.2, 0.1], [0.2, 0.2], [0.1, 0.1]];
        assert_eq!(seen_outline(&square), (&square[..], true));
    }
}
