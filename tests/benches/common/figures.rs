//! Medians, percentiles, and the lines in which a ratio stands.

/// The middle of the values.
pub fn median(values: &[f64]) -> f64 {
    percentile(values, 50)
}

/// The value below which so many of a hundred lie (nearest rank).
pub fn percentile(values: &[f64], percent: usize) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted[rank - 1]
}

/// Prints a ratio that should be at least `target`.
pub fn at_least(what: &str, ratio: f64, target: f64) {
    say(what, ratio, "≥", target, ratio >= target);
}

/// Prints a ratio that should be at most `target`.
pub fn at_most(what: &str, ratio: f64, target: f64) {
    say(what, ratio, "≤", target, ratio <= target);
}

fn say(what: &str, ratio: f64, sign: &str, target: f64, reached: bool) {
    let verdict = if reached { "reached" } else { "MISSED" };
    println!("{what}: ratio {ratio:.2} (target {sign} {target}, {verdict})");
}
