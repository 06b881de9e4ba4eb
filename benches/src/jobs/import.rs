//! Import of authored records, validated and durable, into an empty workspace.

use super::Bench;
use crate::Outcome;
use crate::generate::short;
use crate::measure::{Contender, race, run};
use crate::table::{Row, Target};
use serde_json::Value;
use std::fs;
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::process::Command;

impl Bench {
    pub(super) fn import(&mut self, size: u64) -> Outcome<()> {
        let at = short(size);
        self.say(&format!("import of {at} records"));
        let folder = self.folder.join(format!("import-{at}"));
        fs::create_dir_all(&folder)?;
        let records = folder.join("records.jsonl");
        crate::generate::records(&records, size, self.seed)?;
        let (workspace, database) = (folder.join("workspace"), folder.join("import.sqlite"));
        let ours = || {
            if workspace.exists() {
                fs::remove_dir_all(&workspace)?;
            }
            run(Command::new(&self.annals).arg("init").arg(&workspace))?;
            let mut command = self.annals(&workspace);
            Ok(run(command.args(["import", "native", "--recorder", "bench"]).arg(&records))?.seconds)
        };
        let theirs = || Ok(run(Command::new(&self.sqlite).arg("import").arg(&database).arg(&records))?.seconds);
        let mut contenders = vec![Contender::new("annals", ours), Contender::new("SQLite, WAL, FULL", theirs)];
        let times = race(3, &mut contenders)?;
        drop(contenders);
        self.same_keys(&workspace, &database)?;
        let note = "annals checks every rule; SQLite checks nothing but that a record can be read";
        self.add(
            Row::of_race("import native, validated, durable", &at, &times, Target::Faster(5.0), note)
                .aiming(size == 100_000),
        );
        fs::remove_dir_all(folder)?;
        Ok(())
    }

    /// The same developments in the same order on both sides.
    fn same_keys(&self, workspace: &Path, database: &Path) -> Outcome<()> {
        let said = run(self.annals(workspace).args(["timeline", "--format", "jsonl"]))?.printed;
        let mut ours = Vec::new();
        for line in said.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            let entry: Value = serde_json::from_slice(line)?;
            ours.push(entry["key"].as_str().unwrap_or_default().to_owned());
        }
        let connection = crate::sqlite::open(database)?;
        let sql = "SELECT d.key FROM filed f JOIN development d ON d.n = f.n WHERE facet = 0 ORDER BY f.earliest, f.latest, f.n";
        let theirs =
            connection.prepare(sql)?.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
        match ours.iter().zip(&theirs).position(|(a, b)| a != b) {
            None if ours.len() == theirs.len() => Ok(()),
            at => {
                Err(format!("the imports differ: {} and {} developments, first at {at:?}", ours.len(), theirs.len())
                    .into())
            }
        }
    }
}

/// Writes values a line each.
pub(crate) fn write_lines(path: &Path, values: impl Iterator<Item = Outcome<Value>>) -> Outcome<()> {
    let mut file = BufWriter::new(fs::File::create(path)?);
    for value in values {
        serde_json::to_writer(&mut file, &value?)?;
        file.write_all(b"\n")?;
    }
    Ok(file.flush()?)
}
