//! No bytes make the readers of shapes, or of an archive of shapefiles, panic or hang: `cargo fuzz run shapefile tests/corpus/shapefile`.
#![no_main]
use std::io::Cursor;

use libfuzzer_sys::fuzz_target;
use oxus::jobs::JobContext;
use oxus::source::features::read_from;

fuzz_target!(|bytes: &[u8]| {
    read_from(Cursor::new(bytes.to_vec()), "fuzz.shp", &JobContext::unwatched()).ok();
});
