"""schemathesis against one document: DOCUMENT URL TOKEN EXAMPLES SEED. Exits with its exit code."""
import base64
import json
import os
import sys

import schemathesis
from hypothesis import strategies
from schemathesis.cli import schemathesis as command

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
)


def images(beginning):
    """Pictures, pieces of pictures, what begins like one, and anything."""
    return strategies.one_of(
        strategies.just(PNG),
        strategies.integers(0, len(PNG)).map(lambda length: PNG[:length]),
        strategies.binary(max_size=200).map(lambda rest: beginning + rest),
        strategies.binary(max_size=200),
    )


for name, beginning in {
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/jpeg": b"\xff\xd8\xff\xe0",
    "image/gif": b"GIF89a",
    "image/bmp": b"BM",
    "image/webp": b"RIFF\x00\x00\x00\x00WEBP",
    "application/octet-stream": b"",
}.items():
    schemathesis.openapi.media_type(name, images(beginning))


@schemathesis.serializer("application/x-ndjson")
def lines(context, value):
    """One line, or none, or many: a list is as many lines."""
    each = value if isinstance(value, list) else [value]
    return "".join(json.dumps(line) + "\n" for line in each).encode("utf-8", "surrogatepass")


os.chdir(os.path.dirname(os.path.abspath(__file__)))  # it keeps files where it is started
document, url, token, examples, seed = sys.argv[1:6]
sys.argv = [
    "schemathesis", "run", document,
    "--url", url,
    "--header", f"Authorization: Bearer {token}",
    "--exclude-path", "/live/events",  # goes on for ever, as it should
    "--checks",
    "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,"
    "response_schema_conformance",
    "--max-examples", examples,
    "--seed", seed,
    "--generation-database", "none",
    "--no-shrink",
    "--request-timeout", "40",
    "--warnings", "off",
    "--no-color",
]  # fmt: skip
sys.exit(command())
