"""What D-Wave's own loader makes of each case. Arguments: a JSON file of cases, and one for the answers."""

import json
import os
import sys
import tempfile

from dwave.cloud.config import load_config
from dwave.cloud.config.models import load_config_v1


def read(case):
    root = tempfile.mkdtemp()
    for path, text in case["files"].items():
        whole = os.path.join(root, path)
        os.makedirs(os.path.dirname(whole), exist_ok=True)
        with open(whole, "w", encoding="utf-8", newline="") as file:
            file.write(text)
    for directory in ("work", "home"):
        os.makedirs(os.path.join(root, directory), exist_ok=True)
    os.chdir(os.path.join(root, "work"))
    for name in list(os.environ):
        if name.startswith(("DWAVE_", "XDG_")):
            del os.environ[name]
    os.environ.update(HOME=os.path.join(root, "home"), XDG_CONFIG_DIRS=os.path.join(root, "etc"))
    os.environ.update({name: value.replace("$ROOT", root) for name, value in case["env"].items()})
    try:
        config = load_config_v1(load_config(**case["args"]), {"cache_enabled": True})
    except Exception as error:
        return {"refused": type(error).__name__}
    poll = config.polling_schedule
    retry = config.request_retry
    timeout = config.request_timeout
    answer = {
        "token": config.token,
        "endpoint": config.endpoint,
        "region": config.region,
        "solver": config.solver,
        "client": config.client,
        "proxy": config.proxy,
        "headers": dict(config.headers or {}),
        "permissive_ssl": config.permissive_ssl,
        "connection_close": config.connection_close,
        "compress_qpu_problem_data": config.compress_qpu_problem_data,
        "request_timeout": list(timeout) if isinstance(timeout, tuple) else [timeout, timeout],
        "polling_timeout": "inf" if config.polling_timeout == float("inf") else config.polling_timeout,
        "poll_strategy": poll.strategy.value,
        "http_retry_total": retry.total,
        "http_retry_backoff_factor": retry.backoff_factor,
        "http_retry_backoff_max": retry.backoff_max,
        "cache_enabled": config.cache.enabled,
    }
    if answer["poll_strategy"] == "backoff":
        answer.update(poll_backoff_min=poll.backoff_min, poll_backoff_max=poll.backoff_max, poll_backoff_base=poll.backoff_base)
    else:
        answer.update(poll_wait_time=poll.wait_time, poll_pause=poll.pause)
    return answer


USUAL = read({"files": {}, "env": {}, "args": {}})


def differing(answer):
    return answer if "refused" in answer else {k: v for k, v in answer.items() if k not in USUAL or v != USUAL[k]}


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        cases = json.load(file)
    for case in cases:
        case["official"] = differing(read(case))
    with open(sys.argv[2], "w", encoding="utf-8") as file:
        file.write("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")
