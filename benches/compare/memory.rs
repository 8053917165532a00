//! How much memory the policy snapshot of a large world takes.

use std::error::Error;

use assent_policy::Snapshot;

use crate::decisions::COMPANY;
use crate::measure;
use crate::world::World;

const COPIES: usize = 8;

/// Prints how much resident memory grows with each copy of the snapshot. Comes
/// before everything else: memory given back earlier would be used again unseen.
#[allow(clippy::print_stdout, reason = "the table is what this is for")]
pub fn print() -> Result<(), Box<dyn Error>> {
    println!("## Memory of the policy snapshot\n");
    let snapshot = World::new(COMPANY)?.snapshot;
    // The first copy fills what making the world left over.
    let first = snapshot.clone();
    let before = measure::resident();
    let copies: Vec<Snapshot> = (0..COPIES).map(|_| snapshot.clone()).collect();
    let after = measure::resident();
    match before.zip(after) {
        Some((before, after)) => {
            let each = after.saturating_sub(before) as f64 / COPIES as f64;
            println!("| world | resident memory, mean of {COPIES} copies | per person |\n|---|---:|---:|");
            println!(
                "| 10,000 people, 100 roles, 1,000 permissions, {} grants | {:.1} MiB | {:.0} bytes |\n",
                COMPANY.grants(),
                each / 1_048_576.0,
                each / snapshot.people.len() as f64
            );
        }
        None => println!("This system does not tell how much memory a process has.\n"),
    }
    drop((first, copies));
    Ok(())
}
