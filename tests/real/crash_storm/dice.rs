//! What is left to chance, from a seed, so that a storm can be played again.

/// A small generator (xorshift).
pub struct Dice(u64);

impl Dice {
    pub fn of(seed: u64) -> Self {
        Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below this.
    pub fn next(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % below
    }

    /// Whether this happens that happens once in so many times.
    pub fn one_in(&mut self, times: u64) -> bool {
        self.next(times) == 0
    }

    /// One of these; `None` if there are none.
    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        of.get(usize::try_from(self.next(of.len().max(1) as u64)).unwrap_or(0))
    }

    /// Dice for something that happens beside this.
    pub fn split(&mut self) -> Self {
        Dice::of(self.next(u64::MAX))
    }
}
