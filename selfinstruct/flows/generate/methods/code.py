"""The method `code`: a function with tests, which a second solver has vetted and the answer passes in the sandbox.

After AceCoder (arXiv 2502.01718): tests are imagined with the problem, and a solver of its own takes out those that are
wrong. That a failure shown to the solver mends some solutions is of Llama 3 (arXiv 2407.21783).
"""

from dataclasses import dataclass, replace

from selfinstruct.checks.programs import ProgramCheck
from selfinstruct.engine.program_verdicts import limits_of, passed_tests, program_verdict
from selfinstruct.flows.generate.methods.asking import Ask, Unanswered
from selfinstruct.flows.generate.methods.attempts import attempted, instance_of
from selfinstruct.flows.generate.methods.method import Answer, Developed, method
from selfinstruct.flows.generate.posing.layouts import check_layouts, laid_out
from selfinstruct.flows.generate.ranges import check_range
from selfinstruct.parse.methods.posed_code import PosedCode, read_posed_code
from selfinstruct.parse.methods.solution import read_solution
from selfinstruct.recipes.base import STRICT
from selfinstruct.records import Attempt, Message, Rejection, Task
from selfinstruct.sandbox.testing import run_tests


@dataclass(frozen=True, slots=True)
class CodeOptions:
    """What `method:` of the recipe may say: docs/methods.md."""

    __pydantic_config__ = STRICT

    layouts: list[str]
    tests: int = 5
    poses: int = 1
    vetters: int = 1
    attempts: int = 4
    feedback: bool = False
    seconds: float = 5.0
    memory: int = 256

    def __post_init__(self) -> None:
        check_layouts(self.layouts, (("problem",), ("signature",)))
        check_range(self, 1, 30, "tests")
        check_range(self, 1, 100, "poses", "attempts")
        check_range(self, 1, 10, "vetters")
        check_range(self, 0.1, 600, "seconds")
        check_range(self, 64, 65_536, "memory")

    def check(self, function: str, tests: tuple[str, ...]) -> ProgramCheck:
        """The check that a function passes tests, within the recipe's limits."""
        return ProgramCheck(function, tests, float(self.seconds), self.memory)


@method(
    stages={"pose": {"tests"}, "solve": {"prompt"}, "mend": {"prompt", "answer", "failure"}},
    options=CodeOptions,
    roles=("teacher", "vetter", "solver"),
    optional=("mend",),
    runs=True,
    most=lambda options: {
        "pose": options.poses, "solve": options.vetters + options.attempts,
        "mend": options.attempts if options.feedback else 0,
    },
    usual=lambda options: {"pose": 1.0, "solve": options.vetters + (1.0 if options.feedback else 1.4),
                           "mend": 0.4 if options.feedback else 0.0},
)  # fmt: skip
async def code(task: Task, ask: Ask) -> Developed:
    """Have a problem posed with tests, have the tests vetted, and ask until a solution passes those that are left."""
    if task.is_classification:
        return Developed((), [ask.rejection("classification", "its answer is a label, and no function")])
    posed, lost = await _posed(ask)
    if posed is None:
        return Developed((), lost)
    shown = {"problem": posed.problem, "signature": posed.signature}
    prompt = laid_out(ask.rng("layout").choice(ask.options.layouts), shown)
    tests = await _vetted(ask, posed, prompt, lost)
    if not tests:
        return Developed((), lost)
    return await _solved(ask, posed, prompt, ask.options.check(posed.function, tests), lost)


async def _posed(ask: Ask) -> tuple[PosedCode | None, list[Rejection]]:
    """What a teacher makes of the task, with tests enough."""
    lost: list[Rejection] = []
    for number in range(ask.options.poses):
        try:
            answer = await ask(
                "pose", {"tests": ask.options.tests}, model="teacher", attempt=number, read=read_posed_code
            )
        except Unanswered as none:
            lost.append(none.rejection)
            continue
        posed: PosedCode = answer.value
        if len(posed.tests) >= ask.options.tests:
            return posed, lost
        lost.append(ask.rejection("too_few_tests", {"posed": len(posed.tests)}, answer.text))
    return None, lost


async def _vetted(ask: Ask, posed: PosedCode, prompt: str, lost: list[Rejection]) -> tuple[str, ...]:
    """The tests that every vetter's solution passes; none where they are fewer than the recipe needs.

    Of what is left enough must tell a solution from a function that does nothing.
    """
    options, tests, solutions = ask.options, posed.tests, 0
    for number in range(options.vetters):
        try:
            answer = await ask("solve", {"prompt": prompt}, model="vetter", attempt=number, plain=True)
        except Unanswered as none:
            lost.append(none.rejection)
            continue
        solution = read_solution(answer.text, posed.function)
        if solution is None:
            lost.append(ask.rejection("no_solution", f"no function {posed.function}", answer.text))
            continue
        solutions += 1
        tests = await _passed(ask, posed, solution, tests)
        if len(tests) < options.tests:
            break
    if not solutions:
        lost.append(ask.rejection("not_vetted", "no vetter has written the function", prompt))
        return ()
    counts = {"posed": len(posed.tests), "vetted": len(tests)}
    if len(tests) >= options.tests:
        idle = await _passed(ask, posed, f"def {posed.function}(*given, **named):\n    return None\n", tests)
        counts["telling"] = len(tests) - len(idle)
    if min(counts.values()) < options.tests:
        lost.append(ask.rejection("too_few_tests", counts, prompt))
        return ()
    return tests


async def _passed(ask: Ask, posed: PosedCode, solution: str, tests: tuple[str, ...]) -> tuple[str, ...]:
    """The tests that a solution passes."""
    if not tests:
        return ()
    tested = await run_tests(ask.programs(), solution, tests, limits_of(ask.options.check(posed.function, tests)))
    passed = passed_tests(tested.verdicts)
    return tuple(test for test in tests if test in passed)


async def _solved(
    ask: Ask, posed: PosedCode, prompt: str, check: ProgramCheck, lost: list[Rejection]
) -> Developed:  # fmt: skip
    """Ask until a solution passes all tests, or as often as the recipe allows."""
    checks, attempts = (check.as_dict(),), list[Attempt]()
    for number in range(ask.options.attempts):
        try:
            asked, answer = await _attempted(ask, prompt, attempts, number)
        except Unanswered as none:
            lost.append(none.rejection)
            continue
        verdict = await program_verdict(ask.programs(), check, answer.text)
        attempts.append(attempted((Message("user", asked),), answer, number + 1, checks, (verdict,)))
        if verdict["passed"]:
            vetted = {"kept": len(check.tests), "of": len(posed.tests)}
            mended = {"mended": True} if asked != prompt else {}
            notes = {"function": posed.function, "vetted": vetted} | mended
            kept = replace(attempts[-1], prompt=(Message("user", prompt),))
            return Developed([instance_of(kept, notes)], lost, attempts)
    found = [attempt.verdicts[0]["found"] for attempt in attempts[-1:]]
    return Developed((), [*lost, ask.rejection("none_passed", {"attempts": len(attempts), "failed": found}, prompt)],
                     attempts)  # fmt: skip


async def _attempted(ask: Ask, prompt: str, attempts: list[Attempt], number: int) -> tuple[str, Answer]:
    """What is asked, and its answer: the problem, or with `feedback` the problem with the last failure."""
    if ask.options.feedback and attempts:
        failure = {"prompt": prompt, "answer": attempts[-1].output, "failure": attempts[-1].verdicts[0]["found"]}
        answer = await ask("mend", failure, model="solver", attempt=number, plain=True)
        return ask.said("mend", failure), answer
    place = ask.options.vetters + number
    return prompt, await ask("solve", {"prompt": prompt}, model="solver", attempt=place, plain=True)
