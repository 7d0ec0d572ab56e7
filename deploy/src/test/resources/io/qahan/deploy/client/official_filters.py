"""Which solvers D-Wave's own client chooses, in which order. Arguments: a JSON file of them, and one for the answers."""

import json
import sys

from dwave.cloud import Client
from dwave.cloud.api.models import SolverConfiguration
from dwave.cloud.exceptions import UnsupportedSolverError
from dwave.cloud.solver import available_solvers


def made(data):
    for kind in available_solvers:
        try:
            return kind(client=None, data=SolverConfiguration.model_validate(data))
        except UnsupportedSolverError:
            pass
    raise ValueError(data)


def answers(table):
    with Client(endpoint="http://127.0.0.1:1/sapi/", token="t") as client:
        client._fetch_solvers = lambda **query: [made(data) for data in table["solvers"]]
        for query in table["queries"]:
            filters = {"order_by": "avg_load", **json.loads(query["query"])}
            try:
                query["official"] = [solver.name for solver in client.get_solvers(**filters)]
            except Exception as error:
                query["official"] = "refused: " + type(error).__name__


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        table = json.load(file)
    answers(table)
    with open(sys.argv[2], "w", encoding="utf-8") as file:
        lines = ",\n".join(json.dumps(query) for query in table["queries"])
        solvers = ",\n".join(json.dumps(solver) for solver in table["solvers"])
        file.write('{"solvers": [\n' + solvers + '\n],\n"queries": [\n' + lines + "\n]}\n")
