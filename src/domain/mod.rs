//! The domain room: the values a chronology is made of, and their laws. It reads no file and no clock.

pub mod edtf;
