//! The scale bar: round lengths in kilometres and in miles, true at the middle of the map.
use super::panel::{PADDING_PT, Panel};
use crate::geodesy::mercator::meters_per_pt;
use crate::model::Viewport;
use crate::scene::text::layout;
use crate::scene::theme::Theme;
use crate::scene::{Face, Line, Primitive, Stroke};

/// Longest bar, screen points.
const LONGEST_PT: f64 = 150.0;
/// The international mile of 1959, metres.
const MILE_M: f64 = 1609.344;

/// A round length in each unit and how long it is on the screen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ScaleBar {
    /// Kilometres.
    pub km: f64,
    /// Their length, screen points.
    pub km_pt: f64,
    /// Statute miles.
    pub miles: f64,
    /// Their length, screen points.
    pub miles_pt: f64,
}

/// The scale bar of a viewport, by the projection's own sphere: along the middle's parallel it is
/// true to 0.34 %, at 37° N to 0.13 %; towards the upper and the lower edge of a map of a small
/// scale the projection itself is not.
#[must_use]
pub fn scale_bar(viewport: &Viewport) -> ScaleBar {
    let meters_per_pt = meters_per_pt(viewport.center.lat_deg(), viewport.zoom);
    let longest_m = LONGEST_PT * meters_per_pt;
    let km = round_below(longest_m / 1000.0);
    let miles = round_below(longest_m / MILE_M);
    ScaleBar {
        km,
        km_pt: km * 1000.0 / meters_per_pt,
        miles,
        miles_pt: miles * MILE_M / meters_per_pt,
    }
}

/// The largest of 1, 2 and 5 times a power of ten that is no larger than `most`.
fn round_below(most: f64) -> f64 {
    let power = 10.0_f64.powf(most.log10().floor());
    let times = [5.0, 2.0].into_iter().find(|times| times * power <= most);
    times.unwrap_or(1.0) * power
}

pub(super) fn panel(viewport: Viewport, theme: &Theme) -> Panel {
    const BASE: f32 = 19.0;
    let bar = scale_bar(&viewport);
    let (km_pt, miles_pt) = (bar.km_pt as f32, bar.miles_pt as f32);
    let km = format!("{} km", bar.km);
    let miles = format!("{} mi", bar.miles);
    // Figures end where their bar ends, and stand beyond it where it is too short.
    let start = |string: &str, end: f32| {
        (PADDING_PT + end - layout(string, Face::Sans, 9.5, 0.0).width_pt - 5.0)
            .max(PADDING_PT + 5.0)
    };
    let width = km_pt.max(miles_pt).max(60.0);
    let mut panel = Panel::new([width + 2.0 * PADDING_PT, 2.0 * BASE]);
    let mut line = |points: Vec<[f32; 2]>| {
        panel.content.push(Primitive::Line(Line {
            points,
            closed: false,
            stroke: Stroke {
                width_pt: 1.4,
                color: theme.text,
            },
            dash: None,
        }));
    };
    let x = PADDING_PT;
    line(vec![[x, BASE], [x + km_pt.max(miles_pt), BASE]]);
    line(vec![[x, BASE - 5.0], [x, BASE + 5.0]]);
    line(vec![[x + km_pt, BASE], [x + km_pt, BASE - 5.0]]);
    line(vec![[x + miles_pt, BASE], [x + miles_pt, BASE + 5.0]]);
    panel.text(
        &km,
        Face::Sans,
        9.5,
        [start(&km, km_pt), BASE - 5.0],
        theme.text,
    );
    panel.text(
        &miles,
        Face::Sans,
        9.5,
        [start(&miles, miles_pt), BASE + 12.5],
        theme.text,
    );
    panel
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geodesy::geodesic;
    use crate::geodesy::lon_lat;

    /// Against Karney's geodesic between the ends of the bar, laid along the middle's parallel.
    #[test]
    fn the_bar_is_as_long_as_it_says() {
        for zoom in [6.0, 8.4, 11.0] {
            let viewport = Viewport {
                center: lon_lat(67.0, 37.0),
                zoom,
                size_pt: [1280.0, 720.0],
            };
            let bar = scale_bar(&viewport);
            for (pt, meters) in [
                (bar.km_pt, bar.km * 1000.0),
                (bar.miles_pt, bar.miles * MILE_M),
            ] {
                assert!((50.0..=150.0).contains(&pt), "{pt}");
                let end = |offset: f64| viewport.lonlat_from_screen([640.0 + offset, 360.0]);
                let true_length = geodesic::distance(end(-pt / 2.0), end(pt / 2.0)).0;
                assert!(
                    (true_length / meters - 1.0).abs() < 0.0015,
                    "{true_length} {meters}"
                );
            }
        }
    }

    #[test]
    fn lengths_are_round() {
        for (most, round) in [
            (0.14, 0.1),
            (1.0, 1.0),
            (4.9, 2.0),
            (5.0, 5.0),
            (999.0, 500.0),
        ] {
            assert!((round_below(most) - round).abs() < 1e-9, "{most}");
        }
    }
}
