//! The day as of which a verb answers: the one asked for, else that of `--public-on` or `--known-on`,
//! whichever is earlier, else today.

use super::failure::Failure;
use super::flags;
use super::host::Host;
use super::reading::Opened;
use crate::domain::edtf::Edtf;
use crate::report::as_of::{AsOf, DayOrigin};

/// The day, and where it was taken from. `given` is the value of `--on`; of a month its last day.
pub(super) fn as_of(host: &Host, opened: &Opened, given: Option<&str>) -> Result<AsOf, Failure> {
    if let Some(text) = given {
        return Ok(AsOf { day: flags::last_day(host, "--on", text)?, taken_from: DayOrigin::Given });
    }
    let known_on = opened.until.and_then(|until| Edtf::parse(&until.day()).ok()?.exact_day());
    let known_on = known_on.map(|day| AsOf { day, taken_from: DayOrigin::KnownOn });
    let public_on = opened.public_on.map(|day| AsOf { day, taken_from: DayOrigin::PublicOn });
    let today = || AsOf { day: host.today(), taken_from: DayOrigin::Today };
    Ok([public_on, known_on].into_iter().flatten().min_by_key(|as_of| as_of.day).unwrap_or_else(today))
}
