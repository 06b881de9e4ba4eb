//! One date in Chinese: `2024年5月14日`, `2024年5月中旬`, `2024年第一季度`. Words around a date, and
//! ranges, are left to `entry`.

use super::Edtf;
use super::day::{Day, Weekday, days_in_month};
use super::entry::{Entry, EntryError, third_of};
use super::entry_english::check_weekday;
use super::entry_words::Third;

/// Reads one date that holds the character 年.
pub(super) fn date(entry: Entry<'_>, text: &str) -> Result<Edtf, EntryError> {
    let text: String = text.split_whitespace().collect();
    let (text, said) = split_weekday(&text);
    let Some((year, rest)) = text.split_once('年') else {
        return Err(entry.not_a_date());
    };
    if !is_number(year) {
        return Err(entry.not_a_date());
    }
    if year.len() != 4 {
        let value = entry.typed.into();
        return Err(EntryError::NoFullYear { value });
    }
    if let Some(third) = vague(rest) {
        let whole = entry.compose(year)?;
        return Err(vague_refusal(entry, &whole, third));
    }
    if let Some(code) = part_of_year(rest) {
        return entry.compose(&format!("{year}-{code}"));
    }
    let Some((month, rest)) = rest.split_once('月') else {
        return if rest.is_empty() {
            check_weekday(entry, entry.compose(year)?, said)
        } else {
            Err(entry.not_a_date())
        };
    };
    // 21 and above are parts of the year in EDTF, and no month in Chinese.
    let is_month = |month: &String| month.parse::<u32>().is_ok_and(|month| (1..=12).contains(&month));
    let Some(month) = two_digits(month).filter(is_month) else {
        return Err(entry.not_a_date());
    };
    let month_date = entry.compose(&format!("{year}-{month}"))?;
    if let Some(third) = vague(rest) {
        return Err(vague_refusal(entry, &month_date, third));
    }
    let edtf = match rest {
        "" => return check_weekday(entry, month_date, said),
        // The three ten-day periods of a month are defined to the day.
        "上旬" => format!("[{month_date}-01..{month_date}-10]"),
        "中旬" => format!("[{month_date}-11..{month_date}-20]"),
        "下旬" => {
            let (year, month, _) = month_date.earliest().map(Day::ymd).unwrap_or_default();
            format!("[{month_date}-21..{month_date}-{}]", days_in_month(year, month))
        }
        _ => {
            let day = rest.strip_suffix(['日', '号']).and_then(two_digits);
            let Some(day) = day else {
                return Err(entry.not_a_date());
            };
            return check_weekday(entry, entry.compose(&format!("{month_date}-{day}"))?, said);
        }
    };
    entry.compose(&edtf)
}

fn vague_refusal(entry: Entry<'_>, whole: &Edtf, third: Third) -> EntryError {
    match (whole.earliest(), whole.latest()) {
        (Some(earliest), Some(latest)) => {
            EntryError::Vague { value: entry.typed.into(), write: third_of(earliest, latest, third).into() }
        }
        _ => entry.not_a_date(),
    }
}

fn vague(rest: &str) -> Option<Third> {
    match rest {
        "初" => Some(Third::Early),
        "中" | "中期" => Some(Third::Mid),
        "底" | "末" => Some(Third::Late),
        _ => None,
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A month or a day as two digits.
fn two_digits(text: &str) -> Option<String> {
    (is_number(text) && text.len() <= 2).then(|| format!("{text:0>2}"))
}

/// Seasons, quarters and half-years.
fn part_of_year(rest: &str) -> Option<u32> {
    match rest.strip_prefix('第').unwrap_or(rest) {
        "春" | "春季" | "春天" => Some(21),
        "夏" | "夏季" | "夏天" => Some(22),
        "秋" | "秋季" | "秋天" => Some(23),
        "冬" | "冬季" | "冬天" => Some(24),
        "一季度" | "1季度" => Some(33),
        "二季度" | "2季度" => Some(34),
        "三季度" | "3季度" => Some(35),
        "四季度" | "4季度" => Some(36),
        "上半年" => Some(40),
        "下半年" => Some(41),
        _ => None,
    }
}

/// The text before a weekday, in brackets or not, and the weekday.
fn split_weekday(text: &str) -> (&str, Option<Weekday>) {
    let bare = text.strip_suffix(')').unwrap_or(text);
    for weekday in Weekday::ALL {
        let number = weekday.chinese().trim_start_matches("星期");
        for name in [format!("星期{number}"), format!("周{number}")] {
            if let Some(rest) = bare.strip_suffix(&name) {
                return (rest.strip_suffix('(').unwrap_or(rest), Some(weekday));
            }
        }
    }
    (text, None)
}
