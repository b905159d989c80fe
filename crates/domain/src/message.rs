//! Messages to people: where they may go, how many a day, and when sending codes looks like
//! *pumping*: somebody who earns from every message asks for codes to many numbers and types none
//! of them in. Why these figures: `docs/decisions/`, on pumping.

use serde::{Deserialize, Serialize};

use crate::time::Span;

/// A gateway that a caller may ask for by number (`smsProvider`, `smsProviders`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SmsProvider {
    /// 1.
    #[serde(rename = "infobip")]
    Infobip,
    /// 2.
    #[serde(rename = "vodafone")]
    Vodafone,
    /// 3.
    #[serde(rename = "Cequens")]
    Cequens,
    /// 4.
    #[serde(rename = "victoryLink")]
    VictoryLink,
}

impl SmsProvider {
    /// Reads a caller's number: `Ok(None)` for 0, the company's own order; `Err` for no number of
    /// a gateway.
    pub const fn from_number(number: i64) -> Result<Option<Self>, NoSuchProvider> {
        match number {
            0 => Ok(None),
            1 => Ok(Some(Self::Infobip)),
            2 => Ok(Some(Self::Vodafone)),
            3 => Ok(Some(Self::Cequens)),
            4 => Ok(Some(Self::VictoryLink)),
            _ => Err(NoSuchProvider),
        }
    }

    /// The name of the gateway.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Infobip => "infobip",
            Self::Vodafone => "vodafone",
            Self::Cequens => "Cequens",
            Self::VictoryLink => "victoryLink",
        }
    }
}

/// The number names no gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoSuchProvider;

/// A company's rules for messages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MessagePolicy {
    /// Calling codes that text messages may go to, in digits.
    pub countries: Vec<String>,
    /// Text messages within a day of the company's time zone.
    pub sms_per_day: i64,
    /// Names of gateways, the first to be tried first; empty means the operator's order.
    pub gateways: Vec<String>,
    /// Codes that the company's sessions and calls may cause within an hour: far above honest use,
    /// far below what pumping messages to strangers would need to pay.
    pub codes_per_hour: i64,
    /// How many hours before the end of their time persons are reminded of what they have to sign; 0
    /// means not at all.
    pub reminder_hours: i64,
}

impl Default for MessagePolicy {
    fn default() -> Self {
        Self {
            countries: vec!["20".to_owned()],
            sms_per_day: 50_000,
            gateways: Vec::new(),
            codes_per_hour: 100_000,
            reminder_hours: 24,
        }
    }
}

impl MessagePolicy {
    /// Whether a number (E.164) may be sent to.
    pub fn allows(&self, phone: &str) -> bool {
        let digits = phone.trim_start_matches('+');
        self.countries
            .iter()
            .any(|code| digits.starts_with(code.as_str()))
    }
}

/// Why a message may not be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageRefusal {
    /// The company sends no text messages to that country.
    CountryNotAllowed,
    /// The company's text messages of today are used up.
    DailyCap,
    /// Codes to numbers like this one are stopped for a while.
    Pumping,
}

impl MessageRefusal {
    /// Its stable name, in log lines and journal entries.
    pub const fn name(self) -> &'static str {
        match self {
            Self::CountryNotAllowed => "country_not_allowed",
            Self::DailyCap => "daily_cap",
            Self::Pumping => "pumping",
        }
    }
}

/// What of the past counts.
pub const PUMPING_WINDOW: Span = Span::hours(1);

/// A block of numbers: those that differ in their last digits only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// How many last digits are left out.
    pub cut: usize,
    /// Numbers of one block that may be waiting for their code to be typed in.
    pub most: i64,
}

/// Ten thousand numbers: one range of one operator, or one office.
pub const RANGE: Block = Block { cut: 4, most: 20 };
/// A million numbers: who spreads over ranges still stays in here.
pub const SERIES: Block = Block { cut: 6, most: 200 };

/// What happened lately in a block.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Different numbers that a code was sent to.
    pub numbers: i64,
    /// Of those, the ones whose code was typed in.
    pub proved: i64,
}

impl Block {
    /// The beginning that the numbers of a block share; a short number is a block of its own.
    pub fn beginning(self, phone: &str) -> &str {
        let end = phone.len().saturating_sub(self.cut);
        phone
            .get(..end)
            .filter(|start| start.len() > 4)
            .unwrap_or(phone)
    }

    /// Whether codes to further numbers of the block must wait: many were never typed in, and
    /// fewer than a third were.
    pub fn is_stopped(self, traffic: Traffic) -> bool {
        let waiting = traffic.numbers.saturating_sub(traffic.proved);
        waiting >= self.most && traffic.proved.saturating_mul(3) < traffic.numbers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_names_a_gateway_or_nothing() {
        assert_eq!(SmsProvider::from_number(0), Ok(None));
        assert_eq!(
            SmsProvider::from_number(3).map(|provider| provider.map(SmsProvider::name)),
            Ok(Some("Cequens"))
        );
        for wrong in [-1, 5, i64::MAX] {
            assert_eq!(SmsProvider::from_number(wrong), Err(NoSuchProvider));
        }
    }

    #[test]
    fn a_company_sends_to_egypt_unless_it_says_otherwise() {
        let policy = MessagePolicy::default();
        assert!(policy.allows("+201234567890"));
        assert!(!policy.allows("+14155552671") && !policy.allows("+2125551234"));
        let stored: Result<MessagePolicy, _> = serde_json::from_str("{\"countries\":[\"966\"]}");
        assert!(
            stored.is_ok_and(|policy| policy.allows("+966512345678") && policy.sms_per_day > 0)
        );
    }

    #[test]
    fn numbers_of_a_range_share_their_beginning() {
        assert_eq!(RANGE.beginning("+201234567890"), "+20123456");
        assert_eq!(SERIES.beginning("+201234567890"), "+201234");
        assert_eq!(SERIES.beginning("+29051234"), "+29051234");
    }

    #[test]
    fn a_block_is_stopped_by_many_numbers_of_which_few_were_proved() {
        let traffic = |numbers, proved| Traffic { numbers, proved };
        assert!(!RANGE.is_stopped(traffic(19, 0)));
        assert!(RANGE.is_stopped(traffic(20, 0)));
        assert!(RANGE.is_stopped(traffic(28, 8)));
        // A company that invites a whole office: most of them type their code in.
        assert!(!RANGE.is_stopped(traffic(30, 10)));
        assert!(!RANGE.is_stopped(traffic(1_000, 900)));
    }
}
