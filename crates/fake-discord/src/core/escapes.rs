//! Percent escapes in paths, queries and form bodies.

/// Decodes the escapes of one segment of a path. An invalid escape stays as it is.
pub(crate) fn decode(text: &str) -> String {
    decoded(text, false)
}

/// Decodes a name or a value of a query or a form, where `+` is a space.
pub(crate) fn decode_form(text: &str) -> String {
    decoded(text, true)
}

/// Decodes a path segment by segment. A segment with an escaped slash stays as it is, so that it is still one segment.
pub(crate) fn decode_path(path: &str) -> String {
    let segments = path.split('/').map(|segment| {
        let text = decode(segment);
        if text.contains('/') { segment.to_owned() } else { text }
    });
    segments.collect::<Vec<_>>().join("/")
}

fn decoded(text: &str, plus_is_space: bool) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = bytes.get(at + 1..at + 3).filter(|pair| pair.iter().all(u8::is_ascii_hexdigit));
        let hex = hex.and_then(|pair| std::str::from_utf8(pair).ok());
        match (bytes[at], hex.and_then(|pair| u8::from_str_radix(pair, 16).ok())) {
            (b'%', Some(byte)) => {
                decoded.push(byte);
                at += 3;
            }
            (b'+', _) if plus_is_space => {
                decoded.push(b' ');
                at += 1;
            }
            (byte, _) => {
                decoded.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_decoded_and_invalid_ones_stay() {
        assert_eq!(decode_path("/messages/%40original"), "/messages/@original");
        assert_eq!(decode_path("/a%2Fb/c"), "/a%2Fb/c");
        assert_eq!(decode("100%+%zz%+1"), "100%+%zz%+1");
        assert_eq!(decode_form("Jake+waits%21"), "Jake waits!");
    }
}
