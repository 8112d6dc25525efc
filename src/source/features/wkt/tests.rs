//! Geometries that come back from text, and texts that are none.
use super::*;

fn round(text: &str) -> String {
    let mut arena = Geometries::default();
    push_wkt(text, &mut arena).unwrap_or_else(|error| panic!("{text}: {error}"));
    wkt_of(arena.get(0))
}

#[test]
fn geometries_of_every_type_come_back() {
    for text in [
        "POINT (67.2783 37.2242)",
        "POINT Z (67.2783 37.2242 302)",
        "POINT ZM (1 2 3 4)",
        "LINESTRING (1 2,3 4)",
        "MULTIPOINT (1 2,3 4)",
        "MULTILINESTRING ((1 2,3 4),(5 6,7 8))",
        "POLYGON ((0 0,4 0,4 4,0 0),(1 1,2 1,2 2,1 1))",
        "MULTIPOLYGON (((0 0,4 0,4 4,0 0)),((9 9,8 9,8 8,9 9),(8.1 8.2,8.2 8.2,8.2 8.3,8.1 8.2)))",
        "GEOMETRYCOLLECTION (POINT (1 2),GEOMETRYCOLLECTION (LINESTRING (1 2,3 4)))",
        "GEOMETRYCOLLECTION EMPTY",
        "LINESTRING EMPTY",
        "MULTIPOINT EMPTY",
        "MULTILINESTRING EMPTY",
        "POLYGON EMPTY",
        "MULTIPOLYGON EMPTY",
    ] {
        assert_eq!(round(text), text);
    }
    assert_eq!(round("srid=4326;point(1 2)"), "POINT (1 2)");
    assert_eq!(round("MULTIPOINT((1 2),(3 4))"), "MULTIPOINT (1 2,3 4)");
    // OGC 06-103r4, section 7.2.2: a point of several may be empty.
    assert_eq!(round("MULTIPOINT(EMPTY,1 2)"), "MULTIPOINT (1 2)");
    assert_eq!(round("PointZ(1 2 3)"), "POINT Z (1 2 3)");
    assert_eq!(round("POINT EMPTY"), "");
}

#[test]
fn a_word_alone_is_no_geometry() {
    for text in ["POINT(1 2)", "srid=4326;Point Z (1 2 3)", "polygon empty"] {
        assert!(is_wkt(text), "{text}");
    }
    for text in ["Point", "Polygon Z", "point of entry", "Multipoint, 3"] {
        assert!(!is_wkt(text), "{text}");
    }
}

/// `echo 7489386.0974 4470403.6207 | gdaltransform -s_srs EPSG:3857 -t_srs EPSG:4326` gives
/// 67.2783 37.2242.
#[test]
fn a_geometry_is_read_in_the_system_it_names() {
    let mut arena = Geometries::default();
    push_wkt("SRID=3857;POINT(7489386.0974 4470403.6207)", &mut arena).unwrap();
    let [lon, lat] = arena.positions()[0];
    assert!((lon - 67.2783).abs() < 1e-9 && (lat - 37.2242).abs() < 1e-9);
    let error = push_wkt("SRID=4284;POINT(67 37)", &mut arena).unwrap_err();
    assert!(error.contains("EPSG:4284"), "{error}");
}

#[test]
fn what_is_mended_is_said_and_what_cannot_be_is_refused() {
    let mut arena = Geometries::default();
    let repairs = push_wkt("POLYGON((0 0,4 0,4 4))", &mut arena).unwrap();
    assert!(repairs.ring_closed);
    let repairs = push_wkt("POINT M (1 2 3)", &mut arena).unwrap();
    assert!(repairs.measures_dropped);
    let deep = "GEOMETRYCOLLECTION(".repeat(100_000);
    for (text, said) in [
        ("POINT (1)", "number is expected"),
        ("POINT (1 2, 3 4)", "one position"),
        ("POINT (1 2", "the text ends"),
        ("POINT (1 2) x", "“x” follows"),
        ("CIRCLE (1 2)", "“CIRCLE” is no type"),
        ("POINT (NaN 2)", "“NaN”"),
        ("POINT(67,37)", "“,” stands where"),
        ("", "is no type"),
        (&deep, "nested"),
    ] {
        let error = push_wkt(text, &mut Geometries::default()).unwrap_err();
        assert!(error.contains(said), "{error}");
    }
}
