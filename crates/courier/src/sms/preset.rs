//! Gateways that the wire contract names (`smsProviders` 1 to 4), as configuration that an
//! operator only completes. They are written after what their operators and their customers
//! publish, and none was tried against the real gateway.

/// A preset: the name it is chosen by, and its configuration (TOML).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preset {
    /// As in the wire contract; read in any letter case.
    pub name: &'static str,
    /// What an operator would write.
    pub toml: &'static str,
}

/// Every preset, in the wire contract's order.
pub const ALL: [Preset; 4] = [
    Preset {
        name: "infobip",
        toml: include_str!("preset/infobip.toml"),
    },
    Preset {
        name: "vodafone",
        toml: include_str!("preset/vodafone.toml"),
    },
    Preset {
        name: "Cequens",
        toml: include_str!("preset/cequens.toml"),
    },
    Preset {
        name: "victoryLink",
        toml: include_str!("preset/victorylink.toml"),
    },
];

/// The preset of a name.
#[must_use]
pub fn find(name: &str) -> Option<Preset> {
    ALL.into_iter()
        .find(|preset| preset.name.eq_ignore_ascii_case(name))
}
