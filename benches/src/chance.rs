//! Chance that comes out the same every time: a small generator of numbers, by seed, and the
//! popularity that a few have and most have not.

/// The exponent of popularity: the share of the actor of rank r falls as (r + 2)^-0.95, which is how
/// the 322 actors of the bundled journal fall off.
const FALL: f64 = 0.95;
/// What is added to a rank, so that the first is not far above the second.
const FLAT: f64 = 2.0;

/// SplitMix64 (Steele, Lea and Flood, 2014): every seed gives another sequence, the same on every machine.
#[derive(Debug, Clone)]
pub struct Chance(u64);

impl Chance {
    /// The sequence of this seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// From 0 up to, not including, 1.
    pub fn share(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// From 0 up to, not including, `end`; 0 where that is 0.
    pub fn below(&mut self, end: usize) -> usize {
        (self.share() * end as f64) as usize
    }

    /// True in so many of a thousand cases.
    pub fn happens(&mut self, in_thousand: u32) -> bool {
        self.share() * 1_000.0 < f64::from(in_thousand)
    }

    /// One of a list, each as likely; the list must not be empty.
    pub fn one_of<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }

    /// A rank from 0 up to, not including, `end`: the first most often, by the law above.
    pub fn rank(&mut self, end: usize) -> usize {
        let power = 1.0 - FALL;
        let (low, high) = (FLAT.powf(power), (FLAT + end as f64).powf(power));
        let at = (low + self.share() * (high - low)).powf(1.0 / power) - FLAT;
        (at as usize).min(end.saturating_sub(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_one_sequence_and_the_first_ranks_come_most_often() {
        let (mut one, mut same, mut other) = (Chance::new(7), Chance::new(7), Chance::new(8));
        let first: Vec<u64> = (0..9).map(|_| one.bits()).collect();
        assert_eq!(first, (0..9).map(|_| same.bits()).collect::<Vec<_>>());
        assert_ne!(first, (0..9).map(|_| other.bits()).collect::<Vec<_>>());
        let mut counts = [0_u32; 400];
        (0..100_000).for_each(|_| counts[one.rank(400)] += 1);
        assert!(counts[0] > counts[5] && counts[5] > counts[60] && counts[60] > 0 && counts[399] > 0);
    }
}
