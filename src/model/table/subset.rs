//! Copies rows of a table into another that is being built.
use super::date::date_from_days;
use super::{Cell, FeatureTable, Geometries, Geometry, GeometryKind, TableBuilder, Value};

impl TableBuilder {
    /// Add these rows of a table with all they have, and its columns also where no row has a value;
    /// not the foreign members of its file, which are about all of its features.
    pub fn push_rows(&mut self, table: &FeatureTable, rows: impl IntoIterator<Item = u32>) {
        let all = table.columns().iter();
        let columns: Vec<_> = all
            .map(|column| (self.column(column.name()), column))
            .collect();
        for row in rows.into_iter().map(|row| row as usize) {
            push_geometry(self.geometries(), table.geometry(row));
            for (index, column) in &columns {
                with_cell(column.value(row), |cell| {
                    self.set(*index, cell);
                });
            }
            if let Some(ids) = table.ids() {
                with_cell(ids.value(row), |cell| self.set_id(cell));
            }
            if let Some(what) = table.no_properties(row) {
                self.set_no_properties(what);
            }
            let members = table.feature_members().get(row);
            if !members.is_empty() {
                self.add_feature_members(members);
            }
            self.end_feature();
        }
    }
}

impl Geometries {
    /// Leave those without a place that have a position which is not finite; their indices.
    pub fn drop_not_finite(&mut self) -> Vec<usize> {
        let is_finite = |geometry: Geometry<'_>| {
            let mut finite = true;
            geometry.for_each_simple(&mut |simple| {
                let numbers = simple.positions().iter().flatten();
                finite &= numbers.copied().all(f64::is_finite);
            });
            finite
        };
        let dropped: Vec<usize> = (0..self.len())
            .filter(|&index| !is_finite(self.get(index)))
            .collect();
        if !dropped.is_empty() {
            let whole = std::mem::take(self);
            let mut left = dropped.iter().peekable();
            for index in 0..whole.len() {
                if left.next_if_eq(&&index).is_some() {
                    self.push_none();
                } else {
                    push_geometry(self, whole.get(index));
                }
            }
        }
        dropped
    }
}

fn with_cell(value: Value<'_>, put: impl FnOnce(Cell<'_>)) {
    let date;
    put(match value {
        Value::Missing => return,
        Value::Null => Cell::Null,
        Value::Bool(value) => Cell::Bool(value),
        Value::Integer(number) => Cell::Integer(number),
        Value::Float(number) => Cell::Float(number),
        Value::Text(text) | Value::DateTime(text, _) => Cell::Text(text),
        Value::Date(days) => {
            date = date_from_days(days);
            Cell::Text(&date)
        }
        Value::Json(text) => match text.parse() {
            Ok(number) => Cell::Exact(text, number),
            Err(_not_a_number) => Cell::Json(text),
        },
    });
}

fn push_geometry(into: &mut Geometries, geometry: Geometry<'_>) {
    if geometry.kind() == GeometryKind::GeometryCollection {
        let mut members = Geometries::default();
        let all = geometry.members();
        all.for_each(|member| push_geometry(&mut members, member));
        into.push_collection(members);
    } else {
        push_simple(into, geometry);
    }
    let foreign = geometry.foreign_members();
    if !foreign.is_empty() {
        into.add_members(foreign);
    }
}

fn push_simple(into: &mut Geometries, geometry: Geometry<'_>) {
    let mut higher = geometry.higher();
    for part in geometry.parts() {
        for path in part.paths() {
            for &at in path {
                into.push_position(at);
                let values = higher.as_mut().and_then(Iterator::next);
                for &value in values.unwrap_or_default() {
                    into.push_higher(value);
                }
            }
            into.end_path();
        }
        into.end_part();
    }
    into.end_geometry(geometry.kind());
}
