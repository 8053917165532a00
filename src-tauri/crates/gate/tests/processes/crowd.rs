//! Many writers at once, in processes of their own.

use assent_gate::Verdict;

use crate::office::{Office, Process, audit};
use crate::worker::Work;

const PROCESSES: usize = 10;
const WRITERS: usize = 5;
const NOTES: usize = 4;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_writers_in_ten_processes_all_succeed_and_nobody_hears_of_a_lock() {
    let office = Office::open().await;
    let before = audit(&office.gate(0).await).await.len();
    let work = Work::Notes { writers: WRITERS, each: NOTES };
    let mut processes: Vec<Process> = (0..PROCESSES).map(|_| office.start(work, 0)).collect();
    for process in &mut processes {
        assert_eq!(process.says().as_deref(), Some("ready"));
    }
    for process in &mut processes {
        process.tell("go");
    }
    for mut process in processes {
        for _ in 0..WRITERS * NOTES {
            assert_eq!(process.says().as_deref(), Some("succeeded"));
        }
        process.ends();
    }
    let calls = PROCESSES * WRITERS * NOTES;
    let verdict = office.gate(0).await.verify_audit(assent_gate::VerifyOptions::default()).await.unwrap();
    // Each call is on record twice: let through, and done.
    assert_eq!(verdict, Verdict::Intact { events: i64::try_from(before + 2 * calls).unwrap() });
    let stored = office.outsider().await.column("SELECT count(*) FROM notes").await;
    assert_eq!(stored, [calls.to_string()]);
}
