//! Four processes that authorize calls on one database, beside four that write the same
//! rows in the same transactions without deciding, hashing and signing. The database is
//! the one at hand (`assent_testkit::Backend`); `make bench` gives it a server whose
//! commits are durable.

mod lead;
mod raw;
mod worker;

use std::error::Error;

use assent_testkit::Place;

type Failure = Box<dyn Error>;

fn main() -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        match Place::handed_over() {
            Some(place) => worker::work(&place).await,
            None => lead::compare().await,
        }
    })
}
