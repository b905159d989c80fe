//! Lists of network addresses from which a key or a service may call.

use std::{net::IpAddr, sync::Arc};

/// One address, or all that share its first bits (RFC 4632, RFC 4291 2.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct AddressRange {
    network: IpAddr,
    bits: u32,
}

/// The addresses from which calls are taken. Empty: from anywhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AddressList(Option<Arc<[AddressRange]>>);

/// The text is neither an address nor a range of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotAnAddress(
    /// What was read.
    pub String,
);

impl AddressList {
    /// Reads addresses and ranges, separated by white space or commas: `203.0.113.7`,
    /// `203.0.113.0/24`, `2001:db8::/32`.
    pub fn parse(text: &str) -> Result<Self, NotAnAddress> {
        let words = text
            .split([',', ' ', '\t', '\n'])
            .filter(|word| !word.is_empty());
        let ranges = words
            .map(|word| AddressRange::parse(word).ok_or_else(|| NotAnAddress(word.to_owned())))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Self((!ranges.is_empty()).then(|| Arc::from(ranges))))
    }

    /// Whether a call from this address is taken. One that cannot be read is only where no list is.
    pub fn allows(&self, address: &str) -> bool {
        let Some(ranges) = &self.0 else {
            return true;
        };
        let Ok(address) = address.parse::<IpAddr>() else {
            return false;
        };
        let address = address.to_canonical();
        ranges.iter().any(|range| range.contains(address))
    }

    /// The list as one text, for a column and for people.
    pub fn to_text(&self) -> String {
        let ranges = self.0.as_deref().unwrap_or_default();
        let words: Vec<String> = ranges
            .iter()
            .map(|range| format!("{}/{}", range.network, range.bits))
            .collect();
        words.join(" ")
    }
}

impl AddressRange {
    fn parse(word: &str) -> Option<Self> {
        let (address, bits) = match word.split_once('/') {
            Some((address, bits)) => (address, Some(bits.parse::<u32>().ok()?)),
            None => (word, None),
        };
        let network = address.parse::<IpAddr>().ok()?;
        let bits = bits.unwrap_or(width(network));
        (bits <= width(network)).then_some(Self { network, bits })
    }

    fn contains(self, address: IpAddr) -> bool {
        let width = width(self.network);
        if width != self::width(address) {
            return false;
        }
        let ignored = width.saturating_sub(self.bits);
        let start = |address| number(address).checked_shr(ignored).unwrap_or(0);
        start(self.network) == start(address)
    }
}

const fn width(address: IpAddr) -> u32 {
    match address {
        IpAddr::V4(_) => 32,
        IpAddr::V6(_) => 128,
    }
}

fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u128::from(u32::from(address)),
        IpAddr::V6(address) => u128::from(address),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allows(list: &str, address: &str) -> bool {
        AddressList::parse(list).is_ok_and(|list| list.allows(address))
    }

    #[test]
    fn a_range_holds_what_shares_its_first_bits_and_nothing_else() {
        assert!(allows("", "198.51.100.9") && allows("", ""));
        assert!(allows("203.0.113.0/24", "203.0.113.255"));
        assert!(!allows("203.0.113.0/24", "203.0.114.0"));
        assert!(allows("198.51.100.9, 203.0.113.7", "203.0.113.7"));
        assert!(!allows("203.0.113.7", "203.0.113.8"));
        assert!(allows("2001:db8::/32", "2001:db8:1::1"));
        assert!(!allows("2001:db8::/32", "2001:db9::1"));
        assert!(allows("0.0.0.0/0", "10.0.0.1") && !allows("0.0.0.0/0", "::1"));
        assert!(allows("::/0", "::1"));
        // An IPv4 address as an IPv6 socket sees it.
        assert!(allows("203.0.113.7", "::ffff:203.0.113.7"));
        assert!(
            !allows("203.0.113.7", "nobody"),
            "an address that nobody can read"
        );
    }

    #[test]
    fn what_is_no_address_is_refused_and_lists_read_back() {
        for wrong in ["x", "1.2.3.4/33", "1.2.3/8", "::/129", "1.2.3.4/-1"] {
            assert_eq!(
                AddressList::parse(wrong),
                Err(NotAnAddress(wrong.to_owned()))
            );
        }
        let list = AddressList::parse("1.2.3.4\t::1/64").unwrap_or_default();
        assert_eq!(list.to_text(), "1.2.3.4/32 ::1/64");
        assert_eq!(AddressList::parse(&list.to_text()), Ok(list));
    }
}
