//! What a distance to a border can be where the position is known only to lie within a radius.
use crate::geodesy::{Bearing, BorderLine, Meters, Position, geodesic};

/// How much farther than the greatest distance found the true one may be, metres; it is added, so
/// that no distance within the radius lies outside the interval.
const TOLERANCE_M: f64 = 1.0;

/// The least and the greatest distance to the border of the positions within `radius` of `centre`,
/// whose own distance is `distance`.
///
/// The least is exact: going from the centre towards the nearest point shortens the distance metre
/// by metre, and nothing can shorten it faster.
pub(super) fn interval(
    line: &BorderLine,
    centre: Position,
    distance: Meters,
    radius: Meters,
) -> [Meters; 2] {
    let least = (distance.0 - radius.0).max(0.0);
    [Meters(least), greatest(line, centre, distance, radius)]
}

/// The greatest distance over the disc, by branch and bound over squares.
///
/// The disc is laid out flat around its centre with true bearings and true distances from it. On a
/// surface that is nowhere saddle-shaped two places are never farther apart than on such a plan
/// (Rauch; M. do Carmo, Riemannian geometry, 1992), and the distance to a border changes
/// by no more than one moves. So no place of a square is farther from the border than its middle
/// by more than half the square's diagonal, and squares that cannot win are left.
fn greatest(line: &BorderLine, centre: Position, distance: Meters, radius: Meters) -> Meters {
    let mut greatest_m = distance.0;
    let mut half_side = radius.0;
    let mut middles = vec![[0.0, 0.0]];
    while !middles.is_empty() {
        let reach = half_side * std::f64::consts::SQRT_2;
        let distances: Vec<f64> = middles
            .iter()
            .map(|&middle| distance_at(line, centre, radius, middle))
            .collect();
        greatest_m = distances.iter().copied().fold(greatest_m, f64::max);
        half_side /= 2.0;
        middles = middles
            .into_iter()
            .zip(distances)
            .filter(|(_, distance)| distance + reach > greatest_m + TOLERANCE_M)
            .flat_map(|([x, y], _)| {
                [(-1.0, -1.0), (-1.0, 1.0), (1.0, -1.0), (1.0, 1.0)]
                    .map(|(east, north)| [x + east * half_side, y + north * half_side])
            })
            .filter(|[x, y]| x.hypot(*y) <= radius.0 + reach / 2.0)
            .collect();
    }
    Meters((greatest_m + TOLERANCE_M).min(distance.0 + radius.0))
}

/// The distance of a square's middle, or where that is outside the disc, of the disc's point
/// nearest to it, which is no farther from the rest of the square within the disc.
fn distance_at(line: &BorderLine, centre: Position, radius: Meters, [x, y]: [f64; 2]) -> f64 {
    let bearing = Bearing::from_degrees(x.atan2(y).to_degrees());
    let away = Meters(x.hypot(y).min(radius.0));
    line.nearest(geodesic::direct(centre, bearing, away))
        .distance
        .0
}
