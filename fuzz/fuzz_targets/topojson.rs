//! No bytes make the TopoJSON reader panic or hang: `cargo fuzz run topojson tests/corpus/topojson`.
#![no_main]
use std::io::Cursor;

use libfuzzer_sys::fuzz_target;
use oxus::jobs::JobContext;
use oxus::source::features::read_from;

fuzz_target!(|bytes: &[u8]| {
    read_from(Cursor::new(bytes.to_vec()), "fuzz.topojson", &JobContext::unwatched()).ok();
});
