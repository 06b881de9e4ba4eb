//! The documented format.
