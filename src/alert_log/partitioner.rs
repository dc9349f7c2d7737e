//! An alert's home partition (docs/protocol.md#rule-4): the hash that Kafka's own Java producer uses for a key.
//!
//! Must never change: with another hash, an alert's new records would go to another partition than its log.

/// `(murmur2(alert id) & 0x7fff_ffff) % partitions`. `partitions` is `KAFKA_PARTITIONS`; the topic may have more.
///
/// A number below one counts as one, so that the result is always a partition.
#[must_use]
pub fn home_partition(alert_id: &str, partitions: i32) -> i32 {
    (murmur2(alert_id.as_bytes()) & 0x7fff_ffff).cast_signed() % partitions.max(1)
}

/// `org.apache.kafka.common.utils.Utils.murmur2`.
fn murmur2(data: &[u8]) -> u32 {
    const M: u32 = 0x5bd1_e995;
    const SEED: u32 = 0x9747_b28c;
    // Kafka also computes with 32 bits.
    #[allow(clippy::cast_possible_truncation)]
    let mut hash = SEED ^ data.len() as u32;
    let (words, rest) = data.as_chunks::<4>();
    for word in words {
        let mut k = u32::from_le_bytes(*word).wrapping_mul(M);
        k ^= k >> 24;
        hash = hash.wrapping_mul(M) ^ k.wrapping_mul(M);
    }
    if !rest.is_empty() {
        for (place, byte) in rest.iter().enumerate() {
            hash ^= u32::from(*byte) << (8 * place);
        }
        hash = hash.wrapping_mul(M);
    }
    hash ^= hash >> 13;
    hash = hash.wrapping_mul(M);
    hash ^ (hash >> 15)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_that_of_the_java_client() {
        // The vectors of Kafka's UtilsTest.
        for (text, expected) in [
            ("21", -973_932_308),
            ("foobar", -790_332_482),
            ("a-little-bit-long-string", -985_981_536),
            ("a-little-bit-longer-string", -1_486_304_829),
            ("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58_897_971),
        ] {
            assert_eq!(murmur2(text.as_bytes()).cast_signed(), expected, "{text}");
        }
        assert_eq!(murmur2(b"abc").cast_signed(), 479_470_107);
    }

    #[test]
    fn a_home_is_always_a_partition() {
        assert_eq!(home_partition("21", 3), (973_932_308_u32.wrapping_neg() & 0x7fff_ffff).cast_signed() % 3);
        for id in ["", "1", "1234567890123456789", "ü"] {
            assert!((0..3).contains(&home_partition(id, 3)));
            assert_eq!(home_partition(id, 0), 0);
            assert_eq!(home_partition(id, -5), 0);
        }
    }
}
