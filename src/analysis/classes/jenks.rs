//! Natural breaks: the classes whose numbers differ least from the mean of their class.

/// Up to so many distinct numbers the classes are the very best; of more, classes may begin only at
/// so many of them, evenly chosen by rank. What a class costs is exact in any case.
const MOST_STARTS: usize = 20_000;

/// Sums over the numbers before each place where a class may begin.
struct Prefix {
    /// Where in the sorted numbers classes may begin, and their end.
    places: Vec<usize>,
    totals: Vec<f64>,
    squares: Vec<f64>,
}

impl Prefix {
    fn new(sorted: &[f64]) -> Self {
        let distinct: Vec<usize> = (0..sorted.len())
            .filter(|&at| at == 0 || sorted[at - 1] < sorted[at])
            .collect();
        let step = distinct.len().div_ceil(MOST_STARTS).max(1);
        let mut places: Vec<usize> = distinct.into_iter().step_by(step).collect();
        places.push(sorted.len());
        // About the middle number, lest the squares swallow the differences.
        let middle = sorted.get(sorted.len() / 2).copied().unwrap_or_default();
        let (mut sum, mut square) = (0.0, 0.0);
        let (mut totals, mut squares) = (vec![0.0], vec![0.0]);
        for run in places.windows(2) {
            for number in &sorted[run[0]..run[1]] {
                let off = number - middle;
                sum += off;
                square += off * off;
            }
            totals.push(sum);
            squares.push(square);
        }
        Self {
            places,
            totals,
            squares,
        }
    }

    /// Sum of squared differences from their mean of the numbers from one place to before another.
    fn cost(&self, from: usize, to: usize) -> f64 {
        let count = (self.places[to] - self.places[from]) as f64;
        let sum = self.totals[to] - self.totals[from];
        (self.squares[to] - self.squares[from] - sum * sum / count).max(0.0)
    }
}

/// The least number of each class but the first, at most `classes - 1`.
///
/// # References
///
/// Fisher, W. D. (1958), On grouping for maximum homogeneity, Journal of the American Statistical
/// Association 53, 789–798; Jenks, G. F. (1977), Optimal data classification for choropleth maps.
/// The best beginning of the last class never moves back as numbers are added, which divides each
/// round of the dynamic programme: Grønlund, A. et al. (2017), Fast exact k-means, k-medians and
/// Bregman divergence clustering in 1D, arXiv:1701.07204, section 2.
pub(super) fn starts(sorted: &[f64], classes: usize) -> Vec<f64> {
    let sums = Prefix::new(sorted);
    let places = sums.places.len() - 1;
    let classes = classes.min(places);
    if classes < 2 {
        return Vec::new();
    }
    // The cost of all numbers before a place in as many classes as there were rounds.
    let mut best: Vec<f64> = std::iter::once(0.0)
        .chain((1..=places).map(|to| sums.cost(0, to)))
        .collect();
    let mut chosen: Vec<Vec<u32>> = Vec::new();
    for class in 1..classes {
        let mut round = Round {
            sums: &sums,
            before: &best,
            best: vec![f64::INFINITY; places + 1],
            starts: vec![0; places + 1],
        };
        round.fill([class + 1, places], [class, places - 1]);
        let Round {
            best: cheapest,
            starts,
            ..
        } = round;
        best = cheapest;
        chosen.push(starts);
    }
    let mut end = places;
    let mut found: Vec<f64> = Vec::new();
    for starts in chosen.iter().rev() {
        end = starts[end] as usize;
        found.push(sorted[sums.places[end]]);
    }
    found.reverse();
    found
}

/// One more class behind those that there are.
struct Round<'a> {
    sums: &'a Prefix,
    before: &'a [f64],
    best: Vec<f64>,
    starts: Vec<u32>,
}

impl Round<'_> {
    /// Finds where the last class begins for all ends of a range, knowing the range it is in.
    fn fill(&mut self, [first, last]: [usize; 2], [low, high]: [usize; 2]) {
        if first > last {
            return;
        }
        let end = usize::midpoint(first, last);
        let mut found = (f64::INFINITY, low);
        for start in low..=high.min(end - 1) {
            let cost = self.before[start] + self.sums.cost(start, end);
            if cost < found.0 {
                found = (cost, start);
            }
        }
        self.best[end] = found.0;
        self.starts[end] = found.1 as u32;
        self.fill([first, end - 1], [low, found.1]);
        self.fill([end + 1, last], [found.1, high]);
    }
}
