//! How fast it is beside what one would use instead, in one run and one
//! Markdown page on standard output: `make bench`. Numbers hold for the machine
//! they were taken on; what counts is the ratio.

mod cedar;
mod chance;
mod decisions;
mod measure;
mod memory;
mod office;
mod record;
mod world;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    memory::print()?;
    decisions::compare()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(record::compare())
}
