"""An example or two of each command, as its help page ends; tests run them, offline."""

_EXAMPLES: dict[str, str] = {
    "": "generate --seeds seeds.jsonl -n 100\nexport runs/seeds --format messages -o train.jsonl",
    "ingest": "ingest handbook/ -o corpus.jsonl\ningest reports/*.pdf --ocr --pii drop -o corpus.jsonl",
    "generate": (
        "generate --seeds seeds.jsonl\n"
        "generate --seeds seeds.jsonl -n 500 --model openai/MODEL --max-cost 2\n"
        "generate --seeds seeds.csv --model openai/MODEL --base-url http://localhost:8000/v1"
    ),
    "topics": ('topics "keeping bees" --model openai/MODEL\ntopics --seeds seeds.jsonl --depth 3 --width 6 --dry-run'),
    "resume": "resume runs/seeds\nresume runs/seeds -n 500 --retry-failed",
    "prefer": (
        "prefer runs/seeds --method rank --judge openai/MODEL\nprefer prompts.jsonl --method contrast --out runs/pairs"
    ),
    "distill": "distill log.jsonl --model openai/TEACHER\ndistill prompts.jsonl --model openai/TEACHER --batch",
    "ground": "ground corpus.jsonl --model openai/MODEL -n 200\nground corpus.jsonl --form closed --dry-run",
    "label": (
        "label reviews.jsonl --labels positive,negative --judge openai/A --judge openai/B\n"
        "label runs/seeds --kind accept --judge openai/A --judge openai/B"
    ),
    "review page": "review page runs/seeds --random 50\nreview page runs/reviews-labels --reviewer ann --reviewer ben",
    "review export": "review export runs/reviews-labels -o contested.csv --format csv",
    "review import": "review import runs/reviews-labels contested.csv --reviewer ann",
    "export": (
        "export runs/seeds --format messages -o train.jsonl\nexport runs/seeds --format trl-dpo --split 90/10 -o pairs/"
    ),
    "check": "check train.jsonl --format messages\ncheck nova.jsonl --format bedrock-conversation --split train",
    "validate": "validate seeds.jsonl\nvalidate my-recipe/",
    "verify": "verify checked.jsonl\nverify checked.jsonl -o verified.jsonl",
    "prove": (
        "prove runs/seeds --student tfidf\nprove runs/seeds --student smollm2 --report proof.html\n"
        "prove after.jsonl --against before.jsonl --test mine.jsonl --student models/small"
    ),
    "show": "show runs/seeds --samples 3\nshow train.jsonl --stats",
    "report": "report runs/seeds -o report.html\nreport after.jsonl --against before.jsonl",
    "merge": "merge runs/one runs/two other.jsonl -o runs/all",
    "jobs": "jobs runs/seeds\njobs runs/seeds --cancel ID",
    "filter": (
        "filter alpaca.jsonl -o kept.jsonl\nfilter alpaca.jsonl --only novelty --against benchmark.jsonl -o kept.jsonl"
    ),
    "select": (
        "select train.jsonl -n 500 --by diversity -o kept.jsonl\n"
        "select runs/seeds -n 50 --by length --by balanced -o kept.jsonl"
    ),
    "doctor": "doctor --base-url http://localhost:11434/v1\ndoctor --engine local --workers 4",
    "list": "list formats\nlist recipes",
    "config": "config\nconfig generate",
}


def examples_of(path: str) -> str | None:
    """The examples of a command (`review page`), one a line; "" is the application."""
    told = _EXAMPLES.get(path)
    return None if told is None else "\n".join(f"selfinstruct {line}" for line in told.split("\n"))
