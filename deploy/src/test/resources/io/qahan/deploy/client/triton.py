"""triton.py HOST:PORT IMAGE IMAGE: what tritonclient[http] gets from ingest, with its own defaults."""
import base64
import sys

import numpy as np
import tritonclient.http as triton
from tritonclient.utils import InferenceServerException

address, first, second = sys.argv[1:]
files = [open(name, 'rb').read() for name in (first, second)]
client = triton.InferenceServerClient(address, network_timeout=60.0, connection_timeout=60.0)


def refused(call, status, words):
    try:
        call()
    except InferenceServerException as e:
        assert e.status() == status and words in e.message(), e
        return
    raise AssertionError('not refused: ' + words)


def files_input(contents, binary=True):
    given = triton.InferInput('image', [len(contents)], 'BYTES')
    given.set_data_from_numpy(np.array(contents, dtype=np.object_), binary_data=binary)
    return given


def text(result, output):
    return [value.decode() for value in result.as_numpy(output).flatten()]


def sound(result, states):
    """Each image that has an answer has its class, the one of its largest probability; no other has one."""
    assert text(result, 'state') == states, (text(result, 'state'), text(result, 'error'))
    chances = result.as_numpy('probabilities')
    assert chances.shape == (len(states), 10) and chances.dtype == np.float32
    for i, state in enumerate(states):
        index = result.as_numpy('class_index')[i]
        if state in ('answered', 'degraded'):
            assert index == chances[i].argmax() and abs(chances[i].sum() - 1) < 1e-5
            assert text(result, 'class')[i] == str(index)
            assert result.as_numpy('confidence')[i] == chances[i][index]
            assert text(result, 'error')[i] == ''
        else:
            assert index == -1 and text(result, 'class')[i] == '' and not chances[i].any()
            assert text(result, 'error')[i]


assert client.is_server_live() and client.is_server_ready() and client.is_model_ready('default')
assert not client.is_model_ready('other')
assert client.get_server_metadata()['name'] == 'qahan'
model = client.get_model_metadata('default')
shapes = {tensor['name']: tensor['shape'] for tensor in model['inputs'] + model['outputs']}
assert shapes['image'] == [-1] and shapes['pixels'] == [-1, 1, 28, 28] and shapes['probabilities'] == [-1, 10], shapes
assert client.get_model_metadata('default', model['versions'][0]) == model

one = client.infer('default', [files_input(files[:1])], request_id='mine')
sound(one, ['answered'])
assert one.get_response()['id'] == 'mine'

batch = client.infer('default', [files_input([files[0], b'no image', files[1]])], model_version=model['versions'][0])
sound(batch, ['answered', 'refused', 'answered'])
assert np.array_equal(batch.as_numpy('probabilities')[0], one.as_numpy('probabilities')[0])
assert len(set(text(batch, 'image_id'))) == 3

same = client.infer(
    'default', [files_input([base64.b64encode(f).decode() for f in files], binary=False)],
    outputs=[triton.InferRequestedOutput('class', binary_data=False), triton.InferRequestedOutput('mask')])
assert list(same.as_numpy('class').flatten()) == [text(batch, 'class')[0], text(batch, 'class')[2]]
assert same.as_numpy('mask').shape == (2, 56, 56) and same.as_numpy('mask').any(axis=(1, 2)).all()
assert [output['name'] for output in same.get_response()['outputs']] == ['class', 'mask']

for dtype, name in ((np.uint8, 'UINT8'), (np.float32, 'FP32')):
    pixels = np.random.default_rng(1).integers(0, 256, (3, 1, 28, 28)).astype(dtype)
    given = triton.InferInput('pixels', list(pixels.shape), name)
    given.set_data_from_numpy(pixels)
    last = client.infer('default', [given], request_compression_algorithm='gzip', response_compression_algorithm='gzip')
    sound(last, ['answered'] * 3)
    if dtype == np.uint8:
        numbers = last.as_numpy('probabilities')
assert np.array_equal(numbers, last.as_numpy('probabilities'))

best = client.infer(
    'default', [files_input(files)], outputs=[triton.InferRequestedOutput('probabilities', class_count=3)])
for i, row in enumerate(best.as_numpy('probabilities')):
    score, index, name = row[0].decode().split(':')
    assert name == index == text(batch, 'class')[2 * i] and len(row) == 3

requests = [client.async_infer('default', [files_input(files)]) for _ in range(4)]
for request in requests:
    sound(request.get_result(), ['answered'] * 2)

refused(lambda: client.infer('other', [files_input(files)]), '404', 'Ask for [default]')
refused(lambda: client.infer('default', [files_input(files)], model_version='9'), '404', 'does not serve')
refused(lambda: client.infer('default', [files_input([b'no image'])]), '400', 'neither a PNG')
refused(lambda: client.infer('default', [files_input(files * 100)]), '413', 'Send 64 at most')
refused(lambda: client.infer('default', [triton.InferInput('image', [1], 'BYTES')]), '400', 'values')
print('\n'.join(text(one, 'image_id') + text(batch, 'image_id')))
