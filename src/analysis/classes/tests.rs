//! Classes against numpy, mapclassify and jenkspy.
use super::*;
use crate::model::table::{Cell, TableBuilder};

fn column(cells: &[Cell<'_>]) -> Column {
    let mut builder = TableBuilder::new();
    let column = builder.column("value");
    for cell in cells {
        builder.set(column, *cell);
        builder.geometries().push_none();
        builder.end_feature();
    }
    builder.finish().columns()[0].clone()
}

fn numbers(values: &[f64]) -> Numbers {
    let cells: Vec<Cell<'_>> = values.iter().map(|value| Cell::Float(*value)).collect();
    Numbers::of(&column(&cells))
}

/// Skewed numbers from the minimal standard generator of Park and Miller (1988, revised):
/// `x = 1; repeat: x = x * 48271 % 2147483647; (x % 1000) ** 2 / 1000`.
fn skewed(count: usize) -> Vec<f64> {
    let mut x: u64 = 1;
    (0..count)
        .map(|_| {
            x = x * 48_271 % 2_147_483_647;
            ((x % 1000) as f64).powi(2) / 1000.0
        })
        .collect()
}

fn assert_close(ours: &[f64], theirs: &[f64]) {
    assert_eq!(ours.len(), theirs.len(), "{ours:?} {theirs:?}");
    for (a, b) in ours.iter().zip(theirs) {
        assert!((a - b).abs() < 1e-9, "{ours:?} {theirs:?}");
    }
}

/// `numpy.quantile(v, numpy.linspace(0, 1, 6))`, numpy 2; `mapclassify.Quantiles(v, 5).bins` of
/// mapclassify 2.10.0 has the same.
#[test]
fn quantiles_are_those_of_numpy() {
    let theirs = [0.016, 32.045, 142.135, 366.7552, 634.5986, 998.001];
    assert_close(
        &numbers(&skewed(200)).breaks(ClassMethod::Quantile, 5),
        &theirs,
    );
}

/// `mapclassify.EqualInterval(v, 5).bins`, the least number before them.
#[test]
fn equal_intervals_are_those_of_mapclassify() {
    let theirs = [0.016, 199.613, 399.21, 598.807, 798.404, 998.001];
    assert_close(
        &numbers(&skewed(200)).breaks(ClassMethod::EqualInterval, 5),
        &theirs,
    );
}

/// `jenkspy.jenks_breaks(v, 5)` of jenkspy 0.4.1 has the greatest number of each class: 150.544,
/// 336.4, 497.025, 739.6; here is the next greater one. `mapclassify.FisherJenks(v, 5).counts`.
#[test]
fn natural_breaks_are_those_of_jenkspy() {
    let numbers = numbers(&skewed(200));
    let breaks = numbers.breaks(ClassMethod::Jenks, 5);
    let theirs = [0.016, 155.236, 354.025, 525.625, 765.625, 998.001];
    assert_close(&breaks, &theirs);
    assert_eq!(numbers.counts(&breaks), [83, 33, 22, 32, 30]);
}

#[test]
fn natural_breaks_of_few_numbers_are_the_best_of_all() {
    let values = [1.0, 2.0, 2.5, 7.0, 7.5, 8.0, 20.0, 21.0, 40.0, 41.5];
    let spread = |class: &[f64]| {
        let mean = class.iter().sum::<f64>() / class.len() as f64;
        class
            .iter()
            .map(|value| (value - mean).powi(2))
            .sum::<f64>()
    };
    let mut best = (f64::INFINITY, [0, 0, 0]);
    for a in 1..8 {
        for b in a + 1..9 {
            for c in b + 1..10 {
                let classes = [&values[..a], &values[a..b], &values[b..c], &values[c..]];
                let cost = classes.into_iter().map(spread).sum();
                if cost < best.0 {
                    best = (cost, [a, b, c]);
                }
            }
        }
    }
    let theirs = best.1.map(|at| values[at]);
    assert_close(
        &numbers(&values).breaks(ClassMethod::Jenks, 4)[1..4],
        &theirs,
    );
}

#[test]
fn equal_numbers_are_one_class_and_few_are_few() {
    for method in ClassMethod::ALL {
        assert_eq!(numbers(&[4.0; 9]).breaks(method, 5), [4.0, 4.0]);
        assert_eq!(numbers(&[]).breaks(method, 5), [0.0; 0]);
    }
    let two = numbers(&[1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 5.0]);
    for method in [ClassMethod::Quantile, ClassMethod::Jenks] {
        let breaks = two.breaks(method, 5);
        assert_eq!(breaks, [1.0, 5.0, 5.0], "{method:?}");
        assert_eq!(two.counts(&breaks), [7, 1]);
    }
}

#[test]
fn what_is_no_number_has_no_class() {
    let cells = [
        Cell::Float(f64::NAN),
        Cell::Null,
        Cell::Integer(3),
        Cell::Float(f64::INFINITY),
        Cell::Float(1.5),
    ];
    let numbers = Numbers::of(&column(&cells));
    assert_eq!((numbers.len(), numbers.without()), (2, 3));
    assert_eq!(
        numbers.breaks(ClassMethod::EqualInterval, 3),
        [1.5, 2.0, 2.5, 3.0]
    );
}

#[test]
fn every_number_is_counted_in_the_class_it_is_drawn_in() {
    let values = skewed(500);
    let numbers = numbers(&values);
    for method in ClassMethod::ALL {
        let breaks = numbers.breaks(method, 7);
        let mut drawn = vec![0; breaks.len() - 1];
        for value in &values {
            drawn[class_of(&breaks, *value).unwrap()] += 1;
        }
        assert_eq!(numbers.counts(&breaks), drawn, "{method:?}");
    }
    assert_eq!(numbers.histogram(40).iter().sum::<usize>(), 500);
    assert_eq!(class_of(&[0.0, 1.0, 2.0], -5.0), Some(0));
    assert_eq!(class_of(&[0.0, 1.0, 2.0], 9.0), Some(1));
    assert_eq!(class_of(&[], 9.0), None);
}

#[test]
fn an_outlier_does_not_wash_out_a_ramp() {
    let mut values: Vec<f64> = (0..1000).map(f64::from).collect();
    assert_close(&numbers(&values).ramp_range(), &[0.0, 999.0]);
    values.push(1e9);
    assert_close(&numbers(&values).ramp_range(), &[20.0, 980.0]);
}

#[test]
fn a_million_numbers_have_natural_breaks_within_half_a_second() {
    let mut x: u64 = 1;
    let mut next = || {
        x = x * 48_271 % 2_147_483_647;
        x as f64 / 2_147_483_647.0
    };
    // Two heaps and a tail: the breaks fall between the heaps.
    let values: Vec<f64> = (0..1_000_000)
        .map(|index| next() + if index % 2 == 0 { 0.0 } else { 10.0 })
        .collect();
    let numbers = Numbers {
        sorted: {
            let mut sorted = values;
            sorted.sort_unstable_by(f64::total_cmp);
            sorted
        },
        without: 0,
    };
    let breaks = numbers.breaks(ClassMethod::Jenks, 2);
    // Classes begin at every 50th number here.
    assert!(breaks[1] > 0.999 && breaks[1] < 10.01, "{breaks:?}");
}

#[test]
fn categories_come_by_frequency_without_nulls() {
    let cells = ["b", "a", "b", "c", "a", "b"].map(Cell::Text);
    let mut cells = cells.to_vec();
    cells.insert(0, Cell::Null);
    let found = categories(&column(&cells), 2);
    assert_eq!(found.values, [("b".to_owned(), 3), ("a".to_owned(), 2)]);
    assert_eq!((found.others, found.other_rows), (1, 1));
    let numbers = [2, 1, 2].map(Cell::Integer);
    let found = categories(&column(&numbers), 9);
    assert_eq!(found.values, [("2".to_owned(), 2), ("1".to_owned(), 1)]);
}
