//! Hosts that the program may ask, and addresses that it does not connect to unless they are named themselves.
//!
//! A name can be made to mean any address, so that a host that is allowed by its name may not lead into a private network:
//! whoever wants that allows the address too.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use iri_string::types::UriStr;

/// The ports of `http:` and `https:`.
const USUAL_PORTS: [u16; 2] = [80, 443];

/// A host, with a port unless it is one of the usual two.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Host {
    /// A name or an address, in lower case; an IPv6 address without brackets.
    name: String,
    /// The port; without one 80 and 443 are meant.
    port: Option<u16>,
}

/// A text that names no host.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no host: write HOST or HOST:PORT, such as query.example.org, 127.0.0.1:7878 or [::1]:7878")]
pub struct NotAHost(String);

impl FromStr for Host {
    type Err = NotAHost;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || NotAHost(text.to_owned());
        let (name, port) = match text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((address, rest)) if address.parse::<Ipv6Addr>().is_ok() => (address, rest),
            Some(_) => return Err(wrong()),
            None => match text.find(':') {
                Some(at) => text.split_at(at),
                None => (text, ""),
            },
        };
        let is_letter = |letter: char| letter.is_ascii_alphanumeric() || "-._:".contains(letter);
        if name.is_empty() || !name.chars().all(is_letter) {
            return Err(wrong());
        }
        let port = match port.strip_prefix(':') {
            Some(port) => Some(port.parse().map_err(|_| wrong())?),
            None if port.is_empty() => None,
            None => return Err(wrong()),
        };
        Ok(Self {
            name: name.to_ascii_lowercase(),
            port,
        })
    }
}

impl fmt::Display for Host {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name.contains(':') {
            true => write!(formatter, "[{}]", self.name)?,
            false => formatter.write_str(&self.name)?,
        }
        match self.port {
            Some(port) => write!(formatter, ":{port}"),
            None => Ok(()),
        }
    }
}

/// The hosts that may be asked; none when it is new.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AllowedHosts {
    hosts: Vec<Host>,
}

/// Why an address is not asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HostError {
    /// It is not the address of something that answers by HTTP.
    #[error(
        "`{0}` is no address of a SPARQL endpoint: write http://HOST/PATH or https://HOST/PATH, without a user's name"
    )]
    NotAnEndpoint(String),
    /// Nobody allowed it.
    #[error("`{url}` is not asked, as its host is not allowed; if you trust it, give --allow-service {host}")]
    NotAllowed {
        /// The address.
        url: String,
        /// The host, as it would be allowed.
        host: Host,
    },
    /// The name leads to an address that is only reached when it is itself allowed.
    #[error(
        "`{host}` is at {address}, which is not a public address; if you mean to ask it, give --allow-service {allowing} too"
    )]
    Private {
        /// The name.
        host: String,
        /// Where it leads.
        address: IpAddr,
        /// What would allow it.
        allowing: Host,
    },
}

impl AllowedHosts {
    /// These hosts, and no others.
    pub fn new(hosts: Vec<Host>) -> Self {
        Self { hosts }
    }

    /// Whether nothing may be asked.
    pub fn is_empty(&self) -> bool {
        self.hosts.is_empty()
    }

    /// The host and port of an address that may be asked.
    pub fn check(&self, url: &str) -> Result<(String, u16), HostError> {
        let (host, port) = host_and_port(url).ok_or_else(|| HostError::NotAnEndpoint(url.to_owned()))?;
        match self.allows(&host, port) {
            true => Ok((host, port)),
            false => Err(HostError::NotAllowed {
                url: url.to_owned(),
                host: named(&host, port),
            }),
        }
    }

    /// Whether `address`, to which the allowed name `host` leads, may be connected to.
    ///
    /// An address that is not public has to be allowed itself; for those of this machine `localhost` will do.
    pub fn check_address(&self, host: &str, (address, port): (IpAddr, u16)) -> Result<(), HostError> {
        let address = address.to_canonical();
        let is_named = self.allows(&address.to_string(), port)
            || (address.is_loopback() && self.allows("localhost", port));
        match is_public(address) || is_named {
            true => Ok(()),
            false => Err(HostError::Private {
                host: host.to_owned(),
                address,
                allowing: named(&address.to_string(), port),
            }),
        }
    }

    fn allows(&self, name: &str, port: u16) -> bool {
        let name = name.to_ascii_lowercase();
        let fits = |allowed: u16| allowed == port;
        self.hosts
            .iter()
            .any(|host| host.name == name && host.port.map_or_else(|| USUAL_PORTS.contains(&port), fits))
    }
}

/// A host with its port, where that is not a usual one.
fn named(name: &str, port: u16) -> Host {
    Host {
        name: name.to_ascii_lowercase(),
        port: (!USUAL_PORTS.contains(&port)).then_some(port),
    }
}

fn host_and_port(url: &str) -> Option<(String, u16)> {
    let url = UriStr::new(url).ok()?;
    let usual = match url.scheme_str().to_ascii_lowercase().as_str() {
        "http" => 80,
        "https" => 443,
        _ => return None,
    };
    let authority = url.authority_components()?;
    if authority.userinfo().is_some() || authority.host().is_empty() {
        return None;
    }
    let host = authority.host().trim_start_matches('[').trim_end_matches(']');
    let port = match authority.port() {
        None | Some("") => usual,
        Some(port) => port.parse().ok()?,
    };
    Some((host.to_owned(), port))
}

/// Whether an address is anybody's: not of this machine, of a private network, of one link or of many
/// ([the registries of special addresses](https://www.iana.org/assignments/iana-ipv4-special-registry/)).
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => match embedded(address) {
            Some(inner) => is_public_v4(inner),
            None => is_public_v6(address),
        },
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [first, second, third, _] = address.octets();
    let is_shared = first == 100 && (64..128).contains(&second);
    let is_protocols = first == 192 && second == 0 && third == 0;
    let is_benchmark = first == 198 && (second == 18 || second == 19);
    let is_special = address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_multicast()
        || address.is_documentation();
    !(is_special || is_shared || is_protocols || is_benchmark || first == 0 || first >= 240)
}

/// Global unicast is 2000::/3; documentation is a part of it.
fn is_public_v6(address: Ipv6Addr) -> bool {
    let [first, second, ..] = address.segments();
    (0x2000..0x4000).contains(&first) && !(first == 0x2001 && second == 0x0db8)
}

/// The IPv4 address that NAT64 (64:ff9b::/96) or 6to4 (2002::/16) leads to.
fn embedded(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let segments = address.segments();
    let [high, low] = match segments {
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => [high, low],
        _ => return None,
    };
    let [[a, b], [c, d]] = [high.to_be_bytes(), low.to_be_bytes()];
    Some(Ipv4Addr::new(a, b, c, d))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(hosts: &[&str]) -> AllowedHosts {
        AllowedHosts::new(hosts.iter().map(|host| host.parse().unwrap()).collect())
    }

    #[test]
    fn only_hosts_that_are_named_may_be_asked_and_only_at_their_ports() {
        let hosts = allowed(&["query.example.org", "127.0.0.1:7878", "[::1]:90"]);
        for url in [
            "https://query.example.org/sparql",
            "http://QUERY.example.org:80/sparql?x=1",
            "http://127.0.0.1:7878/",
            "http://[::1]:90/sparql",
        ] {
            assert!(hosts.check(url).is_ok(), "{url}");
        }
        for url in [
            "https://query.example.org:8443/",
            "http://127.0.0.1/",
            "http://query.example.org.evil.example/",
            "http://evil.example/query.example.org",
        ] {
            assert!(
                matches!(hosts.check(url), Err(HostError::NotAllowed { .. })),
                "{url}"
            );
        }
        for url in [
            "file:///etc/hostname",
            "http://query.example.org@evil.example/",
            "http:///a",
            "urn:a",
        ] {
            assert!(
                matches!(hosts.check(url), Err(HostError::NotAnEndpoint(_))),
                "{url}"
            );
        }
        assert!(allowed(&[]).check("http://query.example.org/").is_err());
    }

    #[test]
    fn the_refusal_says_how_the_host_is_allowed() {
        let error = allowed(&[]).check("http://127.0.0.1:9/sparql").unwrap_err();
        assert!(
            error.to_string().ends_with("--allow-service 127.0.0.1:9"),
            "{error}"
        );
    }

    #[test]
    fn an_allowed_name_does_not_lead_into_a_private_network() {
        let hosts = allowed(&["query.example.org", "localhost:80"]);
        let may = |address: &str| {
            hosts
                .check_address("query.example.org", (address.parse().unwrap(), 443))
                .is_ok()
        };
        for address in [
            "127.0.0.1",
            "10.0.0.1",
            "172.16.5.4",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "::1",
            "fe80::1",
            "fd00::1",
            "::ffff:10.0.0.1",
            "64:ff9b::a00:1",
            "2002:a00:1::1",
            "224.0.0.1",
        ] {
            assert!(!may(address), "{address}");
        }
        for address in [
            "93.184.215.14",
            "2606:2800:21f:cb07:6820:80da:af6b:8b2c",
            "172.32.0.1",
        ] {
            assert!(may(address), "{address}");
        }
    }

    #[test]
    fn a_private_address_that_is_named_itself_is_reached() {
        let hosts = allowed(&["query.intern", "10.0.0.5", "localhost:7878"]);
        let check =
            |address: &str, port| hosts.check_address("query.intern", (address.parse().unwrap(), port));
        assert!(check("10.0.0.5", 443).is_ok() && check("127.0.0.1", 7878).is_ok());
        let error = check("10.0.0.6", 443).unwrap_err().to_string();
        assert!(error.contains("--allow-service 10.0.0.6"), "{error}");
    }

    #[test]
    fn what_is_no_host_is_refused() {
        for text in ["", "http://a/", "a:b", "a b", "[::1", "*", "a:70000", ":80"] {
            assert!(text.parse::<Host>().is_err(), "{text}");
        }
        assert_eq!("[::1]:80".parse::<Host>().unwrap().to_string(), "[::1]:80");
    }
}
