//! The project file, `.oxus`: which layers are on the map, from where, in which style and view.
//! JSON that people can read, with its version in `oxus`; older versions are upgraded, members of
//! newer ones kept. Features are not in it but in their sources, except for text that was pasted.
mod filters;
mod form;
mod member;
mod paths;
mod pretty;
mod unknown;
mod upgrade;
mod views;

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::{WriteFileError, write_file};
use crate::model::{Document, LayerId, LayerKind, LayerSource, Viewport};
use member::{Fault, line_and_column};
pub use unknown::UnknownMembers;

/// Suffix of project files, without the dot.
pub const PROJECT_SUFFIX: &str = "oxus";

/// A larger project is refused: it is not one, or somebody pasted a whole data file into it.
const MAX_BYTES: u64 = 256 << 20;

/// What a project file holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Project {
    /// Layers and how they are looked at, filters, basemap and language. Paths of sources are absolute.
    pub document: Document,
    /// Where to look, if the file says so.
    pub view: Option<Viewport>,
    /// Of a file that was saved by itself in case of a crash: the project file it belongs to.
    pub autosave_of: Option<PathBuf>,
    /// What this version does not understand and writes back.
    pub unknown: UnknownMembers,
}

/// A layer whose file is not where the project has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingSource {
    /// Which.
    pub layer: LayerId,
    /// Where it should be.
    pub path: PathBuf,
}

impl Project {
    /// Give the user's layers new names by `new_id`, so that none has that of a layer of a
    /// project that was open before.
    pub fn renumber(&mut self, mut new_id: impl FnMut() -> LayerId) {
        let old = std::mem::take(&mut self.document.features);
        let names: Vec<_> = old.keys().map(|id| (*id, new_id())).collect();
        let new = |id: LayerId| {
            let named = names.iter().find(|(old, _)| *old == id);
            named.map_or(id, |(_, new)| *new)
        };
        self.document.features = old
            .into_iter()
            .map(|(id, layer)| (new(id), layer))
            .collect();
        let renamed = |kind: LayerKind| match kind {
            LayerKind::Features(id) => LayerKind::Features(new(id)),
            other => other,
        };
        for layer in &mut self.document.layers {
            layer.kind = renamed(layer.kind);
        }
        let filters = std::mem::take(&mut self.document.filters).into_iter();
        let filters = filters.map(|(kind, filter)| (renamed(kind), filter));
        self.document.filters = filters.collect();
        let computed = std::mem::take(&mut self.document.computed).into_iter();
        let computed = computed.map(|(kind, columns)| (renamed(kind), columns));
        self.document.computed = computed.collect();
        let views = std::mem::take(&mut self.document.views).into_iter();
        self.document.views = views.map(|(kind, view)| (renamed(kind), view)).collect();
        self.unknown.renumber(new);
    }

    /// The layers whose files are not there.
    #[must_use]
    pub fn missing_sources(&self) -> Vec<MissingSource> {
        let missing = |(id, layer): (&LayerId, &crate::model::FeatureLayer)| match &layer.source {
            LayerSource::File { path, .. } if !path.exists() => Some(MissingSource {
                layer: *id,
                path: path.clone(),
            }),
            _ => None,
        };
        self.document.features.iter().filter_map(missing).collect()
    }
}

/// Now that one missing file was found, those of the others that moved with it: into the same
/// folder, or along with the folders above.
#[must_use]
pub fn found_with(
    missing: &[MissingSource],
    found: &MissingSource,
    at: &Path,
) -> Vec<(LayerId, PathBuf)> {
    // What both paths have in common at their ends stayed; what is before it moved.
    let (mut old, mut new) = (found.path.as_path(), at);
    while let (Some(old_parent), Some(new_parent)) = (old.parent(), new.parent())
        && old.file_name() == new.file_name()
    {
        (old, new) = (old_parent, new_parent);
    }
    let others = missing.iter().filter(|other| *other != found);
    let moved = others.filter_map(|other| {
        let beside = at.with_file_name(other.path.file_name()?);
        let along = other.path.strip_prefix(old).ok().map(|rest| new.join(rest));
        let mut places = std::iter::once(beside).chain(along);
        Some((other.layer, places.find(|place| place.is_file())?))
    });
    std::iter::once((found.layer, at.to_owned()))
        .chain(moved)
        .collect()
}

/// Why a project cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum ReadProjectError {
    /// The file cannot be read.
    #[error("cannot read the project {}", path.display())]
    Read {
        /// As given.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Something else than a project.
    #[error("{} is no Oxus project: {reason}", path.display())]
    Other {
        /// As given.
        path: PathBuf,
        /// How that is known, and what to do.
        reason: &'static str,
    },
    /// A version that is yet to come.
    #[error(
        "{} was saved by a newer Oxus (project version {version}, this one knows up to {known}). \
         Open it with the newer Oxus", path.display(), known = upgrade::CURRENT
    )]
    Newer {
        /// As given.
        path: PathBuf,
        /// The version it has.
        version: u64,
    },
    /// A fault in the file.
    #[error(
        "{}, line {line}, column {column}: {problem}. Mend the place with a text editor, or open a copy",
        path.display()
    )]
    Damaged {
        /// As given.
        path: PathBuf,
        /// Counted from 1.
        line: usize,
        /// Characters, counted from 1.
        column: usize,
        /// The member and what it must be.
        problem: String,
    },
}

/// Why a project was not saved; what stood there before is unchanged.
#[derive(Debug, thiserror::Error)]
pub enum WriteProjectError {
    /// It has something that could not be read back.
    #[error("cannot save the project {}: {problem}. Change that and save again", path.display())]
    Content {
        /// As given.
        path: PathBuf,
        /// What and what to do.
        problem: String,
    },
    /// The file cannot be written.
    #[error(transparent)]
    File(#[from] WriteFileError),
}

/// Whether a file is a project, by its suffix or by how it begins.
#[must_use]
pub fn is_project(path: &Path) -> bool {
    let suffix = path.extension();
    if suffix.is_some_and(|suffix| suffix.eq_ignore_ascii_case(PROJECT_SUFFIX)) {
        return true;
    }
    // What comes through a pipe can be read only once.
    if !path.is_file() {
        return false;
    }
    let mut start = Vec::new();
    let read = File::open(path).and_then(|file| file.take(64).read_to_end(&mut start));
    let start = String::from_utf8_lossy(&start);
    let object = start.trim_start_matches('\u{feff}').trim_start();
    let object = object.strip_prefix('{').map(str::trim_start);
    read.is_ok() && object.is_some_and(|members| members.starts_with("\"oxus\""))
}

/// Read a project. Its sources are not read; see [`Project::missing_sources`].
///
/// # Errors
///
/// [`ReadProjectError`] names the file, the place in it and the remedy.
pub fn read_project(path: &Path) -> Result<Project, ReadProjectError> {
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(MAX_BYTES + 1).read_to_end(&mut bytes))
        .map_err(|source| ReadProjectError::Read {
            path: path.to_owned(),
            source,
        })?;
    parse(&bytes, path)
}

fn parse(bytes: &[u8], path: &Path) -> Result<Project, ReadProjectError> {
    let damaged = |(line, column): (usize, usize), problem: String| ReadProjectError::Damaged {
        path: path.to_owned(),
        line,
        column,
        problem,
    };
    let other = |reason| ReadProjectError::Other {
        path: path.to_owned(),
        reason,
    };
    if bytes.len() as u64 > MAX_BYTES {
        return Err(other(
            "it is larger than 256 MiB. Open data files as layers",
        ));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
        let place = line_and_column(&before, before.len());
        damaged(place, "this is not UTF-8".to_owned())
    })?;
    let text = text.trim_start_matches('\u{feff}');
    let value: Value = serde_json::from_str(text).map_err(|error| {
        let said = error.to_string();
        let problem = said
            .split(" at line ")
            .next()
            .unwrap_or_default()
            .to_owned();
        damaged((error.line(), error.column()), problem)
    })?;
    let at = |fault: Fault| {
        let member = fault.path.to_string();
        let problem = match member.as_str() {
            "" => format!("the project {}", fault.problem),
            member => format!("`{member}` {}", fault.problem),
        };
        damaged(fault.path.locate(text), problem)
    };
    let version = match value.get("oxus") {
        Some(version) => version.as_u64().filter(|version| *version > 0),
        None if upgrade::is_version_1(&value) => Some(1),
        None if value.get("type").is_some() => {
            return Err(other("it looks like GeoJSON. Open it as a layer"));
        }
        None => return Err(other("it has no member `oxus`. Open data files as layers")),
    };
    match version {
        None => Err(other("its member `oxus` is no version")),
        Some(version) if version > upgrade::CURRENT => Err(ReadProjectError::Newer {
            path: path.to_owned(),
            version,
        }),
        Some(version) => upgrade::upgrade(value, version)
            .and_then(|value| form::project(&value, folder_of(path)))
            .map_err(at),
    }
}

/// Save a project, whole or not at all.
///
/// # Errors
///
/// [`WriteProjectError`] names the file and the remedy; the old file is then unchanged.
pub fn write_project(path: &Path, project: &Project) -> Result<(), WriteProjectError> {
    let fail = |problem| WriteProjectError::Content {
        path: path.to_owned(),
        problem,
    };
    let value = form::value(project, folder_of(path)).map_err(fail)?;
    let text = pretty::pretty(&value);
    // Nothing is put in the place of a good project that could not be opened again.
    parse(text.as_bytes(), path).map_err(|error| match error {
        ReadProjectError::Damaged { problem, .. } => fail(problem),
        other => fail(other.to_string()),
    })?;
    Ok(write_file(path, text.as_bytes())?)
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

#[cfg(test)]
mod tests;
