# The bot as a small image: built with Rust's official image, run on Debian 12 as an unprivileged user. It has the demo,
# too: `docker run --rm -it needhelp demo`.
# The dependencies are a layer of their own, built from the manifests only, so a change of the bot's source does not
# build librdkafka again. There are no cache mounts, so that Docker's classic builder works, too.

FROM rust:1-bookworm AS dependencies
# OpenSSL (vendored, for Kafka over TLS) needs Perl to build, librdkafka needs make and a C++ compiler.
RUN for tool in cc c++ make perl; do command -v "$tool" >/dev/null || exit 1; done
WORKDIR /build
COPY Cargo.toml Cargo.lock ./
# One line for each member of the workspace: cargo reads all manifests, also those that the bot does not need.
COPY crates/fake-discord/Cargo.toml crates/fake-discord/
COPY tests/model/Cargo.toml tests/model/
# Empty sources, in each place where cargo looks for a target of the workspace.
RUN mkdir -p src crates/fake-discord/src \
 && touch src/lib.rs crates/fake-discord/src/lib.rs tests/model/lib.rs tests/model/model.rs \
 && echo 'fn main() {}' | tee src/main.rs >crates/fake-discord/src/main.rs \
 && for kind in bench:benches test:tests example:examples; do \
      for name in $(sed -n "/^\[\[${kind%:*}\]\]/,/^\$/s/^name *= *\"\(.*\)\"/\1/p" Cargo.toml); do \
        mkdir -p "${kind#*:}" && echo 'fn main() {}' >"${kind#*:}/$name.rs"; \
      done; \
    done
RUN cargo build --profile dist --locked --package needhelp --bin needhelp --features tls,zstd,postgres,parquet

FROM dependencies AS build
RUN rm -r src crates
COPY src src
COPY crates crates
# The copied files are older than the build of the empty ones, and cargo compares times.
RUN find src crates -name '*.rs' -exec touch {} + \
 && cargo build --profile dist --locked --package needhelp --bin needhelp --features tls,zstd,postgres,parquet \
 && mv target/dist/needhelp /needhelp

FROM debian:bookworm-slim
# ca-certificates: to verify Kafka over TLS. tzdata: to look up TIMEZONE.
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates tzdata \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/*
COPY --from=build /needhelp /usr/local/bin/needhelp
# For a history in SQLite; a new volume gets its owner from here.
RUN mkdir /var/lib/needhelp && chown 65532:65532 /var/lib/needhelp && chmod 700 /var/lib/needhelp
# A numeric id, so that an orchestrator can verify that it is not root. It owns the history's directory alone.
USER 65532:65532
# Checks only whether the process is alive, because an orchestrator may restart the container on it, and an unreachable
# broker is no reason to restart. docker-compose.yml checks more.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["needhelp", "health"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["needhelp"]
CMD ["run"]
