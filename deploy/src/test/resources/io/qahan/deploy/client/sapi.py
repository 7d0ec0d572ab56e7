"""Holds the emulator against D-Wave's own clients. Arguments: the endpoint and the token."""

import os
import sys
import tempfile

os.environ["DWAVE_API_ENDPOINT"] = sys.argv[1]
os.environ["DWAVE_API_TOKEN"] = sys.argv[2]
os.environ["DWAVE_CONFIG_FILE"] = os.devnull
os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp()  # their cache is on, as it is by default

import dimod
from dwave.cloud import Client
from dwave.cloud.api import Problems, Solvers
from dwave.cloud.api import exceptions as api_exceptions
from dwave.cloud.api.models import ProblemJob
from dwave.cloud.coders import encode_problem_as_qp
from dwave.cloud.exceptions import SolverError
from dwave.system import DWaveCliqueSampler, DWaveSampler, LeapHybridSampler

checks = 0


def check(said, value):
    global checks
    assert value, said
    checks += 1


def refused(call):
    try:
        call()
    except (SolverError, api_exceptions.RequestError, ValueError) as error:
        return str(error)
    raise AssertionError("not refused")


model = dimod.BinaryQuadraticModel({"a": -1, "b": 0.5}, {("a", "b"): -2}, 0.25, "SPIN")
best = dimod.ExactSolver().sample(model).first.energy

# Solvers, twice: the second time the cache asks whether they changed, and is told that they did not.
for time in range(2):
    with Client.from_config() as client:
        client.get_solvers(refresh=True)
        names = {solver.name for solver in client.get_solvers(refresh=True)}
        check("solvers", len(names) == 7)
        check("qpu", client.get_solver(qpu=True, order_by="-num_active_qubits").qpu)

with Client.from_config() as client:
    check("software", client.get_solver(software=True).software)
    qpu = client.get_solver(topology__type="zephyr")
    node = min(qpu.nodes)
    answers = []
    for run in range(2):
        raw = qpu.sample_ising({q: 0 for q in qpu.nodes}, {}, num_reads=20, answer_mode="raw")
        check("raw", sum(raw.num_occurrences) == 20 and len(raw.samples) == 20)
        answers.append([list(s) for s in raw.samples])
    check("other reads", answers[0] != answers[1])
    few = qpu.sample_ising({q: 0 for q in qpu.nodes}, {}, num_reads=20, max_answers=3)
    check("max_answers", len(few.samples) == 3)
    for schedule, reads in [([[0, 0], [1000, 1]], 100), ([[0, 0], [10, 0.3], [40, 1]], 7)]:
        run = qpu.sample_ising({node: -1}, {}, num_reads=reads, anneal_schedule=schedule)
        estimate = qpu.estimate_qpu_access_time(1, num_reads=reads, anneal_schedule=schedule)
        check("charged", abs(run.timing["qpu_access_time"] - estimate) < 1e-6)
    pair = min(qpu.undirected_edges)
    fast = qpu.sample_ising({}, {pair: -1}, fast_anneal=True, annealing_time=0.01)
    check("fast", fast.timing["qpu_anneal_time_per_sample"] == 0.01)
    for parameters in [
        {"num_reads": 2.5},
        {"num_reads": 4294967297},
        {"x_no_such_thing": 1},
        {"answer_mode": "telepathy"},
        {"anneal_schedule": [[0, 0], [20, 2]]},
        {"flux_biases": [1]},
        {"initial_state": [1]},
    ]:
        check(parameters, refused(lambda: qpu.sample_ising({node: 1}, {}, **parameters).result()))
    said = refused(lambda: qpu.sample_ising({node: 100}, {}, auto_scale=False).result())
    check("ranges", "out of range" in said)

with Problems.from_config() as problems:
    job = ProblemJob(
        data=encode_problem_as_qp(qpu, {node: -1}, {}),
        params={"num_reads": 5, "answer_mode": "raw"},
        solver=qpu.identity.dict(),
        type="ising",
        label="one",
    )
    status = problems.submit_problem(job)
    check("a single job", status.status.value == "COMPLETED" and status.answer.num_occurrences)
    check("many at once", len(problems.submit_problems([job] * 20)) == 20)
    check("info", problems.get_problem_info(status.id).metadata.submitted_by == sys.argv[2])
    check("answer", problems.get_problem_answer(status.id).energies)
    check("messages", problems.get_problem_messages(status.id) == [])
    check("by status", problems.list_problems(status="COMPLETED", max_results=5))
    check("no status", refused(lambda: problems.list_problems(status="nonsense")))
    check("at once", problems.get_problem_statuses([status.id], timeout=0))
    check("cancel", problems.cancel_problems([status.id])[0].error_code == 409)

with Solvers.from_config() as solvers:
    check("one solver", solvers.get_solver(qpu.name).identity.name == qpu.name)

clique = DWaveCliqueSampler(solver={"topology__type": "pegasus"})
check("clique", clique.sample(model, num_reads=20).first.energy == best)
clique.close()
sampler = DWaveSampler()
sizes = [len(solver.nodes) for solver in sampler.client.get_solvers(qpu=True)]
check("largest", len(sampler.nodelist) == max(sizes))
sampler.close()
sampler = DWaveSampler(solver={"topology__type": "zephyr"})
up = {qubit: 1 for qubit in sampler.nodelist}  # a local minimum, where the field prefers down
field = {qubit: 0.1 for qubit in sampler.nodelist}
bonds = {edge: -1 for edge in sampler.edgelist}
for s, kept in [(0.9, True), (0, False)]:
    back = sampler.sample_ising(
        field,
        bonds,
        initial_state=up,
        anneal_schedule=[[0, 1], [10, s], [20, s], [30, 1]],
        num_reads=20,
    )
    check("reverse", (back.first.sample == up) == kept)
sampler.close()
hybrid = LeapHybridSampler()
check("hybrid", hybrid.sample(model, time_limit=3).first.energy == best)
nothing = hybrid.sample(dimod.BinaryQuadraticModel({}, {}, 2.5, "BINARY"), time_limit=3)
check("a model without variables", nothing.first.energy == 2.5)
check("too long", refused(lambda: hybrid.sample(model, time_limit=86401).resolve()))
hybrid.close()

print(checks, "checks by D-Wave's own clients held")
