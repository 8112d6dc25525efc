//! The map surround: title, legend, scale bar, north arrow, figures of the graticule, and the words
//! that the sources and the borders ask for. Each part keeps clear of the others; a part for which
//! there is no room is left out.
mod graticule;
mod legend;
mod panel;
mod scale_bar;

use panel::{MARGIN_PT, Panel, panel_at, texts};

use super::label::ScreenBox;
use super::primitive::Face;
use super::theme::Theme;
use super::{Group, Line, Primitive, Stroke};
use crate::model::{BorderStatus, Document, LayerKind, Viewport};
use crate::spatial::Detail;

pub use scale_bar::{ScaleBar, scale_bar};

/// Which parts are shown, and the words in them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SurroundParts<'a> {
    /// Above the map; empty for none.
    pub title: &'a str,
    /// What the symbols and lines in view mean.
    pub legend: bool,
    /// Kilometres and miles, true at the middle of the map.
    pub scale_bar: bool,
    /// The words that the sources of what is drawn ask for, shown with what is to be known about
    /// the borders as drawn; empty for neither.
    pub attribution: &'a str,
    /// That north is up.
    pub north_arrow: bool,
}

impl<'a> SurroundParts<'a> {
    /// Everything, as a finished map has it.
    #[must_use]
    pub const fn all(title: &'a str, attribution: &'a str) -> Self {
        Self {
            title,
            legend: true,
            scale_bar: true,
            attribution,
            north_arrow: true,
        }
    }
}

/// The surround of a viewport, to be painted over everything else. The figures of the graticule
/// come with the graticule.
#[must_use]
pub fn build(
    document: &Document,
    detail: &Detail,
    viewport: Viewport,
    parts: &SurroundParts<'_>,
) -> Group {
    let theme = Theme::of(document.basemap);
    let mut primitives = Vec::new();
    for (panel, place) in placed(document, detail, viewport, parts) {
        primitives.extend(panel_at(panel, place, theme));
    }
    if document.opacity(LayerKind::Graticule) > 0.0 {
        let taken = covered(document, detail, viewport, parts);
        primitives.extend(graticule::figures(viewport, theme, &taken));
    }
    Group {
        id: "surround",
        primitives,
    }
}

/// What the surround covers: names on a finished map keep clear of it.
#[must_use]
pub fn covered(
    document: &Document,
    detail: &Detail,
    viewport: Viewport,
    parts: &SurroundParts<'_>,
) -> Vec<ScreenBox> {
    placed(document, detail, viewport, parts)
        .into_iter()
        .map(|(_, place)| place)
        .collect()
}

/// Every part with its place: title at the upper left, arrow at the upper right, scale bar at the
/// lower left with the legend over it, the words at the lower right.
fn placed(
    document: &Document,
    detail: &Detail,
    viewport: Viewport,
    parts: &SurroundParts<'_>,
) -> Vec<(Panel, ScreenBox)> {
    let theme = Theme::of(document.basemap);
    let [width, height] = viewport.size_pt.map(|side| side as f32);
    let mut placed: Vec<(Panel, ScreenBox)> = Vec::new();
    let mut put = |panel: Panel, corner: [f32; 2]| {
        let place = panel.box_at(corner);
        let inside = ScreenBox {
            min: [0.0; 2],
            max: [width, height],
        };
        let free = placed.iter().all(|(_, other)| !other.touches(place));
        if inside.contains(place) && free {
            placed.push((panel, place));
        }
    };
    if !parts.title.is_empty() {
        put(title(parts.title, width, theme), [MARGIN_PT; 2]);
    }
    if parts.north_arrow {
        let arrow = north_arrow(theme);
        put_right(&mut put, arrow, width, MARGIN_PT);
    }
    let mut floor = height - MARGIN_PT;
    let mut left = MARGIN_PT;
    if parts.scale_bar {
        let bar = scale_bar::panel(viewport, theme);
        floor -= bar.size[1];
        left += bar.size[0] + MARGIN_PT;
        put(bar, [MARGIN_PT, floor]);
        floor -= 6.0;
    }
    if let Some(words) = words(document, detail, parts, width - left - MARGIN_PT, theme) {
        let top = height - MARGIN_PT - words.size[1];
        put_right(&mut put, words, width, top);
    }
    let legend = || legend::panel(document, detail, viewport, theme);
    if let Some(legend) = parts.legend.then(legend).flatten() {
        let top = floor - legend.size[1];
        put(legend, [MARGIN_PT, top]);
    }
    placed
}

fn put_right(put: &mut impl FnMut(Panel, [f32; 2]), panel: Panel, width: f32, top: f32) {
    let left = width - MARGIN_PT - panel.size[0];
    put(panel, [left, top]);
}

fn title(title: &str, width: f32, theme: &Theme) -> Panel {
    let most = (width - 2.0 * MARGIN_PT - 70.0).max(120.0);
    texts(title, Face::SansBold, 18.0, most, theme.text)
}

/// The sources and the note on borders, small.
fn words(
    document: &Document,
    detail: &Detail,
    parts: &SurroundParts<'_>,
    width: f32,
    theme: &Theme,
) -> Option<Panel> {
    if parts.attribution.is_empty() {
        return None;
    }
    let mut words = String::new();
    if document.opacity(LayerKind::Borders) > 0.0 {
        words.push_str("Borders as mapped by OpenStreetMap contributors");
        let disputed = |border: &crate::model::Border| border.status == BorderStatus::Disputed;
        if detail.atlas().borders.iter().any(disputed) {
            words.push_str("; disputed ones dashed");
        }
        words.push_str("; no position on any claim is implied.\n");
    }
    words.push_str(parts.attribution);
    Some(texts(
        &words,
        Face::Sans,
        9.0,
        width.min(560.0),
        theme.text_quiet,
    ))
}

fn north_arrow(theme: &Theme) -> Panel {
    let mut panel = Panel::new([26.0, 36.0]);
    let fill =
        |points: Vec<[f32; 2]>| Primitive::Fill(super::symbol::star_fill(points, theme.text));
    panel
        .content
        .push(fill(vec![[13.0, 5.0], [13.0, 19.0], [7.5, 22.0]]));
    panel.content.push(Primitive::Line(Line {
        points: vec![[13.0, 5.0], [18.5, 22.0], [13.0, 19.0], [7.5, 22.0]],
        closed: true,
        stroke: Stroke {
            width_pt: 1.0,
            color: theme.text,
        },
        dash: None,
    }));
    panel.text("N", Face::SansBold, 9.0, [9.8, 32.5], theme.text);
    panel
}
