//! The `d` attribute of an SVG path in few characters: relative steps in hundredths of a point.
use std::fmt;

/// A path in the making. Steps are differences of rounded places, so errors do not add up.
#[derive(Debug, Default)]
pub struct PathData {
    text: String,
    /// Where the pen is, hundredths.
    at: [i64; 2],
    /// Where the contour began, hundredths.
    start: [i64; 2],
    /// The command that a bare pair of numbers repeats.
    repeats: Option<char>,
}

impl PathData {
    /// Whether nothing has been drawn.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Begins a contour.
    pub fn move_to(&mut self, to: [f32; 2]) {
        self.command('m', &[to]);
        self.start = self.at;
        // Further pairs after a move are lines.
        self.repeats = Some('l');
    }

    /// A straight line; left out where it would be shorter than can be told.
    pub fn line_to(&mut self, to: [f32; 2]) {
        if to.map(hundredths) != self.at {
            self.command('l', &[to]);
        }
    }

    /// A curve by its command, `q` or `c`, its control points and its end.
    pub fn curve(&mut self, command: char, points: &[[f32; 2]]) {
        self.command(command, points);
    }

    /// Back to where the contour began.
    pub fn close(&mut self) {
        self.text.push('z');
        self.at = self.start;
        self.repeats = None;
    }

    /// A contour of straight lines.
    pub fn polyline(&mut self, points: &[[f32; 2]], closed: bool) {
        let Some((&first, rest)) = points.split_first() else {
            return;
        };
        self.move_to(first);
        let before = self.text.len();
        for &point in rest {
            self.line_to(point);
        }
        if closed {
            self.close();
        } else if self.text.len() == before {
            // A line without length is a dot, made by its round ends.
            self.text.push_str("h0");
            self.repeats = None;
        }
    }

    fn command(&mut self, command: char, points: &[[f32; 2]]) {
        if self.repeats != Some(command) {
            self.text.push(command);
            self.repeats = Some(command);
        }
        let from = self.at;
        for &point in points {
            let to = point.map(hundredths);
            for axis in 0..2 {
                self.number(to[axis] - from[axis]);
            }
            self.at = to;
        }
    }

    /// A number of hundredths, with a space before it only where it would run into the last.
    fn number(&mut self, hundredths: i64) {
        let whole = hundredths.unsigned_abs() / 100;
        let part = hundredths.unsigned_abs() % 100;
        if hundredths < 0 {
            self.text.push('-');
        } else if self.text.ends_with(|last: char| last.is_ascii_digit()) {
            self.text.push(' ');
        }
        if whole > 0 || part == 0 {
            self.text.push_str(&whole.to_string());
        }
        if part > 0 {
            self.text.push('.');
            self.text.push(digit(part / 10));
        }
        if !part.is_multiple_of(10) {
            self.text.push(digit(part % 10));
        }
    }
}

fn digit(value: u64) -> char {
    char::from(b'0' + value as u8)
}

fn hundredths(value: f32) -> i64 {
    (f64::from(value) * 100.0).round() as i64
}

impl fmt::Display for PathData {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_steps_relative() {
        let mut path = PathData::default();
        path.polyline(
            &[[10.0, 20.5], [10.25, 19.5], [10.251, 19.5], [0.0, 0.0]],
            true,
        );
        path.polyline(&[[1.0, 2.0], [1.0, 2.0]], false);
        assert_eq!(path.to_string(), "m10 20.5 .25-1-10.25-19.5zm-9-18.5h0");
    }

    #[test]
    fn rounding_does_not_add_up() {
        let mut path = PathData::default();
        let points: Vec<[f32; 2]> = (0_u8..=100)
            .map(|step| [f32::from(step) / 300.0, 0.0])
            .collect();
        path.polyline(&points, false);
        assert_eq!(path.at, [33, 0]);
    }
}
