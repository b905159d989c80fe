//! What the demo leaves on the screen: where the files are, a `curl` for each call, and a fresh
//! link for a browser.

use std::path::Path;

use super::{credentials::Credentials, journey::Invited};

/// Where everything is.
pub struct Closing<'a> {
    /// The address that was bound.
    pub base_url: &'a str,
    /// The company.
    pub credentials: &'a Credentials,
    /// Where codes appear.
    pub outbox: &'a Path,
}

impl Closing<'_> {
    /// Where the files are and how to judge them again.
    pub fn files(&self, out: &Path) {
        say!();
        say!(
            "The sealed contract   {}",
            out.join("contract.pdf").display()
        );
        say!(
            "What was reviewed     {}",
            out.join("reviewed.pdf").display()
        );
        say!("The root of its seal  {}", out.join("root.pem").display());
        say!(
            "What was said         {}",
            out.join("transcript.json").display()
        );
        say!(
            "Judge it again        mithaq verify {} --trust {}",
            out.join("contract.pdf").display(),
            out.join("root.pem").display()
        );
    }

    /// A ready-made call for each address of the API, to be pasted into a shell in this order.
    pub fn calls(&self, contract: Option<&str>) {
        let Credentials {
            tenancy_name,
            api_key,
            admin_user,
            admin_password,
            ..
        } = self.credentials;
        let base = self.base_url;
        say!();
        say!("The same by hand, pasted in this order:");
        say!("  KEY='{api_key}'");
        say!(
            "  TOKEN=$(curl -s {base}/api/credentials/Login -H \"ApiKey: $KEY\" -H 'TenancyName: {tenancy_name}' \
             -H 'Content-Type: application/json' -d '{{\"tenancyName\":\"{tenancy_name}\",\
             \"userNameOrEmailAddress\":\"{admin_user}\",\"password\":\"{admin_password}\"}}' \
             | sed -n 's/.*\"accessToken\" *: *\"\\([^\"]*\\)\".*/\\1/p')"
        );
        say!(
            "  curl -si {base}/api/IdentityUserSession/CreateInvitation -H \"ApiKey: $KEY\" -H \"Authorization: Bearer $TOKEN\" \
             -H 'Content-Type: application/json' -d '{}'",
            INVITATION
        );
        let get = |path: &str| {
            say!(
                "  curl -s '{base}{path}' -H \"ApiKey: $KEY\" -H \"Authorization: Bearer $TOKEN\""
            );
        };
        get("/api/IdentityUserSession/List");
        get("/api/BusinessRequest/GetAllRequestTypes");
        get("/api/BusinessRequest/GetRequests");
        if let Some(contract) = contract {
            say!(
                "  curl -s '{base}/api/BusinessRequest/GetContractToPdf?id={contract}' -H \"ApiKey: $KEY\" \
                 -H \"Authorization: Bearer $TOKEN\" -H 'Accept: application/pdf' -o contract.pdf"
            );
        }
        say!("  curl -s {base}/.well-known/jwks.json");
    }

    /// A link that nobody has opened yet.
    pub fn link(&self, invited: &Invited) {
        say!();
        say!("Walk through it yourself, in a browser:");
        say!("  {}{}", self.base_url, invited.path);
        say!("Codes appear, as a phone would show them, in");
        say!("  {}", self.outbox.display());
        say!("The newest one:");
        say!(
            "  grep -h '\"code\"' {}/*.json | tail -n 1",
            self.outbox.display()
        );
    }
}

/// An invitation of a number of the reader's own choice.
const INVITATION: &str = r#"{"SessionInput":{"phoneNumber":"+201001234567","sessionPermissions":{"allowedContractTypeIds":[414],"minimalSignatureFlow":true,"DigitalIdentityOnly":false},"RequestFieldsValues":{"414":{"fullName":"Ahmed Mohamed","monthlyIncome":"5000"}}}}"#;
