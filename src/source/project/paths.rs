//! Paths of sources as a project file has them: from the folder of the project, with forward
//! slashes, so that the project can move together with its data.
use std::path::{Component, Path, PathBuf};

/// A path without `.` and with `..` resolved as far as it goes, by its text alone.
fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                if !normal.pop() && !normal.has_root() {
                    normal.push(component);
                }
            }
            other => normal.push(other),
        }
    }
    normal
}

/// The path from the root of the file system; one that has none stays.
fn absolute(path: &Path) -> PathBuf {
    normal(&std::path::absolute(path).unwrap_or_else(|_| path.to_owned()))
}

/// The same with links followed, also where the last part is not there.
fn real(path: &Path) -> PathBuf {
    let path = absolute(path);
    if let Ok(real) = path.canonicalize() {
        return real;
    }
    match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) => real(parent).join(name),
        _ => path,
    }
}

/// How a project in `folder` names `path`; `None` where it is not Unicode, which JSON cannot hold.
pub(super) fn written(path: &Path, folder: &Path) -> Option<String> {
    let path = absolute(path);
    let relative = match path.strip_prefix(absolute(folder)) {
        Ok(inside) => inside.to_owned(),
        // From another folder the way leads over parents, which are those of the real folders.
        Err(_) => relative(&real(&path), &real(folder)).unwrap_or(path),
    };
    let text = relative.to_str()?;
    Some(match std::path::MAIN_SEPARATOR {
        '/' => text.to_owned(),
        separator => text.replace(separator, "/"),
    })
}

/// From one absolute path to another, where both have the same root.
fn relative(path: &Path, folder: &Path) -> Option<PathBuf> {
    let (mut to, mut from) = (path.components().peekable(), folder.components().peekable());
    if to.peek() != from.peek() {
        return None;
    }
    while to.peek().is_some() && to.peek() == from.peek() {
        to.next();
        from.next();
    }
    let up = from.map(|_| Component::ParentDir);
    Some(up.chain(to).collect())
}

/// Where a path that a project in `folder` names leads.
pub(super) fn resolved(text: &str, folder: &Path) -> PathBuf {
    let path = Path::new(text);
    let up = matches!(path.components().next(), Some(Component::ParentDir));
    let folder = if up { real(folder) } else { absolute(folder) };
    normal(&folder.join(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn paths_are_relative_to_the_project() {
        let of = |path: &str, folder: &str| written(Path::new(path), Path::new(folder)).unwrap();
        assert_eq!(of("/a/b/c.json", "/a/b"), "c.json");
        assert_eq!(of("/a/b/data/c.json", "/a/b"), "data/c.json");
        assert_eq!(of("/a/c.json", "/a/b/d"), "../../c.json");
        assert_eq!(of("/a/./x/../c.json", "/a"), "c.json");
        for (path, folder) in [("/a/b/c.json", "/a/b"), ("/x/c.json", "/a/b/d")] {
            let back = resolved(&of(path, folder), Path::new(folder));
            assert_eq!(back, Path::new(path));
        }
        assert_eq!(resolved("/a/../b", Path::new("/c")), Path::new("/b"));
        assert_eq!(resolved("../../../../b", Path::new("/c")), Path::new("/b"));
    }

    #[cfg(unix)]
    #[test]
    fn a_project_reached_by_a_link_finds_its_data() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        std::fs::create_dir_all(root.join("deep/er/project")).unwrap();
        std::fs::create_dir(root.join("data")).unwrap();
        std::fs::write(root.join("data/a.json"), "{}").unwrap();
        std::os::unix::fs::symlink(root.join("deep/er/project"), root.join("link")).unwrap();
        let text = written(&root.join("data/a.json"), &root.join("link")).unwrap();
        assert_eq!(text, "../../../data/a.json");
        assert!(resolved(&text, &root.join("link")).exists());
    }
}
