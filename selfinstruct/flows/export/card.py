"""The dataset card: a README.md whose YAML the Hugging Face Hub and `datasets` read, and what people should know.

What a user or a model wrote (topic, guidance, names) stands in code spans and fences only, so that it cannot pass for
Markdown, HTML or YAML.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import yaml

from selfinstruct._version import __version__
from selfinstruct.errors import MissingExtra
from selfinstruct.exporters.form import WrittenFile
from selfinstruct.exporters.hub import configs
from selfinstruct.files.dataset_rows import DatasetRow
from selfinstruct.flows.export.reproduce import commands, is_something, public_model, public_name, seeds_named
from selfinstruct.flows.export.reviewed.telling import NOBODY, PeopleSaid
from selfinstruct.runs.schema import misfit
from selfinstruct.runs.sources import Source, pass_over
from selfinstruct.text.languages import UNCLEAR, language_identifier

# Hub: https://huggingface.co/docs/hub/datasets-cards, the field size_categories
_SIZES = (
    (10**3, "n<1K"), (10**4, "1K<n<10K"), (10**5, "10K<n<100K"), (10**6, "100K<n<1M"), (10**7, "1M<n<10M"),
    (10**8, "10M<n<100M"), (10**9, "100M<n<1B"),
)  # fmt: skip
_LANGUAGES = {
    "english": "en", "german": "de", "french": "fr", "spanish": "es", "italian": "it", "portuguese": "pt",
    "dutch": "nl", "polish": "pl", "czech": "cs", "russian": "ru", "ukrainian": "uk", "turkish": "tr",
    "arabic": "ar", "hebrew": "he", "hindi": "hi", "bengali": "bn", "thai": "th", "vietnamese": "vi",
    "indonesian": "id", "chinese": "zh", "japanese": "ja", "korean": "ko", "swedish": "sv", "danish": "da",
    "norwegian": "no", "finnish": "fi", "greek": "el", "hungarian": "hu", "romanian": "ro",
}  # fmt: skip
_LOOKED_AT = 500  # texts whose language is told
_NAMED = 40  # documents that are named
_SHARE = 0.05  # of them in a language that the card names


def dataset_card(
    source: Source,
    parts: Sequence[WrittenFile],
    *,
    format: str = "hub",
    command: str = "",
    license: str = "",
    terms: str = "",
    reasoning: str = "",
    documents: Mapping[str, Mapping[str, Any]] | None = None,
    people: PeopleSaid = NOBODY,
) -> str:
    """The whole README.md for data files as they were written.

    `command` is the export's command line; paths in it are shortened. `license` is an identifier of the Hub and
    `terms` what the model's provider says of its outputs; left out, the card asks for both. `reasoning` says
    where that of the model went, "" where there was none. `documents` has for each document that rows stand in the
    source of one of them. `people` is what people said of the rows.
    """
    rows, info = sum(part.rows for part in parts), _known(source)
    front = yaml.safe_dump(_front(source, parts, rows, license), sort_keys=False, allow_unicode=True, width=1000)
    sections = [
        f"# {_code(_name(source))}",
        *([f"> **Not training data:** {_plain(source.notice)}"] if source.notice else []),
        f"{rows:,} row{'' if rows == 1 else 's'} in the format `{_plain(format)}`, made with selfinstruct "
        f"{__version__}." + (f" The reasoning that led to answers {_plain(reasoning)}." if reasoning else ""),
        _table(("what", "split", "rows", "file"), ((p.kind, p.split or "train", f"{p.rows:,}", p.file) for p in parts)),
        "## How it was made\n\n"
        + "\n\n".join([*(list(_made(info)) or ["From a file that does not name its run."]), *grounds(documents or {})]),
        *(["## What people have seen\n\n" + "\n\n".join(map(_plain, people.paragraphs))] if people.paragraphs else []),
        "## How to make it again\n\n" + _again(source, info, command),
        "## Licence and terms\n\n" + _rights(info, license, terms),
        "## Known limits\n\n" + "\n".join(f"- {limit}" for limit in _limits(source, bool(documents), people.all_seen)),
    ]
    return f"---\n{front}---\n\n" + "\n\n".join(sections) + "\n"


def _known(source: Source) -> Mapping[str, Any]:
    """What the run says, {} where what lies beside a file is no run's."""
    info = source.info
    fits = "counts" not in info or not misfit("run.json", info)
    return info if fits and ("counts" in info or "preferences" in info) else {}


def _front(source: Source, parts: Sequence[WrittenFile], rows: int, license: str) -> dict[str, Any]:
    pairs = any(part.kind == "preferences" for part in parts)
    languages = _languages(source)
    return {
        "license": license or "unknown",
        **({"language": languages} if languages else {}),
        "pretty_name": _name(source),
        "size_categories": [next((name for most, name in _SIZES if rows < most), "n>1B")],
        "task_categories": ["text-generation"],
        "tags": ["synthetic", "self-instruct", "instruction-tuning", *(["dpo", "preference"] if pairs else [])],
        "configs": configs(parts),
        "dataset_info": _sizes(parts),
    }


def _sizes(parts: Sequence[WrittenFile]) -> list[dict[str, Any]]:
    found = []
    for kind in dict.fromkeys(part.kind for part in parts):
        own = [part for part in parts if part.kind == kind]
        splits = [{"name": part.split or "train", "num_bytes": part.size, "num_examples": part.rows} for part in own]
        size = sum(part.size for part in own)
        found.append({"config_name": kind, "splits": splits, "download_size": size, "dataset_size": size})
    return found


def _languages(source: Source) -> list[str]:
    """ISO codes, the most frequent first: of the texts where they can be told, else of the language asked for."""
    try:
        identify = language_identifier()
    except MissingExtra:
        named = {str(run.get("identity", {}).get("language", "")).strip().lower() for run in _runs(_known(source))}
        return sorted({_LANGUAGES[name] for name in named if name in _LANGUAGES})
    texts: list[str] = []
    for kind in source.kinds:
        for record in islice(source.read(kind, pass_over), _LOOKED_AT):
            texts.append(record.prompt if isinstance(record, DatasetRow) else record.prompt[-1].content)
    counts = Counter(map(identify, texts))
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [code for code, number in ranked if code != UNCLEAR and number >= _SHARE * len(texts)]


def _made(info: Mapping[str, Any]) -> Iterator[str]:
    for source in info.get("sources", ()):
        yield f"### {_code(source['name'])}: {source['kept']:,} of {source['tasks']:,} tasks"
        yield from _run(source["run"]) if source["run"] else ("From a file that does not name its run.",)
    if "sources" in info:
        rejected = _rules(info["counts"]["rejected"])
        yield "### Together" + (f"\n\nLeft out when merging: {rejected}." if rejected else "")
    elif "counts" in info:
        yield from _run(info)
    for entry in info.get("preferences", {}).values():
        if isinstance(entry, dict) and "method" in entry and is_something(entry):
            yield from _pairs(entry)


def _run(run: Mapping[str, Any]) -> Iterator[str]:
    identity, counts, given = run.get("identity", {}), run["counts"], run.get("given", {})
    facts = [
        ("model", _code(public_model(str(run["model"])))),
        ("recipe", _code(public_name(str(run.get("recipe", ""))))),
    ]
    if "corpus" in given:
        content = f"content `{_plain(identity.get('corpus', ''))}`"
        facts.append(("documents", f"{_code(public_name(str(given['corpus'])))}, {content}"))
        facts.append(("form", _plain(identity.get("form", ""))))
    else:
        named = "".join(f"{_code(file)}, " for file in seeds_named(given))
        content = f"content `{_plain(identity.get('seeds', ''))}`"
        facts.append(("seed tasks", f"{named}{run.get('seeds', 0):,} tasks, {content}"))
    if run.get("pool"):
        facts.append(("pool of earlier tasks", f"{run['pool']:,} tasks, content `{_plain(identity.get('pool', ''))}`"))
    facts += [(name, _code(identity[name])) for name in ("seed", "topic", "language", "guidance") if identity.get(name)]
    facts.append(("ended", _plain(run["status"])))
    facts.append(("candidates", f"{counts['candidates']:,}, of which {counts['accepted']:,} were accepted"))
    facts += [("rejected", rejected)] if (rejected := _rules(counts["rejected"])) else []
    facts.append(("tasks", f"{counts['tasks']:,}, with {counts['instances']:,} instances"))
    yield _table(("", ""), [*facts, *_spent(run)])
    filters = run.get("filters") or run.get("settings", {}).get("filters") or {}
    if filters:
        yield "Filters, in their order: " + ", ".join(_filter(name, values) for name, values in filters.items()) + "."


def _filter(name: str, values: Mapping[str, Any]) -> str:
    plain = {key: value for key, value in values.items() if isinstance(value, str | int | float)}
    return _code(name) + (
        f" ({', '.join(f'{_plain(key)} {_plain(value)}' for key, value in plain.items())})" if plain else ""
    )


def _pairs(entry: Mapping[str, Any]) -> Iterator[str]:
    yield f"### Preferences: {_code(entry['method'])}, round {entry['round']}"
    models = ", ".join(_code(public_model(name)) for name in dict.fromkeys(entry.get("models", ())))
    judges = ", ".join(_code(public_model(name)) for name in entry.get("judges", ()))
    facts = [("responses by", models), ("judged by", judges or "nobody"), ("rubric", _code(entry.get("rubric", "")))]
    facts.append(("pairs", f"{entry.get('pairs', 0):,} of {entry.get('prompts', 0):,} prompts"))
    rejected = _rules({"": entry.get("rejected", {})})
    yield _table(("", ""), [*facts, *([("rejected", rejected)] if rejected else []), *_spent(entry)])


def _spent(run: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    usage = run.get("usage", ())
    prompt, completion = (sum(item[name] for item in usage) for name in ("prompt", "completion"))
    thinking = sum(item.get("thinking", 0) for item in usage)
    told = f"{run.get('requests', 0):,}, {prompt:,} prompt and {completion:,} completion tokens"
    yield "requests", f"{told}, {thinking:,} of them thinking" if thinking else told
    tiers: Counter[str] = Counter()
    for item in usage:
        for tier, counts in item.get("tiers", {}).items():
            tiers[tier] += counts["prompt"] + counts["completion"]
    if tiers:
        yield "service tiers", ", ".join(f"{_code(tier)} {count:,} tokens" for tier, count in sorted(tiers.items()))
    most = "at most " if run.get("at_most") else ""
    yield "cost", "not known" if run.get("cost") is None else f"{most}US$ {run['cost']:,.4f}"


def _again(source: Source, info: Mapping[str, Any], command: str) -> str:
    run = public_name(source.label) if source.whole else "RUN"
    text = "\n".join(commands(info, run, command))
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))
    lines = [f"{fence}\n{_clean(text)}\n{fence}"] if text else []
    if info:
        lines.append(
            "The same inputs and the same answers of the model give the same bytes. The answers are in the run's "
            "journal.db, which is not part of this dataset; a model that is asked again may answer differently."
        )
    if any(run.get("status", "done") not in ("done", "saturated") for run in _runs(info)):
        lines.append("A run that was stopped has fewer tasks than the command would make.")
    return "\n\n".join(lines) or "It is not recorded."


def _rights(info: Mapping[str, Any], license: str, terms: str) -> str:
    models = dict.fromkeys(str(run["model"]) for run in _runs(info) if run.get("model"))
    of = f" of {', '.join(_code(public_model(name)) for name in models)}" if models else ""
    return "\n".join(
        (
            f"- Licence of the dataset: {_code(license) if license else '**to be filled in**, here and above'}",
            f"- Terms of the provider{of} on using outputs for training: {_plain(terms) or '**to be filled in**'}",
            *(f"- Licence of the {what}: **to be filled in**" for what in _given(info)),
        )
    )


def _given(info: Mapping[str, Any]) -> list[str]:
    """What runs were made of, in a few words; nobody knows that of other files."""
    of = {"documents" if "corpus" in run.get("given", {}) else "seed tasks" for run in _runs(info)}
    return sorted(of, reverse=True) or ["seed tasks"]


def grounds(documents: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """The documents that rows stand in, by the names of their files; nothing where there are none."""
    if not documents:
        return
    names = list(dict.fromkeys(_document(source) for source in documents.values()))
    more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
    count = "1 document" if len(documents) == 1 else f"{len(documents):,} documents"
    yield f"Grounded in {count}: {', '.join(map(_code, names[:_NAMED]))}{more}."


def _document(source: Mapping[str, Any]) -> str:
    name = public_name(str(source.get("file") or source.get("title") or source["document"]))
    return f"{name}: {source['member']}" if source.get("member") else name


def _limits(source: Source, cited: bool, seen: bool) -> Iterator[str]:
    if source.notice:
        yield "It was made by a demonstration model that fills in patterns: nothing can be learned from it."
    checked = "People have looked at each of them, and overlook things" if seen else "Nobody has checked each of them"
    yield f"Instructions and outputs were written by a model. {checked}; some are wrong."
    if cited:
        yield "Rows rest on the documents as these were read: what is wrong there is wrong here."
    yield "It has the biases of the model and of the seed tasks. Filters check form and similarity, not truth."
    yield "Novelty compares words (ROUGE-L), so two tasks that say the same in different words may both be in it."
    if any(part == "preferences" for part in source.kinds):
        yield "Preferences are judgements by models, or only reflect which model or method wrote the response."


def _runs(info: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [source["run"] for source in info["sources"]] if "sources" in info else [info]


def _name(source: Source) -> str:
    """What the dataset is called: the directory's name, or the file's without its ending."""
    last = public_name("/" + source.label)
    return _clean(last if source.whole else last.partition(".")[0]) or "dataset"


def _rules(stages: Mapping[str, Mapping[str, int]]) -> str:
    counts: Counter[str] = Counter()
    for rules in stages.values():
        counts.update(rules)
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{_code(rule)} {number:,}" for rule, number in ranked)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def _code(text: object) -> str:
    """A code span: nothing in it is markup."""
    return f"`{_clean(text).replace(chr(10), ' ').replace('`', chr(39))}`" if str(text).strip() else "–"


def _plain(text: object) -> str:
    """Words without what Markdown or HTML would act on."""
    return re.sub(r"([\\`*_\[\]<>#|&])", r"\\\1", _clean(text).replace("\n", " "))


def _clean(text: object) -> str:
    return "".join(letter if letter.isprintable() or letter == "\n" else " " for letter in str(text))
