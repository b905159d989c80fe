//! `mithaq tenant messages`: a company's rules for messages, shown and changed.

use std::process::ExitCode;

use mithaq_domain::message::MessagePolicy;
use mithaq_service::tenant::set_messages;

use super::{find, open};
use crate::{
    arguments::{self, DataArgs},
    error::CommandError,
};

/// Three days: most invitations live for seven.
const MOST_REMINDER_HOURS: i64 = 72;

/// The rules that are to be changed; without any, they are only shown.
#[derive(Debug, clap::Args)]
pub struct MessagesArgs {
    /// The company's unique name
    name: String,
    /// Calling codes that text messages may go to, such as 20,966
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    countries: Vec<String>,
    /// Text messages within a day of the company's time zone
    #[arg(long, value_name = "NUMBER")]
    sms_per_day: Option<i64>,
    /// Names of SMS gateways, the first to be tried first; `any` means all in the configuration's order
    #[arg(long, value_delimiter = ',', value_name = "NAMES")]
    gateways: Vec<String>,
    /// Hours before the end of their time when persons are reminded of what they have to sign; 0 means never
    #[arg(long, value_name = "HOURS")]
    reminder_hours: Option<i64>,
    #[command(flatten)]
    data: DataArgs,
}

/// Shows or changes the rules.
pub fn run(args: &MessagesArgs) -> Result<ExitCode, CommandError> {
    let app = open(&args.data)?;
    let tenant = find(&app, &args.name)?;
    let mut policy = app.tenant(tenant)?.tenant.settings.messages.clone();
    let changed = args.change(&mut policy)?;
    if changed {
        let stored = policy.clone();
        arguments::block_on(async { Ok(set_messages(&app, tenant, stored).await?) })?;
    }
    app.close()?;
    let gateways = match policy.gateways.as_slice() {
        [] => "any, in the configuration's order".to_owned(),
        names => names.join(", "),
    };
    say!("Calling codes   {}", policy.countries.join(", "));
    say!("SMS a day       {}", policy.sms_per_day);
    say!("SMS gateways    {gateways}");
    match policy.reminder_hours {
        0 => say!("Reminders       none"),
        hours => say!("Reminders       {hours} hours before a session ends"),
    }
    Ok(ExitCode::SUCCESS)
}

impl MessagesArgs {
    fn change(&self, policy: &mut MessagePolicy) -> Result<bool, CommandError> {
        let refused = |why: String| Err(CommandError::Refused(why));
        if !self.countries.is_empty() {
            let codes = self
                .countries
                .iter()
                .map(|code| code.trim().trim_start_matches('+').to_owned());
            let codes: Vec<String> = codes.collect();
            let fits = |code: &String| {
                (1..=4).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_digit())
            };
            if let Some(wrong) = codes.iter().find(|code| !fits(code)) {
                return refused(format!("{wrong:?} is no calling code; for example 20"));
            }
            policy.countries = codes;
        }
        if let Some(most) = self.sms_per_day {
            if most < 0 {
                return refused("--sms-per-day may not be below 0".to_owned());
            }
            policy.sms_per_day = most;
        }
        match self.gateways.as_slice() {
            [] => {}
            [any] if any.eq_ignore_ascii_case("any") => policy.gateways.clear(),
            names => policy.gateways = names.iter().map(|name| name.trim().to_owned()).collect(),
        }
        if let Some(hours) = self.reminder_hours {
            if !(0..=MOST_REMINDER_HOURS).contains(&hours) {
                return refused(format!(
                    "--reminder-hours must be 0 to {MOST_REMINDER_HOURS}"
                ));
            }
            policy.reminder_hours = hours;
        }
        let numbers = [self.sms_per_day, self.reminder_hours];
        let named = !self.countries.is_empty() || !self.gateways.is_empty();
        Ok(named || numbers.iter().any(Option::is_some))
    }
}
