//! The columns that were added to a layer, put into its table, so that writing it writes them.
use super::filter::{FilterContext, FilterError, evaluate};
use crate::jobs::JobContext;
use crate::model::{ComputedColumn, FeatureTable};

/// The table with these columns behind its own, each named with its unit.
///
/// # Errors
///
/// Where an expression cannot be asked of the table, or nobody wants the answer any more.
pub fn with_computed(
    context: &FilterContext<'_>,
    computed: &[ComputedColumn],
    job: &JobContext,
) -> Result<FeatureTable, FilterError> {
    let columns = computed.iter().map(|one| {
        let values = evaluate(context, &one.expression, job)?;
        Ok(values.named(one.title()))
    });
    let columns = columns.collect::<Result<Vec<_>, FilterError>>()?;
    Ok(context.table.clone().with_columns(columns))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::analysis::BorderIndex;
    use crate::analysis::filter::LayerFacts;
    use crate::model::expression::Expression;
    use crate::model::table::{Cell, TableBuilder};
    use crate::source::atlas::atlas;

    #[test]
    fn added_columns_stand_behind_the_others_with_their_unit() {
        let mut builder = TableBuilder::new();
        for (name, at) in [("Termez", [67.2783, 37.2242]), ("Kabul", [69.17, 34.53])] {
            let column = builder.column("name");
            builder.set(column, Cell::Text(name));
            builder.geometries().push_point(at);
            builder.end_feature();
        }
        let table = builder.finish();
        let atlas = atlas().unwrap();
        let borders = BorderIndex::new(Arc::clone(&atlas));
        let context = FilterContext {
            table: &table,
            facts: &LayerFacts::new(),
            borders: &borders,
            atlas: &atlas,
            time: None,
            view: None,
        };
        let computed = [
            ("to the border", "distance_to('AFG-UZB')"),
            ("country", "country()"),
        ];
        let computed = computed.map(|(name, text)| ComputedColumn {
            name: name.to_owned(),
            expression: Expression::parse(text).unwrap(),
        });
        let found = with_computed(&context, &computed, &JobContext::unwatched()).unwrap();
        let names: Vec<&str> = found
            .columns()
            .iter()
            .map(crate::model::table::Column::name)
            .collect();
        assert_eq!(names, ["name", "to the border (m)", "country"]);
        assert_eq!(found.len(), 2);
        let country = found.column("country").unwrap();
        assert_eq!(country.value(0).to_text(), "UZB");
        assert_eq!(country.value(1).to_text(), "AFG");
        let distance = &found.columns()[1];
        assert!(distance.number(0).unwrap() < 10_000.0);
        assert!(distance.number(1).unwrap() > 200_000.0);
    }
}
