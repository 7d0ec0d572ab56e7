"""How long D-Wave's own client thinks that a QPU is busy. Arguments: a JSON file of runs, and one for the answers."""

import json
import sys
import types

from dwave.cloud.solver import StructuredSolver


def answers(table):
    for run in table["runs"]:
        solver = types.SimpleNamespace(properties={"problem_timing_data": table["models"][run["model"]]})
        run["official"] = StructuredSolver.estimate_qpu_access_time(solver, **run["parameters"])


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        table = json.load(file)
    answers(table)
    with open(sys.argv[2], "w", encoding="utf-8") as file:
        models = ",\n".join(json.dumps(name) + ": " + json.dumps(model) for name, model in table["models"].items())
        runs = ",\n".join(json.dumps(run) for run in table["runs"])
        file.write('{"models": {\n' + models + '\n},\n"runs": [\n' + runs + "\n]}\n")
