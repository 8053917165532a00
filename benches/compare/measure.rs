//! Taking times: each call by itself, the contenders in turn, the cost of the
//! clock taken off.

use std::hint::black_box;
use std::time::Instant;

/// What many calls came to, in nanoseconds.
#[derive(Clone, Copy)]
pub struct Times {
    pub median: u64,
    pub p99: u64,
}

/// One thing that is timed: called with the number of the question.
pub type Contender<'a> = Box<dyn Fn(usize) + 'a>;

/// Asks every contender every question, `rounds` times in turn after a round
/// that warms up. Gives for each contender its times over `questions` in the
/// round that was the median one.
pub fn in_turn(contenders: &[Contender<'_>], questions: &[usize], rounds: usize) -> Vec<Times> {
    let clock = clock_cost();
    let mut all: Vec<Vec<Times>> = contenders.iter().map(|_| Vec::new()).collect();
    for round in 0..=rounds {
        for (contender, times) in contenders.iter().zip(&mut all) {
            let mut taken: Vec<u64> = questions.iter().map(|question| once(contender, *question)).collect();
            if round > 0 {
                times.push(Times::of(&mut taken, clock));
            }
        }
    }
    all.into_iter().map(|rounds| middle(&rounds)).collect()
}

fn once(contender: &Contender<'_>, question: usize) -> u64 {
    let started = Instant::now();
    contender(black_box(question));
    started.elapsed().as_nanos() as u64
}

fn clock_cost() -> u64 {
    let mut empty: Vec<u64> = (0..10_000).map(|_| once(&(Box::new(|_| {}) as Contender<'_>), 0)).collect();
    Times::of(&mut empty, 0).median
}

fn middle(rounds: &[Times]) -> Times {
    let by = |of: fn(&Times) -> u64| {
        let mut values: Vec<u64> = rounds.iter().map(of).collect();
        values.sort_unstable();
        values[values.len() / 2]
    };
    Times { median: by(|times| times.median), p99: by(|times| times.p99) }
}

impl Times {
    /// Of what was taken, less what the clock itself takes.
    pub fn of(taken: &mut [u64], clock: u64) -> Self {
        taken.sort_unstable();
        let at = |percent: usize| taken[(taken.len() * percent / 100).min(taken.len() - 1)].saturating_sub(clock);
        Self { median: at(50), p99: at(99) }
    }
}

/// Resident memory of this process in bytes, where the system tells.
pub fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().trim_end_matches("kB").trim().parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}
