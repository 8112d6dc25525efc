//! No bytes make the GeoJSON reader panic or hang, pieces of another size give the same table, and
//! what was read can be written and read again: `cargo fuzz run geojson tests/corpus/geojson`.
#![no_main]
use libfuzzer_sys::fuzz_target;
use oxus::jobs::JobContext;
use oxus::model::FeatureTable;
use oxus::source::features::geojson::{Limits, read, write};

fn table(mut bytes: &[u8], block_bytes: usize) -> Option<FeatureTable> {
    let limits = Limits {
        depth: 64,
        feature_bytes: 1 << 20,
        table_bytes: 1 << 28,
        block_bytes,
        part_bytes: block_bytes / 3,
    };
    let read = read(&mut bytes, None, &JobContext::unwatched(), &limits);
    read.ok().map(|(table, _)| table)
}

fuzz_target!(|bytes: &[u8]| {
    let whole = table(bytes, 1 << 16);
    assert_eq!(whole, table(bytes, 64));
    if let Some(whole) = whole {
        let mut written = Vec::new();
        write(&whole, &mut written).unwrap();
        let again = table(&written, 1 << 12).unwrap();
        assert_eq!(again.len(), whole.len());
    }
});
