//! The count of instructions: that a slower change is seen, and said how. Counting itself needs
//! valgrind and a release build and is left to benches/instructions.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

fn script() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/instructions")
}

/// Compares figures with bounds, counting nothing.
fn held(figures: &str, bounds: &str) -> Output {
    let folder = TempDir::new().unwrap();
    let (figures_at, bounds_at) = (folder.path().join("figures.json"), folder.path().join("bounds.toml"));
    std::fs::write(&figures_at, figures).unwrap();
    std::fs::write(&bounds_at, bounds).unwrap();
    Command::new("python3")
        .arg(script())
        .arg("--figures")
        .arg(figures_at)
        .arg("--bounds")
        .arg(bounds_at)
        .output()
        .unwrap()
}

const FIGURES: &str = r#"{"replay": 100, "verify": 200, "rebuild": 300, "posting": 4000}"#;

#[test]
fn instructions_within_their_bounds_pass() {
    let output = held(FIGURES, "replay = 100\nverify = 200\nrebuild = 301\nposting = 5000\n");
    assert!(output.status.success(), "{output:?}");
    assert_eq!(String::from_utf8(output.stdout).unwrap().lines().count(), 4);
}

#[test]
fn instructions_above_a_lowered_bound_fail_with_figure_bound_and_remedy() {
    let output = held(FIGURES, "replay = 100\nverify = 200\nrebuild = 250\nposting = 5000\n");
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.contains("`rebuild`") && said.contains("takes 300") && said.contains("bound of 250 by 20.0%"),
        "{said}"
    );
    assert!(said.contains("benches/instructions --update"), "{said}");
    assert!(!said.contains("`verify`"), "{said}");
}

#[test]
fn a_job_without_a_bound_is_refused_by_name() {
    let output = held(FIGURES, "replay = 100\nverify = 200\nposting = 5000\n");
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().contains("no bound for `rebuild`"));
}

#[test]
fn the_product_depends_on_nothing_that_it_is_measured_against() {
    let lock = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.lock")).unwrap();
    for rival in ["rusqlite", "libsqlite3-sys", "criterion", "duckdb"] {
        assert!(!lock.contains(&format!("name = \"{rival}\"")), "{rival} is in the product's tree");
    }
}
