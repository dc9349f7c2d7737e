"""Prints alerts until Ctrl-C, as a member of a consumer group that commits by itself (librdkafka's default).

`tutorial.rs` checks the lines printed here, and where the group continues. Change them only together with that test.
"""

import contextlib
import json
import os
import signal
from collections.abc import Iterator

import confluent_kafka

ALERT = """\
🚨 {parent_name} needs help!
   Child: {child_name}
   Location: {location}
   Message: {message}
"""


def join_group() -> confluent_kafka.Consumer:
    settings = {
        "bootstrap.servers": os.environ.get("KAFKA_BOOTSTRAP_SERVERS", "localhost:9092"),
        "group.id": os.environ.get("KAFKA_GROUP_ID", "neighbors"),
        # A group without committed offsets reads the topic from its start.
        "auto.offset.reset": "earliest",
    }
    member = confluent_kafka.Consumer(settings)
    member.subscribe([os.environ.get("KAFKA_ALERTS_TOPIC", "bus-stop-alerts")])
    return member


def lines(member: confluent_kafka.Consumer) -> Iterator[str]:
    while True:
        record = member.poll(timeout=1.0)
        if record is None:
            continue
        failure = record.error()
        yield f"Error: {failure}" if failure else ALERT.format_map(json.loads(record.value()))


def main() -> None:
    # A child of a background process starts with Ctrl-C ignored, and Python keeps it so.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # Closing commits the offsets of what was printed and leaves the group.
    with contextlib.closing(join_group()) as member:
        print("🔔 Listening for alerts...", end="\n\n")
        try:
            for line in lines(member):
                print(line)
        except KeyboardInterrupt:
            print("Stopped")


if __name__ == "__main__":
    main()
