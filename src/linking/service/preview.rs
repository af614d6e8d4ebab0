//! What a service shows of a record: where its page is, and the words of a small preview of it.

use super::{Service, ServiceError};
use crate::source::page_words;

/// The most characters of a preview that are told.
const TOLD: usize = 300;
/// The most bytes of a preview that are looked at; it is made for a frame of a few hundred pixels.
const LOOKED_AT: usize = 256 << 10;

/// Where one reads on about a record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// Its page, where the service has pages.
    pub url: Option<String>,
    /// The address of its preview, where the service has previews.
    pub preview: Option<String>,
    /// The words of the preview, or why there are none; nothing where it is not on the service's own host, which is the
    /// only one that was named.
    pub words: Option<Result<String, String>>,
}

impl Service {
    /// Where one reads on about the record that the service knows by this id.
    pub fn page(&self, id: &str) -> Page {
        let preview = self.manifest.preview(&self.settings.url, id);
        let own = preview
            .as_deref()
            .filter(|url| authority(url) == authority(&self.settings.url));
        let words = own.map(|url| {
            let told = self.preview(url);
            told.map_err(|error| in_full(&error))
        });
        Page {
            url: self.manifest.page(id),
            preview,
            words,
        }
    }

    fn preview(&self, url: &str) -> Result<String, ServiceError> {
        let key = format!("{}\npreview\n{url}", self.settings.url);
        let html = match self.kept(&key, url)? {
            Some(html) => html,
            None => {
                let html = self.send(url, "", None)?.body;
                self.cache.put(&key, &html)?;
                html
            }
        };
        let html = String::from_utf8_lossy(html.get(..LOOKED_AT).unwrap_or(&html));
        let words = page_words(&html).map_err(|error| self.stranger(error.to_string()))?;
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        Ok(words.chars().take(TOLD).collect())
    }
}

/// Host and port of an address.
fn authority(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    rest.split(['/', '?', '#']).next()
}

/// An error with its causes.
fn in_full(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    let texts = causes.map(ToString::to_string);
    std::iter::once(error.to_string())
        .chain(texts)
        .collect::<Vec<_>>()
        .join(": ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_one_host_and_port_have_one_authority() {
        assert_eq!(
            authority("http://h.example:80/api?x"),
            authority("http://h.example:80")
        );
        assert_ne!(
            authority("http://h.example:80/api"),
            authority("http://h.example:81/api")
        );
        assert_eq!(authority("api"), None);
    }
}
