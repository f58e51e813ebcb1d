"""The report: figures counted another way, the same bytes each time, nothing that runs, one file below a megabyte."""

import base64
import hashlib
import json
import os
import re
import subprocess
import sys
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markupsafe import Markup

import selfinstruct
from selfinstruct.errors import UsageError
from selfinstruct.flows.datasets.figures.figures import measure_figures
from selfinstruct.flows.review.flow import review_export, review_import
from selfinstruct.pictures import markup
from selfinstruct.pictures.visible import visible
from selfinstruct.reporting.flow import report
from selfinstruct.reporting.page import BUDGET
from tests.support.hostile_texts import HOSTILE_TEXTS
from tests.support.paths import ROOT
from tests.support.reports import hostile_run
from tests.support.runs import SEEDS, copied, read, write

_OURS = set(
    "html head meta title style script body main nav section article div p span h1 h2 h3 dl dt dd ul li table thead"
    " tbody tr th td details summary pre a input mark strong svg desc g path rect line text".split()
)


class Read(HTMLParser):
    """A report as a browser reads it."""

    def __init__(self, content: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: Counter[str] = Counter()
        self.attributes: set[str] = set()
        self.sections: list[str] = []
        self.said: list[str] = []
        self._stack: list[tuple[str, str]] = []
        self.feed(content)
        self.close()

    def handle_starttag(self, name: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.elements[name] += 1
        self.attributes |= {key for key in named if key.startswith("on") or key in ("src", "action", "srcset")}
        self.sections += [named["id"] or ""] if name == "section" else []
        if name not in ("meta", "input", "br"):
            self._stack.append((name, named.get("class") or ""))
        if named.get("class") == "said":
            self.said.append("")

    def handle_startendtag(self, name: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(name, attrs)
        if name not in ("meta", "input", "br"):
            self._stack.pop()

    def handle_endtag(self, name: str) -> None:
        assert self._stack.pop()[0] == name

    def handle_data(self, data: str) -> None:
        if any(kind == "said" for _, kind in self._stack):
            self.said[-1] += data


class Loose(HTMLParser):
    """The elements that are none of ours, in a report that may be broken."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.foreign: list[str] = []
        self.feed(content)

    def handle_starttag(self, name: str, attrs: list[tuple[str, str | None]]) -> None:
        if name not in _OURS or any(key.startswith("on") for key, _ in attrs):
            self.foreign.append(name)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run with rejections, pairs and a review."""
    folder = tmp_path_factory.mktemp("made")
    run = folder / "general"
    selfinstruct.generate(SEEDS, n=20, seed=6, out=run)
    selfinstruct.prefer(run, "rank", models=["offline"], judges=["offline"], n=12)
    review_export(run, folder / "out.jsonl", random=10)
    rows = read(folder / "out.jsonl")
    for place, row in enumerate(rows):
        bad = place < 2
        row |= {"answer": "reject" if bad else "accept", "reasons": "wrong" if bad else "", "reviewer": "ann"}
    review_import(run, [write(folder / "ann.jsonl", rows)])
    return run


def test_the_figures_are_those_of_the_files(made: Path) -> None:
    figures = measure_figures(made)
    rejected = Counter(
        (row.get("stage", "preferences"), row["rule"])
        for name in ("rejected.jsonl", "rejected.preferences.jsonl")
        for row in read(made / name)
    )
    assert {(item.stage, item.rule): item.rows for item in figures.rejected} == dict(rejected)
    assert all(1 <= len(item.examples) <= 3 for item in figures.rejected)
    tasks, rows = read(made / "tasks.jsonl"), read(made / "dataset.jsonl")
    assert dict(figures.funnel)["instances"] == len(rows)
    domains = Counter(row["attributes"]["domain"] for row in tasks if "domain" in row["attributes"])
    assert dict(next(item for item in figures.attributes if item.name == "domain").values) == dict(domains)
    for table in figures.coverage:
        both = Counter(
            (row["attributes"][table.row_name], row["attributes"][table.column_name])
            for row in tasks
            if {table.row_name, table.column_name} <= set(row["attributes"])
        )
        cells = {
            (one, other): table.amounts[x][y]
            for x, one in enumerate(table.rows)
            for y, other in enumerate(table.columns)
            if table.amounts[x][y]
        }
        assert cells == dict(both)
    assert figures.stats is not None
    outputs = figures.stats.lengths["output"]
    assert sum(outputs.steps) == outputs.texts == len(rows)
    assert figures.review is not None
    assert (figures.review.records, figures.review.reasons) == (10, {"wrong": 2})
    (right,) = figures.review.fractions
    assert (right.right, right.records, right.of) == (8, 10, len(rows))
    assert (round(right.low, 3), round(right.high, 3)) == (0.490, 0.943)
    pairs = read(made / "preferences.jsonl")
    assert figures.pairs is not None
    assert figures.pairs.longer == sum(len(row["chosen"]) > len(row["rejected"]) for row in pairs)
    assert sum(figures.pairs.margins) == sum(figures.pairs.ratios.values()) == figures.pairs.pairs == len(pairs)
    assert figures.spending is not None
    info = json.loads((made / "run.json").read_text())
    used = [*info["usage"], *(row for part in info["preferences"].values() for row in part["usage"])]
    assert sum(stage.prompt for stage in figures.spending.stages) == sum(row["prompt"] for row in used)


def test_the_course_is_that_of_the_requests(made: Path) -> None:
    found = measure_figures(made).course
    assert found is not None
    kept = Counter(row["request"] for row in read(made / "tasks.jsonl"))
    lost = Counter(row["request"] for row in read(made / "rejected.jsonl") if row["stage"] == "bootstrap")
    assert found.last == max([*kept, *lost]) + 1
    shares = [kept[at] / (kept[at] + lost[at]) for at in range(found.last) if kept[at] + lost[at]]
    assert [share for share in found.accepted if share is not None] == pytest.approx(shares, abs=0.15)
    assert found.fresh[0] is not None
    assert found.fresh[0] > 0.8
    assert ("accepted", 0.02) in found.thresholds


def test_the_closest_pairs_are_the_closest(made: Path) -> None:
    stats = selfinstruct.dataset_stats(made)
    assert stats.neighbours is not None
    texts = list(dict.fromkeys(row["instruction"] for row in read(made / "tasks.jsonl")))
    index = selfinstruct.NoveltyIndex(0.0)
    best = 0.0
    for text in texts:
        if (match := index.check(text)) is not None and match.score is not None:
            best = max(best, match.score)
        index.add(text)
    assert stats.neighbours.nearest[0][0] == pytest.approx(best)
    scores = [score for score, _, _ in stats.neighbours.nearest]
    assert scores == sorted(scores, reverse=True)
    assert stats.pairs is not None
    assert sum(count for _, _, nouns in stats.pairs.tree for _, count in nouns) == stats.pairs.covered


def test_a_report_has_a_section_for_all_there_is(made: Path, tmp_path: Path) -> None:
    size = report(made, tmp_path / "r.html").size
    found = Read((tmp_path / "r.html").read_text(encoding="utf-8"))
    expected = "funnel rejected course diversity novelty words lengths coverage kinds spending pairs review how samples"
    assert found.sections == expected.split()
    assert set(found.elements) <= _OURS
    assert not found.attributes
    assert size == (tmp_path / "r.html").stat().st_size < 400_000
    report(made / "preferences.jsonl", tmp_path / "pairs.html")
    assert Read((tmp_path / "pairs.html").read_text(encoding="utf-8")).sections == ["pairs", "how", "samples"]
    report(SEEDS, tmp_path / "seeds.html")
    assert "samples" in Read((tmp_path / "seeds.html").read_text(encoding="utf-8")).sections


def test_two_runs_beside_each_other(made: Path, tmp_path: Path) -> None:
    selfinstruct.generate(SEEDS, n=10, out=tmp_path / "other", seed=3)
    report(made, tmp_path / "r.html", against=tmp_path / "other")
    text = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "first: general" in text
    assert "second: other" in text
    assert "differences" in Read(text).sections
    report(made, tmp_path / "same.html", against=made)
    same = len({row["instruction"] for row in read(made / "dataset.jsonl")})
    assert f"{same} instructions stand in both" in (tmp_path / "same.html").read_text(encoding="utf-8")


def test_a_label_run(tmp_path: Path) -> None:
    data = write(tmp_path / "data.jsonl", [{"id": str(n), "text": f"a lovely text {n}"} for n in range(6)])
    judges = ["offline/judge-a", "offline/judge-b"]
    selfinstruct.label(data, judges, labels=("positive", "negative"), out=tmp_path / "labels")
    report(tmp_path / "labels", tmp_path / "r.html")
    assert Read((tmp_path / "r.html").read_text(encoding="utf-8")).sections == ["judges", "spending", "how", "samples"]


def test_the_same_bytes_wherever_and_whenever(made: Path, tmp_path: Path) -> None:
    copied(made, tmp_path / "elsewhere" / "general")
    report(made, tmp_path / "one.html")
    env = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "selfinstruct", "report", "general", "-o", str(tmp_path / "two.html")]
    subprocess.run(command, cwd=tmp_path / "elsewhere", env=env, check=True, capture_output=True, timeout=120)
    assert (tmp_path / "one.html").read_bytes() == (tmp_path / "two.html").read_bytes()


def test_the_policy_lets_our_own_script_run_and_nothing_else(made: Path, tmp_path: Path) -> None:
    report(made, tmp_path / "r.html")
    text = (tmp_path / "r.html").read_text(encoding="utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy is not None
    told = policy[1].replace("&#39;", "'")
    assert told.startswith("default-src 'none'; ")
    for name in ("style", "script"):
        content = re.search(rf"<{name}>(.*?)</{name}>", text, re.S)
        assert content is not None
        own = base64.b64encode(hashlib.sha256(content[1].encode()).digest()).decode()
        assert f"{name}-src 'sha256-{own}'" in told
    assert "http" not in re.sub(r"Content-Security-Policy|http-equiv", "", text.split("</style>")[0])


def test_hostile_texts_stay_texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = hostile_run(tmp_path)
    report(run, tmp_path / "r.html")
    found = Read((tmp_path / "r.html").read_text(encoding="utf-8"))
    assert set(found.elements) <= _OURS
    assert found.elements["script"] == 1
    assert not found.attributes
    for text in (text[:1_000] for text in HOSTILE_TEXTS.values()):
        shown = "".join(piece for piece, _ in visible(text))
        assert any(shown in said for said in found.said), text[:60]
    # The same without escaping is found out.
    monkeypatch.setattr(markup, "escape", Markup)
    report(run, tmp_path / "bad.html", overwrite=True)
    bad = Loose((tmp_path / "bad.html").read_text(encoding="utf-8"))
    assert len(bad.foreign) > 20


def test_it_fits_whatever_the_samples(tmp_path: Path) -> None:
    rows = [{"instruction": f"{n} long text", "input": "x y " * 700, "output": "y z " * 700} for n in range(300)]
    write(tmp_path / "data.jsonl", rows)
    found = report(tmp_path / "data.jsonl", tmp_path / "r.html", samples=300)
    assert BUDGET / 2 < found.size <= BUDGET


def test_what_is_refused_is_refused_before_anything_is_written(made: Path, tmp_path: Path) -> None:
    other = tmp_path / "notes.html"
    other.write_text("<!doctype html>\n<p>mine")
    for out, told in (
        (other, "is not a report"),
        (tmp_path, "is a directory"),
        (made / "run.json", "is a file of a run"),
    ):
        with pytest.raises(UsageError, match=told):
            report(made, out)
    assert other.read_text() == "<!doctype html>\n<p>mine"
    report(made, tmp_path / "r.html")
    report(made, tmp_path / "r.html")  # its own kind is written over
    with pytest.raises(UsageError, match="contains no rows"):
        report(write(tmp_path / "empty.jsonl", []), tmp_path / "e.html")
    assert not (tmp_path / "e.html").exists()


def test_notebooks_see_pictures(made: Path) -> None:
    for shown in (selfinstruct.Run(made), selfinstruct.dataset_stats(made)):
        found = Read(f"<body>{shown._repr_html_()}</body>")
        assert found.elements["svg"] >= 3
        assert not {"script", "img", "link"} & set(found.elements)


@pytest.mark.parametrize("name", ["dataset.jsonl", "run.json", "journal.db", "rejected.jsonl", "review/reviews.jsonl"])
def test_no_file_of_a_run_is_written_over_whatever_is_said(made: Path, tmp_path: Path, name: str) -> None:
    run = copied(made, tmp_path / "run")
    (run / "review").mkdir(exist_ok=True)
    for missing in ("journal.db", "review/reviews.jsonl"):
        if not (run / missing).exists():
            (run / missing).write_bytes(b"paid for")
    before = (run / name).read_bytes()
    with pytest.raises(UsageError, match="is a file of a run"):
        report(run, run / name, overwrite=True)
    with pytest.raises(UsageError, match="is a file of a run"):
        report(SEEDS, run / name, overwrite=True)
    assert (run / name).read_bytes() == before
    report(run, run / "report.html")
    report(run, run / "report.html")  # its own kind lies there well


def test_no_input_is_written_over_whatever_is_said(tmp_path: Path) -> None:
    rows = [{"instruction": f"Name {n}.", "output": str(n)} for n in range(4)]
    one, other, seeds = (write(tmp_path / f"{name}.jsonl", rows) for name in ("one", "other", "seeds"))
    (tmp_path / "link.html").symlink_to(one)
    for out in (one, other, seeds, tmp_path / "link.html"):
        with pytest.raises(UsageError, match="would overwrite an input"):
            report(one, out, against=other, seeds=seeds, overwrite=True)
    assert len({path.read_bytes() for path in (one, other, seeds)}) == 1


def test_who_reviewed_and_where_a_file_lies_is_told_right(made: Path, tmp_path: Path) -> None:
    report(made, tmp_path / "r.html")
    text = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "person 1" in text
    assert ">ann<" not in text
    report(made / "preferences.jsonl", tmp_path / "p.html")
    assert "--out general" in (tmp_path / "p.html").read_text(encoding="utf-8")


def test_two_runs_both_show_their_rows_and_commands(made: Path, tmp_path: Path) -> None:
    selfinstruct.generate(SEEDS, n=10, out=tmp_path / "other", seed=3)
    report(made, tmp_path / "r.html", against=tmp_path / "other", samples=20)
    text = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert re.search(r"20 of \d+ rows drawn by hash", text)
    assert len(re.findall(r">row \d+", text)) == 20
    assert "--out general" in text
    assert "--seed 3 --out other" in text
    assert text.index("first: general") < text.index("<nav")  # the figures at the top have names too


def test_fewer_samples_are_a_sample_of_the_whole(tmp_path: Path) -> None:
    rows = [{"instruction": f"Task {n}.", "output": "x"} for n in range(400)]
    data = write(tmp_path / "data.jsonl", rows)
    found = measure_figures(data, samples=300)
    numbers = [place for place, _ in found.samples[:40]]
    assert numbers != sorted(numbers)
    assert 120 < sum(numbers) / 40 < 280  # the first 40 rows would have a mean of 20
    report(data, tmp_path / "r.html", samples=40)
    shown = re.findall(r"row (\d+)", (tmp_path / "r.html").read_text(encoding="utf-8"))
    assert [int(place) - 1 for place in shown] == sorted(numbers)
