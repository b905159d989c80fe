//! `mithaq serve`: the server on an existing data folder, until it is told to stop.

use std::{process::ExitCode, sync::Arc};

use mithaq_service::{App, AppOptions, tenant::unattainable_levels};
use mithaq_store::vault::OsEntropy;
use tokio::net::TcpListener;

use crate::{
    arguments::{self, ConfigArgs},
    clock::SystemClock,
    config::{self, Config},
    error::CommandError,
    running::Running,
    signals::StopSignals,
    telemetry,
};

/// Serves until a signal.
pub fn run(args: &ConfigArgs) -> Result<ExitCode, CommandError> {
    let config = Config::load(args.config.as_deref())?;
    telemetry::start(&config.log, config.log_format);
    arguments::block_on(serve(config))
}

async fn serve(config: Config) -> Result<ExitCode, CommandError> {
    let mut signals = StopSignals::listen().map_err(CommandError::Runtime)?;
    let listener = bind(config.listen).await?;
    let options = options(&config);
    let opened = tokio::task::spawn_blocking(move || {
        App::open(options, Arc::new(SystemClock), Arc::new(OsEntropy))
    });
    let app = opened
        .await
        .map_err(|error| CommandError::Runtime(error.into()))??;
    announce(&config, &app);
    let running = Running::start(app, listener, Arc::clone(&config.trusted_proxies));
    signals.next().await;
    tracing::info!("stopping");
    running.stop().await?;
    Ok(ExitCode::SUCCESS)
}

fn options(config: &Config) -> AppOptions {
    AppOptions {
        data: config.data.clone(),
        public_url: config.public_url.clone(),
        outbox: config.development_outbox.clone(),
        gateways: config.gateways.gateways(),
        seals: config.seals.clone(),
        codes_per_address: config.codes_per_address_per_hour,
        private_webhook_targets: config.private_webhook_targets,
        workers: config.workers,
        durability: config::durability(),
    }
}

fn announce(config: &Config, app: &App) {
    tracing::info!(listen = %config.listen, public_url = %config.public_url, tenants = app.tenant_count(), "serving");
    if app.tenant_count() == 0 {
        tracing::warn!(
            "there is no company yet: stop this server and make one with `mithaq tenant create NAME --display-en … --display-ar …`"
        );
    }
    announce_levels(app);
    if let Some(outbox) = &config.development_outbox {
        tracing::warn!(outbox = %outbox.display(), "messages, codes among them, are written to a folder and sent to nobody");
    } else {
        announce_gateways(config);
    }
}

/// Companies that want more of their seals than this server can give.
fn announce_levels(app: &App) {
    for (name, wanted) in unattainable_levels(app) {
        let wanted = wanted.code();
        tracing::warn!(
            company = name,
            wanted,
            "no timestamp authority is configured: this company's contracts are sealed B-B and raised when there is one"
        );
    }
}

fn announce_gateways(config: &Config) {
    if config.gateways.mail.is_none() {
        tracing::warn!(
            "no mail server is configured: e-mail waits, encrypted, in the queue; codes are dropped after their life"
        );
    }
    if config.gateways.sms.is_empty() {
        tracing::warn!(
            "no SMS gateway is configured: text messages wait, encrypted, in the queue; codes are dropped after their life"
        );
    }
}

/// Listens on an address.
pub async fn bind(address: std::net::SocketAddr) -> Result<TcpListener, CommandError> {
    let bound = TcpListener::bind(address).await;
    bound.map_err(|error| CommandError::Bind { address, error })
}
