//! Transport compression: one compressed stream for all messages of a connection, flushed after each message.
//!
//! Only in builds with the feature `compression`.

/// The compression that a client asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Compression {
    None,
    #[cfg(feature = "compression")]
    Zlib,
    #[cfg(feature = "compression")]
    Zstd,
}

impl Compression {
    pub(crate) fn named(name: &str) -> Result<Self, &'static str> {
        match name {
            #[cfg(feature = "compression")]
            "zlib-stream" => Ok(Self::Zlib),
            #[cfg(feature = "compression")]
            "zstd-stream" => Ok(Self::Zstd),
            #[cfg(not(feature = "compression"))]
            "zlib-stream" | "zstd-stream" => Err("this build of fake-discord lacks the feature `compression`"),
            _ => Err("a transport compression is zlib-stream or zstd-stream"),
        }
    }
}

/// Compresses the messages of one connection.
pub(crate) struct Compressor(Stream);

enum Stream {
    None,
    #[cfg(feature = "compression")]
    Zlib(flate2::write::ZlibEncoder<Vec<u8>>),
    #[cfg(feature = "compression")]
    Zstd(Box<zstd::stream::write::Encoder<'static, Vec<u8>>>),
}

impl Compressor {
    pub(crate) fn new(compression: Compression) -> Self {
        Self(match compression {
            Compression::None => Stream::None,
            #[cfg(feature = "compression")]
            Compression::Zlib => Stream::Zlib(flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast())),
            #[cfg(feature = "compression")]
            Compression::Zstd => match zstd::stream::write::Encoder::new(Vec::new(), 1) {
                Ok(encoder) => Stream::Zstd(Box::new(encoder)),
                Err(error) => {
                    tracing::error!(%error, "zstd does not start; the connection is not compressed");
                    Stream::None
                }
            },
        })
    }

    /// The bytes to send for a message. `None`: the connection has no compression.
    pub(crate) fn compress(&mut self, text: &str) -> Option<Vec<u8>> {
        #[cfg(feature = "compression")]
        {
            use std::io::Write as _;
            // Writing to memory cannot fail.
            match &mut self.0 {
                Stream::None => None,
                Stream::Zlib(encoder) => {
                    let _ = encoder.write_all(text.as_bytes()).and_then(|()| encoder.flush());
                    Some(std::mem::take(encoder.get_mut()))
                }
                Stream::Zstd(encoder) => {
                    let _ = encoder.write_all(text.as_bytes()).and_then(|()| encoder.flush());
                    Some(std::mem::take(encoder.get_mut()))
                }
            }
        }
        #[cfg(not(feature = "compression"))]
        {
            let (Stream::None, _) = (&self.0, text);
            None
        }
    }
}
