//! How long a reading of a file goes on after it was cancelled, at moments all over its course, and
//! how long its stages take: `cargo bench --bench loading FILE`.
#![expect(clippy::unwrap_used, reason = "a measurement may panic")]
#![expect(clippy::print_stdout, reason = "a measurement is printed")]
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use oxus::jobs::{JobHandle, no_wake};
use oxus::source::features::read_layer;
use oxus::spatial::FeatureIndex;

const MOMENTS: u32 = 40;

fn main() {
    let file = std::env::args().skip(1).find(|arg| !arg.starts_with('-'));
    let Some(file) = file.map(PathBuf::from) else {
        println!("name a file: cargo bench --bench loading FILE");
        return;
    };
    let begun = Instant::now();
    let (job, ended) = load(&file);
    let mut stages: Vec<(&str, Duration)> = Vec::new();
    while ended.try_recv().is_err() {
        let stage = job.progress().stage;
        if stages.last().is_none_or(|(last, _)| *last != stage) {
            stages.push((stage, begun.elapsed()));
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    let whole = begun.elapsed();
    println!("whole: {whole:.0?}; stages begin at {stages:.0?}");
    let mut slowest: BTreeMap<&str, Duration> = BTreeMap::new();
    for moment in 0..MOMENTS {
        let (job, ended) = load(&file);
        std::thread::sleep(whole * moment / MOMENTS);
        let stage = job.progress().stage;
        let cancelled = Instant::now();
        drop(job);
        ended.recv().unwrap();
        let answer = slowest.entry(stage).or_default();
        *answer = (*answer).max(cancelled.elapsed());
    }
    println!("slowest answer to a cancel, by stage: {slowest:.0?}");
}

fn load(file: &Path) -> (JobHandle<()>, Receiver<()>) {
    let (sender, ended) = channel();
    let file = file.to_owned();
    let job = JobHandle::spawn("load", no_wake(), move |job| {
        if let Ok((table, _)) = read_layer(&file, None, job) {
            let index = FeatureIndex::new(&table, job);
            sender.send(()).unwrap();
            drop((table, index));
        } else {
            sender.send(()).unwrap();
        }
    });
    (job.unwrap(), ended)
}
