//! Randomness of a house: it repeats itself, and something may happen while it is drawn.

use std::sync::Mutex;

use mithaq_service::Entropy;

/// What happens at the next draw for an id or a document's code, which are 10 bytes.
type Event = Box<dyn FnOnce() + Send>;

/// SplitMix64 (Steele, Lea, Flood 2014), so that a failing run can be run again.
pub struct Chance {
    state: Mutex<u64>,
    event: Mutex<Option<Event>>,
}

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self {
            state: Mutex::new(seed),
            event: Mutex::new(None),
        }
    }

    /// Lets something happen in the middle of the next work that draws an id.
    pub fn at_next_id(&self, event: impl FnOnce() + Send + 'static) {
        *self.event.lock().unwrap() = Some(Box::new(event));
    }
}

impl Entropy for Chance {
    fn fill(&self, bytes: &mut [u8]) {
        if bytes.len() == 10 {
            let event = self.event.lock().unwrap().take();
            if let Some(event) = event {
                event();
            }
        }
        let mut state = self.state.lock().unwrap();
        for chunk in bytes.chunks_mut(8) {
            *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut word = *state;
            word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            word ^= word >> 31;
            chunk.copy_from_slice(&word.to_le_bytes()[..chunk.len()]);
        }
    }
}
