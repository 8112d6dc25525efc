//! Values of options as typed, turned into what they mean; each message says what is expected.
use crate::geodesy::{Extent, Position, lon_lat};
use crate::model::{BasemapTheme, Language, LayerKind, PointDrawing, Viewport};

/// `1600x1000`: width and height in screen points.
pub(super) fn size(text: &str) -> Result<[u32; 2], String> {
    let number = |text: &str| text.trim().parse::<u32>().ok();
    text.split_once(['x', 'X', '×'])
        .and_then(|(width, height)| Some([number(width)?, number(height)?]))
        .ok_or_else(|| "a width and a height in whole points are expected, like 1600x1000".into())
}

/// Pixels per screen point.
pub(super) fn scale(text: &str) -> Result<f32, String> {
    let scale = text.trim().parse::<f32>().ok();
    scale
        .filter(|scale| (0.25..=8.0).contains(scale))
        .ok_or_else(|| "a number from 0.25 to 8 is expected, like 2".into())
}

/// `W,S,E,N` in degrees. West may be greater than east: then the map crosses the antimeridian.
pub(super) fn extent(text: &str) -> Result<Extent, String> {
    let [west, south, east, north] = numbers(text)
        .ok_or("four numbers are expected, west,south,east,north, like 66,36,70,38.5")?;
    for corner in [lon_lat(west, south), lon_lat(east, north)] {
        corner.checked().map_err(|error| error.to_string())?;
    }
    if south >= north {
        return Err(format!(
            "south {south} must be less than north {north}; the order is west,south,east,north"
        ));
    }
    let width = east - west;
    if width == 0.0 || width > 360.0 || width <= -360.0 {
        return Err(format!(
            "from west {west} to east {east} there is no map; at most one turn around the Earth"
        ));
    }
    Ok(Extent {
        west,
        south,
        east,
        north,
    })
}

/// `LON,LAT` in degrees.
pub(super) fn center(text: &str) -> Result<Position, String> {
    let [lon, lat] =
        numbers(text).ok_or("two numbers are expected, longitude,latitude, like 67.28,37.22")?;
    lon_lat(lon, lat)
        .checked()
        .map_err(|error| error.to_string())
}

/// Web map zoom level.
pub(super) fn zoom(text: &str) -> Result<f64, String> {
    let (least, most) = Viewport::ZOOM_RANGE.into_inner();
    let zoom = text.trim().parse::<f64>().ok();
    zoom.filter(|zoom| Viewport::ZOOM_RANGE.contains(zoom))
        .ok_or_else(|| format!("a number from {least} to {most} is expected, like 7.5"))
}

/// The name of a theme.
pub(super) fn theme(text: &str) -> Result<BasemapTheme, String> {
    choice(text, &BasemapTheme::ALL, theme_id)
}

/// A theme's name on the command line.
const fn theme_id(theme: BasemapTheme) -> &'static str {
    match theme {
        BasemapTheme::Light => "light",
        BasemapTheme::Dark => "dark",
        BasemapTheme::Plain => "plain",
    }
}

/// The name of a layer of the atlas.
pub(super) fn layer(text: &str) -> Result<LayerKind, String> {
    choice(text, &LayerKind::ALL, LayerKind::id)
}

/// The name of a way to draw points.
pub(super) fn points(text: &str) -> Result<PointDrawing, String> {
    choice(text, &PointDrawing::ALL, |points| match points {
        PointDrawing::Automatic => "automatic",
        PointDrawing::Symbols => "symbols",
        PointDrawing::Clusters => "clusters",
        PointDrawing::Density => "density",
        PointDrawing::HeatMap => "heat",
    })
}

/// The code of a language.
pub(super) fn language(text: &str) -> Result<Language, String> {
    choice(text, &Language::ALL, Language::code)
}

/// The one whose name was typed.
fn choice<T: Copy>(text: &str, all: &[T], name: fn(T) -> &'static str) -> Result<T, String> {
    let typed = text.trim();
    let found = all.iter().find(|&&one| name(one) == typed);
    found.copied().ok_or_else(|| {
        let names: Vec<&str> = all.iter().map(|&one| name(one)).collect();
        format!("choose from {}", names.join(", "))
    })
}

/// As many finite numbers as expected, separated by commas.
fn numbers<const COUNT: usize>(text: &str) -> Option<[f64; COUNT]> {
    let parsed: Option<Vec<f64>> = text
        .split(',')
        .map(|part| {
            part.trim()
                .parse()
                .ok()
                .filter(|number: &f64| number.is_finite())
        })
        .collect();
    parsed?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_extent_may_cross_the_antimeridian_but_not_be_upside_down() {
        let pacific = extent("170,-10,-170,10").unwrap();
        assert!(pacific.west > pacific.east);
        assert!(
            extent("60,40,70,30")
                .unwrap_err()
                .contains("west,south,east,north")
        );
        assert!(extent("60,30,60,40").is_err());
        assert!(extent("60,30,70,91").unwrap_err().contains("latitude 91"));
        assert!(extent("60,30,70").is_err() && extent("60,30,70,NaN").is_err());
    }

    #[test]
    fn numbers_out_of_range_are_refused() {
        assert_eq!(size("1600x1000"), Ok([1600, 1000]));
        assert!(size("1600").is_err() && size("-1x5").is_err() && size("1e3x5").is_err());
        assert!(zoom("40").unwrap_err().contains("2 to 16"));
        assert!(zoom("NaN").is_err() && scale("0").is_err() && scale("inf").is_err());
    }

    #[test]
    fn an_unknown_name_is_answered_with_the_known_ones() {
        assert_eq!(layer("rivers"), Ok(LayerKind::Rivers));
        let message = layer("roads").unwrap_err();
        assert!(message.contains("water, rivers,") && !message.contains("opened"));
        assert_eq!(
            language("xx").unwrap_err(),
            "choose from en, ru, fa, ps, tg, uz"
        );
    }
}
