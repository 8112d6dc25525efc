//! Where everything of the grid is in a frame: columns by screen points, rows by whole numbers, so
//! that millions of rows stay where they belong.
use egui::{Rangef, Rect, Ui, pos2};

use super::fields::Field;
use super::{ROW_PT, Shown, View};

/// Height of the header, screen points.
const HEADER_PT: f32 = 26.0;
/// Breadth of a scroll bar, screen points.
const BAR_PT: f32 = 11.0;

/// A column that can be seen.
pub(super) struct Span<'a> {
    pub field: &'a Field,
    pub x: Rangef,
    /// Where it is not covered by columns that stay.
    pub clip: Rangef,
}

/// The grid in a frame.
pub(super) struct Layout<'a> {
    pub header: Rect,
    pub body: Rect,
    pub gutter: Rangef,
    pub spans: Vec<Span<'a>>,
    /// Where the columns that stay end.
    pub frozen_right: f32,
    pub vertical_bar: Rect,
    pub horizontal_bar: Option<Rect>,
    /// Rows that fit.
    pub fit: f64,
    /// Farthest that rows and columns can be scrolled.
    pub most: (f64, f32),
    /// Share of the columns' width that can be seen.
    pub seen: f32,
}

impl<'a> Layout<'a> {
    /// Lay out the grid in what is left of the panel, and scroll as far as there is something.
    pub fn new(ui: &Ui, view: &mut View, shown: &'a Shown<'_>) -> Self {
        let rect = ui.available_rect_before_wrap();
        let columns = view.arrangement.shown(shown.fields);
        let widths = view.arrangement.places.iter().map(|place| place.width_pt);
        let widths: Vec<f32> = widths.collect();
        let width = |place: usize| widths[place];
        let digits = shown.table.len().max(10).ilog10() as f32 + 1.0;
        let gutter = Rangef::new(rect.left(), rect.left() + 16.0 + 8.0 * digits);
        let right = rect.right() - BAR_PT;
        let mut frozen_right = gutter.max;
        let mut frozen = view.arrangement.frozen;
        let stays: f32 = columns
            .iter()
            .take(frozen)
            .map(|(place, _)| width(*place))
            .sum();
        if gutter.max + stays > right - 120.0 {
            // What stays would leave nothing for the others.
            frozen = 0;
        } else {
            frozen_right += stays;
        }
        let scrolled: f32 = columns
            .iter()
            .skip(frozen)
            .map(|(place, _)| width(*place))
            .sum();
        let room = (right - frozen_right).max(1.0);
        let most_left = (scrolled - room).max(0.0);
        let reveal = view.reveal_column.as_ref();
        let reveal = reveal.and_then(|name| {
            let mut names = columns.iter().map(|(_, field)| &field.name);
            names.position(|other| other == name)
        });
        if let Some(at) = reveal {
            view.reveal_column = None;
            if at >= frozen {
                let before = columns[frozen..at].iter();
                let start: f32 = before.map(|(place, _)| width(*place)).sum();
                let end = start + width(columns[at].0);
                view.left = view.left.max(end - room).min(start);
            }
        }
        view.left = view.left.clamp(0.0, most_left);
        let mut spans = Vec::with_capacity(columns.len());
        let mut x = gutter.max;
        for (at, (place, field)) in columns.into_iter().enumerate() {
            if at == frozen {
                x = frozen_right - view.left;
            }
            let span = Rangef::new(x, x + width(place));
            x = span.max;
            let clip = if at < frozen {
                span
            } else {
                Rangef::new(span.min.max(frozen_right), span.max.min(right))
            };
            if clip.min < clip.max {
                spans.push(Span {
                    field,
                    x: span,
                    clip,
                });
            }
        }
        let bottom = rect.bottom() - if most_left > 0.0 { BAR_PT } else { 0.0 };
        let header_bottom = rect.top() + HEADER_PT;
        let corners = |left, top, right, bottom| {
            Rect::from_min_max(pos2(left, top), pos2(right, f32::max(top, bottom)))
        };
        let body = corners(rect.left(), header_bottom, right, bottom);
        let fit = f64::from(body.height() / ROW_PT);
        let most_top = (view.rows.len() as f64 - fit).max(0.0);
        if let Some(at) = view.reveal.take().and_then(|row| view.rows.position(row)) {
            view.top = revealed(view.top, fit, at as f64);
        }
        view.top = view.top.clamp(0.0, most_top);
        let below = corners(frozen_right, bottom, right, rect.bottom());
        Self {
            header: corners(rect.left(), rect.top(), right, header_bottom),
            body,
            gutter,
            spans,
            frozen_right,
            vertical_bar: corners(right, header_bottom, rect.right(), bottom),
            horizontal_bar: (most_left > 0.0).then_some(below),
            fit,
            most: (most_top, most_left),
            seen: room / scrolled.max(room),
        }
    }

    /// The places of rows that can be seen, and where the first one begins.
    pub fn visible(&self, view: &View) -> (std::ops::Range<usize>, f32) {
        let first = view.top.floor();
        let last = (view.top + self.fit).ceil().max(first) as usize;
        let top = self.body.top() - ((view.top - first) * f64::from(ROW_PT)) as f32;
        (first as usize..last.min(view.rows.len()), top)
    }

    /// The place of the row at a height.
    pub fn row_at(&self, view: &View, y: f32) -> Option<usize> {
        let at = (view.top + f64::from((y - self.body.top()) / ROW_PT)).floor();
        (at >= 0.0 && at < view.rows.len() as f64).then_some(at as usize)
    }
}

/// Where to scroll to for a row to be seen: no farther than needed, or to the middle from afar.
fn revealed(top: f64, fit: f64, at: f64) -> f64 {
    if at < top - fit || at > top + 2.0 * fit {
        at - (fit - 1.0) / 2.0
    } else {
        top.max(at + 1.0 - fit).min(at)
    }
}

#[cfg(test)]
mod tests {
    use super::revealed;

    #[test]
    fn a_row_comes_into_view_with_the_least_scrolling() {
        assert!((revealed(10.0, 5.0, 12.0) - 10.0).abs() < 1e-9);
        assert!((revealed(10.0, 5.0, 15.0) - 11.0).abs() < 1e-9);
        assert!((revealed(10.0, 5.0, 9.0) - 9.0).abs() < 1e-9);
        assert!((revealed(10.0, 5.0, 999_999.0) - 999_997.0).abs() < 1e-9);
    }
}
