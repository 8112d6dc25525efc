//! What all positions of a table say together: the extent around them, and whether longitude and
//! latitude are exchanged.
use rayon::prelude::*;

use crate::geodesy::{Coverage, Extent, lon_lat};
use crate::model::table::Geometry;
use crate::model::{FeatureTable, LoadReport, Problem, ProblemKind, ProblemPlace};

/// Rows looked at in one go.
const ROWS: usize = 1 << 16;

#[derive(Default)]
struct Survey {
    coverage: Coverage,
    /// Features with a position.
    placed: u64,
    /// Those that make sense only with longitude and latitude the other way round.
    swapped: u64,
}

/// Fill in the extent, and note axes that are probably exchanged.
pub(super) fn survey(table: &FeatureTable, report: &mut LoadReport) {
    let chunks = (0..table.len().div_ceil(ROWS)).into_par_iter();
    let found = chunks
        .fold(Survey::default, |mut survey, chunk| {
            for row in chunk * ROWS..((chunk + 1) * ROWS).min(table.len()) {
                survey.add(table.geometry(row));
            }
            survey
        })
        .reduce(Survey::default, |mut survey, other| {
            survey.coverage.join(&other.coverage);
            survey.placed += other.placed;
            survey.swapped += other.swapped;
            survey
        });
    report.extent = found.coverage.extent();
    // A few features elsewhere, or a few that are right, do not hide what holds for the others.
    if found.swapped * 2 > found.placed {
        report.add(Problem {
            kind: ProblemKind::SwappedAxes,
            place: ProblemPlace::default(),
            found: format!(
                "longitude and latitude make sense only the other way round in {} of {} features",
                found.swapped, found.placed
            ),
            done: "read as they stand; exchange them in the settings of the layer, or with \
                   oxus convert --swap-axes",
        });
    }
}

impl Survey {
    fn add(&mut self, geometry: Geometry<'_>) {
        geometry.cover(&mut self.coverage);
        let mut first = None;
        geometry.for_each_simple(&mut |simple| first = first.or(simple.positions().first()));
        if let Some(&[lon, lat]) = first {
            self.placed += 1;
            self.swapped += u64::from(looks_swapped(lon, lat));
        }
    }
}

/// Whether the two numbers lie nowhere, or outside the region, and the other way round do not.
fn looks_swapped(lon: f64, lat: f64) -> bool {
    if lat.abs() > 90.0 {
        lat.abs() <= 180.0 && lon.abs() <= 90.0
    } else {
        // No latitude of the region is one of its longitudes.
        Extent::REGION.contains(lon_lat(lat, lon))
    }
}
