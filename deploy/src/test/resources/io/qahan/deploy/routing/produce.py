"""produce.py BOOTSTRAP PARTITIONER: sends each line of the input, TOPIC KEY VALUE (base64), by librdkafka."""
import base64
import sys

from confluent_kafka import Producer

settings = {'bootstrap.servers': sys.argv[1]}
if sys.argv[2] != 'default':
    settings['partitioner'] = sys.argv[2]
faults = []
producer = Producer(settings)
for line in sys.stdin:
    topic, key, value = line.split()
    producer.produce(topic, key=key, value=base64.b64decode(value), on_delivery=lambda fault, _: fault and faults.append(fault))
    producer.poll(0)
left = producer.flush(60)
sys.exit('not delivered: %s, %s' % (left, faults) if left or faults else 0)
