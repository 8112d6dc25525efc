//! Features, from the text straight into a table. What is wrong with a feature is noted, and the
//! reading goes on; only text that is no JSON stops it.
use super::coordinates::Oddities;
use super::geometry::{geometry, kind_of};
use super::json::{Cursor, ENDS, Fault};
use super::notes::Notes;
use super::properties::{cell, text};
use crate::model::ProblemKind;
use crate::model::table::{Cell, NoProperties, TableBuilder};
use crate::source::features::range::out_of_range;

/// Reads features from one text into one table.
pub(super) struct FeatureReader<'a> {
    pub(super) cursor: Cursor<'a>,
    pub(super) builder: TableBuilder,
    pub(super) notes: Notes,
    /// Features and what stood in the place of one.
    pub(super) elements: u64,
    /// Whether positions are degrees as far as is known.
    check_range: bool,
    /// The names of the feature before, as they were written up to the colon, and their columns.
    pub(super) order: Vec<(&'a str, usize)>,
    /// For what a string means.
    pub(super) text: String,
}

/// Which members a feature has, and where.
#[derive(Clone, Copy, Default)]
struct Seen<'a> {
    /// Its type as it stands.
    kind: Option<&'a str>,
    geometry: bool,
    properties: bool,
    /// Where its id begins.
    id: Option<usize>,
}

impl<'a> FeatureReader<'a> {
    pub(super) fn new(
        cursor: Cursor<'a>,
        builder: TableBuilder,
        notes: Notes,
        check_range: bool,
    ) -> Self {
        Self {
            cursor,
            builder,
            notes,
            elements: 0,
            check_range,
            order: Vec::new(),
            text: String::new(),
        }
    }

    /// Reads the same from here on into a table that nobody will see.
    pub(super) fn on_trial(&self) -> Self {
        let (builder, notes) = (TableBuilder::new(), Notes::default());
        Self::new(self.cursor.clone(), builder, notes, self.check_range)
    }

    /// Read one element of a collection, which then is to be kept by [`FeatureReader::keep`] or
    /// forgotten by [`FeatureReader::forget`]; whether it is a feature.
    pub(super) fn element(&mut self) -> Result<bool, Fault> {
        let Some(first) = self.cursor.peek() else {
            return Err(self.cursor.fault(ENDS));
        };
        let start = self.cursor.at;
        if first != b'{' {
            self.cursor.skip()?;
            let found = "an element is not an object".to_owned();
            self.note(ProblemKind::Skipped, start, found, "skipped");
            return Ok(false);
        }
        self.cursor.at += 1;
        let mut seen = Seen::default();
        if !self.cursor.accept(b'}') {
            loop {
                self.member(&mut seen)?;
                if !self.cursor.another(b'}')? {
                    break;
                }
            }
        }
        let is_feature = self.finish(start, seen)?;
        if let Some(at) = self.cursor.take_lone_surrogate() {
            let found = "half of a surrogate pair is no character".to_owned();
            let done = "replaced by U+FFFD in strings";
            self.note(ProblemKind::BadText, at, found, done);
        }
        Ok(is_feature)
    }

    /// The element that was read is a row, or was skipped for good.
    #[inline]
    pub(super) fn keep(&mut self, is_feature: bool) {
        if is_feature {
            self.builder.end_feature();
        }
        self.elements += 1;
    }

    /// The element that was read last does not count.
    pub(super) fn forget(&mut self) {
        self.builder.drop_feature();
        // Columns that only this one had are gone.
        self.order.clear();
        self.notes.forget(self.elements);
        self.cursor.take_lone_surrogate();
    }

    pub(super) fn note(&mut self, kind: ProblemKind, at: usize, found: String, done: &'static str) {
        self.notes.add(kind, self.elements, at, (found, done));
    }

    fn member(&mut self, seen: &mut Seen<'a>) -> Result<(), Fault> {
        self.cursor.peek();
        let start = self.cursor.at;
        let key = self.cursor.key()?;
        let again = match key.inner {
            "type" => seen.kind.is_some(),
            "geometry" => std::mem::replace(&mut seen.geometry, true),
            "properties" => std::mem::replace(&mut seen.properties, true),
            "id" => seen.id.is_some(),
            _ => false,
        };
        if again {
            self.cursor.skip_lenient(1)?;
            let found = format!("the member “{}” occurs twice", key.inner);
            self.note(
                ProblemKind::Nonstandard,
                start,
                found,
                "the first one counts",
            );
            return Ok(());
        }
        match key.inner {
            "type" => {
                self.cursor.peek();
                seen.kind = Some(if self.cursor.next_byte() == Some(b'"') {
                    self.cursor.string()?.inner
                } else {
                    self.cursor.skip_at_depth(1)?
                });
            }
            "geometry" => self.geometry()?,
            "properties" => self.properties()?,
            "id" => {
                self.cursor.peek();
                seen.id = Some(self.cursor.at);
                self.cursor.skip_at_depth(1)?;
            }
            _ => {
                self.cursor.skip_at_depth(1)?;
                self.builder.add_feature_members(self.cursor.since(start));
            }
        }
        Ok(())
    }

    /// See that what was read is a feature.
    fn finish(&mut self, start: usize, seen: Seen<'a>) -> Result<bool, Fault> {
        let kind = seen.kind.unwrap_or("");
        if kind != "Feature" {
            if kind_of(kind).is_some() && !seen.geometry {
                return self.bare_geometry(start);
            }
            let shown: String = kind.chars().take(40).collect();
            if !seen.geometry && !seen.properties {
                let found = if seen.kind.is_some() {
                    format!("an object of type “{shown}” is no feature")
                } else {
                    "an object without a type is no feature".to_owned()
                };
                // What was noted about its members does not count.
                self.forget();
                self.note(ProblemKind::Skipped, start, found, "skipped");
                return Ok(false);
            }
            let found = if seen.kind.is_some() {
                format!("the type of a feature is “{shown}”")
            } else {
                "a feature without a type".to_owned()
            };
            self.note(ProblemKind::Nonstandard, start, found, "read as a feature");
        }
        // Only now, since what is skipped must not change the type of the ids.
        if let Some(at) = seen.id {
            let end = std::mem::replace(&mut self.cursor.at, at);
            self.id()?;
            self.cursor.at = end;
        }
        if !seen.properties {
            self.builder.set_no_properties(NoProperties::Absent);
        }
        if !seen.geometry {
            let found = "the feature has no geometry member".to_owned();
            let done = "kept without a position";
            self.note(ProblemKind::NoGeometry, start, found, done);
        }
        Ok(true)
    }

    /// Read the object again that began at `start`: it is a geometry.
    fn bare_geometry(&mut self, start: usize) -> Result<bool, Fault> {
        self.forget();
        self.cursor.at = start;
        self.geometry()?;
        self.builder.set_no_properties(NoProperties::Absent);
        Ok(true)
    }

    fn geometry(&mut self) -> Result<(), Fault> {
        self.cursor.peek();
        let start = self.cursor.at;
        if self.cursor.word("null") {
            let found = "the geometry is null".to_owned();
            let done = "kept without a position";
            self.note(ProblemKind::NoGeometry, start, found, done);
            return Ok(());
        }
        let mut odd = Oddities::default();
        geometry(&mut self.cursor, self.builder.geometries(), &mut odd, 1)?;
        self.note_oddities(odd);
        Ok(())
    }

    #[inline]
    fn note_oddities(&mut self, odd: Oddities) {
        if let Some(bad) = odd.bad {
            let done = "kept without this geometry";
            self.note(ProblemKind::BadGeometry, bad.at, bad.what, done);
        }
        if let (true, Some((at, lonlat))) = (self.check_range, odd.out_of_range) {
            let found = out_of_range(lonlat);
            let done = "kept as it is";
            self.note(ProblemKind::OutOfRange, at, found, done);
        }
        if let Some(at) = odd.open_ring {
            let found = "the last position of a ring is not its first".to_owned();
            self.note(ProblemKind::OpenRing, at, found, "the ring was closed");
        }
        if let Some((at, what)) = odd.short {
            let done = "kept as it is";
            self.note(ProblemKind::BadGeometry, at, what.to_owned(), done);
        }
        if let Some((at, what, done)) = odd.nonstandard {
            self.note(ProblemKind::Nonstandard, at, what.to_owned(), done);
        }
    }

    fn id(&mut self) -> Result<(), Fault> {
        let first = self.cursor.peek();
        let at = self.cursor.at;
        match first {
            Some(b'"') => {
                let string = self.cursor.string()?;
                let text = text(string, &mut self.text);
                self.builder.set_id(Cell::Text(text));
                return Ok(());
            }
            Some(b'-' | b'0'..=b'9') => {
                let number = self.cursor.number()?;
                self.builder.set_id(cell(number));
                return Ok(());
            }
            Some(b'n') if self.cursor.word("null") => self.builder.set_id(Cell::Null),
            _ => {
                let json = self.cursor.skip_at_depth(1)?;
                self.builder.set_id(Cell::Json(json));
            }
        }
        let found = "the id is neither a string nor a number".to_owned();
        self.note(ProblemKind::Nonstandard, at, found, "kept as it is");
        Ok(())
    }
}
