//! The import table of `src/lib.rs`, proved; and that each file says what it owns.
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// A module may name only the modules beside it, which all stand above it.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("geodesy", &[]),
    ("jobs", &[]),
    ("model", &["geodesy"]),
    ("terrain", &["geodesy", "jobs", "model"]),
    ("source", &["geodesy", "jobs", "model", "terrain"]),
    ("spatial", &["geodesy", "jobs", "model"]),
    (
        "analysis",
        &["geodesy", "jobs", "model", "spatial", "terrain"],
    ),
    (
        "scene",
        &["geodesy", "model", "terrain", "spatial", "analysis"],
    ),
    (
        "export",
        &[
            "geodesy", "jobs", "model", "source", "spatial", "terrain", "analysis", "scene",
        ],
    ),
    (
        "state",
        &[
            "geodesy", "jobs", "model", "source", "spatial", "terrain", "analysis",
        ],
    ),
    (
        "ui",
        &[
            "geodesy", "jobs", "model", "source", "spatial", "terrain", "analysis", "scene",
            "state",
        ],
    ),
    (
        "app",
        &[
            "geodesy", "jobs", "model", "source", "spatial", "terrain", "analysis", "scene",
            "export", "state", "ui",
        ],
    ),
    (
        "cli",
        &[
            "geodesy", "jobs", "model", "source", "spatial", "terrain", "analysis", "scene",
            "export", "state",
        ],
    ),
];

/// Crates that only these modules may name.
const ONLY_IN: &[(&str, &[&str])] = &[
    ("clap", &["cli", "main"]),
    ("png", &["export"]),
    (
        "rayon",
        &["analysis", "cli", "source", "spatial", "terrain"],
    ),
    ("unicode_bidi", &["scene"]),
    ("csv", &["source", "cli"]),
    ("eframe", &["app"]),
    ("egui", &["ui", "app"]),
    ("encoding_rs", &["source"]),
    ("flatbuffers", &["source"]),
    ("flate2", &["source", "terrain"]),
    ("flatgeobuf", &["source"]),
    ("geographiclib_rs", &["geodesy"]),
    ("harfrust", &["scene"]),
    ("quick_xml", &["source"]),
    ("rfd", &["app"]),
    ("rstar", &["geodesy", "spatial"]),
    ("rusqlite", &["source"]),
    ("skrifa", &["scene"]),
    ("tiny_skia", &["scene", "export"]),
    ("walkers", &["ui"]),
    ("zip", &["source"]),
    ("zstd", &["source", "terrain"]),
];

/// Longest file, its tests left out.
const MAX_LINES: usize = 420;

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
}

/// The code without comments and without the tests at its end.
fn code_of(text: &str) -> String {
    let before_tests = text.split("\n#[cfg(test)]\nmod tests").next().unwrap();
    let lines = before_tests
        .lines()
        .map(|line| line.split("//").next().unwrap());
    lines.collect::<Vec<_>>().join("\n")
}

fn word_at(text: &str) -> String {
    let is_word = |c: &char| c.is_alphanumeric() || *c == '_';
    text.trim_start().chars().take_while(is_word).collect()
}

/// The modules named right after `crate::`, in brace lists too.
fn modules_named(code: &str) -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        let Some(list) = rest.strip_prefix('{') else {
            named.insert(word_at(rest));
            continue;
        };
        let mut depth = 0;
        let mut start = 0;
        for (at, c) in list.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth > 0 => depth -= 1,
                ',' | '}' if depth == 0 => {
                    named.insert(word_at(&list[start..at]));
                    start = at + 1;
                    if c == '}' {
                        break;
                    }
                }
                _ => {}
            }
        }
    }
    named.remove("");
    named
}

fn names_crate(code: &str, name: &str) -> bool {
    code.match_indices(&format!("{name}::")).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':')
    })
}

/// The table as `src/lib.rs` has it for its readers.
fn documented_table() -> Vec<(String, Vec<String>)> {
    let lib = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).unwrap();
    let mut table: Vec<(String, Vec<String>)> = Vec::new();
    for row in lib.lines().filter_map(|line| line.strip_prefix("//! | ")) {
        let cells: Vec<&str> = row.trim_end_matches(" |").split(" | ").collect();
        let [name, allowed] = cells[..] else { continue };
        let module = word_at(name.trim_start_matches(['[', '`']));
        if module == "module" || module.is_empty() {
            continue;
        }
        let above: Vec<String> = table.iter().map(|(module, _)| module.clone()).collect();
        let words = allowed
            .split(", ")
            .filter(|word| *word != "–")
            .map(str::to_owned);
        let allowed = match allowed.strip_prefix("all") {
            Some(but) => above
                .into_iter()
                .filter(|module| !but.contains(&format!("`{module}`")))
                .filter(|module| !but.ends_with(&format!("but {module}")))
                .collect(),
            None => words.collect(),
        };
        table.push((module, allowed));
    }
    table
}

#[test]
fn the_table_is_the_one_that_the_crate_documents() {
    let proved: Vec<(String, Vec<String>)> = MAY_IMPORT
        .iter()
        .map(|(module, allowed)| {
            let allowed = allowed.iter().map(|name| (*name).to_owned()).collect();
            ((*module).to_owned(), allowed)
        })
        .collect();
    for (mut documented, mut proved) in documented_table().into_iter().zip(proved) {
        documented.1.sort();
        proved.1.sort();
        assert_eq!(documented, proved);
    }
    assert_eq!(documented_table().len(), MAY_IMPORT.len());
}

#[test]
fn the_table_itself_goes_one_way() {
    let mut above = BTreeSet::new();
    for (module, allowed) in MAY_IMPORT {
        for name in *allowed {
            assert!(
                above.contains(name),
                "`{module}` lists `{name}`, which does not stand above it"
            );
        }
        above.insert(module);
    }
}

#[test]
fn modules_import_only_what_the_table_allows() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let table: BTreeMap<_, _> = MAY_IMPORT.iter().copied().collect();
    let mut files = Vec::new();
    rust_files(&src, &mut files);
    let mut faults = Vec::new();
    for file in files {
        let inside = file.strip_prefix(&src).unwrap();
        let shown = inside.display();
        let module = inside
            .iter()
            .next()
            .unwrap()
            .to_str()
            .unwrap()
            .trim_end_matches(".rs")
            .to_owned();
        let text = fs::read_to_string(&file).unwrap();
        let code = code_of(&text);
        if !text.starts_with("//!") {
            faults.push(format!("src/{shown} does not open with `//!`"));
        }
        if file.ends_with("tests.rs") {
            continue;
        }
        if code.lines().count() > MAX_LINES {
            faults.push(format!("src/{shown} has more than {MAX_LINES} lines"));
        }
        for (name, only_in) in ONLY_IN {
            if names_crate(&code, name) && !only_in.contains(&module.as_str()) {
                faults.push(format!(
                    "src/{shown} names `{name}`, which only {only_in:?} may"
                ));
            }
        }
        if module == "main" || module == "lib" {
            continue;
        }
        match table.get(module.as_str()) {
            None => faults.push(format!("src/{shown}: `{module}` is not in the table")),
            Some(allowed) => faults.extend(
                modules_named(&code)
                    .into_iter()
                    .filter(|name| *name != module && !allowed.contains(&name.as_str()))
                    .map(|name| format!("src/{shown}: `{module}` may not import `crate::{name}`")),
            ),
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn every_bundled_file_has_its_provenance() {
    let geodata = Path::new(env!("CARGO_MANIFEST_DIR")).join("geodata");
    let readme = fs::read_to_string(geodata.join("README.md")).unwrap();
    let listed: BTreeSet<_> = oxus::source::data_files()
        .iter()
        .map(|file| file.file.to_owned())
        .collect();
    let present: BTreeSet<_> = fs::read_dir(&geodata)
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().is_file())
        .map(|entry| entry.file_name().into_string().unwrap())
        .filter(|name| !name.to_lowercase().ends_with(".md"))
        .collect();
    assert_eq!(
        present, listed,
        "files of geodata/ against source::data_files()"
    );
    for name in &present {
        assert!(
            readme.contains(name.as_str()),
            "geodata/README.md does not list {name}"
        );
    }
}
