//! `bench`: makes journals, and compares.

use annals_benches::generate::{SEED, Synthetic, long, records};
use annals_benches::jobs::{Bench, Job};
use annals_benches::{Outcome, machine, root, table};
use clap::Parser;
use std::path::PathBuf;

/// What annals costs, measured against what a user would pick instead.
#[derive(Parser)]
enum Verb {
    /// Make synthetic journals, and keep those that are there
    Generate {
        /// How many events: 10k, 100k, 1M, 10M or a number; several with commas
        #[arg(long, value_delimiter = ',', value_parser = long, default_value = "10k")]
        sizes: Vec<u64>,
        /// The folder they go to
        #[arg(long, default_value = "target/bench")]
        folder: PathBuf,
        /// Another seed gives other journals
        #[arg(long, default_value_t = SEED)]
        seed: u64,
    },
    /// Write authored records for `annals import native`
    Records {
        /// The file
        file: PathBuf,
        /// How many
        #[arg(long, value_parser = long, default_value = "10k")]
        size: u64,
        /// Another seed gives other records
        #[arg(long, default_value_t = SEED)]
        seed: u64,
    },
    /// Compare with SQLite and DuckDB
    Compare {
        /// How many events
        #[arg(long, value_delimiter = ',', value_parser = long, default_value = "10k,100k,1M")]
        sizes: Vec<u64>,
        /// Only these jobs
        #[arg(long, value_delimiter = ',')]
        jobs: Vec<Job>,
        /// How often a cold process is run; slow ones at most five times
        #[arg(long, default_value_t = 20)]
        runs: usize,
        /// Where journals and databases are kept
        #[arg(long, default_value = "target/bench")]
        folder: PathBuf,
        /// Another seed gives other journals
        #[arg(long, default_value_t = SEED)]
        seed: u64,
        /// The annals to be measured
        #[arg(long)]
        annals: PathBuf,
        /// Put the tables into docs/performance.md
        #[arg(long)]
        write: bool,
    },
}

fn main() -> Outcome<()> {
    match Verb::parse() {
        Verb::Generate { sizes, folder, seed } => {
            for size in sizes {
                let made = Synthetic::ready(&folder, size, seed)?;
                println!("{}: {} bytes an event", made.folder.display(), made.bytes()? / made.size);
            }
            Ok(())
        }
        Verb::Records { file, size, seed } => records(&file, size, seed),
        Verb::Compare { mut sizes, jobs, runs, folder, seed, annals, write } => {
            sizes.sort_unstable();
            sizes.dedup();
            std::fs::create_dir_all(&folder)?;
            let folder = folder.canonicalize()?;
            let mut bench = Bench::new(folder, runs, seed, annals.canonicalize()?)?;
            let done = bench.compare(&sizes, &jobs);
            let text = format!("{}\n\n{}", machine::described(&bench.folder)?, table::markdown(&bench.rows));
            let growth = table::growth(&bench.growth);
            println!("{text}\n{growth}");
            if write && done.is_ok() {
                let page = root().join("docs/performance.md");
                table::put_between(&page, "comparison", &text)?;
                table::put_between(&page, "growth", &growth)?;
            }
            done
        }
    }
}
