//! One position: a block to read, or JSON.
use std::fmt::Write as _;
use std::io::{self, Write as _};

use super::Measure;
use crate::geodesy::notation::format_dms;
use crate::geodesy::{Meters, Position};
use crate::model::BorderStatus;

/// Tell how far the position lies from each border.
pub fn print(measure: &Measure, position: Position, json: bool) -> io::Result<()> {
    let text = if json {
        let mut bytes = format!(
            "{{\n  \"position\": [{}, {}],\n  ",
            position.lon_deg(),
            position.lat_deg()
        )
        .into_bytes();
        measure.push_members(&mut bytes, ",\n  ", Some(position));
        bytes.extend_from_slice(b"\n}\n");
        bytes
    } else {
        // Writing to a string does not fail.
        block(measure, position).unwrap_or_default().into_bytes()
    };
    io::stdout().lock().write_all(&text)
}

fn block(measure: &Measure, position: Position) -> Result<String, std::fmt::Error> {
    let mut text = String::new();
    writeln!(text, "Position  {}", degrees(position))?;
    writeln!(text, "          {}", format_dms(position))?;
    match measure.country(position) {
        Some(id) => writeln!(text, "Country   {} ({id})", measure.country_name(id))?,
        None => writeln!(text, "Country   none of the atlas")?,
    }
    for (border, foot) in measure.borders().zip(measure.feet(position)) {
        writeln!(text, "\n{}  {}", border.id, border.name)?;
        writeln!(text, "  Distance       {}", length(foot.distance))?;
        writeln!(text, "  Nearest point  {}", degrees(foot.nearest))?;
        if foot.distance > Meters(0.0) {
            let (deg, compass) = (
                foot.bearing.rounded_degrees(1),
                foot.bearing.compass_point(),
            );
            writeln!(text, "  Bearing        {deg:.1}° {compass}")?;
        } else {
            writeln!(text, "  Bearing        none, on the border")?;
        }
        let km = foot.chainage.km();
        write!(
            text,
            "  Chainage       {km:.3} km along the border from its western end"
        )?;
        if foot.part > 0 {
            write!(text, "; on the ring of an exclave, after the main line")?;
        }
        writeln!(text)?;
        if border.status == BorderStatus::Disputed {
            writeln!(text, "  Status         disputed")?;
        }
    }
    Ok(text)
}

/// A length for people: metres below ten kilometres.
pub fn length(length: Meters) -> String {
    if length.0 < 10_000.0 {
        format!("{:.1} m", length.0)
    } else {
        format!("{:.3} km", length.km())
    }
}

/// A position for people.
pub fn degrees(position: Position) -> String {
    let hemisphere = |deg: f64, positive, negative| if deg < 0.0 { negative } else { positive };
    let (lon, lat) = (position.lon_deg(), position.lat_deg());
    format!(
        "{:.6}° {}, {:.6}° {}",
        lat.abs(),
        hemisphere(lat, "N", "S"),
        lon.abs(),
        hemisphere(lon, "E", "W")
    )
}
