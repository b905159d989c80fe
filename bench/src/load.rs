//! Ways to put the server under load, all from this process: as fast as it answers ([`closed`]),
//! at a fixed rate ([`open`]), and whole walks of persons ([`flows`]).

pub mod closed;
pub mod flows;
pub mod open;

/// What it took to get answers, sorted on demand.
#[derive(Default)]
pub struct Waits {
    micros: Vec<u32>,
}

impl Waits {
    /// Notes one wait.
    pub fn note(&mut self, wait: std::time::Duration) {
        self.micros
            .push(u32::try_from(wait.as_micros()).unwrap_or(u32::MAX));
    }

    /// Adds what another one noted.
    pub fn add(&mut self, other: Self) {
        self.micros.extend(other.micros);
    }

    /// How many.
    pub fn count(&self) -> usize {
        self.micros.len()
    }

    /// Milliseconds that this share of all waits did not exceed.
    pub fn quantile(&mut self, share: f64) -> f64 {
        self.micros.sort_unstable();
        let place = (self.micros.len() as f64 * share) as usize;
        let found = self.micros.get(place).or_else(|| self.micros.last());
        found
            .copied()
            .map_or(f64::NAN, |micros| f64::from(micros) / 1000.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantile_is_a_wait_that_was_noted() {
        let mut waits = Waits::default();
        for millis in (1..=100).rev() {
            waits.note(std::time::Duration::from_millis(millis));
        }
        assert!((waits.quantile(0.5) - 51.0).abs() < 1e-9);
        assert!((waits.quantile(0.99) - 100.0).abs() < 1e-9);
        assert!(Waits::default().quantile(0.5).is_nan());
    }
}
