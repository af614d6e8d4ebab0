//! How a server and its workers talk: a head in JSON and a body as it is, with the lengths of both before them.

use std::io::{self, Read, Write};

use serde::Serialize;
use serde::de::DeserializeOwned;

/// The lengths of a head and of a body, eight bytes each, the least first.
pub(super) const LENGTHS: usize = 16;

/// The lengths, as they stand before what they are the lengths of.
pub(super) fn lengths(bytes: [u8; LENGTHS]) -> io::Result<[usize; 2]> {
    let (head, body) = bytes.split_at(LENGTHS / 2);
    let read = |half: &[u8]| {
        let half = half.try_into().map_err(io::Error::other)?;
        usize::try_from(u64::from_le_bytes(half)).map_err(io::Error::other)
    };
    Ok([read(head)?, read(body)?])
}

/// The value that is written in a head.
pub(super) fn value<T: DeserializeOwned>(head: &[u8]) -> io::Result<T> {
    serde_json::from_slice(head).map_err(io::Error::other)
}

/// The lengths and the head, which go before the body.
pub(super) fn beginning(head: &impl Serialize, body: &[u8]) -> io::Result<Vec<u8>> {
    let head = serde_json::to_vec(head).map_err(io::Error::other)?;
    let length = |bytes: &[u8]| (bytes.len() as u64).to_le_bytes();
    Ok([&length(&head), &length(body), head.as_slice()].concat())
}

/// Reads a head and its body; none at the end.
pub(super) fn read<T: DeserializeOwned>(input: &mut impl Read) -> io::Result<Option<(T, Vec<u8>)>> {
    let mut bytes = [0; LENGTHS];
    match input.read_exact(&mut bytes) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        other => other?,
    }
    let [mut head, mut body] = lengths(bytes)?.map(|length| vec![0; length]);
    input.read_exact(&mut head)?;
    input.read_exact(&mut body)?;
    Ok(Some((value(&head)?, body)))
}

/// Writes a head and its body.
pub(super) fn write(output: &mut impl Write, head: &impl Serialize, body: &[u8]) -> io::Result<()> {
    output.write_all(&beginning(head, body)?)?;
    output.write_all(body)?;
    output.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_what_breaks_off_is_told_from_the_end() {
        let mut written = Vec::new();
        write(&mut written, &("a", 1), b"\0body").unwrap();
        write(&mut written, &("b", 2), b"").unwrap();
        let mut input = written.as_slice();
        let mut next = || read::<(String, u8)>(&mut input).unwrap();
        assert_eq!(next(), Some((("a".to_owned(), 1), b"\0body".to_vec())));
        assert_eq!(next(), Some((("b".to_owned(), 2), Vec::new())));
        assert_eq!(next(), None);
        assert!(read::<(String, u8)>(&mut written.get(..20).unwrap()).is_err());
    }
}
