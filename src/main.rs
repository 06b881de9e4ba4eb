//! The `annals` program: hands the process over to the command line room.

fn main() {}
