"""The sections of a report in their order, each with the sentence that says what it shows and what to do about it."""

from collections.abc import Callable

from markupsafe import Markup

from selfinstruct.flows.datasets.figures.figures import Figures
from selfinstruct.pictures.svg import Numbers
from selfinstruct.reporting.sections import corpus, dataset, judging, making, opinions, proof, topics

Body = Callable[[Numbers, Figures], Markup]
SECTIONS: tuple[tuple[str, str, str, Body], ...] = (
    (
        "proof", "Proof by training",
        "What a small student has learned from the data, and from other arms of the same size. It holds for this "
        "student and for tasks like these: where no difference is shown there may be one, smaller than the intervals.",
        proof.proof,
    ),
    (
        "judged", "A judge and its test",
        "How the judge of filter did on errors planted to test it, and what it said of the rows. Where planted errors "
        "get the scores of the answers, it sees little: ask another model, or take another rubric.",
        judging.judged,
    ),
    (
        "tree", "A tree of topics",
        "What a model has grown, as the file stands now. generate --topics covers its leaves evenly: edit it before.",
        topics.tree,
    ),
    (
        "judges", "Labels by judges",
        "Where judges differ, people should look: selfinstruct review page shows what is contested.",
        opinions.judges,
    ),
    (
        "unread", "Unreadable answers",
        "What judges said that could not be read. Such a judge counts as disagreeing: where there are many, ask "
        "another model, or put the question more plainly.",
        making.unread,
    ),
    (
        "funnel", "From candidates to instances",
        "What the model proposed, and what came through. Where much is lost at one step, look at the rules below.",
        making.funnel,
    ),
    (
        "rejected", "What was rejected",
        "How often each rule struck, with examples drawn by hash. A rule that rejects good texts is set in the recipe.",
        making.rejected,
    ),
    (
        "course", "Over the run",
        "The share of candidates accepted, and of wording not seen before. Falling lines mean that the seeds are used "
        "up: add seeds, topics or attributes rather than requests.",
        making.course,
    ),
    (
        "diversity", "Diversity",
        "How much there is of it all in all, and for the tokens spent. It depends on the number of instructions: "
        "compare datasets of one size, or runs of one budget.",
        dataset.diversity,
    ),
    (
        "novelty", "How close the instructions are",
        "ROUGE-L with the nearest other one; beyond 0.7 the paper calls a task a repetition. A hump to the right asks "
        "for a lower threshold, or for duplicates to be filtered.",
        dataset.novelty,
    ),
    (
        "words", "Verbs and their nouns",
        "The 20 most frequent verbs with up to 4 nouns each. A few wide pieces mean that tasks are of one kind.",
        dataset.words,
    ),
    (
        "lengths", "Lengths",
        "Words of each field, in steps that double. Very short outputs and a tail of very long ones are worth a look.",
        dataset.lengths,
    ),
    (
        "documents", "Documents",
        "What the corpus holds, and how long its documents are. A heap of very short ones is often menus and covers; "
        "what was not let in stands with its rule.",
        corpus.documents,
    ),
    (
        "coverage", "Attributes and topics",
        "What the prompts drew, as far as its tasks were accepted. Empty cells and values never used are what another "
        "run can fill.",
        making.coverage,
    ),
    (
        "kinds", "Labels, languages, groups",
        "What kinds of tasks there are and whom they speak of. Uneven labels teach a model to guess.",
        dataset.kinds,
    ),
    (
        "spending", "Tokens and cost",
        "What each stage took. One that fails often, or takes most of the tokens, is the one to change first.",
        making.spending,
    ),
    (
        "pairs", "Preferences",
        "How the pairs were decided. If length or place alone predicts the winner, a model trained on them learns just "
        "that.",
        opinions.pairs,
    ),
    (
        "review", "Seen by people",
        "What people said of it. The interval holds for a random sample that was reviewed to its end.",
        opinions.review,
    ),
)  # fmt: skip
