//! Meridians and parallels at round values for a map of any size. Draws nothing.
use super::Extent;

/// Steps that read well, minutes of arc: 30° to 1′.
const STEPS_MIN: [u32; 13] = [1800, 1200, 600, 300, 120, 60, 30, 20, 10, 5, 3, 2, 1];

/// No more than this many steps fit into the span a step is chosen for, except for the least one.
const MOST_STEPS: f64 = 7.0;

/// A meridian or a parallel.
#[derive(Clone, Debug, PartialEq)]
pub struct GraticuleLine {
    /// Longitude of a meridian, within ±180, or latitude of a parallel, degrees.
    pub degrees: f64,
    /// E.g. `65° E`, `37°30′ N`.
    pub label: String,
}

/// The step for a map that spans so many degrees, in minutes of arc: 1800 to 1.
#[must_use]
pub fn step_minutes(span_deg: f64) -> u32 {
    let least = span_deg * 60.0 / MOST_STEPS;
    let fits = |step: &&u32| f64::from(**step) >= least;
    STEPS_MIN
        .iter()
        .rev()
        .find(fits)
        .copied()
        .unwrap_or(STEPS_MIN[0])
}

/// The meridians within an extent, from west to east, at multiples of a step.
#[must_use]
pub fn meridians(extent: Extent, step_minutes: u32) -> Vec<GraticuleLine> {
    let east = if extent.west <= extent.east {
        extent.east
    } else {
        extent.east + 360.0
    };
    multiples(extent.west, east, step_minutes)
        .map(|minutes| {
            let turned = (minutes + 10_800).rem_euclid(21_600) - 10_800;
            line(turned, ["W", "E"])
        })
        .collect()
}

/// The parallels within an extent, from south to north, at multiples of a step, without the poles.
#[must_use]
pub fn parallels(extent: Extent, step_minutes: u32) -> Vec<GraticuleLine> {
    multiples(extent.south, extent.north, step_minutes)
        .filter(|minutes| minutes.abs() < 5400)
        .map(|minutes| line(minutes, ["S", "N"]))
        .collect()
}

/// Multiples of a step from `low` to `high` degrees, in minutes. Whole numbers, so that the same
/// line has the same value in every view.
fn multiples(low: f64, high: f64, step_minutes: u32) -> impl Iterator<Item = i64> {
    let step = i64::from(step_minutes.max(1));
    let first = (low * 60.0 / step as f64).ceil() as i64;
    let last = (high * 60.0 / step as f64).floor() as i64;
    (first..=last).map(move |multiple| multiple * step)
}

fn line(minutes: i64, [negative, positive]: [&str; 2]) -> GraticuleLine {
    let (whole, rest) = (minutes.abs() / 60, minutes.abs() % 60);
    let value = if rest == 0 {
        format!("{whole}°")
    } else {
        format!("{whole}°{rest:02}′")
    };
    let label = match minutes {
        0 | 10_800 | -10_800 => value,
        ..0 => format!("{value} {negative}"),
        _ => format!("{value} {positive}"),
    };
    GraticuleLine {
        degrees: minutes as f64 / 60.0,
        label,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(lines: &[GraticuleLine]) -> Vec<&str> {
        lines.iter().map(|line| line.label.as_str()).collect()
    }

    #[test]
    fn steps_are_round_and_lines_few_at_every_scale() {
        assert_eq!(step_minutes(360.0), 1800);
        assert_eq!(step_minutes(16.0), 300);
        assert_eq!(step_minutes(1.0), 10);
        assert_eq!(step_minutes(0.001), 1);
    }

    #[test]
    fn the_region_has_a_meridian_every_five_degrees() {
        let step = step_minutes(Extent::REGION.east - Extent::REGION.west);
        assert_eq!(
            labels(&meridians(Extent::REGION, step)),
            ["60° E", "65° E", "70° E", "75° E"]
        );
        assert_eq!(
            labels(&parallels(Extent::REGION, step)),
            ["30° N", "35° N", "40° N"]
        );
    }

    #[test]
    fn labels_know_hemispheres_minutes_and_the_antimeridian() {
        let extent = Extent {
            west: 179.4,
            south: -0.6,
            east: -179.4,
            north: 0.6,
        };
        assert_eq!(
            labels(&meridians(extent, 30)),
            ["179°30′ E", "180°", "179°30′ W"]
        );
        assert_eq!(labels(&parallels(extent, 30)), ["0°30′ S", "0°", "0°30′ N"]);
        let poles = Extent {
            south: -90.0,
            north: 90.0,
            ..extent
        };
        assert_eq!(
            labels(&parallels(poles, 1800)),
            ["60° S", "30° S", "0°", "30° N", "60° N"]
        );
    }
}
