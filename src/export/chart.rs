//! A chart as a file for a person: PNG and SVG of the same primitives, and its figures as CSV.
use std::path::Path;

use super::{ExportMapError, Sheet, png, svg};
use crate::scene::chart::Chart;

/// Formats a chart can be written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChartFormat {
    /// Pixels.
    Png,
    /// Lines and areas.
    Svg,
    /// The figures, comma-separated (RFC 4180).
    Csv,
}

impl ChartFormat {
    /// The format that a file's suffix names.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        let suffix = path.extension()?.to_str()?.to_ascii_lowercase();
        match suffix.as_str() {
            "png" => Some(Self::Png),
            "svg" => Some(Self::Svg),
            "csv" => Some(Self::Csv),
            _ => None,
        }
    }
}

/// The figures of a chart: names of the columns, then a row for each bar.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChartTable {
    /// Names of the columns.
    pub header: Vec<String>,
    /// As many cells as there are names.
    pub rows: Vec<Vec<String>>,
}

/// The bytes of a file; the same for the same chart. `source` says what was counted; a PNG has
/// `scale` pixels per point.
///
/// # Errors
///
/// [`ExportMapError`] for a size that cannot be.
pub fn encode_chart(
    (chart, table): (Chart, &ChartTable),
    (title, source): (&str, &str),
    format: ChartFormat,
    scale: f32,
) -> Result<Vec<u8>, ExportMapError> {
    if format == ChartFormat::Csv {
        return Ok(csv(table).into_bytes());
    }
    let scene = chart.scene();
    let sheet = Sheet {
        scene: &scene,
        overlays: &[],
        relief: None,
        scale,
        title,
        attribution: source,
    };
    match format {
        ChartFormat::Svg => svg::encode(&sheet).map(String::into_bytes),
        _ => png::encode(&sheet),
    }
}

fn csv(table: &ChartTable) -> String {
    let cell = |text: &String| {
        if text.contains([',', '"', '\n', '\r']) {
            format!("\"{}\"", text.replace('"', "\"\""))
        } else {
            text.clone()
        }
    };
    let line = |cells: &Vec<String>| {
        let cells: Vec<String> = cells.iter().map(cell).collect();
        format!("{}\r\n", cells.join(","))
    };
    [&table.header]
        .into_iter()
        .chain(&table.rows)
        .map(line)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::chart::{Bar, BarChart, ChartColors};

    fn chart() -> Chart {
        let bars = [Bar {
            name: "Kabul".to_owned(),
            figures: "5 · 100 %".to_owned(),
            count: 5.0,
            all: 7.0,
            interval: None,
            chosen: false,
        }];
        BarChart {
            title: "Incidents by province",
            notes: &[],
            bars: &bars,
            width_pt: 300.0,
            colors: ChartColors::PAPER,
        }
        .sheet()
    }

    #[test]
    fn a_chart_is_a_picture_a_drawing_and_figures() {
        let table = ChartTable {
            header: vec!["province".to_owned(), "count".to_owned()],
            rows: vec![vec!["Kabul, \"the\" city".to_owned(), "5".to_owned()]],
        };
        let encoded = |format| encode_chart((chart(), &table), ("A", "B"), format, 2.0).unwrap();
        let png = encoded(ChartFormat::Png);
        let header = ::png::Decoder::new(png.as_slice()).read_info().unwrap();
        assert_eq!(header.info().width, 600);
        let svg = String::from_utf8(encoded(ChartFormat::Svg)).unwrap();
        assert!(
            svg.contains("width=\"300\"") && !svg.contains("relief"),
            "{svg}"
        );
        let csv = String::from_utf8(encoded(ChartFormat::Csv)).unwrap();
        assert_eq!(csv, "province,count\r\n\"Kabul, \"\"the\"\" city\",5\r\n");
    }
}
