//! Log-ins of one name from one address take turns. Each counts as a failed try until it proves
//! right, so that of many guesses at once no more get through than one after the other would; were
//! they not to take turns, the many processes of one company that log in at the same moment would
//! lock each other out, though every password is right.

use mithaq_store::access::LoginName;
use tokio::sync::{Mutex, MutexGuard};

/// So many names can have a turn at once; two that fall together wait for each other, which harms
/// nobody: passwords are checked on fewer threads than that.
const PLACES: usize = 256;

/// Whose turn it is.
pub struct Turns(Vec<Mutex<()>>);

impl Default for Turns {
    fn default() -> Self {
        Self((0..PLACES).map(|_| Mutex::default()).collect())
    }
}

impl Turns {
    /// Waits for the turn of this name, which lasts until the guard is dropped. Names are hashed
    /// under a key, so that nobody can choose another's place.
    pub async fn wait(&self, name: &LoginName) -> Option<MutexGuard<'_, ()>> {
        let [user, ..] = name.user_name_index;
        let [address, ..] = name.address_index;
        match self.0.get(usize::from(user ^ address)) {
            Some(place) => Some(place.lock().await),
            None => None,
        }
    }
}
