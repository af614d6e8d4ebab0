//! Who asks: Basic and Digest ([RFC 7617](https://www.rfc-editor.org/rfc/rfc7617),
//! [RFC 7616](https://www.rfc-editor.org/rfc/rfc7616)) or a bearer token. None of it is shown in messages.

use std::fmt;
use std::sync::Mutex;

use http_auth::{DigestClient, PasswordParams, parse_challenges};

/// Who asks.
#[derive(Clone)]
pub enum Credentials {
    /// A name and a password, sent with each request.
    Basic(String, String),
    /// A name and a password, of which only hashes are sent.
    Digest(String, String),
    /// A token, sent with each request.
    Bearer(String),
}

impl fmt::Debug for Credentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Basic(..) => "Basic",
            Self::Digest(..) => "Digest",
            Self::Bearer(_) => "Bearer",
        })
    }
}

/// Answers what a server asks about who is there.
pub(super) struct Answering {
    credentials: Option<Credentials>,
    /// The server's last challenge, which is answered with a count.
    digest: Mutex<Option<DigestClient>>,
}

impl Answering {
    pub(super) fn new(credentials: Option<Credentials>) -> Self {
        Self {
            credentials,
            digest: Mutex::default(),
        }
    }

    /// The header `Authorization` for a request with this method and target; none before a challenge that is needed has come.
    pub(super) fn header(&self, (method, target): (&str, &str)) -> Option<String> {
        match self.credentials.as_ref()? {
            Credentials::Basic(user, password) => Some(http_auth::basic::encode_credentials(user, password)),
            Credentials::Bearer(token) => Some(format!("Bearer {token}")),
            Credentials::Digest(user, password) => {
                let mut digest = self.digest.lock().ok()?;
                let answered = digest.as_mut()?.respond(&PasswordParams {
                    username: user,
                    password,
                    uri: target,
                    method,
                    body: None,
                });
                answered.ok()
            }
        }
    }

    /// Takes the challenges of a server; whether one of them can be answered now.
    pub(super) fn challenged(&self, challenges: &[String]) -> bool {
        if !matches!(self.credentials, Some(Credentials::Digest(..))) {
            return false;
        }
        let asked = challenges
            .iter()
            .filter_map(|text| parse_challenges(text).ok())
            .flatten();
        let mut digests = asked.filter(|challenge| challenge.scheme.eq_ignore_ascii_case("digest"));
        let Some(client) = digests.find_map(|challenge| DigestClient::try_from(&challenge).ok()) else {
            return false;
        };
        match self.digest.lock() {
            Ok(mut digest) => {
                *digest = Some(client);
                true
            }
            Err(_) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_not_shown_and_a_digest_waits_for_its_challenge() {
        let credentials = Credentials::Digest("ann".into(), "secret".into());
        assert_eq!(format!("{credentials:?}"), "Digest");
        let answering = Answering::new(Some(credentials));
        assert_eq!(answering.header(("PUT", "/store")), None);
        assert!(
            !answering.challenged(&["Basic realm=\"a\"".into()]),
            "a password is not sent in clear"
        );
        assert!(answering.challenged(&["Digest realm=\"a\", nonce=\"1\", qop=\"auth\"".into()]));
        let header = answering.header(("PUT", "/store")).unwrap();
        assert!(
            header.starts_with("Digest ") && header.contains("nc=00000001"),
            "{header}"
        );
        assert!(!header.contains("secret"));
    }

    #[test]
    fn basic_and_bearer_are_sent_at_once() {
        let header = |credentials| Answering::new(Some(credentials)).header(("GET", "/")).unwrap();
        assert_eq!(
            header(Credentials::Basic("Aladdin".into(), "open sesame".into())),
            "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="
        );
        assert_eq!(header(Credentials::Bearer("abc".into())), "Bearer abc");
    }
}
