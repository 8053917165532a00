//! Deciding, beside Cedar on the same questions.

use std::error::Error;
use std::hint::black_box;

use assent_policy::{Level, decide};

use crate::cedar::Cedar;
use crate::measure::{self, Contender, Times};
use crate::world::{Size, World};

const QUESTIONS: usize = 4_000;
const ROUNDS: usize = 21;

/// The worlds, smallest first.
const WORLDS: &[(&str, Size)] = &[
    ("10 people, 20 permissions", OFFICE),
    ("10 people, 1,000 permissions", Size { people: 10, personal_grants: 95, delegations: 10, ..COMPANY }),
    ("10,000 people, 1,000 permissions", COMPANY),
    (
        "100,000 people, 1,000 permissions",
        Size { people: 100_000, personal_grants: 950_000, delegations: 100_000, ..COMPANY },
    ),
];

const OFFICE: Size =
    Size { people: 10, roles: 3, permissions: 20, areas_per_role: 2, personal_grants: 20, delegations: 10, rules: 6 };

/// The large world of the goals.
pub const COMPANY: Size = Size {
    people: 10_000,
    roles: 100,
    permissions: 1_000,
    areas_per_role: 10,
    personal_grants: 95_000,
    delegations: 10_000,
    rules: 200,
};

/// Prints the rows of the comparison.
#[allow(clippy::print_stdout, reason = "the table is what this is for")]
pub fn compare() -> Result<(), Box<dyn Error>> {
    println!("## Deciding, beside cedar-policy\n");
    println!(
        "Both gave the same answer to each of {QUESTIONS} mixed questions first. Then each is timed by itself, {ROUNDS} \
         rounds in turn, the median round: *warm* is the same question a second time in a row, *between* when others \
         came between. Cedar has every rule that denies as a policy (all), or only those whose scope can fit, picked \
         beforehand (scoped). Times in ns.\n"
    );
    println!(
        "| world | grants | same answers | allow / ask / deny | ours warm | p99 | between | Cedar scoped warm | p99 | \
         between | Cedar all warm | Cedar scoped / ours | Cedar all / ours |"
    );
    println!("|---|---:|---:|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
    let mut kept = None;
    for (name, size) in WORLDS {
        let asked = Asked::new(*size)?;
        let all: Vec<usize> = (0..asked.levels.len()).collect();
        asked.print(&format!("{name} ({} policies)", asked.cedar.policies()), size.grants(), &all);
        if size.people == COMPANY.people {
            kept = Some(asked);
        }
    }
    let Some(asked) = kept else { return Ok(()) };
    for level in Level::ALL {
        let some: Vec<usize> = (0..asked.levels.len()).filter(|at| asked.levels[*at] == *level).collect();
        asked.print(&format!("10,000 people, those that come to {level}"), COMPANY.grants(), &some);
    }
    Ok(())
}

struct Asked {
    world: World,
    questions: Vec<assent_policy::Question>,
    levels: Vec<Level>,
    cedar: Cedar,
}

impl Asked {
    /// The world and its questions, after both gave the same answer to each.
    fn new(size: Size) -> Result<Self, Box<dyn Error>> {
        let mut world = World::new(size)?;
        let questions = world.questions(QUESTIONS);
        let cedar = Cedar::new(&world.snapshot, &questions)?;
        let mut levels = Vec::new();
        for (at, question) in questions.iter().enumerate() {
            let decision = decide(&world.snapshot, question);
            if cedar.allows(at)? != (decision.level != Level::Deny) {
                return Err(format!("Cedar disagrees on {question:?}, which is {decision:?} here").into());
            }
            levels.push(decision.level);
        }
        Ok(Self { world, questions, levels, cedar })
    }

    #[allow(clippy::print_stdout, reason = "the table is what this is for")]
    fn print(&self, name: &str, grants: usize, of: &[usize]) {
        let times = self.time(of);
        let [ours, all, scoped] = times[..] else { return };
        let count = |level: &[Level]| of.iter().filter(|at| level.contains(&self.levels[**at])).count();
        let ratio = |other: Times| other.median as f64 / ours.median.max(1) as f64;
        println!(
            "| {name} | {grants} | {} | {} / {} / {} | {} | {} | {} | {} | {} | {} | {} | {:.1} | {:.1} |",
            of.len(),
            count(&[Level::Allow]),
            count(&[Level::Confirm, Level::Approve]),
            count(&[Level::Deny]),
            ours.median,
            ours.p99,
            ours.between,
            scoped.median,
            scoped.p99,
            scoped.between,
            all.median,
            ratio(scoped),
            ratio(all),
        );
    }

    fn time(&self, of: &[usize]) -> Vec<Times> {
        let contenders: [Contender<'_>; 3] = [
            Box::new(|at| drop(black_box(decide(&self.world.snapshot, &self.questions[at])))),
            Box::new(|at| drop(black_box(self.cedar.ask(at)))),
            Box::new(|at| drop(black_box(self.cedar.ask_scoped(at)))),
        ];
        measure::in_turn(&contenders, of, ROUNDS)
    }
}
