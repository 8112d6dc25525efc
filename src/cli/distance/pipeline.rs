//! Work on chunks by all cores, in order: one thread reads, some work, the caller's writes. What is
//! under way is bounded, so that a file of any size needs little memory.
use std::num::NonZero;
use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

use anyhow::Context as _;

/// More threads would only wait for the one that reads, and hold memory.
const MOST_WORKERS: usize = 16;

/// Give every chunk of `next` to `work`, and the results in the order of the chunks to `write`.
///
/// # Errors
///
/// The first error of the three, in the order of the chunks; what precedes it was written.
pub fn in_order<C: Send, R: Send>(
    mut next: impl FnMut() -> anyhow::Result<Option<C>> + Send,
    work: impl Fn(C) -> anyhow::Result<R> + Sync,
    mut write: impl FnMut(R) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let workers = thread::available_parallelism()
        .map_or(1, NonZero::get)
        .min(MOST_WORKERS);
    // Each chunk has a channel of its own for its result. The writer gets the channels in order
    // and waits at each; how many it can be given bounds what is under way.
    let (in_turn, results) = sync_channel::<Receiver<anyhow::Result<R>>>(2 * workers);
    let (to_workers, chunks) = channel::<(C, SyncSender<anyhow::Result<R>>)>();
    let chunks = Mutex::new(chunks);
    let work_on_chunks = || {
        loop {
            let chunk = chunks.lock().unwrap_or_else(PoisonError::into_inner).recv();
            let Ok((chunk, result)) = chunk else { break };
            // The writer has given up if it does not want the result.
            result.send(work(chunk)).ok();
        }
    };
    thread::scope(|scope| {
        // Moved in, so that a writer that gives up closes the channel and ends the reader.
        let results = results;
        thread::Builder::new()
            .name("read".to_owned())
            .spawn_scoped(scope, move || {
                loop {
                    let (result, turn) = sync_channel(1);
                    let chunk = next();
                    if matches!(chunk, Ok(None)) || in_turn.send(turn).is_err() {
                        break;
                    }
                    match chunk {
                        Ok(Some(chunk)) => to_workers.send((chunk, result)).ok(),
                        Ok(None) => None,
                        Err(error) => {
                            result.send(Err(error)).ok();
                            break;
                        }
                    };
                }
            })?;
        for _ in 0..workers {
            thread::Builder::new()
                .name("measure".to_owned())
                .spawn_scoped(scope, work_on_chunks)?;
        }
        for result in results {
            write(result.recv().context("a thread ended before its work")??)?;
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_chunks() {
        let mut chunks = 0..500_u64;
        let mut written = Vec::new();
        in_order(
            || Ok(chunks.next()),
            |chunk| {
                // Early chunks take longer.
                (0..(500 - chunk) * 100).for_each(|turn| {
                    std::hint::black_box(turn);
                });
                Ok(chunk)
            },
            |chunk| {
                written.push(chunk);
                Ok(())
            },
        )
        .unwrap();
        assert!(written.into_iter().eq(0..500));
    }

    #[test]
    fn the_first_error_ends_the_work_wherever_it_happens() {
        let run = |read: u64, work: u64, write: u64| {
            let mut chunks = 0..;
            let mut written = 0;
            let fail = |at: u64, chunk: u64, who: &'static str| -> anyhow::Result<u64> {
                anyhow::ensure!(chunk != at, "{who} {chunk}");
                Ok(chunk)
            };
            let error = in_order(
                || fail(read, chunks.next().unwrap_or(0), "read").map(Some),
                |chunk| fail(work, chunk, "work"),
                |chunk| {
                    written += 1;
                    fail(write, chunk, "write").map(drop)
                },
            );
            (error.unwrap_err().to_string(), written)
        };
        assert_eq!(run(5, 90, 90), ("read 5".to_owned(), 5));
        assert_eq!(run(90, 6, 90), ("work 6".to_owned(), 6));
        assert_eq!(run(90, 90, 7), ("write 7".to_owned(), 8));
    }
}
