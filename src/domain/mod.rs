//! Stand-in for the domain room until the real one is merged: only what the journal names.

pub mod event;
pub mod stamp;
