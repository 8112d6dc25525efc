//! The reader of delimited text against the `csv` crate, and what headers and numbers mean.
use super::*;

fn open(text: &[u8]) -> (CsvHeader, CsvReader<&[u8]>) {
    CsvReader::open(text, &CoordinateColumns::default()).unwrap()
}

/// Everything that is read, put together again, and line and cells of each row.
fn read(text: &[u8]) -> (Vec<u8>, Vec<(u64, csv::ByteRecord)>) {
    let (header, mut reader) = open(text);
    let mut whole = [header.raw.as_slice(), &header.line_end].concat();
    let mut rows = Vec::new();
    while let Some(chunk) = reader.next_chunk().unwrap() {
        let rest = header
            .for_each_row(&chunk, |row| {
                whole.extend_from_slice(&[row.before, row.raw, row.line_end].concat());
                rows.push((row.line, row.cells.clone()));
            })
            .unwrap();
        whole.extend_from_slice(rest);
    }
    (whole, rows)
}

/// A table larger than two chunks with everything that may stand in cells.
fn odd_table(seed: u64, line_end: &str, delimiter: char) -> String {
    let pieces = [
        "",
        "a",
        "Ҳайратон",
        "67.2",
        "\"q\"\"q\"",
        "\"\r\n\"",
        "\"x\ny\"",
        "5\" pipe",
        " ",
    ];
    let mut state = seed;
    let mut text = format!("name{delimiter}lon{delimiter}lat{line_end}");
    while text.len() < 1_300_000 {
        for cell in 0..4 {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            text.push_str(pieces[(state >> 33) as usize % pieces.len()]);
            text.push(if cell < 3 { delimiter } else { ' ' });
        }
        text.push_str(line_end);
        if state >> 60 == 0 {
            text.push_str(line_end);
        }
    }
    text
}

#[test]
fn nothing_is_lost_and_records_are_those_of_the_csv_crate() {
    for (seed, line_end, delimiter) in [(1, "\n", ','), (2, "\r\n", ';'), (3, "\r", '\t')] {
        let text = odd_table(seed, line_end, delimiter);
        let (whole, rows) = read(text.as_bytes());
        assert!(whole == text.as_bytes());
        let expected: Vec<csv::ByteRecord> = csv::ReaderBuilder::new()
            .delimiter(delimiter as u8)
            .flexible(true)
            .from_reader(text.as_bytes())
            .byte_records()
            .map(Result::unwrap)
            .collect();
        assert_eq!(rows.len(), expected.len());
        assert!(rows.iter().map(|(_, cells)| cells).eq(expected.iter()));
    }
}

#[test]
fn lines_are_those_of_the_file() {
    let text = b"\xef\xbb\xbfname,lon,lat\n\na,1,2\n\"b\nb\",3,4\n\n\nc,5,6";
    let lines: Vec<u64> = read(text).1.into_iter().map(|(line, _)| line).collect();
    assert_eq!(lines, [3, 4, 8]);
}

#[test]
fn coordinate_columns_are_guessed() {
    for (header, lon, lat) in [
        ("id,LAT,Long", 2, 1),
        ("Latitude (deg);Longitude (deg)", 1, 0),
        ("x\ty", 0, 1),
        ("y,x,lon_deg,lat_deg", 2, 3),
        ("\"lng\",\"lat\"", 0, 1),
    ] {
        let (header, _) = open(header.as_bytes());
        assert_eq!((header.lon, header.lat), (lon, lat), "{:?}", header.columns);
    }
}

#[test]
fn a_decimal_comma_is_read_where_commas_separate_no_cells() {
    let parse = |cell: &[u8], comma| number(Some(cell), Axis::Longitude, comma);
    assert_eq!(parse(b" 67,2783 ", true), Ok(67.2783));
    assert_eq!(parse(b"-67.2783", true), Ok(-67.2783));
    for (cell, comma) in [
        (&b"67,2783"[..], false),
        (b"1,2,3", true),
        (b"NaN", true),
        (b"inf", true),
    ] {
        assert!(matches!(
            parse(cell, comma),
            Err(UnusablePosition::NotANumber { .. })
        ));
    }
    assert_eq!(
        parse(b" ", true),
        Err(UnusablePosition::Missing(Axis::Longitude))
    );
}
