//! The outermost object of a file: what it is, and the members around its features.
use super::crs;
use super::error::{ReadGeoJsonError, Trouble};
use super::geometry::kind_of;
use super::json::Cursor;
use super::reader::{CUT_BYTES, Phase, Reader, Step};
use super::root::{Outer, Root, head, is_line, refusal, tail};
use super::window::Window;
use crate::model::{Problem, ProblemKind, ProblemPlace as Place};
use crate::source::features::Crs;

impl Reader {
    /// The text has `ended` where the file has or where it is no text any more.
    pub(super) fn head(
        &mut self,
        text: &str,
        window: &Window,
        ended: bool,
    ) -> Result<Step, Trouble> {
        let mut cursor = Cursor::new(text, 0, self.limits.depth);
        let mut outer = Outer::default();
        let root = match head(&mut cursor, &mut outer) {
            Ok(root) => root,
            Err(fault) if !ended && fault.at + CUT_BYTES >= text.len() => {
                return Err(fault.into());
            }
            Err(fault) if is_line(text, fault, ended, self.limits.depth)? => {
                self.sequence(b'\n');
                let (consumed, next) = (0, self.phase);
                return Ok(Step { consumed, next });
            }
            Err(fault) => return Err(fault.into()),
        };
        let is_esri = text[..cursor.at].contains("\"esriGeometry");
        match root {
            Root::Collection if is_esri => {
                let what = "this is Esri JSON; convert it: ogr2ogr out.geojson FILE".to_owned();
                Err(window.damage_at(0, what).into())
            }
            Root::Collection => {
                self.take(&outer, window)?;
                self.is_typed = outer.kind.is_some();
                let (consumed, next) = (cursor.at, Phase::First);
                Ok(Step { consumed, next })
            }
            Root::Object(kind) => self.object(cursor, kind, &outer, window),
        }
    }

    /// The first object is no collection: it is the only one, or one of many.
    fn object(
        &mut self,
        mut cursor: Cursor<'_>,
        kind: Option<&str>,
        outer: &Outer<'_>,
        window: &Window,
    ) -> Result<Step, Trouble> {
        let end = cursor.at;
        let text = cursor.whole();
        let begin = text.len() - text.trim_start().len();
        let follows = cursor.peek();
        let on_next_line = text[end..cursor.at].contains('\n');
        let step = |next| Step { consumed: 0, next };
        if follows.is_none() && !window.ended {
            return Err(cursor.fault("").into());
        }
        let is_sequence = !text[begin..end].contains('\n') && on_next_line;
        if is_sequence && matches!(follows, Some(b'{')) {
            self.sequence(b'\n');
            return Ok(step(self.phase));
        }
        match kind {
            Some("Feature") => {}
            Some(kind) if kind_of(kind).is_some() => {}
            _ => return Err(window.damage_at(begin, refusal(kind, outer)).into()),
        }
        self.take_crs(outer, window)?;
        Ok(step(Phase::Whole))
    }

    fn take_crs(&mut self, outer: &Outer<'_>, window: &Window) -> Result<(), ReadGeoJsonError> {
        if let Some((_, value, at)) = outer.crs {
            self.crs = crs::parse(value).map_err(|name| {
                let what = format!(
                    "the coordinates are in {name}, which is not read; convert them: ogr2ogr \
                     -t_srs EPSG:4326 converted.geojson FILE"
                );
                window.damage_at(at, what)
            })?;
        }
        Ok(())
    }

    /// Note the members around the features.
    fn take(&mut self, outer: &Outer<'_>, window: &Window) -> Result<(), ReadGeoJsonError> {
        self.take_crs(outer, window)?;
        if let Some((member, _, _)) = outer.crs {
            self.late_crs = self.elements > 0;
            if self.crs == Crs::Wgs84 {
                self.table.add_file_members(member);
            }
        }
        for member in &outer.members {
            if self.crs != Crs::Wgs84 && member.starts_with("\"bbox\"") {
                self.note_file("the bbox is not in longitude and latitude", "left out");
            } else {
                self.table.add_file_members(member);
            }
        }
        Ok(())
    }

    fn note_file(&mut self, found: &str, done: &'static str) {
        self.report.add(Problem {
            kind: ProblemKind::Nonstandard,
            place: Place {
                byte: Some(0),
                line: Some(1),
                feature: None,
            },
            found: found.to_owned(),
            done,
        });
    }

    pub(super) fn tail(&mut self, text: &str, window: &Window) -> Result<Step, Trouble> {
        let mut cursor = Cursor::new(text, 0, self.limits.depth);
        let mut outer = Outer::default();
        tail(&mut cursor, &mut outer)?;
        if let Some(kind) = outer.kind
            && kind != "FeatureCollection"
        {
            let what = format!("the object has features, but its type is “{kind}”");
            return Err(window.damage_at(0, what).into());
        }
        if outer.kind.is_none() && !self.is_typed {
            self.note_file("the collection has no type", "read as a FeatureCollection");
        }
        self.take(&outer, window)?;
        Ok(Step {
            consumed: cursor.at,
            next: Phase::End,
        })
    }
}
