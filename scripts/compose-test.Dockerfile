# The stand-in for Discord as an image, only for scripts/compose-test. The bot's image does not contain it.
FROM rust:1-bookworm AS build
WORKDIR /build
# Reduces the workspace to this crate, so that the bot's dependencies (librdkafka, OpenSSL) are not built.
COPY Cargo.toml Cargo.lock ./
RUN awk '/^\[/ { kept = /^\[(workspace|profile)/ } kept' Cargo.toml | sed 's|^members = .*|members = ["crates/fake-discord"]|' >alone.toml \
 && mv alone.toml Cargo.toml
COPY crates crates
RUN cargo build --release --package fake-discord --bin fake-discord --no-default-features --features bin

FROM debian:bookworm-slim
COPY --from=build /build/target/release/fake-discord /usr/local/bin/fake-discord
USER 65532:65532
ENTRYPOINT ["fake-discord"]
