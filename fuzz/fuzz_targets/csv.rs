//! No bytes make the CSV reader panic or hang, and what was read and written is read the same:
//! `cargo fuzz run csv tests/corpus/csv`.
#![no_main]
use std::io::Cursor;

use libfuzzer_sys::fuzz_target;
use oxus::jobs::JobContext;
use oxus::model::FeatureTable;
use oxus::source::features::{WriteFormat, read_from, write_to};

fn table(bytes: &[u8]) -> Option<FeatureTable> {
    let input = Cursor::new(bytes.to_vec());
    let read = read_from(input, "fuzz.csv", &JobContext::unwatched());
    read.ok().map(|(table, _)| table)
}

fuzz_target!(|bytes: &[u8]| {
    if let Some(read) = table(bytes) {
        let mut written = Vec::new();
        write_to(&read, WriteFormat::Csv, &mut written).unwrap();
        if let Some(again) = table(&written) {
            assert_eq!(again.len(), read.len());
        }
    }
});
