//! Filters, the time window and periods in a project: conditions as text of the expression
//! language, times in ISO 8601.
use serde_json::{Map, Value, json};

use super::member::{Fault, Member};
use crate::model::expression::Expression;
use crate::model::{Condition, Filter, Join, Period, TimeField, TimeFilter, TimeSpan};

const fn join_name(join: Join) -> &'static str {
    match join {
        Join::All => "all",
        Join::Any => "any",
    }
}

pub(super) fn filter(member: &Member<'_>) -> Result<Filter, Fault> {
    let join = member
        .get("join")
        .map(|join| join.choice(&[Join::All, Join::Any], join_name))
        .transpose()?;
    let conditions = member.need("conditions")?;
    let conditions = conditions.items()?;
    Ok(Filter {
        join: join.unwrap_or_default(),
        conditions: conditions.iter().map(condition).collect::<Result<_, _>>()?,
    })
}

fn condition(member: &Member<'_>) -> Result<Condition, Fault> {
    let text = member.need("where")?;
    let expression = Expression::parse(text.text()?)
        .map_err(|error| text.fault(format!("is no condition: {error}")))?;
    let enabled = member
        .get("enabled")
        .map(|enabled| enabled.flag())
        .transpose()?;
    Ok(Condition {
        expression,
        enabled: enabled.unwrap_or(true),
    })
}

/// `None` for a filter that lets everything pass.
pub(super) fn filter_value(filter: &Filter) -> Option<Value> {
    if *filter == Filter::default() {
        return None;
    }
    let conditions = filter.conditions.iter().map(|condition| {
        let mut written = Map::new();
        let text = condition.expression.to_string();
        written.insert("where".to_owned(), json!(text));
        if !condition.enabled {
            written.insert("enabled".to_owned(), json!(false));
        }
        Value::Object(written)
    });
    Some(json!({
        "join": join_name(filter.join),
        "conditions": conditions.collect::<Vec<_>>(),
    }))
}

pub(super) fn time(member: &Member<'_>) -> Result<TimeFilter, Fault> {
    let window = member
        .get("window")
        .map(|window| span(&window))
        .transpose()?;
    let mut time = TimeFilter {
        window,
        ..TimeFilter::default()
    };
    if let Some(periods) = member.get("periods") {
        time.periods = periods
            .items()?
            .iter()
            .map(period)
            .collect::<Result<_, _>>()?;
        time.periods.sort_by_key(|period| period.span);
    }
    Ok(time)
}

fn span(member: &Member<'_>) -> Result<TimeSpan, Fault> {
    TimeSpan::parse(member.text()?).ok_or_else(|| {
        member.fault("must be a time in ISO 8601 such as 2021-08 or 2020-01-01/2021-12-31")
    })
}

fn period(member: &Member<'_>) -> Result<Period, Fault> {
    let source = member
        .get("source")
        .map(|source| source.text())
        .transpose()?;
    Ok(Period {
        name: member.need("name")?.text()?.replace(char::is_control, " "),
        span: span(&member.need("time")?)?,
        source: source.map(str::to_owned),
    })
}

/// `None` for what a new project has.
pub(super) fn time_value(time: &TimeFilter) -> Option<Value> {
    let mut written = Map::new();
    if let Some(window) = time.window {
        written.insert("window".to_owned(), json!(window.to_text()));
    }
    if time.periods != TimeFilter::default().periods {
        let periods = time.periods.iter().map(|period| {
            let mut written = Map::new();
            written.insert("name".to_owned(), json!(period.name));
            written.insert("time".to_owned(), json!(period.span.to_text()));
            if let Some(source) = &period.source {
                written.insert("source".to_owned(), json!(source));
            }
            Value::Object(written)
        });
        written.insert("periods".to_owned(), Value::Array(periods.collect()));
    }
    (!written.is_empty()).then_some(Value::Object(written))
}

pub(super) fn time_field(member: &Member<'_>) -> Result<TimeField, Fault> {
    let end = member.get("end").map(|end| end.text()).transpose()?;
    Ok(TimeField {
        start: member.need("start")?.text()?.to_owned(),
        end: end.map(str::to_owned),
    })
}

pub(super) fn time_field_value(field: &TimeField) -> Value {
    let mut written = Map::new();
    written.insert("start".to_owned(), json!(field.start));
    if let Some(end) = &field.end {
        written.insert("end".to_owned(), json!(end));
    }
    Value::Object(written)
}
