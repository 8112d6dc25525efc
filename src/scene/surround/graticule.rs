//! The figures of meridians along the upper edge and of parallels along the left one.
use crate::geodesy::lon_lat;
use crate::model::Viewport;
use crate::scene::ground::graticule_step_deg;
use crate::scene::label::ScreenBox;
use crate::scene::text::{Align, Anchor, VerticalAlign, layout, text_at};
use crate::scene::theme::Theme;
use crate::scene::{Face, Halo, Primitive};

/// Figures where no panel lies.
pub(super) fn figures(viewport: Viewport, theme: &Theme, taken: &[ScreenBox]) -> Vec<Primitive> {
    let step = graticule_step_deg(viewport.zoom);
    let [width, height] = viewport.size_pt;
    let north_west = viewport.lonlat_from_screen([0.0, 0.0]);
    let south_east = viewport.lonlat_from_screen([width, height]);
    let mut primitives = Vec::new();
    let mut put = |figure: &str, at: [f64; 2], align: Align| {
        let line = layout(figure, Face::Sans, 9.5, 0.0);
        let anchor = Anchor {
            at: at.map(|value| value as f32),
            align,
            vertical: VerticalAlign::Middle,
        };
        let [x, y] = anchor.baseline_start(&line);
        let covers = ScreenBox {
            min: [x - 3.0, y - line.ascent_pt],
            max: [x + line.width_pt + 3.0, y + line.descent_pt],
        };
        if taken.iter().all(|panel| !panel.touches(covers)) {
            let halo = Halo {
                width_pt: 1.8,
                color: theme.halo,
            };
            primitives.push(Primitive::Text(text_at(
                &line,
                anchor,
                theme.text,
                Some(halo),
            )));
        }
    };
    for index in (north_west.lon_deg() / step).ceil() as i32..=(south_east.lon_deg() / step) as i32
    {
        let lon = f64::from(index) * step;
        let [x, _] = viewport.screen_from_lonlat(lon_lat(lon, 0.0));
        if x > 40.0 && x < width - 40.0 {
            let within = (lon + 180.0).rem_euclid(360.0) - 180.0;
            put(&degrees(within, "E", "W"), [x, 9.0], Align::Center);
        }
    }
    for index in (south_east.lat_deg() / step).ceil() as i32..=(north_west.lat_deg() / step) as i32
    {
        let lat = f64::from(index) * step;
        let [_, y] = viewport.screen_from_lonlat(lon_lat(0.0, lat));
        if y > 24.0 && y < height - 12.0 {
            put(&degrees(lat, "N", "S"), [5.0, y], Align::Left);
        }
    }
    primitives
}

/// `67°30′ E`; without minutes where there are none.
fn degrees(value: f64, positive: &str, negative: &str) -> String {
    let minutes = (value.abs() * 60.0).round() as i32;
    let side = match value {
        value if value > 0.0 => format!(" {positive}"),
        value if value < 0.0 => format!(" {negative}"),
        _ => String::new(),
    };
    match minutes % 60 {
        0 => format!("{}°{side}", minutes / 60),
        rest => format!("{}°{rest:02}′{side}", minutes / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_read_as_in_an_atlas() {
        assert_eq!(degrees(67.5, "E", "W"), "67°30′ E");
        assert_eq!(degrees(-36.0, "N", "S"), "36° S");
        assert_eq!(degrees(0.0, "E", "W"), "0°");
        assert_eq!(degrees(37.05, "N", "S"), "37°03′ N");
    }
}
