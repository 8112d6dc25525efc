//! A line as its dashes.

/// The dashes of a line that begins with one; lengths of dash and gap.
pub(super) fn dashes(points: &[[f32; 2]], [on, off]: [f32; 2]) -> Vec<Vec<[f32; 2]>> {
    let mut dashes = Vec::new();
    if on <= 0.0 || off < 0.0 || !(on + off).is_finite() {
        return dashes;
    }
    let mut dash: Vec<[f32; 2]> = points.first().copied().into_iter().collect();
    let (mut left, mut inked) = (on, true);
    for pair in points.windows(2) {
        let [a, b] = [pair[0], pair[1]];
        let length = (b[0] - a[0]).hypot(b[1] - a[1]);
        let mut done = 0.0;
        while length - done > left {
            done += left;
            let along = done / length;
            let at = [a[0] + along * (b[0] - a[0]), a[1] + along * (b[1] - a[1])];
            dash.push(at);
            if inked {
                dashes.push(std::mem::take(&mut dash));
            }
            dash = vec![at];
            inked = !inked;
            left = if inked { on } else { off };
        }
        left -= length - done;
        if inked {
            dash.push(b);
        }
    }
    if inked && dash.len() > 1 {
        dashes.push(dash);
    }
    dashes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dashes_go_round_corners() {
        let line = [[0.0, 0.0], [5.0, 0.0], [5.0, 6.0]];
        let expected = vec![vec![[0.0, 0.0], [4.0, 0.0]], vec![[5.0, 1.0], [5.0, 5.0]]];
        assert_eq!(dashes(&line, [4.0, 2.0]), expected);
        assert_eq!(
            dashes(&line, [6.0, 2.0]),
            vec![
                vec![[0.0, 0.0], [5.0, 0.0], [5.0, 1.0]],
                vec![[5.0, 3.0], [5.0, 6.0]]
            ]
        );
    }
}
