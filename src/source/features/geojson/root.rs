//! The outermost object of a file: what comes before the features and behind them.
use super::json::{Cursor, Fault};

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
    /// The `crs` member, name and all, and its value.
    pub(super) crs: Option<(&'a str, &'a str)>,
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
                self.crs = Some((cursor.since(start), value));
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
