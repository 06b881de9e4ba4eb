//! The `annals` program: hands the process over to the command line room.

use annals::cli::{self, Host};
use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run(Host::of_process())
}
