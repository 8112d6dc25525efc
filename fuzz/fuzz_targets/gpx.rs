//! No bytes make the GPX reader panic or hang: `cargo fuzz run gpx tests/corpus/gpx`.
#![no_main]
use std::io::Cursor;

use libfuzzer_sys::fuzz_target;
use oxus::jobs::JobContext;
use oxus::source::features::read_from;

fuzz_target!(|bytes: &[u8]| {
    read_from(Cursor::new(bytes.to_vec()), "fuzz.gpx", &JobContext::unwatched()).ok();
});
