//! How quick the agent is with a model that takes no time at all: a server on this
//! machine that plays a script. One Markdown table on standard output, part of
//! `make bench`. The time of the window's own painting is not in it.

#[path = "../compare/measure.rs"]
#[allow(dead_code, reason = "the memory of this process is all that is asked for here")]
mod measure;
mod parallel;
mod run;

use std::error::Error;

type Failure = Box<dyn Error + Send + Sync>;

fn main() -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(print())
}

#[allow(clippy::print_stdout, reason = "the table is what this is for")]
async fn print() -> Result<(), Failure> {
    // First, while nothing was given back that would be used again unseen.
    let memory = parallel::memory().await?;
    println!("## The agent, with a scripted model at no delay\n\n| what | figure |\n|---|---:|");
    let (median, late) = run::first_token().await?;
    println!("| Enter to the first text, median of {} | {median:.1} ms |", run::TURNS);
    println!("| the same, 9 of 10 are quicker than | {late:.1} ms |");
    println!(
        "| an {}-step run, each step a recorded call | {:.0} steps/s |",
        run::STEPS,
        run::steps_per_second().await?
    );
    match memory {
        Some(bytes) => {
            let (runs, each) = (parallel::RUNS, bytes as f64 / 1024.0 / parallel::RUNS as f64);
            println!("| memory of {runs} runs at once, their model's server included | {each:.0} KiB each |\n");
        }
        None => println!("\nThis system does not tell how much memory a process has.\n"),
    }
    Ok(())
}
