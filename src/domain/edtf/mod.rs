//! stand-in
use std::fmt;
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Day(i64);
impl Day {
    pub const MIN: Day = Day(i64::MIN);
    pub const MAX: Day = Day(i64::MAX);
}
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Edtf(String);
impl Edtf {
    pub fn as_str(&self) -> &str {
        &self.0
    }
    pub fn sort_key(&self) -> (Day, Day) {
        (Day::MIN, Day::MAX)
    }
    pub fn latest(&self) -> Option<Day> {
        None
    }
}
impl fmt::Display for Edtf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl serde::Serialize for Edtf {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&self.0)
    }
}
impl<'de> serde::Deserialize<'de> for Edtf {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        Ok(Edtf(String::deserialize(d)?))
    }
}
