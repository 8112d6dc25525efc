//! The outermost object of a file: what comes before the features and behind them.
use super::json::{Cursor, ENDS, Fault};

/// A longer first line that is no JSON is not taken for a bad one of many, bytes.
const MAX_LINE: usize = 1 << 20;

/// What a file is.
pub(super) enum Root<'a> {
    /// A collection, whose features begin at the next byte.
    Collection,
    /// An object that ends here; its type, where it is a string.
    Object(Option<&'a str>),
}

/// Members of the outermost object.
#[derive(Default)]
pub(super) struct Outer<'a> {
    /// Its type, where that is a string.
    pub(super) kind: Option<&'a str>,
    pub(super) has_type: bool,
    /// The `crs` member, name and all, its value and where it begins.
    pub(super) crs: Option<(&'a str, &'a str, usize)>,
    /// All others, as they stand.
    pub(super) members: Vec<&'a str>,
}

/// Read up to the features of a collection, or to the end of another object.
pub(super) fn head<'a>(cursor: &mut Cursor<'a>, outer: &mut Outer<'a>) -> Result<Root<'a>, Fault> {
    cursor.expect(b'{', "a GeoJSON file begins with “{”")?;
    if cursor.accept(b'}') {
        return Ok(Root::Object(None));
    }
    loop {
        if outer.member(cursor)? {
            return Ok(Root::Collection);
        }
        if !cursor.another(b'}')? {
            return Ok(Root::Object(outer.kind));
        }
    }
}

/// Read from behind the features to the end of the object.
pub(super) fn tail<'a>(cursor: &mut Cursor<'a>, outer: &mut Outer<'a>) -> Result<(), Fault> {
    while cursor.another(b'}')? {
        let at = cursor.at;
        if outer.member(cursor)? {
            let what = "a second array of features; one file has one collection";
            return Err(Fault { at, what });
        }
    }
    Ok(())
}

impl<'a> Outer<'a> {
    /// Read a member; whether it is the array of features, which then begins at the next byte.
    fn member(&mut self, cursor: &mut Cursor<'a>) -> Result<bool, Fault> {
        cursor.peek();
        let start = cursor.at;
        let key = cursor.key()?;
        let first = cursor.peek();
        let is_collection = self.kind.is_none_or(|kind| kind == "FeatureCollection");
        match key.inner {
            "features" if first == Some(b'[') && is_collection => {
                cursor.at += 1;
                return Ok(true);
            }
            "type" => {
                self.has_type = true;
                if first == Some(b'"') {
                    self.kind = Some(cursor.string()?.inner);
                } else {
                    cursor.skip()?;
                }
            }
            "crs" => {
                let value = cursor.skip()?;
                self.crs = Some((cursor.since(start), value, start));
            }
            "geometry" | "coordinates" | "geometries" | "properties" => {
                cursor.skip_lenient(1)?;
                self.members.push(cursor.since(start));
            }
            _ => {
                cursor.skip_at_depth(1)?;
                self.members.push(cursor.since(start));
            }
        }
        Ok(false)
    }
}

/// Why an object is no GeoJSON.
pub(super) fn refusal(kind: Option<&str>, outer: &Outer<'_>) -> String {
    match kind {
        Some("FeatureCollection") => "the FeatureCollection has no array of features".to_owned(),
        Some("Topology") => "this is TopoJSON, not GeoJSON; convert it: topo2geo, or ogr2ogr \
                             out.geojson FILE"
            .to_owned(),
        Some(kind) => {
            let kind: String = kind.chars().take(40).collect();
            format!("“{kind}” is no type of GeoJSON")
        }
        None if outer.has_type => "the type of the object is not a string".to_owned(),
        None => "this is JSON, but no GeoJSON: the object has no type".to_owned(),
    }
}

/// Whether the file has one value on each line, as far as its second line tells, and the first is
/// only a bad one.
pub(super) fn is_line(
    text: &str,
    fault: Fault,
    ended: bool,
    max_depth: usize,
) -> Result<bool, Fault> {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let is_in_first = text
        .get(first.len()..fault.at)
        .is_none_or(|between| between.trim().is_empty());
    if !is_in_first || first.len() > MAX_LINE || first.contains("FeatureCollection") {
        return Ok(false);
    }
    let second = match rest.trim_start().split_once('\n') {
        Some((second, _)) => second,
        None if ended => rest.trim_start(),
        // To be seen when there is more of it.
        None => {
            let (at, what) = (text.len(), ENDS);
            return Err(Fault { at, what });
        }
    };
    let mut cursor = Cursor::new(second, 0, max_depth);
    let read = head(&mut cursor, &mut Outer::default());
    Ok(matches!(read, Ok(Root::Object(Some("Feature")))) && cursor.peek().is_none())
}
