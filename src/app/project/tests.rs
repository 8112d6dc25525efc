//! What a user relies on about the project at hand, without a window.
use std::fs;
use std::sync::Arc;

use super::*;
use crate::model::{Document, FeatureLayer, LayerSource, Style};
use crate::source::project::{MissingSource, Project, read_project, write_project};
use crate::state::Edit;

struct Session {
    ctx: Context,
    state: AppState,
    layout: Layout,
    dialogs: Dialogs,
    file: ProjectFile,
}

impl Session {
    fn in_folder(data: &Path) -> Self {
        Self {
            ctx: Context::default(),
            state: AppState::new(Arc::default(), Document::default()),
            layout: Layout::default(),
            dialogs: Dialogs::default(),
            file: ProjectFile::new(Some(data.to_owned()), crate::jobs::no_wake()),
        }
    }

    fn with<T>(&mut self, deed: impl FnOnce(&mut ProjectFile, &mut Desk<'_>) -> T) -> T {
        let mut desk = Desk {
            ctx: &self.ctx,
            state: &mut self.state,
            layout: &mut self.layout,
            dialogs: &mut self.dialogs,
        };
        deed(&mut self.file, &mut desk)
    }

    /// Frames until nothing is read or written.
    fn settle(&mut self) {
        for _ in 0..2000 {
            self.with(ProjectFile::poll);
            let file = &self.file;
            if file.saving.is_none() && file.opening.is_none() && !file.recover.is_looking() {
                return;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        panic!("a file is never done");
    }

    fn add_layer(&mut self, name: &str) {
        let layer = FeatureLayer {
            name: name.to_owned(),
            source: LayerSource::Text { text: "{}".into() },
            swap_axes: false,
            time: None,
            style: Style::default(),
        };
        let id = self.state.new_layer_id();
        self.state.apply(Command::Edit(Edit::AddLayer(id, layer)));
    }

    fn names(&self) -> Vec<&str> {
        let layers = self.state.document().features.values();
        layers.map(|layer| layer.name.as_str()).collect()
    }
}

#[test]
fn a_saved_project_is_opened_again_and_remembered() {
    let folder = tempfile::tempdir().unwrap();
    let mut session = Session::in_folder(folder.path());
    let path = folder.path().join("map.oxus");
    session.add_layer("posts");
    session.with(|file, desk| file.start_saving(path.clone(), None, desk));
    session.settle();
    assert!(!session.state.is_dirty());
    assert_eq!(session.file.title, "map.oxus – Oxus");
    session.add_layer("roads");
    session.settle();
    assert_eq!(session.file.title, "*map.oxus – Oxus");
    session.with(ProjectFile::save);
    session.settle();
    session.with(ProjectFile::begin);
    assert!(session.names().is_empty());
    session.with(|file, desk| file.open(path.clone(), desk));
    session.settle();
    assert_eq!(session.names(), ["posts", "roads"]);
    assert!(!session.state.is_dirty());
    assert_eq!(session.layout.recent_projects[0].path, path);
    assert_eq!(session.layout.recent_projects.len(), 1);
}

#[test]
fn unsaved_changes_are_asked_about_before_they_would_be_lost() {
    let folder = tempfile::tempdir().unwrap();
    let mut session = Session::in_folder(folder.path());
    let other = folder.path().join("other.oxus");
    write_project(&other, &Project::default()).unwrap();
    session.add_layer("posts");
    for (deed, next) in [
        (
            Box::new(ProjectFile::begin) as Box<dyn Fn(&mut ProjectFile, &mut Desk<'_>)>,
            Next::New,
        ),
        (Box::new(ProjectFile::ask_open), Next::AskWhatToOpen),
        (
            Box::new(|file, desk| file.open(other.clone(), desk)),
            Next::Open(other.clone()),
        ),
    ] {
        session.with(deed);
        session.settle();
        let asked = session.file.unsaved.take().map(|unsaved| unsaved.next);
        assert_eq!(asked, Some(next));
        assert_eq!(session.names(), ["posts"], "nothing is lost unasked");
    }
    // "Save" goes on only when everything is in the file.
    let path = folder.path().join("map.oxus");
    session.with(|file, desk| file.start_saving(path.clone(), Some(Next::Open(other)), desk));
    session.settle();
    session.settle();
    assert!(session.names().is_empty());
    assert_eq!(read_project(&path).unwrap().document.features.len(), 1);
}

#[test]
fn what_cannot_be_saved_stays_open() {
    let folder = tempfile::tempdir().unwrap();
    let mut session = Session::in_folder(folder.path());
    session.add_layer("posts");
    let path = folder.path().join("no such folder").join("map.oxus");
    session.with(|file, desk| file.start_saving(path, Some(Next::Close), desk));
    session.settle();
    assert!(session.state.is_dirty() && !session.file.may_close);
    assert_eq!(session.file.path, None);
}

#[test]
fn the_map_alone_is_nothing_to_ask_about() {
    let folder = tempfile::tempdir().unwrap();
    let mut session = Session::in_folder(folder.path());
    let dark = crate::model::BasemapTheme::Dark;
    session.state.apply(Command::Edit(Edit::SetBasemap(dark)));
    session.with(ProjectFile::begin);
    assert!(session.file.unsaved.is_none());
    assert_eq!(session.state.document().basemap, dark);
}

#[test]
fn work_is_recovered_after_a_crash_and_still_unsaved() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("map.oxus");
    let mut session = Session::in_folder(folder.path());
    session.add_layer("posts");
    session.with(|file, desk| file.start_saving(path.clone(), None, desk));
    session.settle();
    session.add_layer("roads");
    let autosave = session.file.recovery.as_ref().unwrap().autosave();
    let project = session.file.snapshot(&session.state, Some(path.clone()));
    write_project(autosave, &project).unwrap();
    // What a crash is to the files.
    drop(session);

    let mut next = Session::in_folder(folder.path());
    next.settle();
    assert!(next.file.is_open());
    let left = next.file.recover.take_first().unwrap();
    next.with(|file, desk| file.fulfil(Wish::Recover(left), desk));
    next.settle();
    assert_eq!(next.names(), ["posts", "roads"]);
    assert_eq!(next.file.path, Some(path.clone()));
    assert!(next.file.is_unsaved(&next.state));
    let recovery = next.file.recovery.as_ref().unwrap().autosave().to_owned();
    assert!(recovery.is_file(), "a second crash loses nothing either");
    next.with(ProjectFile::save);
    next.settle();
    assert!(!recovery.exists());
    assert_eq!(read_project(&path).unwrap().document.features.len(), 2);
    next.file.end();
    let left = fs::read_dir(folder.path().join("recovery"))
        .unwrap()
        .count();
    assert_eq!(left, 0);
}

#[test]
fn a_project_opened_with_a_located_source_differs_from_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let mut session = Session::in_folder(folder.path());
    session.add_layer("posts");
    let mut project = session.file.snapshot(&session.state, None);
    let id = *project.document.features.keys().next().unwrap();
    let missing = MissingSource {
        layer: id,
        path: folder.path().join("old/posts.csv"),
    };
    let source = |path: &Path| LayerSource::File {
        path: path.to_owned(),
        layer: None,
    };
    project.document.features.get_mut(&id).unwrap().source = source(&missing.path);
    let there = folder.path().join("posts.csv");
    fs::write(&there, "").unwrap();
    let mut locate = Locate::new(project, vec![missing]);
    assert!(!locate.relocated());
    locate.located(id, &there);
    assert!(locate.relocated());
    assert_eq!(locate.project.document.features[&id].source, source(&there));
}

#[test]
fn the_menu_remembers_the_last_ten_each_once() {
    let mut recent = Vec::new();
    for number in (0..15).chain([14, 9]) {
        let path = std::env::temp_dir().join(format!("{number}.oxus"));
        recent::remember(&mut recent, &path);
    }
    let names: Vec<_> = recent
        .iter()
        .map(|project| name_of(Some(&project.path)))
        .collect();
    assert_eq!(recent.len(), 10);
    assert_eq!(names[..3], ["9.oxus", "14.oxus", "13.oxus"]);
}
