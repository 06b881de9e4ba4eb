//! Everything that an index holds, told row by row however it came about: what two indexes are compared
//! by. Nothing else needs it.

use super::index::{Opened, guarded, unfit};
use super::rows::FIGURES;
use crate::projection::error::Failure;
use std::collections::BTreeMap;
use tantivy::postings::Postings as _;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet as _, Document as _, SegmentReader, TERMINATED, TantivyDocument};

impl Opened {
    /// Every row with its words and where they stand, its figures and what is stored with it; sorted.
    pub(super) fn contents(&self) -> Result<Vec<String>, Failure> {
        guarded(|| {
            let mut rows = Vec::new();
            for part in self.searcher.segment_readers() {
                rows.extend(self.contents_of(part)?);
            }
            rows.sort_unstable();
            Ok(rows)
        })
    }

    fn contents_of(&self, part: &SegmentReader) -> Result<Vec<String>, Failure> {
        let mut words: BTreeMap<DocId, Vec<String>> = BTreeMap::new();
        for (column, entry) in self.columns.schema.fields() {
            if !entry.is_indexed() {
                continue;
            }
            let index = part.inverted_index(column).map_err(unfit)?;
            let mut terms = index.terms().stream().map_err(unfit)?;
            while terms.advance() {
                let option = IndexRecordOption::WithFreqsAndPositions;
                let mut postings = index.read_postings_from_terminfo(terms.value(), option).map_err(unfit)?;
                let mut positions = Vec::new();
                while postings.doc() != TERMINATED {
                    postings.positions(&mut positions);
                    let term = String::from_utf8_lossy(terms.key());
                    words.entry(postings.doc()).or_default().push(format!("{}:{term}@{positions:?}", entry.name()));
                    postings.advance();
                }
            }
        }
        let store = part.get_store_reader(1).map_err(unfit)?;
        let mut rows = Vec::new();
        for row in part.doc_ids_alive() {
            let stored: TantivyDocument = store.get(row).map_err(unfit)?;
            let mut told = vec![stored.to_json(&self.columns.schema)];
            for name in FIGURES {
                let column = part.fast_fields().i64(name).map_err(unfit)?;
                told.push(format!("{name} {:?}", column.values_for_doc(row).collect::<Vec<i64>>()));
            }
            told.extend(words.remove(&row).unwrap_or_default());
            rows.push(told.join("\n"));
        }
        Ok(rows)
    }
}
