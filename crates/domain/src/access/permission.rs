//! What members of staff may do: single permissions, sets of them, and the roles that are such
//! sets. The names are those of the wire and of the command line; the vendor's own are kept.

/// One thing that a member of staff may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// Read contracts, their PDFs, sessions and what was captured of an identity (the vendor's name).
    Requests,
    /// Approve, reject and void contracts, and decide on identities.
    RequestsDecision,
    /// Countersign contracts whose type lists the member (the vendor's name).
    BusinessRequestContractSigner,
    /// Invite people, take invitations back, send them again.
    Invitations,
    /// Read end users and withdraw their verified identity.
    Users,
    /// Manage webhook subscriptions and read their deliveries.
    Webhooks,
    /// Manage contract types and their templates.
    ContractTypes,
    /// Manage members, ApiKeys and settings.
    Administration,
}

impl Permission {
    /// Every permission.
    pub const ALL: [Self; 8] = [
        Self::Requests,
        Self::RequestsDecision,
        Self::BusinessRequestContractSigner,
        Self::Invitations,
        Self::Users,
        Self::Webhooks,
        Self::ContractTypes,
        Self::Administration,
    ];

    /// The name on the wire and in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Requests => "Requests",
            Self::RequestsDecision => "RequestsDecision",
            Self::BusinessRequestContractSigner => "BusinessRequestContractSigner",
            Self::Invitations => "Invitations",
            Self::Users => "Users",
            Self::Webhooks => "Webhooks",
            Self::ContractTypes => "ContractTypes",
            Self::Administration => "Administration",
        }
    }

    /// The permission of a name, in any letter case.
    pub fn parse(name: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|permission| permission.name().eq_ignore_ascii_case(name.trim()))
    }

    const fn bit(self) -> u32 {
        1 << self as u32
    }
}

/// A set of permissions. The empty one is the default: nothing is allowed that nobody granted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Permissions(u32);

impl Permissions {
    /// The set of these.
    pub fn of(list: &[Permission]) -> Self {
        Self(
            list.iter()
                .fold(0, |set, permission| set | permission.bit()),
        )
    }

    /// Whether the set holds a permission.
    pub const fn contains(self, permission: Permission) -> bool {
        self.0 & permission.bit() != 0
    }

    /// Its permissions, in the order of their declaration.
    pub fn list(self) -> Vec<Permission> {
        let all = Permission::ALL.into_iter();
        all.filter(|permission| self.contains(*permission))
            .collect()
    }

    /// The names as one text, for a column.
    pub fn to_names(self) -> String {
        let names: Vec<&str> = self.list().into_iter().map(Permission::name).collect();
        names.join(" ")
    }

    /// Reads [`to_names`](Self::to_names); `None` where a name is unknown.
    pub fn from_names(names: &str) -> Option<Self> {
        let list: Option<Vec<Permission>> =
            names.split_whitespace().map(Permission::parse).collect();
        list.map(|list| Self::of(&list))
    }
}

/// What a member of staff is employed for. No role holds more than its work needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Everything within the tenant.
    Administrator,
    /// The daily work: invites, decides on contracts, looks after users.
    Operator,
    /// Countersigns contracts.
    Signer,
    /// Connects programs: webhooks and contract types.
    Developer,
    /// Reads.
    Viewer,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 5] = [
        Self::Administrator,
        Self::Operator,
        Self::Signer,
        Self::Developer,
        Self::Viewer,
    ];

    /// The name in the database and on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Operator => "operator",
            Self::Signer => "signer",
            Self::Developer => "developer",
            Self::Viewer => "viewer",
        }
    }

    /// The role of a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }

    /// What the role may do.
    pub fn permissions(self) -> Permissions {
        use Permission::{
            BusinessRequestContractSigner, ContractTypes, Invitations, Requests, RequestsDecision,
            Users, Webhooks,
        };
        match self {
            Self::Administrator => Permissions::of(&Permission::ALL),
            Self::Operator => Permissions::of(&[Requests, RequestsDecision, Invitations, Users]),
            Self::Signer => Permissions::of(&[Requests, BusinessRequestContractSigner]),
            Self::Developer => Permissions::of(&[Webhooks, ContractTypes]),
            Self::Viewer => Permissions::of(&[Requests]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back_and_an_unknown_one_grants_nothing() {
        for permission in Permission::ALL {
            let upper = permission.name().to_uppercase();
            assert_eq!(Permission::parse(&upper), Some(permission));
        }
        for role in Role::ALL {
            assert_eq!(Role::parse(role.name()), Some(role));
            let names = role.permissions().to_names();
            assert_eq!(Permissions::from_names(&names), Some(role.permissions()));
        }
        assert_eq!(Permissions::from_names("Requests Everything"), None);
        assert_eq!(Permissions::from_names(""), Some(Permissions::default()));
    }

    #[test]
    fn only_administrators_administrate_and_only_signers_and_they_sign() {
        for role in Role::ALL {
            let may = |permission| role.permissions().contains(permission);
            let all = role == Role::Administrator;
            assert_eq!(may(Permission::Administration), all);
            let signs = all || role == Role::Signer;
            assert_eq!(may(Permission::BusinessRequestContractSigner), signs);
        }
        let none = Permissions::default();
        assert!(
            Permission::ALL
                .iter()
                .all(|permission| !none.contains(*permission))
        );
    }
}
