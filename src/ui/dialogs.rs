//! Small windows over the map: shortcuts, about, go to, and notices that something was done or
//! could not be done.
use egui::text::{LayoutJob, TextFormat};
use egui::{Align, Align2, Grid, Key, Layout, Modifiers, Rect, ScrollArea, Ui, Window};

use super::action::ActionGroup;
use super::notices::{Notice, Notices};
use super::{Action, PanelContext};
use crate::geodesy::Position;
use crate::geodesy::notation::parse_position;
use crate::model::FeatureRef;
use crate::source::data_files;
use crate::state::{Command, Navigate};

/// The zoom at which a place or position that was typed is shown.
const GO_TO_ZOOM: f64 = 10.0;
/// The groups of shortcuts, in columns of about one height.
const SHORTCUT_COLUMNS: [&[ActionGroup]; 3] = [
    &[ActionGroup::File, ActionGroup::Edit, ActionGroup::Layers],
    &[ActionGroup::Map, ActionGroup::Time],
    &[ActionGroup::View, ActionGroup::Help],
];
/// Width of the longest title of an action, so that the keys of a column stand in a line.
const SHORTCUT_TITLE_WIDTH: f32 = 195.0;
/// What three columns need.
const SHORTCUTS_WIDTH: f32 = 960.0;
/// Height of the window that the list of shortcuts leaves free, its own title among it.
const ROOM_AROUND_LIST: f32 = 90.0;
/// More matches than this help nobody.
const MAX_MATCHES: usize = 8;

/// Which windows are open.
#[derive(Debug, Default)]
pub struct Dialogs {
    /// The list of shortcuts.
    pub shortcuts: bool,
    /// Version, sources, licences.
    pub about: bool,
    go_to: Option<String>,
    focus_go_to: bool,
    notices: Notices,
    errors: Vec<String>,
}

impl Dialogs {
    /// Ask for a place or a position.
    pub fn open_go_to(&mut self) {
        self.go_to = Some(String::new());
        self.focus_go_to = true;
    }

    /// Say for a few seconds that something was done.
    pub fn notify(&mut self, text: impl Into<String>) {
        self.add_notice(Notice::new(text.into(), Vec::new()));
    }

    /// Say that something was done, and offer what may come next.
    pub fn add_notice(&mut self, notice: Notice) {
        self.notices.add(notice);
    }

    /// Say that something could not be done, until the user has read it.
    pub fn report_error(&mut self, text: String) {
        self.errors.push(text);
    }

    /// Give Escape to what did not work, which lies above every other window; to be called before
    /// these are shown.
    pub fn leave_errors(&mut self, ui: &Ui) {
        let escape = |input: &mut egui::InputState| input.consume_key(Modifiers::NONE, Key::Escape);
        if !self.errors.is_empty() && ui.input_mut(escape) {
            self.errors.clear();
        }
    }

    /// Show what is open; whether anything is that wants the keys.
    pub fn show(&mut self, ui: &mut Ui, ctx: &mut PanelContext<'_>, map: Rect) -> bool {
        let open = self.is_open();
        if open && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
            self.close_top();
        }
        self.shortcuts_ui(ui);
        self.about_ui(ui);
        self.go_to_ui(ui, ctx);
        self.error_ui(ui);
        // What did not work is read first.
        if self.errors.is_empty() {
            self.notices.ui(ui, ctx, map);
        }
        open
    }

    fn is_open(&self) -> bool {
        self.shortcuts || self.about || self.go_to.is_some() || !self.errors.is_empty()
    }

    fn close_top(&mut self) {
        if self.go_to.is_some() {
            self.go_to = None;
        } else if self.about {
            self.about = false;
        } else {
            self.shortcuts = false;
        }
    }

    fn shortcuts_ui(&mut self, ui: &mut Ui) {
        let whole = ui.ctx().content_rect().size();
        let height = whole.y - ROOM_AROUND_LIST;
        let columns = if whole.x < SHORTCUTS_WIDTH {
            Layout::top_down(Align::LEFT)
        } else {
            Layout::left_to_right(Align::TOP)
        };
        window("Keyboard shortcuts")
            .open(&mut self.shortcuts)
            .default_height(height)
            .show(ui.ctx(), |ui| {
                let list = ScrollArea::vertical().max_height(height);
                list.show(ui, |ui| {
                    ui.with_layout(columns, |ui| {
                        ui.spacing_mut().item_spacing.x = 28.0;
                        for column in SHORTCUT_COLUMNS {
                            ui.vertical(|ui| {
                                for group in column {
                                    shortcuts_of(ui, *group);
                                }
                            });
                        }
                    });
                    ui.separator();
                    ui.label(
                        "Mouse: drag moves the map, the wheel zooms at the pointer, a double click \
                         zooms in, a click selects, a right click asks a place for its distances.",
                    );
                    ui.label(
                        "Timeline: drag chooses a time, on the axis it moves the view, the wheel \
                         zooms. While it has the focus, arrows step the window, with Shift they \
                         move the view, plus and minus zoom, Home shows all, Escape any time.",
                    );
                });
            });
    }

    fn about_ui(&mut self, ui: &mut Ui) {
        let height = ui.ctx().content_rect().height() - ROOM_AROUND_LIST;
        let about = window("About Oxus")
            .open(&mut self.about)
            .default_width(940.0)
            .default_height(height);
        about.show(ui.ctx(), |ui| ScrollArea::both().max_height(height).show(ui, |ui| {
            ui.heading(format!("Oxus {}", env!("CARGO_PKG_VERSION")));
            ui.label("An offline map of the geography of cross-border threat around Afghanistan and Central Asia.");
            ui.label("It shows published, past events with their sources and their uncertainty.");
            ui.add_space(6.0);
            ui.label("Code: MIT or Apache-2.0. Each data file has its own licence:");
            Grid::new("data files").num_columns(3).striped(true).show(ui, |ui| {
                for file in data_files() {
                    ui.label(file.title);
                    ui.label(file.attribution);
                    ui.label(file.licence);
                    ui.end_row();
                }
            });
            ui.add_space(6.0);
            ui.label("Fonts: SIL Open Font License 1.1.");
            ui.label("Borders show what the sources show; they say nothing on the legal status of any territory.");
        }));
    }

    fn go_to_ui(&mut self, ui: &mut Ui, ctx: &mut PanelContext<'_>) {
        let Some(text) = &mut self.go_to else { return };
        let mut open = true;
        let mut done = false;
        let frame = window("Go to place or position")
            .open(&mut open)
            .default_width(340.0);
        frame.show(ui.ctx(), |ui| {
            let field = egui::TextEdit::singleline(text)
                .hint_text("Termez, or 37.22 N 67.28 E")
                .desired_width(f32::INFINITY);
            let response = ui.add(field);
            response.widget_info(|| {
                egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Place or position")
            });
            if std::mem::take(&mut self.focus_go_to) {
                response.request_focus();
            }
            let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            if let Ok(position) = parse_position(text) {
                if ui
                    .button(crate::geodesy::notation::format_decimal(position))
                    .clicked()
                    || entered
                {
                    go(ctx, position, None);
                    done = true;
                }
                return;
            }
            for (rank, (index, name)) in matching_places(ctx, text).into_iter().enumerate() {
                let clicked = ui.selectable_label(false, name).clicked();
                if (clicked || (entered && rank == 0)) && !done {
                    go(
                        ctx,
                        ctx.state.atlas().places[index].position,
                        Some(FeatureRef::Place(index as u32)),
                    );
                    done = true;
                }
            }
        });
        if done || !open {
            self.go_to = None;
        }
    }

    fn error_ui(&mut self, ui: &mut Ui) {
        if self.errors.is_empty() {
            return;
        }
        let mut open = true;
        let mut read = false;
        let frame = window("That did not work")
            .open(&mut open)
            .default_width(460.0);
        frame.show(ui.ctx(), |ui| {
            for error in &self.errors {
                ui.add(egui::Label::new(marked(ui, error)).wrap());
                ui.add_space(6.0);
            }
            read = ui.button("Close").clicked();
        });
        if read || !open {
            self.errors.clear();
        }
    }
}

/// The text with the place marked that a line of nothing but a caret points at from below, since
/// letters of different widths do not stand above each other.
fn marked(ui: &Ui, text: &str) -> LayoutJob {
    let font = egui::TextStyle::Body.resolve(ui.style());
    let plain = TextFormat::simple(font, ui.visuals().text_color());
    let mark = TextFormat {
        color: ui.visuals().selection.stroke.color,
        background: ui.visuals().selection.bg_fill,
        ..plain.clone()
    };
    let mut job = LayoutJob::default();
    let mut lines = text.split('\n').peekable();
    while let Some(line) = lines.next() {
        let caret = lines.next_if(|next| next.trim_start().starts_with('^'));
        let at = caret.and_then(|caret| caret.find('^'));
        let mut chars = line.chars();
        let before: String = chars.by_ref().take(at.unwrap_or(usize::MAX)).collect();
        job.append(&before, 0.0, plain.clone());
        if let Some((caret, at)) = caret.zip(at) {
            // Behind the end of a line there is nothing to be seen.
            let found = chars.next().map_or(" ".to_owned(), String::from);
            job.append(&found, 0.0, mark.clone());
            let rest: String = chars.collect();
            job.append(&rest, 0.0, plain.clone());
            let behind = caret[at + 1..].trim();
            if !behind.is_empty() {
                job.append(&format!("\n{behind}"), 0.0, plain.clone());
            }
        }
        if lines.peek().is_some() {
            job.append("\n", 0.0, plain.clone());
        }
    }
    job
}

fn shortcuts_of(ui: &mut Ui, group: ActionGroup) {
    ui.strong(group.title());
    Grid::new(group.title())
        .num_columns(2)
        .min_row_height(0.0)
        .spacing(egui::vec2(16.0, 3.0))
        .show(ui, |ui| {
            ui.allocate_space(egui::vec2(SHORTCUT_TITLE_WIDTH, 0.0));
            ui.end_row();
            let all = Action::ALL.into_iter();
            for action in all.filter(|action| action.group() == group) {
                ui.label(action.title());
                ui.weak(action.keys(ui.ctx()));
                ui.end_row();
            }
        });
    ui.add_space(8.0);
}

fn window(title: &'static str) -> Window<'static> {
    Window::new(title)
        .collapsible(false)
        .resizable(false)
        .anchor(Align2::CENTER_CENTER, [0.0, 0.0])
}

fn go(ctx: &mut PanelContext<'_>, center: Position, place: Option<FeatureRef>) {
    let command = match place {
        Some(place) => Command::Select(Some(place)),
        None => Command::Probe(Some(center)),
    };
    ctx.commands.push(command);
    ctx.commands.push(Command::Navigate(Navigate::FlyTo {
        center,
        zoom: GO_TO_ZOOM,
    }));
}

/// Places with a name in any language that begins with the text, the most important first.
fn matching_places(ctx: &PanelContext<'_>, text: &str) -> Vec<(usize, String)> {
    let text = text.trim().to_lowercase();
    if text.is_empty() {
        return Vec::new();
    }
    let places = &ctx.state.atlas().places;
    let mut found: Vec<usize> = (0..places.len())
        .filter(|&index| {
            crate::model::Language::ALL.into_iter().any(|language| {
                places[index]
                    .names
                    .in_language(language)
                    .to_lowercase()
                    .starts_with(&text)
            })
        })
        .collect();
    found.sort_by_key(|&index| {
        (
            places[index].rank,
            std::cmp::Reverse(places[index].population),
        )
    });
    found.truncate(MAX_MATCHES);
    let titled = |index: usize| {
        let place = &places[index];
        (index, format!("{}, {}", place.names.english, place.country))
    };
    found.into_iter().map(titled).collect()
}
