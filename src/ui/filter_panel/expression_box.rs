//! The box in which an expression is typed: applied when it can be read, its errors shown where
//! they are, with completion at the cursor.
use std::ops::Range;
use std::sync::Arc;

use egui::text::{CCursor, CCursorRange, LayoutJob, TextFormat};
use egui::{FontSelection, Key, Modifiers, Popup, PopupCloseBehavior, Stroke, TextEdit, Ui};

use super::completion::{Completion, Place, matching, place, value, words};
use super::{Subject, Touched};
use crate::analysis::filter::check;
use crate::model::expression::{Expression, Function, range_of};
use crate::model::{Condition, FeatureTable};
use crate::ui::statistics::{Statistics, Wanted, statistics};
use crate::ui::{PanelContext, format};

/// Most values of a property that are offered.
const MOST_VALUES: usize = 200;

/// What is typed for one condition.
#[derive(Default)]
pub(super) struct Draft {
    /// Whether the text is shown in the place of a widget.
    pub shown: bool,
    /// The text and the expression it was made from or read as; anew where the condition has
    /// another.
    typed: Option<(String, Expression)>,
    /// Whether completions are offered, and which of them is marked.
    offering: bool,
    marked: usize,
    /// The cursor goes here, a character of the text.
    focus_at: Option<usize>,
}

/// The draft of a condition that was just added.
pub(super) fn fresh(expression: &Expression) -> Draft {
    let empty = *expression == Expression::And(Vec::new());
    Draft {
        focus_at: empty.then_some(0),
        ..Draft::default()
    }
}

/// Nothing asked is shown as nothing typed.
fn text_of(expression: &Expression) -> String {
    match expression {
        Expression::And(all) if all.is_empty() => String::new(),
        other => other.to_string(),
    }
}

fn parse(text: &str) -> Result<Expression, (Range<usize>, String)> {
    if text.trim().is_empty() {
        return Ok(Expression::And(Vec::new()));
    }
    Expression::parse(text).map_err(|error| (error.at, error.message))
}

/// The text of a condition.
pub(super) fn expression_ui(
    ui: &mut Ui,
    ctx: &PanelContext<'_>,
    subject: &Subject<'_>,
    condition: &mut Condition,
    draft: &mut Draft,
) -> Touched {
    let current = &condition.expression;
    let (mut text, _) = draft
        .typed
        .take()
        .filter(|(_, of)| of == current)
        .unwrap_or_else(|| (text_of(current), current.clone()));
    let look = Look {
        name: "Expression text",
        hint: "kind = 'Shooting' and killed > 3",
        lines: 2,
    };
    let (output, completed) = draft.field_ui(ui, ctx, subject, &mut text, look);
    let mut touched = Touched::by(&output);
    touched.changed |= completed;
    if let Some((_, said)) = fault(subject, &text) {
        let color = ui.visuals().error_fg_color;
        ui.add(egui::Label::new(egui::RichText::new(said).small().color(color)).wrap());
    }
    if touched.changed
        && let Ok(expression) = parse(&text)
    {
        condition.expression = expression;
    }
    draft.typed = Some((text, condition.expression.clone()));
    touched
}

/// How the box looks.
#[derive(Clone, Copy)]
struct Look {
    name: &'static str,
    hint: &'static str,
    /// With one, Enter is for whoever owns the box.
    lines: usize,
}

/// A box of one line for an expression about one table, with completion.
#[derive(Default)]
pub struct ExpressionField(Draft);

impl ExpressionField {
    /// Show it.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        ctx: &PanelContext<'_>,
        table: &Arc<FeatureTable>,
        text: &mut String,
    ) -> egui::Response {
        let subject = Subject {
            target: None,
            tables: vec![table],
        };
        let look = Look {
            name: "Expression",
            hint: "e.g. distance_to('AFG-TJK') / 1000, or lower(name)",
            lines: 1,
        };
        let (response, _) = self.0.field_ui(ui, ctx, &subject, text, look);
        response
    }
}

/// What is wrong with a text for the tables it is asked of, and where.
fn fault(subject: &Subject<'_>, text: &str) -> Option<(Range<usize>, String)> {
    match parse(text) {
        Err((at, said)) => Some((at, format::sentence_case(&said))),
        Ok(expression) => {
            // For all layers a condition leaves alone those that lack its properties.
            let mut problems = subject.tables.iter().map(|table| check(&expression, table));
            let problem = if problems.clone().any(|found| found.is_empty()) {
                None
            } else {
                problems.next().and_then(|found| found.into_iter().next())
            };
            let problem = problem?;
            let at = range_of(text, &problem.subject).unwrap_or(0..text.len());
            Some((at, problem.message))
        }
    }
}

fn edit_ui(
    ui: &mut Ui,
    text: &mut String,
    (id, look): (egui::Id, Look),
    draft: &mut Draft,
    error: Option<&Range<usize>>,
) -> egui::Response {
    let mut layouter = |ui: &Ui, text: &dyn egui::TextBuffer, width: f32| {
        ui.fonts_mut(|fonts| fonts.layout_job(laid_out(ui, text.as_str(), width, error)))
    };
    let field = match look.lines {
        1 => TextEdit::singleline(text),
        lines => TextEdit::multiline(text).desired_rows(lines),
    };
    let field = field
        .id(id)
        .desired_width(f32::INFINITY)
        .lock_focus(draft.offering)
        .hint_text(look.hint)
        .layouter(&mut layouter);
    let mut output = field.show(ui);
    let response = output.response.response;
    if let Some(at) = draft.focus_at.take() {
        let cursor = CCursor::new(at);
        output
            .state
            .cursor
            .set_char_range(Some(CCursorRange::one(cursor)));
        output.state.store(ui.ctx(), id);
        response.request_focus();
    }
    response.widget_info(|| {
        let mut info = egui::WidgetInfo::labeled(egui::Role::TextInput, true, look.name);
        info.current_text_value = Some(text.clone());
        info
    });
    response
}

/// The text with its fault underlined.
fn laid_out(ui: &Ui, text: &str, width: f32, error: Option<&Range<usize>>) -> LayoutJob {
    let format = TextFormat {
        font_id: FontSelection::default().resolve(ui.style()),
        color: ui.visuals().text_color(),
        ..Default::default()
    };
    let mut job = LayoutJob::default();
    job.wrap.max_width = width;
    // Where something is missing at the end the last letter is underlined.
    let at = error.map(|at| {
        let end = at.end.min(text.len());
        let start = at.start.min(end);
        let last = text
            .trim_end()
            .char_indices()
            .next_back()
            .map_or(0, |(at, _)| at);
        if start == end {
            start.min(last)..end
        } else {
            start..end
        }
    });
    let at = at.filter(|at| text.is_char_boundary(at.start) && text.is_char_boundary(at.end));
    let Some(at) = at else {
        job.append(text, 0.0, format);
        return job;
    };
    let mut faulty = format.clone();
    faulty.underline = Stroke::new(1.5, ui.visuals().error_fg_color);
    job.append(&text[..at.start], 0.0, format.clone());
    job.append(&text[at.clone()], 0.0, faulty);
    job.append(&text[at.end..], 0.0, format);
    job
}

/// What can stand at the cursor, and the bytes it would replace.
type Offered = Option<(Range<usize>, Vec<Completion>)>;

fn completions(
    ui: &Ui,
    ctx: &PanelContext<'_>,
    subject: &Subject<'_>,
    text: &str,
    id: egui::Id,
) -> Offered {
    let state = egui::text_edit::TextEditState::load(ui.ctx(), id)?;
    let cursor = state.cursor.char_range()?.primary.index;
    let cursor: usize = text.chars().take(cursor.into()).map(char::len_utf8).sum();
    let (range, place) = place(text, cursor);
    let atlas = ctx.state.atlas();
    let all = match place {
        Place::Word => words(&subject.columns(|_| true)),
        Place::ValueOf(field) => subject
            .with_column(&field)
            .filter_map(|table| statistics(ui, table, &field, Wanted::Categories(MOST_VALUES)))
            .flat_map(|found| match found.as_ref() {
                Statistics::Categories(found) => found.values.clone(),
                Statistics::Numbers(_) => Vec::new(),
            })
            .map(|(text, _)| value(&text, text.clone()))
            .collect(),
        Place::ArgumentOf(Function::DistanceTo) => {
            let borders = atlas.borders.iter();
            borders
                .map(|border| value(&border.id, format!("{} {}", border.id, border.name)))
                .collect()
        }
        Place::ArgumentOf(Function::Inside) => {
            let countries = atlas.countries.iter();
            let countries = countries.map(|one| (&one.id, &one.names.english));
            let provinces = atlas.provinces.iter();
            let provinces = provinces.map(|one| (&one.id, &one.names.english));
            countries
                .chain(provinces)
                .map(|(code, name)| value(code, format!("{name} {code}")))
                .collect()
        }
        Place::ArgumentOf(_) | Place::Text => Vec::new(),
    };
    let typed = text.get(range.clone()).unwrap_or_default();
    let found = matching(all, typed);
    (!found.is_empty()).then_some((range, found))
}

impl Draft {
    /// The box with its completions; whether one of them was put in.
    fn field_ui(
        &mut self,
        ui: &mut Ui,
        ctx: &PanelContext<'_>,
        subject: &Subject<'_>,
        text: &mut String,
        look: Look,
    ) -> (egui::Response, bool) {
        let id = ui.scope_id().with("expression");
        let error = fault(subject, text);
        // Where Enter is for the owner it is taken only to complete what is begun.
        let offered = completions(ui, ctx, subject, text, id)
            .filter(|(typed, _)| look.lines > 1 || (!typed.is_empty() && error.is_some()));
        let taken = self.keys(ui, id, offered.as_ref());
        let output = edit_ui(ui, text, (id, look), self, error.as_ref().map(|(at, _)| at));
        if output.changed() {
            (self.offering, self.marked) = (true, 0);
        } else if !output.has_focus() && !output.lost_focus() {
            self.offering = false;
        }
        // egui takes the cursor away on Escape before anyone can ask.
        if self.offering
            && offered.is_some()
            && output.lost_focus()
            && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape))
        {
            self.offering = false;
            output.request_focus();
        }
        let picked = taken.or_else(|| self.popup_ui(&output, offered.as_ref()));
        let (Some(completion), Some((range, _))) = (picked, offered) else {
            return (output, false);
        };
        let at = range.start + completion.text.len();
        text.replace_range(range, &completion.text);
        self.focus_at = Some(text.get(..at).unwrap_or_default().chars().count());
        (self.offering, self.marked) = (completion.kind != "value", 0);
        ui.ctx().request_repaint();
        (output, true)
    }

    /// The keys of the list of completions, before the text takes them; what was chosen.
    fn keys(
        &mut self,
        ui: &Ui,
        id: egui::Id,
        offered: Option<&(Range<usize>, Vec<Completion>)>,
    ) -> Option<Completion> {
        if !ui.memory(|memory| memory.has_focus(id)) {
            return None;
        }
        let pressed = |modifiers, key| ui.input_mut(|input| input.consume_key(modifiers, key));
        if pressed(Modifiers::CTRL, Key::Space) {
            (self.offering, self.marked) = (true, 0);
            // The key types no space.
            ui.input_mut(|input| {
                input
                    .events
                    .retain(|event| !matches!(event, egui::Event::Text(text) if text == " "));
            });
        }
        let (_, found) = offered.filter(|_| self.offering)?;
        let last = found.len() - 1;
        if pressed(Modifiers::NONE, Key::ArrowDown) {
            self.marked = if self.marked >= last {
                0
            } else {
                self.marked + 1
            };
        }
        if pressed(Modifiers::NONE, Key::ArrowUp) {
            self.marked = if self.marked == 0 {
                last
            } else {
                self.marked - 1
            };
        }
        let take = pressed(Modifiers::NONE, Key::Enter) || pressed(Modifiers::NONE, Key::Tab);
        let marked = found.get(self.marked.min(last));
        marked.filter(|_| take).cloned()
    }

    /// The list below the box; what was clicked.
    fn popup_ui(
        &mut self,
        field: &egui::Response,
        offered: Option<&(Range<usize>, Vec<Completion>)>,
    ) -> Option<Completion> {
        let (_, found) = offered.filter(|_| self.offering)?;
        let mut clicked = None;
        Popup::from_response(field)
            .open(true)
            .close_behavior(PopupCloseBehavior::IgnoreClicks)
            .gap(2.0)
            .show(|ui| {
                ui.set_min_width((field.rect.width() - 12.0).max(160.0));
                ui.set_max_width((field.rect.width() - 12.0).max(160.0));
                for (index, completion) in found.iter().enumerate() {
                    let marked = index == self.marked;
                    let button = egui::Button::selectable(marked, &completion.title)
                        .right_text(egui::RichText::new(completion.kind).weak().small())
                        .truncate()
                        .min_size(egui::vec2(ui.available_width(), 0.0));
                    if ui.add(button).clicked() {
                        clicked = Some(completion.clone());
                    }
                }
            });
        clicked
    }
}
