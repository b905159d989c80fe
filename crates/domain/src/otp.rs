//! Verification codes: six digits, five minutes, five tries, one live code per purpose and
//! destination (`wire.md` 3). The digits themselves never come here, only whether they matched.

use serde::{Deserialize, Serialize};

use crate::{
    place::phone::Phone,
    text::Email,
    time::{Instant, Span},
};

/// Life of a code.
pub const LIFE: Span = Span::minutes(5);
/// Tries of one code.
pub const TRIES: i64 = 5;
/// Pause before another code may be sent, unless the last one was used.
pub const RESEND_PAUSE: Span = Span::seconds(60);
/// The window of the daily limits.
pub const WINDOW: Span = Span::hours(24);
/// Codes sent to one destination for one purpose within the window.
pub const DAILY_SENDS: i64 = 10;
/// Wrong codes of one destination and purpose within the window.
pub const DAILY_WRONG: i64 = 15;
/// How long a code that was accepted once may be shown again to finish what it was for: long enough
/// to fill in a form.
pub const PROOF_LIFE: Span = Span::minutes(30);

/// What a code proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// That the person holds this phone or mailbox.
    Phone,
    /// That the person confirms one document's hash.
    Sign,
    /// That whoever registers holds this phone or mailbox.
    Register,
    /// That whoever logs in holds the phone.
    Login,
    /// That whoever sets a new password holds the phone or mailbox.
    Password,
    /// That the person of a session holds the mailbox that the company asks for beside the phone.
    Mailbox,
    /// That a registered person holds the mailbox given at registration.
    ConfirmEmail,
    /// That a registered person holds a new mailbox.
    ChangeEmail,
    /// Whatever a company's own program asks for.
    Product,
}

impl Purpose {
    /// Its stable name, in rows and messages.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Sign => "sign",
            Self::Register => "register",
            Self::Login => "login",
            Self::Password => "password",
            Self::Mailbox => "mailbox",
            Self::ConfirmEmail => "confirm_email",
            Self::ChangeEmail => "change_email",
            Self::Product => "product",
        }
    }
}

/// Where a code goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// A phone, by SMS.
    Phone(Phone),
    /// A mailbox.
    Email(Email),
}

impl Destination {
    /// The text of which the blind index is made.
    pub fn normalised(&self) -> String {
        match self {
            Self::Phone(phone) => phone.as_str().to_owned(),
            Self::Email(email) => email.as_str().to_lowercase(),
        }
    }

    /// As others may read it.
    pub fn masked(&self) -> String {
        match self {
            Self::Phone(phone) => phone.masked(),
            Self::Email(email) => email.masked(),
        }
    }
}

/// Whether a text names a link, which no message with a code carries: an address with a scheme, or
/// a name with a dotted ending.
pub fn names_link(text: &str) -> bool {
    let dotted = |word: &str| {
        word.split('.').skip(1).any(|label| {
            let letters = label.chars().take_while(|letter| letter.is_alphabetic());
            letters.count() >= 2
        })
    };
    text.contains("://") || text.split_whitespace().any(dotted)
}

/// The newest code of one purpose and destination.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LastCode {
    /// When it was sent.
    pub sent_at: Instant,
    /// When its life ends, unless it was accepted before.
    pub expires_at: Instant,
    /// Wrong tries that it allows.
    pub tries: i64,
    /// Wrong tries so far.
    pub wrong: i64,
    /// When it was accepted without being used up.
    pub proved_at: Option<Instant>,
    /// Whether it is used up.
    pub used: bool,
}

impl LastCode {
    /// Until when it may be shown.
    fn ends_at(&self) -> Instant {
        let proved = self.proved_at.map(|at| at.plus(PROOF_LIFE));
        proved.unwrap_or(self.expires_at)
    }
}

/// What happened lately with codes of one purpose and destination.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// Codes sent within the window.
    pub sends: i64,
    /// Wrong codes within the window.
    pub wrong: i64,
    /// The newest code, if any.
    pub last: Option<LastCode>,
}

/// Why no code is sent or accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Another code was sent a moment ago.
    TooSoon {
        /// How long to wait.
        wait: Span,
    },
    /// The daily limit of this destination is reached.
    LockedForToday,
    /// No code was sent yet.
    NoneSent,
    /// The code's life is over.
    Expired,
    /// The code was used or its tries are exhausted: ask for a new one.
    Exhausted,
    /// The digits are wrong.
    Wrong {
        /// Tries that are left for this code.
        left: i64,
    },
}

impl History {
    /// Whether a code may be sent now.
    pub fn may_send(&self, now: Instant) -> Result<(), Refusal> {
        if self.sends >= DAILY_SENDS || self.wrong >= DAILY_WRONG {
            return Err(Refusal::LockedForToday);
        }
        match self.last {
            Some(last)
                if !last.used
                    && last.proved_at.is_none()
                    && now < last.sent_at.plus(RESEND_PAUSE) =>
            {
                Err(Refusal::TooSoon {
                    wait: last.sent_at.plus(RESEND_PAUSE).since(now),
                })
            }
            _ => Ok(()),
        }
    }

    /// Judges digits against the newest code. `Err(Wrong)` must be counted before it is answered.
    pub fn check(&self, now: Instant, matches: bool) -> Result<(), Refusal> {
        let last = self.last.ok_or(Refusal::NoneSent)?;
        if self.wrong >= DAILY_WRONG {
            Err(Refusal::LockedForToday)
        } else if last.used || last.wrong >= last.tries {
            Err(Refusal::Exhausted)
        } else if now >= last.ends_at() {
            Err(Refusal::Expired)
        } else if matches {
            Ok(())
        } else {
            Err(Refusal::Wrong {
                left: last
                    .tries
                    .saturating_sub(last.wrong)
                    .saturating_sub(1)
                    .max(0),
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW: Instant = Instant::from_unix_millis(1_000_000_000);

    fn sent(wrong: i64, used: bool) -> History {
        History {
            sends: 1,
            wrong,
            last: Some(code(NOW, wrong, used)),
        }
    }

    fn code(sent_at: Instant, wrong: i64, used: bool) -> LastCode {
        LastCode {
            sent_at,
            expires_at: sent_at.plus(LIFE),
            tries: TRIES,
            wrong,
            proved_at: None,
            used,
        }
    }

    #[test]
    fn a_code_that_was_accepted_may_finish_what_it_was_for_within_half_an_hour() {
        let mut history = sent(0, false);
        let proved_at = NOW.plus(Span::minutes(4));
        history.last = history.last.map(|last| LastCode {
            proved_at: Some(proved_at),
            ..last
        });
        let end = proved_at.plus(PROOF_LIFE);
        assert_eq!(history.check(end.minus(Span::millis(1)), true), Ok(()));
        assert_eq!(history.check(end, true), Err(Refusal::Expired));
        assert_eq!(history.may_send(proved_at), Ok(()), "a new one at once");
    }

    #[test]
    fn a_code_has_five_tries_and_the_sixth_is_refused_even_when_right() {
        assert_eq!(
            sent(0, false).check(NOW, false),
            Err(Refusal::Wrong { left: 4 })
        );
        assert_eq!(
            sent(4, false).check(NOW, false),
            Err(Refusal::Wrong { left: 0 })
        );
        assert_eq!(sent(4, false).check(NOW, true), Ok(()));
        assert_eq!(sent(5, false).check(NOW, true), Err(Refusal::Exhausted));
    }

    #[test]
    fn a_used_code_is_never_accepted_again_but_allows_a_new_one_at_once() {
        assert_eq!(sent(0, true).check(NOW, true), Err(Refusal::Exhausted));
        assert_eq!(sent(0, true).may_send(NOW), Ok(()));
        assert_eq!(
            sent(0, false).may_send(NOW.plus(Span::seconds(59))),
            Err(Refusal::TooSoon {
                wait: Span::seconds(1)
            })
        );
        assert_eq!(sent(0, false).may_send(NOW.plus(RESEND_PAUSE)), Ok(()));
    }

    #[test]
    fn a_link_is_known_by_its_scheme_or_its_dotted_name() {
        for text in [
            "see https://a",
            "pay at evil.com/x",
            "www.example.eg",
            "a.co",
            "شركة.مصر",
        ] {
            assert!(names_link(text), "{text}");
        }
        for text in ["order 1.250", "Dr. Mona", "confirm your order.", "v2.1"] {
            assert!(!names_link(text), "{text}");
        }
    }

    #[test]
    fn a_code_dies_after_five_minutes() {
        let almost = NOW.plus(LIFE).minus(Span::millis(1));
        assert_eq!(sent(0, false).check(almost, true), Ok(()));
        assert_eq!(
            sent(0, false).check(NOW.plus(LIFE), true),
            Err(Refusal::Expired)
        );
    }

    proptest! {
        #[test]
        fn no_history_allows_more_than_the_daily_limits(sends in 0i64..40, wrong in 0i64..40, last_wrong in 0i64..9, used: bool, age in 0i64..400_000) {
            let history = History { sends, wrong, last: Some(code(NOW.minus(Span::millis(age)), last_wrong, used)) };
            if sends >= DAILY_SENDS || wrong >= DAILY_WRONG {
                prop_assert_eq!(history.may_send(NOW), Err(Refusal::LockedForToday));
            }
            if history.check(NOW, true).is_ok() {
                prop_assert!(!used && last_wrong < TRIES && wrong < DAILY_WRONG && age < LIFE.as_millis());
            }
        }
    }
}
