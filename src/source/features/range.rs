//! Which longitudes and latitudes there are, and what is said of others.

/// Whether a position lies on the Earth, its longitude within half a turn.
pub(super) fn in_range([lon, lat]: [f64; 2]) -> bool {
    lon.abs() <= 180.0 && lat.abs() <= 90.0
}

/// Which of both coordinates is out of range.
pub(super) fn out_of_range([lon, lat]: [f64; 2]) -> String {
    let (name, value, most) = if lat.abs() <= 90.0 {
        ("longitude", lon, 180)
    } else {
        ("latitude", lat, 90)
    };
    if value.abs() < 1e9 {
        format!("{name} {value} is outside -{most} to {most}")
    } else {
        format!("{name} {value:e} is outside -{most} to {most}")
    }
}
