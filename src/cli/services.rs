//! Which other endpoints a question may ask.

use std::time::Duration;

use clap::Args;
use testimony::federation::{ServiceLimits, Services};
use testimony::hosts::{AllowedHosts, Host};

use super::limits::seconds;
use super::place::allowed_hosts;

/// Other endpoints, as `SERVICE` names them.
#[derive(Debug, Args)]
pub(crate) struct ServiceArgs {
    /// Let SERVICE ask endpoints on this host; ports other than 80 and 443 are named too, and so are private addresses.
    /// May be given several times; `allow-service` in testimony.toml holds more
    #[arg(long = "allow-service", value_name = "HOST[:PORT]")]
    hosts: Vec<Host>,
    /// The longest that one request to another endpoint may take
    #[arg(long, value_name = "SECONDS", default_value = "30", value_parser = seconds)]
    service_timeout: Duration,
}

impl ServiceArgs {
    /// The endpoints that may be asked: those of the command and those of the settings file.
    pub(crate) fn services(&self) -> anyhow::Result<Services> {
        self.within(Duration::MAX)
    }

    /// The same, where no request may take longer than `longest`.
    pub(crate) fn within(&self, longest: Duration) -> anyhow::Result<Services> {
        let allowed = AllowedHosts::new([self.hosts.clone(), allowed_hosts()?].concat());
        let limits = ServiceLimits {
            timeout: self.service_timeout.min(longest),
            ..ServiceLimits::default()
        };
        Ok(Services::new(allowed, limits))
    }
}
