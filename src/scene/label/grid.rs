//! What is taken already: boxes and discs in cells of a uniform grid, so that asking costs the
//! same on a full map as on an empty one.

/// A rectangle on the screen, in points; y downwards.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ScreenBox {
    /// Left and upper edge.
    pub min: [f32; 2],
    /// Right and lower edge.
    pub max: [f32; 2],
}

impl ScreenBox {
    /// Whether the insides of two boxes meet.
    #[must_use]
    pub fn touches(self, other: Self) -> bool {
        (0..2).all(|axis| self.min[axis] < other.max[axis] && other.min[axis] < self.max[axis])
    }

    /// Whether the other box lies inside this one.
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        (0..2).all(|axis| self.min[axis] <= other.min[axis] && other.max[axis] <= self.max[axis])
    }

    /// The same box with more room to the sides and above and below.
    #[must_use]
    pub fn padded(self, [x, y]: [f32; 2]) -> Self {
        Self {
            min: [self.min[0] - x, self.min[1] - y],
            max: [self.max[0] + x, self.max[1] + y],
        }
    }

    /// The same box elsewhere.
    #[must_use]
    pub fn moved(self, [x, y]: [f32; 2]) -> Self {
        Self {
            min: [self.min[0] + x, self.min[1] + y],
            max: [self.max[0] + x, self.max[1] + y],
        }
    }
}

/// What labels must not cover.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Obstacle {
    /// A rectangle, e.g. a legend.
    Box(ScreenBox),
    /// A round symbol.
    Circle {
        /// Its middle, screen points.
        center: [f32; 2],
        /// Screen points.
        radius_pt: f32,
    },
}

impl Obstacle {
    /// The box around it.
    #[must_use]
    pub fn bounds(self) -> ScreenBox {
        match self {
            Self::Box(bounds) => bounds,
            Self::Circle { center, radius_pt } => ScreenBox {
                min: center,
                max: center,
            }
            .padded([radius_pt; 2]),
        }
    }

    /// Whether it reaches into a box.
    #[must_use]
    pub fn touches(self, other: ScreenBox) -> bool {
        match self {
            Self::Box(bounds) => bounds.touches(other),
            Self::Circle { center, radius_pt } => {
                let [dx, dy] = [0, 1].map(|axis| {
                    // A box without width may be turned round by rounding.
                    center[axis] - center[axis].max(other.min[axis]).min(other.max[axis])
                });
                dx * dx + dy * dy < radius_pt * radius_pt
            }
        }
    }
}

/// Screen points; about half the length of a label.
const CELL_PT: f32 = 32.0;

/// Free room between two labels: to the sides, above and below; screen points.
const PADDING_PT: [f32; 2] = [4.0, 1.5];

/// Everything that is taken.
pub(super) struct Grid {
    columns: usize,
    rows: usize,
    /// What reaches into each cell; the outermost ones hold what lies beyond the frame, too.
    cells: Vec<Vec<Obstacle>>,
    /// The same for lines, which only some labels keep clear of.
    lines: Vec<Vec<Obstacle>>,
}

impl Grid {
    pub(super) fn new(size_pt: [f32; 2]) -> Self {
        let [columns, rows] = size_pt.map(|length| (length / CELL_PT).ceil().max(1.0) as usize);
        Self {
            columns,
            rows,
            cells: vec![Vec::new(); columns * rows],
            lines: vec![Vec::new(); columns * rows],
        }
    }

    pub(super) fn insert(&mut self, obstacle: Obstacle) {
        for cell in self.cells_of(obstacle.bounds()) {
            self.cells[cell].push(obstacle);
        }
    }

    pub(super) fn insert_line(&mut self, obstacle: Obstacle) {
        for cell in self.cells_of(obstacle.bounds()) {
            self.lines[cell].push(obstacle);
        }
    }

    /// Whether no line lies within a box.
    pub(super) fn is_off_lines(&self, place: ScreenBox) -> bool {
        self.cells_of(place)
            .all(|cell| self.lines[cell].iter().all(|taken| !taken.touches(place)))
    }

    /// Takes the room of a label and the padding that it keeps from others.
    pub(super) fn insert_label(&mut self, covered: ScreenBox) {
        self.insert(Obstacle::Box(covered.padded(PADDING_PT)));
    }

    /// Whether nothing taken lies within a box.
    pub(super) fn is_free(&self, place: ScreenBox) -> bool {
        self.cells_of(place)
            .all(|cell| self.cells[cell].iter().all(|taken| !taken.touches(place)))
    }

    fn cells_of(&self, bounds: ScreenBox) -> impl Iterator<Item = usize> + use<> {
        // The cast clamps what is negative to the first cell.
        let clamp = |at: f32, count: usize| ((at / CELL_PT) as usize).min(count - 1);
        let columns = clamp(bounds.min[0], self.columns)..=clamp(bounds.max[0], self.columns);
        let rows = clamp(bounds.min[1], self.rows)..=clamp(bounds.max[1], self.rows);
        let width = self.columns;
        rows.flat_map(move |row| columns.clone().map(move |column| row * width + column))
    }
}
