//! Numbers in few bytes: seven bits a byte, least significant first, and how they are read back
//! from bytes that may be garbled.

/// Appends a number.
#[inline]
pub(super) fn put(out: &mut Vec<u8>, number: u64) {
    if number < 0x80 {
        out.push(number as u8);
    } else {
        put_long(out, number);
    }
}

fn put_long(out: &mut Vec<u8>, mut number: u64) {
    let (mut bytes, mut len) = ([0; 10], 0);
    for place in &mut bytes {
        len += 1;
        if number < 0x80 {
            *place = number as u8;
            break;
        }
        *place = (number & 0x7f) as u8 | 0x80;
        number >>= 7;
    }
    out.extend_from_slice(bytes.get(..len).unwrap_or_default());
}

/// Appends a number that may be negative; small ones of either sign take one byte.
pub(super) fn put_signed(out: &mut Vec<u8>, number: i64) {
    put(out, ((number << 1) ^ (number >> 63)) as u64);
}

/// Appends bytes with their length before them.
pub(super) fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    put(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

/// Appends a strictly ascending list: its length, then the differences.
pub(super) fn put_ascending(out: &mut Vec<u8>, numbers: &[u32]) {
    put(out, numbers.len() as u64);
    let mut before = 0;
    for &number in numbers {
        put(out, u64::from(number.wrapping_sub(before)));
        before = number;
    }
}

/// Reads what was put, from the front; `None` where the bytes do not hold it.
#[derive(Debug, Clone)]
pub(super) struct Taker<'a> {
    bytes: &'a [u8],
}

impl<'a> Taker<'a> {
    /// Reads these bytes.
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes }
    }

    /// True where nothing is left.
    pub(super) fn is_done(&self) -> bool {
        self.bytes.is_empty()
    }

    /// One byte.
    pub(super) fn byte(&mut self) -> Option<u8> {
        let (&byte, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        Some(byte)
    }

    /// So many bytes.
    pub(super) fn exactly(&mut self, len: usize) -> Option<&'a [u8]> {
        let (head, rest) = self.bytes.split_at_checked(len)?;
        self.bytes = rest;
        Some(head)
    }

    /// A number.
    #[inline]
    pub(super) fn number(&mut self) -> Option<u64> {
        match self.bytes.split_first() {
            Some((&byte, rest)) if byte < 0x80 => {
                self.bytes = rest;
                Some(u64::from(byte))
            }
            _ => self.long_number(),
        }
    }

    fn long_number(&mut self) -> Option<u64> {
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            if shift == 63 && bits > 1 {
                return None;
            }
            number |= bits << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    /// A number that may be negative.
    pub(super) fn signed(&mut self) -> Option<i64> {
        self.number().map(|number| (number >> 1) as i64 ^ -((number & 1) as i64))
    }

    /// A number of 32 bits.
    pub(super) fn small(&mut self) -> Option<u32> {
        u32::try_from(self.number()?).ok()
    }

    /// Bytes with their length before them.
    pub(super) fn bytes(&mut self) -> Option<&'a [u8]> {
        let len = usize::try_from(self.number()?).ok()?;
        self.exactly(len)
    }

    /// A text with its length before it.
    pub(super) fn text(&mut self) -> Option<&'a str> {
        str::from_utf8(self.bytes()?).ok()
    }

    /// A strictly ascending list.
    pub(super) fn ascending(&mut self) -> Option<Vec<u32>> {
        let len = usize::try_from(self.number()?).ok().filter(|len| *len <= self.bytes.len())?;
        let mut before = 0_u32;
        let mut numbers = Vec::with_capacity(len);
        for at in 0..len {
            let step = self.small()?;
            if at > 0 && step == 0 {
                return None;
            }
            before = before.checked_add(step)?;
            numbers.push(before);
        }
        Some(numbers)
    }
}

/// Adds a number to an ascending list; true where it was not there.
pub(super) fn insert_ascending(list: &mut Vec<u32>, number: u32) -> bool {
    match list.binary_search(&number) {
        Ok(_) => false,
        Err(at) => {
            list.insert(at, number);
            true
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_every_length_come_back_and_cut_ones_are_refused() {
        let numbers = [0, 1, 127, 128, 16_383, 16_384, u64::from(u32::MAX), u64::MAX];
        let signed = [0, -1, 1, i64::MIN, i64::MAX];
        let mut bytes = Vec::new();
        numbers.iter().for_each(|number| put(&mut bytes, *number));
        signed.iter().for_each(|number| put_signed(&mut bytes, *number));
        put_ascending(&mut bytes, &[3, 4, 9]);
        let mut taker = Taker::new(&bytes);
        assert!(numbers.iter().all(|number| taker.number() == Some(*number)));
        assert!(signed.iter().all(|number| taker.signed() == Some(*number)));
        assert_eq!(taker.ascending(), Some(vec![3, 4, 9]));
        assert!(taker.is_done());
        assert_eq!(Taker::new(&[0x80, 0x80]).number(), None);
        assert_eq!(Taker::new(&[0xff; 11]).number(), None);
        assert_eq!(Taker::new(&[200, 1]).ascending(), None);
    }
}
