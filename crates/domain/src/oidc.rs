//! ID tokens of identity providers (OpenID Connect Core 1.0, 3.1.3.7): which providers there are, and
//! which claims prove a mailbox. Keys and signatures are `service`'s business.

use serde::{Deserialize, Serialize};

use crate::{
    text::Email,
    time::{Instant, Span},
};

/// A provider that a company may accept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ProviderName {
    /// Google accounts.
    Google,
    /// Microsoft accounts, personal and of organisations.
    Microsoft,
}

impl ProviderName {
    /// Reads a name in any letter case.
    pub fn parse(name: &str) -> Option<Self> {
        let all = [(Self::Google, "google"), (Self::Microsoft, "microsoft")];
        let name = name.trim();
        let found = all
            .into_iter()
            .find(|(_, known)| known.eq_ignore_ascii_case(name));
        found.map(|(provider, _)| provider)
    }

    /// Where the provider publishes its keys.
    const fn key_set_url(self) -> &'static str {
        match self {
            Self::Google => "https://www.googleapis.com/oauth2/v3/certs",
            Self::Microsoft => "https://login.microsoftonline.com/common/discovery/v2.0/keys",
        }
    }
}

/// A provider as a company accepts it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Provider {
    /// Which.
    pub name: ProviderName,
    /// The company's own ids at the provider: only tokens made for one of them count.
    pub client_ids: Vec<String>,
    /// The issuer, where it is not the provider's usual one: for Microsoft one single directory.
    #[serde(default)]
    pub issuer: Option<String>,
    /// Where the keys are, where it is not the provider's usual place.
    #[serde(default)]
    pub key_set_url: Option<String>,
}

/// What an ID token says, its signature being right.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IdClaims {
    /// `iss`.
    pub issuer: String,
    /// `aud`.
    pub audience: Vec<String>,
    /// `exp`, in seconds since 1970.
    pub expires_at: i64,
    /// `nbf` or else `iat`, in seconds since 1970.
    pub begins_at: i64,
    /// `nonce`.
    pub nonce: Option<String>,
    /// `email`.
    pub email: Option<String>,
    /// Whether the provider says that it verified the mailbox.
    pub email_verified: bool,
    /// `tid`, Microsoft's directory.
    pub directory: Option<String>,
}

/// Why an ID token proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenFault {
    /// It is no signed token, or signed in a way that is not accepted.
    Malformed,
    /// The provider has published no such key.
    UnknownKey,
    /// The signature is wrong.
    WrongSignature,
    /// Another issuer.
    WrongIssuer,
    /// Made for another application.
    WrongAudience,
    /// Its time is over, or has not begun.
    Expired,
    /// Made for another request.
    WrongNonce,
    /// No mailbox that the provider verified.
    NoVerifiedEmail,
    /// No registered person waits for the proof of this mailbox.
    UnknownUser,
}

impl TokenFault {
    /// Its name in `validationResult`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Malformed => "Malformed",
            Self::UnknownKey => "UnknownKey",
            Self::WrongSignature => "InvalidSignature",
            Self::WrongIssuer => "InvalidIssuer",
            Self::WrongAudience => "InvalidAudience",
            Self::Expired => "Expired",
            Self::WrongNonce => "InvalidNonce",
            Self::NoVerifiedEmail => "EmailNotVerified",
            Self::UnknownUser => "UnknownUser",
        }
    }
}

/// What the clocks of provider and server may differ by.
const LEEWAY: Span = Span::minutes(2);

/// Microsoft's directory of personal accounts, whose mailboxes it verified itself.
const PERSONAL_ACCOUNTS: &str = "9188040d-6c67-4c5b-b112-36a304b66dad";

impl Provider {
    /// Where its keys are.
    pub fn keys_at(&self) -> &str {
        let usual = self.name.key_set_url();
        self.key_set_url.as_deref().unwrap_or(usual)
    }

    /// The mailbox that a token proves to this company at this moment.
    pub fn judge(
        &self,
        claims: &IdClaims,
        nonce: Option<&str>,
        now: Instant,
    ) -> Result<Email, TokenFault> {
        if !self.is_issuer(claims) {
            return Err(TokenFault::WrongIssuer);
        }
        if !claims
            .audience
            .iter()
            .any(|id| self.client_ids.contains(id))
        {
            return Err(TokenFault::WrongAudience);
        }
        let moment = |seconds| Instant::from_unix_millis(0).plus(Span::seconds(seconds));
        let (begin, end) = (moment(claims.begins_at), moment(claims.expires_at));
        if now < begin.minus(LEEWAY) || now >= end.plus(LEEWAY) {
            return Err(TokenFault::Expired);
        }
        if nonce.is_some_and(|sent| claims.nonce.as_deref() != Some(sent)) {
            return Err(TokenFault::WrongNonce);
        }
        let email = claims.email.as_deref().filter(|_| self.is_verified(claims));
        let email = email.and_then(|email| Email::parse(email).ok());
        email.ok_or(TokenFault::NoVerifiedEmail)
    }

    fn is_issuer(&self, claims: &IdClaims) -> bool {
        if let Some(issuer) = &self.issuer {
            return claims.issuer == *issuer;
        }
        match self.name {
            ProviderName::Google => ["https://accounts.google.com", "accounts.google.com"]
                .contains(&claims.issuer.as_str()),
            // The keys are common to all directories; the issuer names the token's own.
            ProviderName::Microsoft => claims.directory.as_ref().is_some_and(|directory| {
                claims.issuer == format!("https://login.microsoftonline.com/{directory}/v2.0")
            }),
        }
    }

    /// Whether the mailbox was verified by somebody whom the company can trust in this. The
    /// administrators of any Microsoft directory can write any address into `email`: it counts where
    /// Microsoft says that the domain is theirs (`xms_edov`), for personal accounts, and for the one
    /// directory that the company names itself.
    fn is_verified(&self, claims: &IdClaims) -> bool {
        let personal = claims.directory.as_deref() == Some(PERSONAL_ACCOUNTS);
        let microsoft = self.name == ProviderName::Microsoft;
        claims.email_verified || (microsoft && (personal || self.issuer.is_some()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Instant = Instant::from_unix_millis(1_000_000_000);

    fn provider(name: ProviderName) -> Provider {
        Provider {
            name,
            client_ids: vec!["ours".to_owned()],
            issuer: None,
            key_set_url: None,
        }
    }

    fn claims() -> IdClaims {
        IdClaims {
            issuer: "https://accounts.google.com".to_owned(),
            audience: vec!["ours".to_owned()],
            expires_at: 1_000_100,
            begins_at: 999_900,
            nonce: Some("n".to_owned()),
            email: Some("mona@example.com".to_owned()),
            email_verified: true,
            directory: None,
        }
    }

    #[test]
    fn every_claim_must_be_right() {
        let google = provider(ProviderName::Google);
        assert!(google.judge(&claims(), Some("n"), NOW).is_ok());
        assert!(google.judge(&claims(), None, NOW).is_ok());
        let cases: [(fn(&mut IdClaims), TokenFault); 7] = [
            (
                |it| it.issuer = "https://evil.example".to_owned(),
                TokenFault::WrongIssuer,
            ),
            (
                |it| it.audience = vec!["theirs".to_owned()],
                TokenFault::WrongAudience,
            ),
            (|it| it.expires_at = 999_000, TokenFault::Expired),
            (|it| it.begins_at = 1_001_000, TokenFault::Expired),
            (|it| it.nonce = None, TokenFault::WrongNonce),
            (|it| it.email_verified = false, TokenFault::NoVerifiedEmail),
            (|it| it.email = None, TokenFault::NoVerifiedEmail),
        ];
        for (spoil, fault) in cases {
            let mut spoiled = claims();
            spoil(&mut spoiled);
            assert_eq!(google.judge(&spoiled, Some("n"), NOW), Err(fault));
        }
    }

    #[test]
    fn an_address_that_a_directorys_administrator_may_have_written_proves_nothing() {
        let mut microsoft = provider(ProviderName::Microsoft);
        let issuer =
            |directory: &str| format!("https://login.microsoftonline.com/{directory}/v2.0");
        let mut token = IdClaims {
            issuer: issuer("d1"),
            directory: Some("d1".to_owned()),
            email_verified: false,
            ..claims()
        };
        let judge = |by: &Provider, token: &IdClaims| by.judge(token, None, NOW).map(|_| ());
        assert_eq!(judge(&microsoft, &token), Err(TokenFault::NoVerifiedEmail));
        token.email_verified = true;
        assert_eq!(judge(&microsoft, &token), Ok(()));
        token.email_verified = false;
        (token.issuer, token.directory) = (
            issuer(PERSONAL_ACCOUNTS),
            Some(PERSONAL_ACCOUNTS.to_owned()),
        );
        assert_eq!(judge(&microsoft, &token), Ok(()));
        token.directory = Some("d1".to_owned());
        assert_eq!(judge(&microsoft, &token), Err(TokenFault::WrongIssuer));
        token.issuer = issuer("d1");
        microsoft.issuer = Some(issuer("d1"));
        assert_eq!(judge(&microsoft, &token), Ok(()));
    }
}
