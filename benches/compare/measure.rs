//! Taking times: each call by itself, the contenders in turn, the cost of the
//! clock taken off.

use std::hint::black_box;
use std::time::Instant;

/// What many calls came to, in nanoseconds.
#[derive(Clone, Copy)]
pub struct Times {
    /// Warm: the same question a second time in a row.
    pub median: u64,
    /// Warm.
    pub p99: u64,
    /// Median when other questions came between, so that little of it is in the processor's caches.
    pub between: u64,
}

/// One thing that is timed: called with the number of the question.
pub type Contender<'a> = Box<dyn Fn(usize) + 'a>;

/// Asks every contender every question twice, `rounds` times in turn after a
/// round that warms up. Gives for each contender its times over `questions` in the
/// round that was the median one.
pub fn in_turn(contenders: &[Contender<'_>], questions: &[usize], rounds: usize) -> Vec<Times> {
    let clock = clock_cost();
    let mut all: Vec<Vec<Times>> = contenders.iter().map(|_| Vec::new()).collect();
    for round in 0..=rounds {
        for (contender, times) in contenders.iter().zip(&mut all) {
            let mut between = Vec::with_capacity(questions.len());
            let mut warm = Vec::with_capacity(questions.len());
            for question in questions {
                between.push(once(contender, *question));
                warm.push(once(contender, *question));
            }
            if round > 0 {
                let (median, p99) = middle_and_late(&mut warm, clock);
                times.push(Times { median, p99, between: middle_and_late(&mut between, clock).0 });
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
    middle_and_late(&mut empty, 0).0
}

fn middle(rounds: &[Times]) -> Times {
    let by = |of: fn(&Times) -> u64| {
        let mut values: Vec<u64> = rounds.iter().map(of).collect();
        values.sort_unstable();
        values[values.len() / 2]
    };
    Times { median: by(|times| times.median), p99: by(|times| times.p99), between: by(|times| times.between) }
}

/// The median and the 99th percentile, less what the clock itself takes.
fn middle_and_late(taken: &mut [u64], clock: u64) -> (u64, u64) {
    taken.sort_unstable();
    let at = |percent: usize| taken[(taken.len() * percent / 100).min(taken.len() - 1)].saturating_sub(clock);
    (at(50), at(99))
}

/// Resident memory of this process in bytes, where the system tells.
pub fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().trim_end_matches("kB").trim().parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}
