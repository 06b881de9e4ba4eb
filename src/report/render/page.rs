//! The page of a terminal and what is set on it: wrapped paragraphs, fields with their labels, rows of
//! columns. Every text of the journal passes through `terminal_text.rs` on its way here.

use super::terminal_text::{columns, line, pad, wrap};

/// The page text is set for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// How many columns it has; a Han character takes two.
    pub width: usize,
    /// Whether bold and dim may be used. They never carry meaning of their own.
    pub colour: bool,
}

/// How a text stands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// Not at all.
    Plain,
    /// As a title.
    Bold,
    /// As an aside.
    Dim,
}

impl Page {
    /// A page without colour.
    pub fn plain(width: usize) -> Self {
        Self { width, colour: false }
    }

    pub(super) fn styled(&self, text: &str, style: Style) -> String {
        match style {
            Style::Bold if self.colour && !text.is_empty() => format!("\u{1b}[1m{text}\u{1b}[0m"),
            Style::Dim if self.colour && !text.is_empty() => format!("\u{1b}[2m{text}\u{1b}[0m"),
            Style::Plain | Style::Bold | Style::Dim => text.to_owned(),
        }
    }
}

/// A text being set, line by line.
#[derive(Debug)]
pub(super) struct Sheet<'p> {
    page: &'p Page,
    text: String,
}

impl<'p> Sheet<'p> {
    pub(super) fn new(page: &'p Page) -> Self {
        Self { page, text: String::new() }
    }

    /// The page it is set for.
    pub(super) fn page(&self) -> &'p Page {
        self.page
    }

    /// An empty line, unless there is one already or nothing stands before it.
    pub(super) fn blank(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// A line that is already made safe, as it is.
    pub(super) fn ready(&mut self, text: &str) {
        self.text.push_str(text.trim_end());
        self.text.push('\n');
    }

    /// A heading after an empty line.
    pub(super) fn heading(&mut self, text: &str) {
        self.blank();
        self.paragraph(0, text, Style::Bold);
    }

    /// A paragraph wrapped within the page.
    pub(super) fn paragraph(&mut self, indent: usize, text: &str, style: Style) {
        for wrapped in wrap(text, self.page.width.saturating_sub(indent)) {
            let styled = self.page.styled(&wrapped, style);
            self.ready(&format!("{:indent$}{styled}", ""));
        }
    }

    /// A label, and a text in the column behind it. An empty text is not set at all.
    pub(super) fn field(&mut self, indent: usize, label: &str, label_width: usize, text: &str) {
        if line(text).is_empty() {
            return;
        }
        let label = line(label);
        let start = indent + label_width.max(columns(&label)) + 2;
        let lines = wrap(text, self.page.width.saturating_sub(start).max(20));
        for (at, wrapped) in lines.iter().enumerate() {
            let label = if at == 0 { label.as_str() } else { "" };
            let label = pad(label, start - indent);
            self.ready(&format!("{:indent$}{}{wrapped}", "", self.page.styled(&label, Style::Dim)));
        }
    }

    /// Pieces with a dot between them, as far as they fit none of them split over lines.
    pub(super) fn pieces(&mut self, indent: usize, pieces: &[String], style: Style) {
        let width = self.page.width.saturating_sub(indent);
        for flowed in flow(pieces, width) {
            let styled = self.page.styled(&flowed, style);
            self.ready(&format!("{:indent$}{styled}", ""));
        }
    }

    /// Two columns of lines next to each other.
    pub(super) fn side_by_side(&mut self, left: &[String], right: &[String], width: usize) {
        for at in 0..left.len().max(right.len()) {
            let cell = |lines: &[String]| lines.get(at).cloned().unwrap_or_default();
            self.ready(&format!("{} │ {}", pad(&cell(left), width), cell(right)));
        }
    }

    pub(super) fn finish(self) -> String {
        self.text
    }
}

/// Pieces joined with ` · `, broken between pieces; only one that is wider than a line is broken itself.
pub(super) fn flow(pieces: &[String], width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for piece in pieces.iter().map(|piece| line(piece)).filter(|piece| !piece.is_empty()) {
        match lines.last_mut() {
            Some(last) if columns(last) + 3 + columns(&piece) <= width => {
                last.push_str(" · ");
                last.push_str(&piece);
            }
            _ => lines.extend(wrap(&piece, width)),
        }
    }
    lines
}

/// Rows of cells in aligned columns, two blanks between them. One column takes what width is left and
/// is wrapped; the others are as wide as their widest cell, up to their limit, beyond which they wrap too.
#[derive(Debug)]
pub(super) struct Columns {
    widths: Vec<usize>,
    styles: Vec<Style>,
    right: Vec<bool>,
    indent: usize,
}

impl Columns {
    /// Columns fit for all the rows. `limits` are those of the columns from the first on, and 40 for the
    /// rest; `flexible` is the column that takes what is left.
    pub(super) fn fit(page: &Page, indent: usize, rows: &[Vec<String>], flexible: usize, limits: &[usize]) -> Self {
        let count = rows.iter().map(Vec::len).max().unwrap_or(0);
        let natural = |at: usize| rows.iter().filter_map(|row| row.get(at)).map(|cell| columns(&line(cell))).max();
        let mut widths: Vec<usize> = (0..count).map(|at| natural(at).unwrap_or(0)).collect();
        let gaps = indent + 2 * count.saturating_sub(1);
        for (at, width) in widths.iter_mut().enumerate() {
            if at != flexible {
                *width = (*width).min(limits.get(at).copied().unwrap_or(40));
            }
        }
        let others: usize = widths.iter().enumerate().filter(|(at, _)| *at != flexible).map(|(_, width)| width).sum();
        let left = page.width.saturating_sub(gaps + others).max(16);
        if let Some(width) = widths.get_mut(flexible) {
            *width = (*width).min(left);
        }
        Self { styles: vec![Style::Plain; count], right: vec![false; count], widths, indent }
    }

    /// Sets the style of a column.
    pub(super) fn style(mut self, at: usize, style: Style) -> Self {
        if let Some(found) = self.styles.get_mut(at) {
            *found = style;
        }
        self
    }

    /// Sets a column flush right, as for figures.
    pub(super) fn right(mut self, at: usize) -> Self {
        if let Some(found) = self.right.get_mut(at) {
            *found = true;
        }
        self
    }

    /// How wide a column came out.
    pub(super) fn width(&self, at: usize) -> usize {
        self.widths.get(at).copied().unwrap_or(0)
    }

    /// Sets one row.
    pub(super) fn row(&self, sheet: &mut Sheet<'_>, cells: &[String]) {
        let wrapped: Vec<Vec<String>> =
            cells.iter().zip(&self.widths).map(|(cell, width)| wrap(cell, (*width).max(1))).collect();
        let height = wrapped.iter().map(Vec::len).max().unwrap_or(0);
        for at in 0..height {
            let mut set = " ".repeat(self.indent);
            for (column, lines) in wrapped.iter().enumerate() {
                let cell = lines.get(at).map_or("", String::as_str);
                let width = self.width(column);
                let is_right = self.right.get(column).copied().unwrap_or(false);
                let style = self.styles.get(column).copied().unwrap_or(Style::Plain);
                let padding = " ".repeat(width.saturating_sub(columns(cell)));
                let styled = sheet.page().styled(cell, style);
                let last = column + 1 == wrapped.len();
                match (is_right, last) {
                    (true, _) => set.push_str(&format!("{padding}{styled}")),
                    (false, true) => set.push_str(&styled),
                    (false, false) => set.push_str(&format!("{styled}{padding}")),
                }
                if !last {
                    set.push_str("  ");
                }
            }
            sheet.ready(&set);
        }
    }
}
