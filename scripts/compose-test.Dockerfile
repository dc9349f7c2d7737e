# Discord's stand-in as an image, for scripts/compose-test alone: the bot's own image has nothing of it.
FROM rust:1-bookworm AS build
WORKDIR /build
# A workspace of this crate alone: the bot's dependencies (librdkafka, OpenSSL) are not needed here.
COPY Cargo.toml Cargo.lock ./
RUN awk '/^\[/ { kept = /^\[(workspace|profile)/ } kept' Cargo.toml | sed 's|^members = .*|members = ["crates/fake-discord"]|' >alone.toml \
 && mv alone.toml Cargo.toml
COPY crates crates
RUN cargo build --release --package fake-discord --bin fake-discord --no-default-features --features bin

FROM debian:bookworm-slim
COPY --from=build /build/target/release/fake-discord /usr/local/bin/fake-discord
USER 65532:65532
ENTRYPOINT ["fake-discord"]
