//! spaCy's two hashes: the identifier of a string, and the rows of a hash embedding.
//!
//! The networks were trained on these numbers, so both have to be reproduced bit by bit.

/// The identifier of a string: MurmurHash64A with seed 1
/// ([Appleby](https://github.com/aappleby/smhasher/blob/master/src/MurmurHash2.cpp)).
pub(super) fn string_hash(text: &str) -> u64 {
    const MULTIPLIER: u64 = 0xc6a4_a793_5bd1_e995;
    const SEED: u64 = 1;
    let bytes = text.as_bytes();
    let mut hash = SEED ^ (bytes.len() as u64).wrapping_mul(MULTIPLIER);
    let (blocks, tail) = bytes.as_chunks::<8>();
    for block in blocks {
        let mut mixed = u64::from_le_bytes(*block).wrapping_mul(MULTIPLIER);
        mixed ^= mixed >> 47;
        hash = (hash ^ mixed.wrapping_mul(MULTIPLIER)).wrapping_mul(MULTIPLIER);
    }
    if !tail.is_empty() {
        for (index, byte) in tail.iter().enumerate() {
            hash ^= u64::from(*byte) << (8 * index);
        }
        hash = hash.wrapping_mul(MULTIPLIER);
    }
    hash = (hash ^ (hash >> 47)).wrapping_mul(MULTIPLIER);
    hash ^ (hash >> 47)
}

/// Four hashes of an identifier: MurmurHash3 for 128 bits
/// ([Appleby](https://github.com/aappleby/smhasher/blob/master/src/MurmurHash3.cpp)) on one 64-bit key.
pub(super) fn row_hashes(identifier: u64, seed: u32) -> [u32; 4] {
    let seed = u64::from(seed);
    let mut low = identifier
        .wrapping_mul(0x87c3_7b91_1142_53d5)
        .rotate_left(31)
        .wrapping_mul(0x4cf5_ad43_2745_937f);
    low ^= seed ^ 8;
    let mut high = seed ^ 8;
    low = low.wrapping_add(high);
    high = high.wrapping_add(low);
    low = finish(low);
    high = finish(high);
    low = low.wrapping_add(high);
    high = high.wrapping_add(low);
    [low as u32, (low >> 32) as u32, high as u32, (high >> 32) as u32]
}

fn finish(mut hash: u64) -> u64 {
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ (hash >> 33)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_has_the_identifier_that_spacy_gives_it() {
        assert_eq!(string_hash("coffee"), 3_197_928_453_018_144_401);
    }
}
