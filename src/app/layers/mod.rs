//! The user's layers from their sources: reads them in the background as the document asks, and
//! takes in what was read. What is shown of them stands in the panels.
mod batch;
mod loaded;
mod pace;
mod paste;
#[cfg(test)]
mod tests;
mod watch;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use crate::jobs::{JobContext, JobHandle, JobStatus, Wake};
use crate::model::{FeatureLayer, LayerId, LayerSource};
use crate::source::features::{ReadFeaturesError, Tables, read_source, tables_of};
use crate::spatial::{FeatureIndex, LoadedLayer};
use crate::state::AppState;
use crate::ui::{Activity, Dialogs, FileChange, JobId, Request, RunningJob};
use batch::Place;
use loaded::loaded_layer;
use pace::Pace;
use paste::pasted_files;
use watch::{FileWatch, Stamp};

/// What a layer is read from and how.
#[derive(Clone, Debug, PartialEq)]
struct Wanted {
    source: LayerSource,
    swap_axes: bool,
}

impl Wanted {
    fn of(layer: &FeatureLayer) -> Self {
        Self {
            source: layer.source.clone(),
            swap_axes: layer.swap_axes,
        }
    }
}

/// The last reading of a layer.
struct Tried {
    wanted: Wanted,
    /// The file as it was when what is shown was read.
    stamp: Option<Stamp>,
    loaded: bool,
}

/// What a reading found.
enum Found {
    Layer(LoadedLayer, Option<Stamp>),
    /// The tables of a file that shall each be a layer.
    Tables(Tables),
}

type Read = Result<(LoadedLayer, Option<Stamp>), ReadFeaturesError>;

/// A reading under way.
struct Reading {
    layer: LayerId,
    name: String,
    wanted: Wanted,
    /// Of a new layer: what it was added with.
    place: Option<Place>,
    job: JobHandle<Result<Found, ReadFeaturesError>>,
}

/// Readings of layers, under way and done.
pub struct Layers {
    wake: Wake,
    running: Vec<Reading>,
    tried: BTreeMap<LayerId, Tried>,
    changed_files: BTreeMap<LayerId, FileChange>,
    watch: FileWatch,
    pace: Pace,
    /// Of the state when its layers were last compared with what was read.
    revision: Option<u64>,
}

impl Layers {
    /// None yet; `wake` is called when there is something to take in.
    #[must_use]
    pub fn new(wake: Wake) -> Self {
        Self {
            watch: FileWatch::new(Arc::clone(&wake)),
            pace: Pace::default(),
            wake,
            running: Vec::new(),
            tried: BTreeMap::new(),
            changed_files: BTreeMap::new(),
            revision: None,
        }
    }

    /// For the log: how long this frame took before it is painted, and whether it shows every layer
    /// as it should.
    pub fn note_frame(&mut self, took: Duration, is_whole: bool) {
        if self.running.is_empty() && !self.pace.awaits_picture() {
            self.pace = Pace::default();
        } else {
            self.pace.frame(took, is_whole);
        }
    }

    /// Add each of these files as a layer, the later above the earlier, but areas below lines and
    /// lines below points.
    pub fn add_files(
        &mut self,
        state: &mut AppState,
        dialogs: &mut Dialogs,
        paths: impl IntoIterator<Item = PathBuf>,
    ) {
        let batch = Rc::default();
        for (order, path) in paths.into_iter().enumerate() {
            let name = path.file_stem().map_or_else(
                || path.display().to_string(),
                |name| name.to_string_lossy().into_owned(),
            );
            self.add(
                state,
                dialogs,
                name,
                LayerSource::File { path, layer: None },
                Place {
                    batch: Rc::clone(&batch),
                    order,
                },
            );
        }
    }

    /// Add GeoJSON text as a layer.
    pub fn add_text(&mut self, state: &mut AppState, dialogs: &mut Dialogs, text: String) {
        self.add(
            state,
            dialogs,
            "Pasted".to_owned(),
            LayerSource::Text { text: text.into() },
            Place::default(),
        );
    }

    /// What goes on, for the panels.
    #[must_use]
    pub fn activity(&self) -> Activity {
        let jobs = self.running.iter().map(|reading| RunningJob {
            id: JobId::Read(reading.layer),
            title: format!("Reading {}", reading.name),
            progress: reading.job.progress(),
        });
        Activity {
            jobs: jobs.collect(),
            changed_files: self.changed_files.clone(),
        }
    }

    /// Do what a panel asked for, if it is about reading layers.
    pub fn run(&mut self, state: &mut AppState, dialogs: &mut Dialogs, request: Request) {
        match request {
            Request::Reload(layer) => {
                if let Some(found) = state.document().features.get(&layer) {
                    let (name, wanted) = (found.name.clone(), Wanted::of(found));
                    self.start(dialogs, layer, name, wanted, None);
                }
            }
            Request::Cancel(JobId::Read(layer)) => self.cancel(layer),
            Request::Paste(text) => self.paste(state, dialogs, text),
            _ => {}
        }
    }

    /// Take in what was read and start what the document asks for and is not there. Never blocks.
    pub fn poll(&mut self, state: &mut AppState, dialogs: &mut Dialogs) {
        self.take_in(state, dialogs);
        if self.revision != Some(state.revision()) {
            self.read_missing(state, dialogs);
            self.revision = Some(state.revision());
        }
        if let Some(changes) = self.watch.changes() {
            self.changed_files = changes;
        }
    }

    fn add(
        &mut self,
        state: &mut AppState,
        dialogs: &mut Dialogs,
        name: String,
        source: LayerSource,
        place: Place,
    ) {
        let wanted = Wanted {
            source,
            swap_axes: false,
        };
        let layer = state.new_layer_id();
        self.start(dialogs, layer, name, wanted, Some(place));
    }

    /// Add each of these tables of a file as a layer, and say what of the file is left out.
    fn add_tables(
        &mut self,
        state: &mut AppState,
        dialogs: &mut Dialogs,
        file: &Reading,
        tables: Tables,
    ) {
        self.tried.remove(&file.layer);
        let LayerSource::File { path, .. } = &file.wanted.source else {
            return;
        };
        if let [first, rest @ ..] = &tables.unread[..] {
            let more = match rest.len() {
                0 => String::new(),
                more => format!(" (and {more} more)"),
            };
            // Read, not passed over beside what is told of each table.
            dialogs.report_error(format!("{}: {first}{more}.", file.name));
        }
        for table in tables.names {
            let source = LayerSource::File {
                path: path.clone(),
                layer: Some(table.clone()),
            };
            let place = file.place.clone().unwrap_or_default();
            self.add(state, dialogs, table, source, place);
        }
    }

    /// Paths of files, one a line, or GeoJSON.
    fn paste(&mut self, state: &mut AppState, dialogs: &mut Dialogs, text: String) {
        let files = pasted_files(&text);
        if !files.is_empty() {
            self.add_files(state, dialogs, files);
        } else if text.trim_start().starts_with(['{', '[', '\u{1e}']) {
            self.add_text(state, dialogs, text);
        } else {
            dialogs.notify("The clipboard holds neither GeoJSON nor paths of files.");
        }
    }

    /// The job learns of it at its next step; nothing of it is taken in.
    fn cancel(&mut self, layer: LayerId) {
        self.running.retain(|reading| reading.layer != layer);
    }

    fn start(
        &mut self,
        dialogs: &mut Dialogs,
        layer: LayerId,
        name: String,
        wanted: Wanted,
        place: Option<Place>,
    ) {
        self.cancel(layer);
        let (order, is_new) = (wanted.clone(), place.is_some());
        let job = JobHandle::spawn("read features", Arc::clone(&self.wake), move |job| {
            let tables = if is_new {
                tables(&order, job)?
            } else {
                Tables::default()
            };
            if tables.names.is_empty() {
                read(&order, job).map(|(loaded, stamp)| Found::Layer(loaded, stamp))
            } else {
                Ok(Found::Tables(tables))
            }
        });
        let shown = self.tried.get(&layer).and_then(|tried| {
            let same = tried.wanted.source == wanted.source;
            tried.stamp.filter(|_| same)
        });
        self.note(layer, wanted.clone(), shown, false);
        match job {
            Ok(job) => self.running.push(Reading {
                layer,
                name,
                wanted,
                place,
                job,
            }),
            Err(error) => dialogs.report_error(format!("{name} cannot be read: {error}")),
        }
    }

    /// Read layers that were opened with a project, or that shall be read in another way.
    fn read_missing(&mut self, state: &AppState, dialogs: &mut Dialogs) {
        let layers = state.layers();
        for (&layer, found) in &state.document().features {
            let wanted = Wanted::of(found);
            let there = layers.contains_key(&layer);
            let missing = match self.tried.get(&layer) {
                Some(tried) => tried.wanted != wanted || (tried.loaded && !there),
                None => !there,
            };
            if missing {
                self.start(dialogs, layer, found.name.clone(), wanted, None);
            } else if there && !self.tried.contains_key(&layer) {
                let mut tried = self.tried.iter();
                let original = tried.find(|(id, _)| layers.get(id) == layers.get(&layer));
                let stamp = original.and_then(|(_, tried)| tried.stamp);
                self.note(layer, wanted, stamp, true);
            }
        }
    }

    fn take_in(&mut self, state: &mut AppState, dialogs: &mut Dialogs) {
        let mut at = 0;
        while let Some(reading) = self.running.get(at) {
            let read = match reading.job.poll() {
                JobStatus::Running(_) => {
                    at += 1;
                    continue;
                }
                JobStatus::Done(read) => Some(read),
                JobStatus::Gone => None,
            };
            let reading = self.running.remove(at);
            let taken = state.document().features.contains_key(&reading.layer);
            match read {
                // A project with a layer of the same number was opened meanwhile.
                Some(Ok(_)) if reading.place.is_some() && taken => {}
                Some(Ok(Found::Tables(tables))) => {
                    self.add_tables(state, dialogs, &reading, tables);
                }
                Some(Ok(Found::Layer(loaded, stamp))) => {
                    self.pace.reading_ended();
                    self.changed_files.remove(&reading.layer);
                    self.note(reading.layer, reading.wanted.clone(), stamp, true);
                    loaded_layer(state, dialogs, reading, loaded);
                }
                Some(Err(error)) => {
                    dialogs.report_error(format!("{:#}", anyhow::Error::new(error)));
                }
                None => dialogs.report_error(super::STOPPED.to_owned()),
            }
        }
    }

    fn note(&mut self, layer: LayerId, wanted: Wanted, stamp: Option<Stamp>, loaded: bool) {
        let tried = Tried {
            wanted,
            stamp,
            loaded,
        };
        self.tried.insert(layer, tried);
        let watched = self.tried.iter().filter_map(|(&layer, tried)| {
            let LayerSource::File { path, .. } = &tried.wanted.source else {
                return None;
            };
            Some((layer, path.clone(), tried.stamp?))
        });
        self.watch.set(watched.collect());
    }
}

/// The tables of a file of which no one in particular is wanted; none where it is one.
fn tables(wanted: &Wanted, job: &JobContext) -> Result<Tables, ReadFeaturesError> {
    match &wanted.source {
        LayerSource::File { path, layer: None } if path != Path::new("-") => tables_of(path, job),
        _ => Ok(Tables::default()),
    }
}

fn read(wanted: &Wanted, job: &JobContext) -> Read {
    let stamp = match &wanted.source {
        LayerSource::File { path, .. } => Stamp::of(path),
        LayerSource::Text { .. } => None,
    };
    let (table, report) = read_source(&wanted.source, wanted.swap_axes, job)?;
    let index = FeatureIndex::new(&table, job)?;
    let loaded = LoadedLayer {
        table: Arc::new(table),
        report: Arc::new(report),
        index,
    };
    Ok((loaded, stamp))
}
