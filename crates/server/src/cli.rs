//! What can be asked for on the command line, and how a failed command says so. What a command
//! does is in the file of its name.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::{
    api_key, arguments::ConfigArgs, check, contract_type, demo, events, journal, member, message,
    serve, sign_agent, template, tenant, verify,
};

/// Digital identity and e-contracts on your own server.
#[derive(Debug, Parser)]
#[command(name = "mithaq", version, about)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the companies of a data folder
    Serve(ConfigArgs),
    /// Read the configuration and say what it means, and what waits for a seal
    Check(check::CheckArgs),
    /// Show the whole job on a throw-away server
    Demo(demo::DemoArgs),
    /// Judge the seal of a PDF: 0 intact, 1 altered or invalid, 2 unsigned or unreadable, 3 unknown issuer;
    /// or the chain of a journal
    Verify(verify::VerifyArgs),
    /// Journals: heads to be kept outside this machine
    #[command(subcommand)]
    Journal(journal::JournalCommand),
    /// Pull what a company's systems would be told; print it or send it on, for a laptop
    Events(events::EventsArgs),
    /// Companies on this server
    #[command(subcommand)]
    Tenant(tenant::TenantCommand),
    /// Keys of a company's client programs
    #[command(subcommand)]
    ApiKey(api_key::ApiKeyCommand),
    /// Staff and services of a company
    #[command(subcommand)]
    Member(member::MemberCommand),
    /// Contract types of a company
    #[command(subcommand)]
    ContractType(contract_type::ContractTypeCommand),
    /// Documents of contract types, before they are imported
    #[command(subcommand)]
    Template(template::TemplateCommand),
    /// Countersign with a token on your own computer, as a server asks
    #[command(subcommand)]
    SignAgent(sign_agent::SignAgentCommand),
    /// Messages: a test message, addresses of receipts
    #[command(subcommand)]
    Message(message::MessageCommand),
}

/// Reads the command line and does what it says.
pub fn run() -> ExitCode {
    let line = CommandLine::parse();
    let outcome = match line.command {
        Command::Serve(args) => serve::run(&args),
        Command::Check(args) => Ok(check::run(&args)),
        Command::Demo(args) => demo::run(args),
        Command::Verify(args) => verify::run(&args),
        Command::Journal(command) => journal::run(&command),
        Command::Events(args) => events::run(args),
        Command::Tenant(command) => tenant::run(command),
        Command::ApiKey(command) => api_key::run(command),
        Command::Member(command) => member::run(command),
        Command::ContractType(command) => contract_type::run(command),
        Command::Template(command) => template::run(command),
        Command::SignAgent(command) => sign_agent::run(command),
        Command::Message(command) => message::run(command),
    };
    outcome.unwrap_or_else(|error| {
        complain!("{error}");
        ExitCode::FAILURE
    })
}
