//! Starts the processes, lets them work in turn, and prints what came of it.

use std::io::{BufRead, BufReader, Lines, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Instant;

use assent_gate::{Gate, Verdict, VerifyOptions};
use assent_policy::DEMO_PEOPLE;
use assent_testkit::{BEGINNING, Backend, Outsider, Place, SetClock, built_in_tools};
use tempfile::TempDir;

use crate::Failure;
use crate::worker::{Done, Order};

const PROCESSES: usize = 4;
const ROUNDS: usize = 10;
/// Calls of each process in a round.
const CALLS: usize = 100;

/// Prints the comparison.
#[allow(clippy::print_stdout, reason = "the table is what this is for")]
pub async fn compare() -> Result<(), Failure> {
    if Backend::at_hand() != Backend::Postgres {
        return Err("it is about a server: run it with ASSENT_TEST_STORE=postgres and scripts/with-postgres.sh".into());
    }
    let (mut ours, mut raw) = (Office::open().await?, Office::open().await?);
    let (mut our_rates, mut raw_rates, mut our_times) = (Vec::new(), Vec::new(), Vec::new());
    // The first round warms up.
    for round in 0..=ROUNDS {
        let after = ours.last_call().await?;
        let orders = (0..PROCESSES).map(|_| Order::Authorize(CALLS));
        let (our_rate, times) = ours.all(orders.collect())?;
        let address = ours.place.database().address();
        let read =
            (0..PROCESSES as i64).map(|nth| Order::Read { address: address.clone(), after, nth, of: PROCESSES as i64 });
        raw.all(read.collect())?;
        let (raw_rate, _) = raw.all((0..PROCESSES).map(|_| Order::Insert).collect())?;
        if round > 0 {
            our_rates.push(our_rate);
            raw_rates.push(raw_rate);
            our_times.extend(times);
        }
    }
    our_times.sort_unstable();
    let at = |percent: usize| our_times[(our_times.len() * percent / 100).min(our_times.len() - 1)] as f64 / 1e6;
    let (our_rate, raw_rate) = (median(&mut our_rates), median(&mut raw_rates));
    println!("## {PROCESSES} processes on PostgreSQL\n");
    println!(
        "`authorize` beside the same rows by plain statements in the same transactions, each side by {PROCESSES} \
         processes at once; durable commits, {ROUNDS} rounds in turn, the median round.\n"
    );
    println!(
        "| calls | ours per second | raw per second | ours / raw | a call, median | p99 |\n|---:|---:|---:|---:|---:|---:|"
    );
    println!(
        "| {} | {our_rate:.0} | {raw_rate:.0} | {:.0} % | {:.1} ms | {:.1} ms |\n",
        our_times.len(),
        100.0 * our_rate / raw_rate,
        at(50),
        at(99)
    );
    ours.ends().await?;
    Ok(())
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// A demo office, and the processes that work in it.
struct Office {
    processes: Vec<Process>,
    gate: Gate,
    // The place is left before its folder goes.
    place: Place,
    _folder: TempDir,
}

impl Office {
    async fn open() -> Result<Self, Failure> {
        let folder = TempDir::new()?;
        let place = Place::empty(folder.path()).await;
        let gate = place.open(&SetClock::at(BEGINNING), built_in_tools()).await?;
        gate.set_up_demo().await?;
        let (_, secret) = gate.sign_in(DEMO_PEOPLE[0].email, DEMO_PEOPLE[0].password, "bench").await?;
        let processes = (0..PROCESSES).map(|_| Process::start(&place)).collect::<Result<_, _>>()?;
        let mut office = Self { processes, gate, place, _folder: folder };
        office.all((0..PROCESSES).map(|_| Order::Sign(secret.expose().to_owned())).collect())?;
        Ok(office)
    }

    async fn last_call(&self) -> Result<i64, Failure> {
        let mut outsider = Outsider::at(self.place.database()).await;
        let last = outsider.column("SELECT CAST(COALESCE(MAX(id), 0) AS TEXT) FROM calls").await;
        Ok(last.first().ok_or("there is no number")?.parse()?)
    }

    /// Gives each its order at once, and waits for all: how much was done per second, and how
    /// long each took.
    fn all(&mut self, orders: Vec<Order>) -> Result<(f64, Vec<u64>), Failure> {
        let began = Instant::now();
        for (process, order) in self.processes.iter_mut().zip(orders) {
            process.tell(&order)?;
        }
        let mut times = Vec::new();
        for process in &mut self.processes {
            times.extend(process.answer()?.0);
        }
        Ok((times.len() as f64 / began.elapsed().as_secs_f64(), times))
    }

    /// What was measured was the real thing: the chain is whole.
    async fn ends(self) -> Result<(), Failure> {
        let found = self.gate.verify_audit(VerifyOptions::default()).await?;
        if !matches!(found, Verdict::Intact { .. }) {
            return Err(found.to_string().into());
        }
        Ok(())
    }
}

/// A process at work; it does not outlive this.
struct Process {
    child: Child,
    input: ChildStdin,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Process {
    fn start(place: &Place) -> Result<Self, Failure> {
        let mut child = Command::new(std::env::current_exe()?)
            .envs(place.to_hand_over())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let input = child.stdin.take().ok_or("it has no input")?;
        let output = child.stdout.take().ok_or("it has no output")?;
        Ok(Self { child, input, lines: BufReader::new(output).lines() })
    }

    fn tell(&mut self, order: &Order) -> Result<(), Failure> {
        Ok(writeln!(self.input, "{}", serde_json::to_string(order)?)?)
    }

    fn answer(&mut self) -> Result<Done, Failure> {
        let line = self.lines.next().ok_or("a process came to a bad end")??;
        Ok(serde_json::from_str(&line)?)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
