"""Leads the tutorial's scripts to a test's broker, and to topic and group of the test's own, without a change in them.

Python reads this file before a script, where PYTHONPATH names its folder. It must change nothing but these names, and that
Ctrl+C is heard: what runs in the background of a shell inherits that it is not.
"""

import os
import signal

import confluent_kafka

TUTORIALS = {
    "localhost:9092": "KAFKA_BOOTSTRAP_SERVERS",
    "bus-stop-alerts": "KAFKA_ALERTS_TOPIC",
    "neighbors": "KAFKA_GROUP_ID",
}


def elsewhere(name):
    return os.environ.get(TUTORIALS[name], name)


def configured(config):
    named = ("bootstrap.servers", "group.id")
    return {key: elsewhere(value) if key in named else value for key, value in config.items()}


class Producer(confluent_kafka.Producer):
    def __init__(self, config):
        super().__init__(configured(config))

    def produce(self, topic, *arguments, **options):
        return super().produce(elsewhere(topic), *arguments, **options)


class Consumer(confluent_kafka.Consumer):
    def __init__(self, config):
        super().__init__(configured(config))

    def subscribe(self, topics):
        return super().subscribe([elsewhere(topic) for topic in topics])


confluent_kafka.Producer, confluent_kafka.Consumer = Producer, Consumer
signal.signal(signal.SIGINT, signal.default_int_handler)
