//! No database makes the GeoPackage reader panic or hang: `cargo fuzz run geopackage
//! tests/corpus/geopackage`.
#![no_main]
use libfuzzer_sys::fuzz_target;
use oxus::jobs::JobContext;
use oxus::source::features::read_features;

fuzz_target!(|bytes: &[u8]| {
    let name = format!("oxus-fuzz-{}.gpkg", std::process::id());
    let path = std::env::temp_dir().join(name);
    std::fs::write(&path, bytes).unwrap();
    read_features(&path, &JobContext::unwatched()).ok();
});
