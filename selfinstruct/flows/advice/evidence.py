"""Published experiments that advice rests on: what was found, and on what; only what has been read is named."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Evidence:
    """A publication on arXiv: what it found, in our words, and what the finding is of."""

    arxiv: str
    title: str
    found: str
    scope: str


RATIO = Evidence(
    "2409.19759",
    "Balancing Cost and Effectiveness of Synthetic Data Generation Strategies for LLMs",
    "new answers to the questions there are teach most while the budget is small beside the seeds, new questions as it "
    "grows",
    "questions with an answer to be checked, and without; the abstract gives a direction and no number",
)
BUDGET = Evidence(
    "2502.11284",
    "Balancing the Budget: Understanding Trade-offs Between Supervised and Preference-Based Finetuning",
    "below 1,000 examples supervised training alone is best; above, both together, and never pairs alone",
    "base models below 10 billion parameters; summaries, helpfulness, following instructions and school mathematics; "
    "an example of either kind at about the same cost",
)
SOURCES = Evidence(
    "2607.01727",
    "When Does Generating More Help? Disentangling Fixed-Source Synthesis from Source Expansion in Synthetic Data "
    "Scaling",
    "at small budgets more answers to the same questions and more seed questions come to the same, at large ones more "
    "seed questions win; questions made out of the same seeds do no better than more answers",
    "mathematics and physics, answers kept by rejection sampling",
)
VARIETY = Evidence(
    "2410.01560",
    "OpenMathInstruct-2: Accelerating AI for Math with Massive Open-Source Instruction Data",
    "the variety of questions is what makes more data worth having, and supervised training bears some wrong answers",
    "mathematics",
)
ATTEMPTS = Evidence(
    "2404.19733",
    "Iterative Reasoning Preference Optimization",
    "right answers against wrong ones of the same model are pairs that teach",
    "mathematics and science questions with a known answer, a model of 70 billion parameters",
)
DIFFERENCE = Evidence(
    "2507.06187",
    "The Delta Learning Hypothesis: Preference Tuning on Weak Data can Yield Strong Gains",
    "the difference between the two sides teaches, also where both are weak and imitating them would harm",
    "a model of 8 billion parameters, pairs of models of 3 and 1.5 billion",
)
CHEAPER = Evidence(
    "2408.16737",
    "Smaller, Weaker, Yet Better: Training LLM Reasoners via Compute-Optimal Sampling",
    "at equal compute the answers of a weaker and cheaper model taught more than those of a stronger one",
    "reasoning with a known answer",
)
ALL = (RATIO, BUDGET, SOURCES, VARIETY, ATTEMPTS, DIFFERENCE, CHEAPER)
