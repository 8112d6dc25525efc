//! The report for people.
use crate::cli::load::Loaded;
use crate::source::features::{features_text, report_text};

/// Problems of a kind that are listed one by one.
pub const LISTED: usize = 10;

/// The whole report.
pub fn report(loaded: &Loaded) -> String {
    match loaded {
        Ok((table, report)) => report_text(report, table, LISTED),
        Err(error) => format!("Refused: {error}\n"),
    }
}

/// The report in a line.
pub fn verdict(loaded: &Loaded) -> String {
    match loaded {
        Err(error) => format!("refused: {error}"),
        Ok((_, report)) => {
            let read = format!("read, {}", features_text(report));
            let problems: Vec<String> = report
                .problem_counts
                .iter()
                .map(|(kind, count)| format!("{count} {}", kind.title()))
                .collect();
            if problems.is_empty() {
                read
            } else {
                let problems = problems.join(", ");
                let remedy = if report.axes_look_swapped() {
                    "; oxus convert --swap-axes exchanges the axes"
                } else {
                    ""
                };
                format!("{read}, with problems: {problems}{remedy}")
            }
        }
    }
}
