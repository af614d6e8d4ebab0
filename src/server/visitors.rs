//! Who is connected: so many of one address and no more, that nobody takes all the room there is.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::time::timeout;

/// The most connections of one address; a proxy keeps fewer open.
const MOST_OF_ONE: usize = 256;

/// The most connections in all: fewer than the files that a process may usually have open.
const MOST: usize = 900;

/// How long is taken to turn somebody away.
const FAREWELL: Duration = Duration::from_millis(500);

/// What those get for whom there is no room.
const BUSY: &[u8] =
    b"HTTP/1.1 503 Service Unavailable\r\ncontent-type: text/plain; charset=utf-8\r\nretry-after: 2\r\n\
content-length: 32\r\nconnection: close\r\n\r\ntoo many connections: try again\n";

/// How many connections each address has.
#[derive(Debug, Clone, Default)]
pub(super) struct Visitors(Arc<Mutex<BTreeMap<IpAddr, usize>>>);

/// A connection that counts until it is dropped.
#[derive(Debug)]
pub(super) struct Visitor {
    all: Visitors,
    address: IpAddr,
}

impl Visitors {
    /// Lets a connection in when there is room for it.
    pub(super) fn admit(&self, address: IpAddr) -> Option<Visitor> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let all: usize = counts.values().sum();
        let of_one = counts.get(&address).copied().unwrap_or_default();
        if all >= MOST || of_one >= MOST_OF_ONE {
            return None;
        }
        counts.insert(address, of_one + 1);
        Some(Visitor {
            all: self.clone(),
            address,
        })
    }
}

impl Drop for Visitor {
    fn drop(&mut self) {
        let mut counts = self.all.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.address);
            }
        }
    }
}

/// Says that there is no room, and hangs up.
pub(super) async fn turn_away(mut stream: TcpStream) {
    // Whoever does not listen is not told.
    let _ = timeout(FAREWELL, async {
        stream.write_all(BUSY).await?;
        stream.shutdown().await
    })
    .await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_does_not_take_the_room_of_others_and_room_comes_back() {
        let visitors = Visitors::default();
        let address = |last: u8| IpAddr::from([127, 0, 0, last]);
        let mut held: Vec<Visitor> = (0..MOST_OF_ONE)
            .map(|_| visitors.admit(address(1)).unwrap())
            .collect();
        assert!(visitors.admit(address(1)).is_none());
        assert!(visitors.admit(address(2)).is_some());
        held.pop();
        assert!(visitors.admit(address(1)).is_some());
        held.clear();
        assert!(visitors.0.lock().unwrap().is_empty());
    }

    #[test]
    fn all_addresses_together_leave_files_for_the_graph() {
        let visitors = Visitors::default();
        let held: Vec<Visitor> = (0..2_000_u32)
            .filter_map(|number| visitors.admit(IpAddr::from(number.to_be_bytes())))
            .collect();
        assert_eq!(held.len(), MOST);
    }

    #[test]
    fn the_refusal_has_the_length_that_it_says() {
        let text = std::str::from_utf8(BUSY).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        assert!(
            head.contains(&format!("content-length: {}\r\n", body.len())),
            "{}",
            body.len()
        );
    }
}
