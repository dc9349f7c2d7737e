//! Reads `multipart/form-data` (RFC 7578): fields, and files beside them.
//!
//! By hand, because a form is a few lines of text, and a bot's own demo that shows pictures needs no further crates for it.
//! Must not know what the fields mean.

use crate::core::escapes;

/// One part of a form.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Part<'a> {
    pub name: String,
    /// A part with one is a file.
    pub filename: Option<String>,
    pub content_type: Option<String>,
    pub content: &'a [u8],
}

/// The parts of a body with this content type.
///
/// # Errors
/// What is wrong with it.
pub(super) fn parts<'a>(content_type: &str, body: &'a [u8]) -> Result<Vec<Part<'a>>, String> {
    let boundary = parameter(content_type, "boundary").filter(|boundary| !boundary.is_empty());
    let boundary = boundary.ok_or("the Content-Type names no boundary")?;
    let delimiter = format!("--{boundary}").into_bytes();
    // The first one may stand at the beginning, all others begin a line.
    let start = if body.starts_with(&delimiter) { 0 } else { 2 + line(body, &delimiter).ok_or("it has no part")? };
    let mut rest = &body[start + delimiter.len()..];
    let mut parts = Vec::new();
    while !rest.starts_with(b"--") {
        // Blanks may stand after a delimiter.
        let head = find(rest, b"\r\n").ok_or("it ends within a delimiter")? + 2;
        let end = line(&rest[head - 2..], &delimiter).ok_or("it ends within a part")? + head - 2;
        // Without headers, the blank line comes at once.
        let part = &rest[head - 2..end];
        let blank = find(part, b"\r\n\r\n").ok_or("a part has no end of its headers")?;
        parts.push(part_of(part.get(2..blank).unwrap_or_default(), &part[blank + 4..])?);
        rest = &rest[end + 2 + delimiter.len()..];
    }
    Ok(parts)
}

fn part_of<'a>(headers: &[u8], content: &'a [u8]) -> Result<Part<'a>, String> {
    let headers = std::str::from_utf8(headers).map_err(|_| "a header is not UTF-8")?;
    let header = |wanted: &str| {
        let mut lines = headers.split("\r\n").filter_map(|line| line.split_once(':'));
        lines.find(|(name, _)| name.trim().eq_ignore_ascii_case(wanted)).map(|(_, value)| value.trim())
    };
    let disposition = header("content-disposition").ok_or("a part has no Content-Disposition")?;
    let name = parameter(disposition, "name").ok_or("a part has no name")?;
    // `filename*=UTF-8''na%C3%AFve.txt` goes before the plain form.
    let extended = parameter(disposition, "filename*");
    let extended = extended.and_then(|text| text.split("''").nth(1).map(escapes::decode));
    let filename = extended.or_else(|| parameter(disposition, "filename"));
    Ok(Part { name, filename, content_type: header("content-type").map(str::to_owned), content })
}

/// A parameter of a header, with or without quotes. A quote within is `\"`, or `%22` as browsers write it.
fn parameter(header: &str, wanted: &str) -> Option<String> {
    let mut rest = header.split_once(';')?.1;
    loop {
        let (name, value) = rest.split_once('=')?;
        let (value, after) = match value.trim_start().strip_prefix('"') {
            Some(quoted) => unquoted(quoted)?,
            None => {
                let end = value.find(';').unwrap_or(value.len());
                (value[..end].trim().to_owned(), &value[end..])
            }
        };
        if name.trim_matches([' ', ';', '\t']).eq_ignore_ascii_case(wanted) {
            return Some(value);
        }
        rest = after;
    }
}

/// The text up to the closing quote, and what follows.
fn unquoted(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return Some((value.replace("%22", "\""), &text[at + 1..])),
            '\\' => value.extend(characters.next().map(|(_, escaped)| escaped)),
            other => value.push(other),
        }
    }
    None
}

/// Where a line begins with this: the place of the line break before it.
fn line(text: &[u8], begin: &[u8]) -> Option<usize> {
    let mut from = 0;
    loop {
        let at = from + find(&text[from..], b"\r\n")?;
        if text[at + 2..].starts_with(begin) {
            return Some(at);
        }
        from = at + 2;
    }
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    let first = wanted.first()?;
    let mut from = 0;
    loop {
        let at = from + text[from..].iter().position(|byte| byte == first)?;
        if text[at..].starts_with(wanted) {
            return Some(at);
        }
        from = at + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TYPE: &str = "multipart/form-data; charset=utf-8; boundary=\"x y\"";

    #[test]
    fn a_file_keeps_its_bytes_and_a_field_its_text() {
        let body = b"before\r\n--x y \r\nContent-Disposition: form-data; name=\"payload_json\"\r\n\r\n{}\r\n--x y\r\n\
                     content-disposition: form-data; name=\"files[0]\"; filename=\"a \\\"b\\\"; c.png\"\r\n\
                     content-type: image/png\r\n\r\n\x89\r\n--x\r\n\r\n\r\n--x y--\r\n";
        let parts = parts(TYPE, body).expect("a form");
        let [field, file] = parts.as_slice() else { panic!("{parts:?}") };
        let text = Part { name: "payload_json".into(), filename: None, content_type: None, content: b"{}" };
        assert_eq!(*field, text);
        assert_eq!((file.name.as_str(), file.filename.as_deref()), ("files[0]", Some("a \"b\"; c.png")));
        assert_eq!((file.content_type.as_deref(), file.content), (Some("image/png"), &b"\x89\r\n--x\r\n\r\n"[..]));
    }

    #[test]
    fn names_are_read_as_libraries_write_them() {
        for (written, read) in [
            ("filename=a.png", "a.png"),
            ("filename=\"a%22b.png\"", "a\"b.png"),
            ("filename=\"x\"; filename*=UTF-8''na%C3%AFve.png", "naïve.png"),
        ] {
            let body = format!("--b\r\nContent-Disposition: form-data; name=f; {written}\r\n\r\n\r\n--b--");
            let parts = parts("multipart/form-data; boundary=b", body.as_bytes()).expect(written);
            let [Part { filename: Some(name), content: b"", .. }] = parts.as_slice() else { panic!("{parts:?}") };
            assert_eq!(name, read);
        }
    }

    #[test]
    fn a_form_that_is_cut_off_is_refused_wherever_it_is_cut() {
        let whole = b"--b\r\nContent-Disposition: form-data; name=\"f\"\r\n\r\ntext\r\n--b--";
        let kind = "multipart/form-data; boundary=b";
        assert_eq!(parts(kind, whole).map(|parts| parts.len()), Ok(1));
        for end in 0..whole.len() {
            assert!(parts(kind, &whole[..end]).is_err(), "{end}");
        }
        assert!(parts("multipart/form-data", whole).is_err(), "no boundary");
    }
}
