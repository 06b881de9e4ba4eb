//! What the rules that warn found, as an answer in every format.

use super::render::page::Page;
use super::render::terminal_text::{line, wrap};
use super::render::{RenderError, Rendered, csv::guarded, json, markdown_escape::escape_inline};
use crate::domain::warning::Warning;

/// The warnings of a run, in the order of the checks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckReport {
    /// What was found.
    pub warnings: Vec<Warning>,
}

impl Rendered for CheckReport {
    fn text(&self, page: &Page) -> String {
        let mut text = String::new();
        for warning in &self.warnings {
            text.push_str(&line(&format!("{}: {}", warning.check, warning.subject)));
            text.push('\n');
            for row in wrap(&line(&warning.message), page.width.saturating_sub(4)) {
                text.push_str("    ");
                text.push_str(&row);
                text.push('\n');
            }
        }
        text
    }

    fn json(&self) -> Result<String, RenderError> {
        json::document(&self.warnings)
    }

    fn jsonl(&self) -> Result<String, RenderError> {
        json::lines(&self.warnings)
    }

    fn csv(&self) -> Result<String, RenderError> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["check", "subject", "message"])?;
        for warning in &self.warnings {
            let cells = [warning.check.to_string(), warning.subject.clone(), warning.message.clone()];
            writer.write_record(cells.iter().map(|cell| guarded(cell)))?;
        }
        let bytes = writer.into_inner().map_err(|error| RenderError::Rows(error.to_string()))?;
        String::from_utf8(bytes).map_err(|error| RenderError::Rows(error.to_string()))
    }

    fn md(&self) -> String {
        let row = |warning: &Warning| {
            format!("- **{}** `{}`: {}\n", warning.check, warning.subject, escape_inline(&warning.message))
        };
        self.warnings.iter().map(row).collect()
    }
}
