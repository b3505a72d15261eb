//! What processes cost, as Linux tells it below `/proc`.

use std::{collections::HashSet, fs};

/// Linux counts processor time in hundredths of a second, on every platform that Rust runs on.
const TICKS_PER_SECOND: f64 = 100.0;

/// These processes and all that came from them.
pub fn with_children(first: &[u32]) -> Vec<u32> {
    let parents: Vec<(u32, u32)> = fs::read_dir("/proc")
        .unwrap()
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .filter_map(|id| Some((id, stat(id)?.get(1)?.parse().ok()?)))
        .collect();
    let mut found: HashSet<u32> = first.iter().copied().collect();
    loop {
        let more: Vec<u32> = parents
            .iter()
            .filter(|(id, parent)| found.contains(parent) && !found.contains(id))
            .map(|(id, _)| *id)
            .collect();
        if more.is_empty() {
            return found.into_iter().collect();
        }
        found.extend(more);
    }
}

/// Processor time of a process so far, in seconds; none when it is gone.
pub fn seconds(id: u32) -> f64 {
    let Some(fields) = stat(id) else { return 0.0 };
    let ticks = fields[11..13].iter().filter_map(|field| field.parse::<f64>().ok());
    ticks.sum::<f64>() / TICKS_PER_SECOND
}

/// A figure in kB of a file of the process, in MB; none when it is gone.
pub fn megabytes(id: u32, file: &str, name: &str) -> f64 {
    let text = fs::read_to_string(format!("/proc/{id}/{file}")).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    let kb = line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse::<f64>().ok());
    kb.unwrap_or_default() / 1_000.0
}

/// What a process is called.
pub fn name(id: u32) -> String {
    fs::read_to_string(format!("/proc/{id}/comm")).unwrap_or_default().trim().to_owned()
}

/// The fields of `stat` behind the name, which may hold anything but ends with the last parenthesis: state, parent, …
fn stat(id: u32) -> Option<Vec<String>> {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    let (_, rest) = stat.rsplit_once(')')?;
    Some(rest.split_whitespace().map(str::to_owned).collect())
}
