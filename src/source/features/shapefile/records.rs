//! Where the records of a `.shp` are: one after the other, or as the `.shx` says (pages 5 and 23 of the
//! specification), which leaves out what a writer put elsewhere when it grew.
use super::shp::bytes_at;

const HEADER_BYTES: usize = 100;

/// The records of a file.
pub(super) struct Records<'a> {
    bytes: &'a [u8],
    /// Where each begins.
    starts: Vec<usize>,
    /// Why they end before the file says so.
    pub(super) damage: Option<String>,
}

impl<'a> Records<'a> {
    /// The records one after the other.
    pub(super) fn in_a_row(bytes: &'a [u8]) -> Self {
        let (mut starts, mut at) = (Vec::new(), HEADER_BYTES);
        while at < bytes.len() {
            let Some(content) = content(bytes, at) else {
                let damage = Some(format!("the record at byte {at} is cut short"));
                return Self {
                    bytes,
                    starts,
                    damage,
                };
            };
            starts.push(at);
            at += 8 + content.len();
        }
        let there = bytes.len();
        let said = length_at(bytes, 24).unwrap_or(0);
        let damage = format!("the file has {there} bytes and says it has {said}");
        Self {
            bytes,
            starts,
            damage: (said > there).then_some(damage),
        }
    }

    /// The records that a `.shx` leads to; nothing where it leads to something else, or to the same
    /// bytes again, of which it could make any number of shapes.
    pub(super) fn indexed(bytes: &'a [u8], shx: &[u8]) -> Option<Self> {
        let entries = shx.get(HEADER_BYTES..)?.chunks(8).map(|entry| {
            let start = length_at(entry, 0).filter(|start| *start >= HEADER_BYTES)?;
            let length = content(bytes, start)?.len();
            (length_at(entry, 4)? == length).then_some((start, start + 8 + length))
        });
        let mut spans: Vec<(usize, usize)> = entries.collect::<Option<_>>()?;
        let starts = spans.iter().map(|(start, _)| *start).collect();
        spans.sort_unstable();
        let apart = spans.windows(2).all(|pair| pair[0].1 <= pair[1].0);
        apart.then_some(Self {
            bytes,
            starts,
            damage: None,
        })
    }

    pub(super) fn len(&self) -> usize {
        self.starts.len()
    }

    /// Whether they are the same records of a file.
    pub(super) fn are(&self, other: &Self) -> bool {
        self.starts == other.starts
    }

    /// What each holds.
    pub(super) fn contents(&self) -> impl Iterator<Item = &'a [u8]> {
        let starts = self.starts.iter();
        starts.filter_map(|at| content(self.bytes, *at))
    }
}

/// What the record at a byte holds, if it is there as a whole.
fn content(bytes: &[u8], at: usize) -> Option<&[u8]> {
    let start = at.checked_add(8)?;
    bytes.get(start..start.checked_add(length_at(bytes, at + 4)?)?)
}

/// A length in bytes, which files have in words of 16 bits.
fn length_at(bytes: &[u8], at: usize) -> Option<usize> {
    let words = u32::from_be_bytes(bytes_at(bytes, at)?);
    (words as usize).checked_mul(2)
}
