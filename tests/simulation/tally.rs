//! What all seeds came to, and whether it was a trial at all.

use std::collections::BTreeMap;
use std::fmt;

use gate_sim::faults::Side;

use crate::menu;
use crate::plan::Plan;
use crate::trial::Verdict;

/// Failures that are shown in full.
const SHOWN: usize = 5;

/// The sum of all trials.
#[derive(Default)]
pub struct Tally {
    /// Trials so far.
    pub seeds: u64,
    /// The failed ones, in words.
    pub failures: Vec<String>,
    fired: BTreeMap<(&'static str, &'static str), u64>,
    lost_answers: u64,
    repeats: u64,
    parked: u64,
    restarts_in_flight: u64,
    passages: u64,
    callbacks: u64,
}

impl Tally {
    /// Adds a trial.
    pub fn add(&mut self, plan: &Plan, verdict: Verdict) {
        self.seeds += 1;
        for (fault, times) in verdict.fired {
            *self.fired.entry(fault).or_default() += times;
        }
        self.lost_answers += verdict.lost_answers;
        self.repeats += verdict.repeats;
        self.parked += verdict.parked;
        self.restarts_in_flight += verdict.restarts_in_flight;
        self.passages += verdict.passages;
        self.callbacks += verdict.callbacks;
        if !verdict.problems.is_empty() {
            let problems = verdict.problems.join("\n  - ");
            self.fail(plan.seed, &format!("{plan}\n  - {problems}"));
        }
    }

    /// Adds a trial that did not end.
    pub fn panicked(&mut self, seed: u64, panic: &str) {
        self.seeds += 1;
        self.fail(seed, &format!("  - {panic}"));
    }

    fn fail(&mut self, seed: u64, words: &str) {
        self.failures.push(format!(
            "seed {seed}; alone: GATEHOUSE_SEED={seed} cargo test -p gatehouse-tests --test simulation\n{words}"
        ));
    }

    /// The first failures in full, and the number of the others.
    pub fn first_failures(&self) -> String {
        let mut text = self.failures.iter().take(SHOWN).cloned().collect::<Vec<_>>().join("\n");
        for failure in self.failures.iter().skip(SHOWN) {
            text += "\nand ";
            text += failure.lines().next().unwrap_or_default();
        }
        text
    }

    /// What a trial has and this one had not.
    pub fn what_was_not_tried(&self) -> Vec<String> {
        let sides = [("city", Side::City), ("open", Side::OpenPlatform)];
        let mut missed: Vec<String> = sides
            .into_iter()
            .flat_map(|(name, side)| menu::of(side).into_iter().map(move |fault| (name, fault.name())))
            .filter(|fault| self.fired.get(fault).is_none_or(|times| *times == 0))
            .map(|(side, name)| format!("{side}.{name} never struck"))
            .collect();
        let needed = [
            ("no answer was lost after acceptance", self.lost_answers),
            ("nothing was repeated", self.repeats),
            ("nothing was parked", self.parked),
            ("no restart met a request on its way", self.restarts_in_flight),
            ("no callback was acknowledged", self.callbacks),
        ];
        missed.extend(needed.iter().filter(|(_, times)| *times == 0).map(|(what, _)| (*what).to_owned()));
        missed
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let strikes: u64 = self.fired.values().sum();
        write!(
            f,
            "{} seeds, {} failed: {} passages, {} callbacks, {strikes} strikes of {} faults, {} answers lost, {} repeated \
             after acceptance, {} parked, {} restarts in flight",
            self.seeds,
            self.failures.len(),
            self.passages,
            self.callbacks,
            self.fired.values().filter(|times| **times > 0).count(),
            self.lost_answers,
            self.repeats,
            self.parked,
            self.restarts_in_flight,
        )
    }
}
