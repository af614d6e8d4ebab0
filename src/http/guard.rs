//! Names looked up once: the addresses that are checked are those that are connected to.

use ureq::Error;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

use crate::hosts::AllowedHosts;

/// Looks names up and gives only addresses that may be connected to.
#[derive(Debug)]
pub(super) struct Guard {
    allowed: AllowedHosts,
    names: DefaultResolver,
}

impl Guard {
    pub(super) fn new(allowed: AllowedHosts) -> Self {
        Self {
            allowed,
            names: DefaultResolver::default(),
        }
    }
}

impl Resolver for Guard {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let refused = |error| Error::Other(Box::new(error));
        let (host, _) = self.allowed.check(&uri.to_string()).map_err(refused)?;
        let addresses = self.names.resolve(uri, config, timeout)?;
        for address in addresses.iter() {
            let to = (address.ip(), address.port());
            self.allowed.check_address(&host, to).map_err(refused)?;
        }
        Ok(addresses)
    }
}
