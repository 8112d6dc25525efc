//! No bytes make the KML reader panic or hang, and what was read can be written and read:
//! `cargo fuzz run kml tests/corpus/kml`.
#![no_main]
use std::io::Cursor;

use libfuzzer_sys::fuzz_target;
use oxus::jobs::JobContext;
use oxus::model::FeatureTable;
use oxus::source::features::{WriteFormat, read_from, write_to};

fn table(bytes: &[u8]) -> Option<FeatureTable> {
    let input = Cursor::new(bytes.to_vec());
    let read = read_from(input, "fuzz.kml", &JobContext::unwatched());
    read.ok().map(|(table, _)| table)
}

fuzz_target!(|bytes: &[u8]| {
    if let Some(read) = table(bytes) {
        let mut written = Vec::new();
        write_to(&read, WriteFormat::Kml, &mut written).unwrap();
        if let Some(again) = table(&written) {
            assert_eq!(again.len(), read.len());
        }
    }
});
