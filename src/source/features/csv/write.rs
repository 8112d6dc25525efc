//! Writes a table as delimited text, so that reading it gives the same table.
use std::io::{self, Write};

use super::formula::neutralise;
use super::header::{free_wkt_name, looks_like_geometry, takes_lon_lat};
use crate::model::FeatureTable;
use crate::model::table::{Column, GeometryKind, Value};
use crate::source::features::wkt::wkt_of;
use crate::source::positions::{Axis, csv as text};

/// How positions are written.
enum Place {
    /// Columns of the table hold them already.
    There,
    /// In columns `lon` and `lat`.
    LonLat,
    /// In a column of well-known text.
    Wkt,
}

/// Write all rows with line ends as RFC 4180 has them.
pub(in super::super) fn write(
    table: &FeatureTable,
    delimiter: u8,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(delimiter)
        .terminator(csv::Terminator::CRLF)
        .from_writer(out);
    let names: Vec<String> = table
        .columns()
        .iter()
        .map(|column| column.name().to_owned())
        .collect();
    let place = place_of(table, &names);
    let ids = table.ids().filter(|_| table.column("id").is_none());
    // Before a property that holds well-known text too.
    if let Place::Wkt = place {
        writer.write_field(free_wkt_name(&names))?;
    }
    if ids.is_some() {
        writer.write_field("id")?;
    }
    for column in table.columns() {
        writer.write_field(neutralise(column.name()).as_bytes())?;
    }
    match place {
        Place::There | Place::Wkt => {}
        Place::LonLat => {
            writer.write_field("lon")?;
            writer.write_field("lat")?;
        }
    }
    writer.write_record(None::<&[u8]>)?;
    for row in 0..table.len() {
        let geometry = table.geometry(row);
        if let Place::Wkt = place {
            writer.write_field(wkt_of(geometry))?;
        }
        for column in ids.into_iter().chain(table.columns()) {
            match column.value(row) {
                Value::Text(text) => writer.write_field(neutralise(text).as_bytes())?,
                value => writer.write_field(value.to_text().as_bytes())?,
            }
        }
        match place {
            Place::There | Place::Wkt => {}
            Place::LonLat => {
                for axis in 0..2 {
                    let number = geometry.positions().first().map(|lonlat| lonlat[axis]);
                    let text = number.map_or_else(String::new, |number| number.to_string());
                    writer.write_field(text)?;
                }
            }
        }
        writer.write_record(None::<&[u8]>)?;
    }
    writer.flush()
}

fn place_of(table: &FeatureTable, names: &[String]) -> Place {
    let flat_point = |row| {
        let geometry = table.geometry(row);
        let flat = || {
            geometry
                .higher()
                .is_none_or(|mut higher| higher.all(<[f64]>::is_empty))
        };
        match geometry.kind() {
            GeometryKind::None => true,
            GeometryKind::Point => geometry.positions().len() == 1 && flat(),
            _ => false,
        }
    };
    if !(0..table.len()).all(flat_point) || table.columns().iter().any(looks_like_geometry) {
        return Place::Wkt;
    }
    if takes_lon_lat(names) {
        return Place::LonLat;
    }
    let find = |axis| text::find(names, axis, None).ok();
    let there = |axis, at| {
        find(axis).is_some_and(|column| holds_positions(table, &table.columns()[column], at))
    };
    if there(Axis::Longitude, 0) && there(Axis::Latitude, 1) {
        Place::There
    } else {
        Place::Wkt
    }
}

/// Whether a column says the same as the points.
fn holds_positions(table: &FeatureTable, column: &Column, axis: usize) -> bool {
    (0..table.len()).all(|row| {
        let there = table.geometry(row).positions().first().map(|at| at[axis]);
        there.map(f64::to_bits) == column.number(row).map(f64::to_bits)
    })
}
