# The bot as a small image: built on Debian 12 by Rust's own image, run on Debian 12 as a user without rights.
# Everything here works with the classic builder too, so there are no cache mounts: the dependencies are a layer of
# their own, built from the manifests alone, and a change of the bot's source does not build librdkafka again.

FROM rust:1-bookworm AS dependencies
# OpenSSL (vendored, for Kafka over TLS) is configured by Perl and librdkafka by make; g++ and the rest are there.
RUN for tool in cc c++ make perl; do command -v "$tool" >/dev/null || exit 1; done
WORKDIR /build
COPY Cargo.toml Cargo.lock ./
# One line for each member of the workspace, whether or not the bot needs it: cargo reads all their manifests.
COPY crates/fake-discord/Cargo.toml crates/fake-discord/
# Sources that compile and do nothing, in each place where cargo looks for a target of the workspace.
RUN mkdir -p src crates/fake-discord/src \
 && touch src/lib.rs crates/fake-discord/src/lib.rs \
 && echo 'fn main() {}' | tee src/main.rs >crates/fake-discord/src/main.rs \
 && for kind in bench:benches test:tests example:examples; do \
      for name in $(sed -n "/^\[\[${kind%:*}\]\]/,/^\$/s/^name *= *\"\(.*\)\"/\1/p" Cargo.toml); do \
        mkdir -p "${kind#*:}" && echo 'fn main() {}' >"${kind#*:}/$name.rs"; \
      done; \
    done
RUN cargo build --profile dist --locked --package needhelp --bin needhelp --no-default-features --features tls,zstd

FROM dependencies AS build
RUN rm -r src
COPY src src
# The copied files are older than what was built from the empty ones, and cargo goes by the time.
RUN find src -name '*.rs' -exec touch {} + \
 && cargo build --profile dist --locked --package needhelp --bin needhelp --no-default-features --features tls,zstd \
 && mv target/dist/needhelp /needhelp

FROM debian:bookworm-slim
# Kafka over TLS is verified against the system's certificates; TIMEZONE is looked up in tzdata.
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates tzdata \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/*
COPY --from=build /needhelp /usr/local/bin/needhelp
# A number, so that "must not run as root" can be verified from outside; it owns nothing and needs no home.
USER 65532:65532
# Whether the process lives, asked at HTTP_LISTEN_ADDR: an orchestrator may restart on it, and a broker that is away is
# no reason to. docker-compose.yml asks for more.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["needhelp", "health"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["needhelp"]
CMD ["run"]
