#!/usr/bin/env python3
"""Sends the images of a folder into Kafka, then their labels, and reads the predictions.

pip install confluent-kafka fastavro
"""
import argparse
import io
import json
import os
import sys
import time
import uuid
from pathlib import Path

from confluent_kafka import Consumer, KafkaException, Producer, TopicPartition
from fastavro import schemaless_reader, schemaless_writer
from fastavro.schema import fingerprint, load_schema_ordered, to_parsing_canonical_form

SCHEMAS = Path(__file__).resolve().parents[3] / 'schemas' / 'src' / 'main' / 'avro'
FORMATS = {'.png': 'PNG', '.jpg': 'JPEG', '.jpeg': 'JPEG'}


class Records:
    """The records of one topic: Avro's single-object encoding."""

    def __init__(self, *files):
        """The schema of the last file, which may name those of the files before it."""
        self.schema = load_schema_ordered([str(SCHEMAS / file) for file in files])
        print_of_schema = fingerprint(to_parsing_canonical_form(self.schema), 'CRC-64-AVRO')
        self.header = b'\xc3\x01' + bytes.fromhex(print_of_schema)

    def encode(self, record):
        out = io.BytesIO(self.header)
        out.seek(len(self.header))
        schemaless_writer(out, self.schema, record)
        return out.getvalue()

    def decode(self, value):
        """The record, or None if it was written with another version of the schema."""
        if not value.startswith(self.header):
            return None
        return schemaless_reader(io.BytesIO(value[len(self.header):]), self.schema, None)


IMAGES = Records('image.avsc')
LABELS = Records('label.avsc')
PREDICTIONS = Records('solve_outcome.avsc', 'prediction.avsc')


def files_of(folder, classes):
    """Every image with its class: the number or name of its folder; None for one that lies beside the folders."""
    for path in sorted(folder.rglob('*')):
        if path.suffix.lower() in FORMATS:
            name = path.relative_to(folder).parts[0]
            if path.parent == folder:
                yield path, None
            elif name in classes:
                yield path, classes.index(name)
            elif name.isdecimal():
                yield path, int(name)
            else:
                sys.exit('folder [%s] is no class; give --classes as `qahan models inspect` lists them' % name)


class Sender:
    """Sends records, and is told which did not arrive."""

    def __init__(self, servers):
        self.producer = Producer({'bootstrap.servers': servers})
        self.faults = []

    def send(self, topic, key, value):
        while True:
            try:
                self.producer.produce(
                    topic, key=key, value=value, on_delivery=lambda fault, _: fault and self.faults.append(fault))
                break
            except BufferError:  # the queue of the producer is full: let it send
                self.producer.poll(0.1)
        self.producer.poll(0)

    def finish(self):
        left = self.producer.flush(60)
        if left or self.faults:
            sys.exit('not delivered: %d records; %s' % (left, self.faults[:3]))


def reader_of(servers, topic):
    """A consumer that stands at the end of a topic: what is sent from now on, it reads."""
    consumer = Consumer({'bootstrap.servers': servers, 'group.id': 'example-%s' % uuid.uuid4(), 'enable.auto.commit': False})
    known = consumer.list_topics(topic, timeout=30).topics[topic]
    if known.error:
        raise KafkaException(known.error)
    places = []
    for partition in known.partitions:
        place = TopicPartition(topic, partition)
        place.offset = consumer.get_watermark_offsets(place, timeout=30)[1]
        places.append(place)
    consumer.assign(places)
    return consumer


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument('folder', type=Path, help='a folder for each class')
    options.add_argument('--bootstrap-servers', default='localhost:9092')
    options.add_argument('--topic-prefix', default='qahan.')
    options.add_argument('--classes', default='', help='their names, in the order of the model file')
    options.add_argument('--label-delay', type=float, default=1, help='seconds from the last image to the first label')
    options.add_argument('--timeout', type=float, default=60, help='seconds to wait for the answers')
    given = options.parse_args()
    classes = given.classes.split(',') if given.classes else []

    def topic(name):
        return '%s%s.v1' % (given.topic_prefix, name)

    run = uuid.uuid4().hex[:8]  # an id is answered once
    answers = reader_of(given.bootstrap_servers, topic('predictions'))
    sender = Sender(given.bootstrap_servers)
    labels = {}
    for path, label in files_of(given.folder, classes):
        key = '%s-%s' % (run, path.relative_to(given.folder))
        image = {
            'encoding': FORMATS[path.suffix.lower()],
            'content': path.read_bytes(),
            'source': os.uname().nodename,
            'eventTime': int(time.time() * 1000),
        }
        sender.send(topic('images'), key, IMAGES.encode(image))
        labels[key] = label
    sender.finish()
    if not labels:
        sys.exit('no PNG or JPEG in [%s]' % given.folder)

    labels_at = time.monotonic() + given.label_delay
    until = time.monotonic() + given.timeout
    sent = right = degraded = labelled = 0
    waiting = set(labels)
    while (waiting or not labelled) and time.monotonic() < until:
        if not labelled and time.monotonic() >= labels_at:  # nobody knows them sooner
            known = {key: label for key, label in labels.items() if label is not None}
            for key, label in known.items():
                record = {'label': label, 'source': 'example', 'eventTime': int(time.time() * 1000)}
                sender.send(topic('labels'), key, LABELS.encode(record))
            sender.finish()
            sent, labelled = len(known), True
        message = answers.poll(0.1)
        if message is None or message.error() or message.key() is None:
            continue
        key = message.key().decode()
        answer = PREDICTIONS.decode(message.value())
        if key not in waiting or answer is None:
            continue
        waiting.remove(key)
        predicted = answer['predicted']
        right += predicted == labels[key]
        degraded += answer['degraded']
        name = classes[predicted] if predicted < len(classes) else str(predicted)
        print(json.dumps({'id': key, 'class': name, 'degraded': answer['degraded'], 'solver': answer['solver']}))
    answers.close()
    print(json.dumps({
        'images': len(labels), 'answered': len(labels) - len(waiting), 'degraded': degraded, 'labels': sent, 'right': right}))
    return 1 if waiting else 0


if __name__ == '__main__':
    sys.exit(main())
