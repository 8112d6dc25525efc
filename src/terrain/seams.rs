//! The seams of the elevation source: GLOBE is composed of sheets of one degree that differ in
//! height by up to some tens of metres, which shows as straight cliffs in the plains. For painting
//! only, each sheet is bent towards its neighbours; [`ElevationGrid`] keeps what the source says.
use super::ElevationGrid;
use super::grid::CELLS_PER_DEGREE;

const CELLS_PER_SHEET: usize = CELLS_PER_DEGREE as usize;

/// Cells to each side of the one at the whole degree that may lie on the cliff itself.
const CLIFF: usize = 1;

/// Cells beyond the cliff, on each side, from which the ground is continued in a straight line.
const FIT: usize = 8;

/// Cells on each side over which a step is spread.
const REACH: usize = 30;

/// Cells along the seam, to either side, over which a step is averaged, so that it is the sheets'
/// and not a hill's.
const WINDOW: usize = 16;

/// From about this height on a step is taken for the ground's own, metres.
const HIGHEST_M: f32 = 150.0;

/// Standard deviation along the seam from which on the ground is too rough to tell, metres.
const ROUGH_M: f32 = 80.0;

/// The step between two sheets at one place along their seam.
#[derive(Clone, Copy)]
struct Step {
    /// How much higher the ground is after the seam than before it, metres.
    height_m: f32,
    /// How much of the step each cell of the cliff has climbed, 0 to 1.
    climbed: [f32; 2 * CLIFF + 1],
}

/// The cells of a grid, row after row, with the steps between sheets smoothed out.
pub(super) fn mend(grid: &ElevationGrid) -> Vec<i16> {
    let (width, height) = ElevationGrid::size();
    let mut cells = grid.cells().to_vec();

    let columns: Vec<usize> = (CELLS_PER_SHEET..width).step_by(CELLS_PER_SHEET).collect();
    let meridians: Vec<Vec<Step>> = columns
        .iter()
        .map(|&seam| steps(&cells, (0..height).map(|row| row * width + seam), 1))
        .collect();
    for (row, cells) in cells.chunks_exact_mut(width).enumerate() {
        for (&seam, steps) in columns.iter().zip(&meridians) {
            let cells = &mut cells[seam - REACH..=seam + REACH];
            for (distance, cell) in (-(REACH as isize)..).zip(cells) {
                bend(cell, &steps[row], distance);
            }
        }
    }

    let rows: Vec<usize> = (CELLS_PER_SHEET..height).step_by(CELLS_PER_SHEET).collect();
    let parallels: Vec<Vec<Step>> = rows
        .iter()
        .map(|&seam| steps(&cells, seam * width..(seam + 1) * width, width))
        .collect();
    for (&seam, steps) in rows.iter().zip(&parallels) {
        for row in seam - REACH..=seam + REACH {
            let cells = &mut cells[row * width..(row + 1) * width];
            for (cell, step) in cells.iter_mut().zip(steps) {
                bend(cell, step, row as isize - seam as isize);
            }
        }
    }
    cells
}

/// The averaged steps at each cell of a seam; `across` is how far apart two cells are that follow
/// each other across it.
fn steps(cells: &[i16], seam: impl Iterator<Item = usize>, across: usize) -> Vec<Step> {
    let raw: Vec<Step> = seam
        .map(|at| {
            let (mut before_m, mut after_m) = (0.0, 0.0);
            for distance in CLIFF + 1..=CLIFF + FIT {
                let weight = continuation_weight(distance);
                before_m += weight * f32::from(cells[at - distance * across]);
                after_m += weight * f32::from(cells[at + distance * across]);
            }
            let height_m = after_m - before_m;
            let climbed = std::array::from_fn(|cell| {
                let here = cells[at + cell * across - CLIFF * across];
                if height_m == 0.0 {
                    return 0.5;
                }
                ((f32::from(here) - before_m) / height_m).clamp(0.0, 1.0)
            });
            Step { height_m, climbed }
        })
        .collect();
    (0..raw.len())
        .map(|at| {
            let window = &raw[at.saturating_sub(WINDOW)..(at + WINDOW + 1).min(raw.len())];
            let count = window.len() as f32;
            let mean = window.iter().map(|step| step.height_m).sum::<f32>() / count;
            let variance = window
                .iter()
                .map(|step| (step.height_m - mean).powi(2))
                .sum::<f32>()
                / count;
            let square = mean * mean;
            // A step no larger than its standard error is likely none, and among mountains or
            // where it is high it is the ground's.
            let likely = square / (square + 2.0 * variance / count + 0.01);
            let ground = variance / ROUGH_M.powi(2) + (mean / HIGHEST_M).powi(4);
            Step {
                height_m: mean * likely / (1.0 + ground),
                ..raw[at]
            }
        })
        .collect()
}

/// Weight of the cell at a distance from the seam in the straight line of least squares through
/// the [`FIT`] cells beyond the cliff, read at the seam.
fn continuation_weight(distance: usize) -> f32 {
    let count = FIT as f32;
    let middle = CLIFF as f32 + 0.5 * (count + 1.0);
    let square_sum = count * (count * count - 1.0) / 12.0;
    1.0 / count + middle * (middle - distance as f32) / square_sum
}

/// Moves a cell towards the level half-way between two sheets, less and less with the distance.
fn bend(cell: &mut i16, step: &Step, distance: isize) {
    let share = 1.0 - distance.unsigned_abs() as f32 / (REACH + 1) as f32;
    let height_m = step.height_m * share * share;
    if height_m.abs() < 1.0 {
        return; // Would move it by less than the half metre that rounding sees.
    }
    let climbed = match step.climbed.get((distance + CLIFF as isize) as usize) {
        Some(&climbed) => climbed,
        None if distance < 0 => 0.0,
        None => 1.0,
    };
    let moved = f32::from(*cell) + height_m * (0.5 - climbed);
    *cell = (moved + 0.5) as i16;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_between_sheets_becomes_a_gentle_slope_and_a_hill_stays() {
        let (seam, hill) = (10 * CELLS_PER_SHEET, 10 * CELLS_PER_SHEET + 60);
        let grid = ElevationGrid::from_fn(|column, row| {
            let sheet = if column >= seam { 140 } else { 100 };
            sheet + if (column, row) == (hill, 500) { 300 } else { 0 }
        });
        let (width, _) = ElevationGrid::size();
        let mended = mend(&grid);
        let row = &mended[500 * width..501 * width];
        assert!(
            row.windows(2)
                .take(hill - 5)
                .all(|pair| (pair[1] - pair[0]).abs() <= 3)
        );
        assert_eq!(row[hill], 440);
        assert_eq!((row[seam - 60], row[seam + 50]), (100, 140));
    }
}
