"""Sends one alert with librdkafka's default settings, as a plain Kafka client: no key, no headers, no partition.

`tutorial.rs` checks the bytes of the record and the line printed here. Change them only together with that test.
"""

import json
import os

import confluent_kafka

# The order of the fields is part of the format: `json.dumps` keeps it.
FIELDS = dict(
    parent_name="Sarah",
    child_name="Jake",
    location="Oak Street Bus Stop",
    message="Meeting ran over, will be 10 mins late",
)


def send(fields: dict[str, str]) -> None:
    servers = os.environ.get("KAFKA_BOOTSTRAP_SERVERS", "localhost:9092")
    topic = os.environ.get("KAFKA_ALERTS_TOPIC", "bus-stop-alerts")
    client = confluent_kafka.Producer({"bootstrap.servers": servers})
    client.produce(topic, json.dumps(fields).encode())
    client.flush()


if __name__ == "__main__":
    send(FIELDS)
    print("✅ Alert sent: {parent_name} needs help".format_map(FIELDS))
