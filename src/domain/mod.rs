//! The domain: values, events and the rules that refuse or warn. It names no other room, no clock,
//! no disk and no terminal: a rule answers the same tomorrow.

#[macro_use]
pub mod vocabulary;

pub mod actor;
pub mod chronicle;
pub mod claim;
pub mod coding;
pub mod commitment;
pub mod country;
pub mod decide;
pub mod development;
pub mod document;
pub mod edtf;
pub mod event;
pub mod field_path;
pub mod filter;
pub mod lead;
pub mod lead_filter;
pub mod link;
pub mod nearest;
pub mod period;
pub mod refusal;
pub mod scale;
pub mod side;
pub mod slug;
pub mod source;
pub mod stamp;
pub mod term;
pub mod warning;

use serde::{Deserialize, Deserializer};

/// Reads a field that may be `null` in input as its empty value.
fn nullable<'de, D: Deserializer<'de>, T: Default + Deserialize<'de>>(deserializer: D) -> Result<T, D::Error> {
    Option::<T>::deserialize(deserializer).map(Option::unwrap_or_default)
}
