"""Language models as students, on a model of 40,000 weights that is made here: what is learned, and that alone."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from selfinstruct.errors import MissingExtra, UsageError
from selfinstruct.students.causal.descent import parts
from selfinstruct.students.causal.weights import find_weights
from selfinstruct.students.student import Lesson, Training
from selfinstruct.turns import Message

# What torch, transformers and TRL say of their own next versions is not ours to mend.
pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning")
WORDS = [*"abcdefghijklmnopqrstuvwxyz0123456789", " ", "\n", ":", ".", "?"]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a model as the Hub has them, that reads letter by letter and has no chat template."""
    pytest.importorskip("torch")
    import torch
    from tokenizers import Regex, Tokenizer, models, pre_tokenizers
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    folder = tmp_path_factory.mktemp("small")
    letters = Tokenizer(
        models.WordLevel({"<u>": 0, "<s>": 1, **{w: n for n, w in enumerate(WORDS, 2)}}, unk_token="<u>")
    )
    letters.pre_tokenizer = pre_tokenizers.Split(Regex("."), "isolated")
    from tokenizers.decoders import Fuse

    letters.decoder = Fuse()
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=letters, eos_token="<s>", unk_token="<u>")
    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=len(WORDS) + 2, hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=4,
        max_position_embeddings=256, eos_token_id=1, bos_token_id=None, pad_token_id=1, tie_word_embeddings=True,
    )  # fmt: skip
    LlamaForCausalLM(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def lesson(asked: str, answer: str, worse: str | None = None) -> Lesson:
    return Lesson(asked, (Message("user", asked),), answer, worse)


LESSONS = [lesson(f"say {letter}", letter * 3) for letter in "abcdefgh"]
FULL = Training(steps=150, batch=8, rate=1e-2, rank=0, longest=64, threads=1)


def student(folder: Path) -> Any:
    from selfinstruct.students.opening import open_student

    return open_student(str(folder))


@pytest.mark.train
def test_it_learns_what_it_is_taught_and_the_weights_it_began_with_stay(small: Path) -> None:
    scholar = student(small)
    before = scholar.try_out([], LESSONS, FULL, 0)
    after = scholar.try_out(LESSONS, LESSONS, FULL, 0)
    assert list(after.answers) == [item.answer for item in LESSONS]
    assert max(after.losses) < 0.2 < min(before.losses)
    again = scholar.try_out([], LESSONS, FULL, 0)
    assert (again.answers, again.losses) == (before.answers, before.losses)


@pytest.mark.train
def test_the_same_seed_gives_the_same_and_another_one_another(small: Path) -> None:
    scholar = student(small)
    short = Training(steps=3, batch=2, rate=1e-2, rank=0, longest=64, threads=1)
    one, same, other = (scholar.try_out(LESSONS, LESSONS, short, seed).losses for seed in (1, 1, 2))
    assert one == same != other


@pytest.mark.train
def test_lora_trains_too_and_long_lessons_are_cut(small: Path) -> None:
    scholar = student(small)
    lora = Training(steps=60, batch=8, rate=1e-2, rank=8, longest=64, threads=1)
    before = scholar.try_out([], LESSONS, lora, 0)
    after = scholar.try_out([*LESSONS, lesson("say z", "z" * 90)], LESSONS, lora, 0)
    assert after.cut == 1
    assert sum(after.losses) < 0.99 * sum(before.losses)


@pytest.mark.parametrize("most", [1, 7, 12, 30, 1_000])
def test_a_batch_in_parts_has_every_lesson_once_and_no_part_is_too_large(most: int) -> None:
    lengths = [5, 3, 9, 4, 4, 12, 1, 2]
    batch = [7, 0, 2, 5, 3, 6]
    made = list(parts(batch, lengths, most))
    assert sorted(place for part in made for place in part) == sorted(batch)
    assert all(len(part) == 1 or max(lengths[place] for place in part) * len(part) <= most for part in made)
    assert len(made) == {1: 6, 7: 5, 12: 4, 30: 2, 1_000: 1}[most]


@pytest.mark.train
@pytest.mark.parametrize("worse", [None, "zz"])
def test_a_step_in_parts_is_the_step_in_one(small: Path, monkeypatch: pytest.MonkeyPatch, worse: str | None) -> None:
    from selfinstruct.students.causal import descent

    scholar = student(small)
    lessons = [lesson(f"say {letter}", letter * (1 + at), worse) for at, letter in enumerate("abcdefgh")]
    training = Training(steps=3, batch=8, rate=1e-2, rank=0, longest=64, threads=1)
    whole = scholar.try_out(lessons, lessons, training, 0)
    monkeypatch.setattr(descent, "_TOKENS", 40)
    assert scholar.try_out(lessons, lessons, training, 0).losses == pytest.approx(whole.losses, rel=0.01)
    monkeypatch.setattr(descent, "_TOKENS", 1)
    assert scholar.try_out(lessons, lessons, training, 0).losses == pytest.approx(whole.losses, rel=0.01)
    other = scholar.try_out(lessons, lessons, replace(training, batch=4), 0)
    assert other.losses != pytest.approx(whole.losses, rel=0.01)


@pytest.mark.train
def test_the_loss_is_that_of_the_answer_alone(small: Path) -> None:
    import torch

    from selfinstruct.students.causal.learning import answer_losses
    from selfinstruct.students.causal.tokens import encode
    from selfinstruct.students.causal.weights import load

    model, tokenizer = load(find_weights(str(small)))
    batch = [encode(tokenizer, item, 64) for item in (LESSONS[0], lesson("say it", "no more than that"))]
    with torch.no_grad(), torch.autocast("cpu", enabled=False):
        for line, item in zip(answer_losses(model, batch, tokenizer.pad_token_id).tolist(), batch, strict=True):
            tokens = torch.tensor([item.whole])
            logits = torch.log_softmax(model(tokens).logits[0, :-1], -1)
            told = [logits[at - 1, item.whole[at]].item() for at in range(len(item.prompt), len(item.whole))]
            assert line == pytest.approx(-sum(told), rel=0.02)


@pytest.mark.train
def test_pairs_make_the_better_answer_likelier(small: Path) -> None:
    scholar = student(small)
    pairs = [lesson(f"say {letter}", letter * 2, "zz") for letter in "abcdefgh"]
    dpo = Training(steps=40, batch=8, rate=1e-3, rank=8, longest=64, threads=1)
    after = scholar.try_out(pairs, pairs, dpo, 0)
    assert sum(after.prefers) >= 7


@pytest.mark.train
def test_pairs_are_learned_as_trl_learns_them(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """All weights, every pair in each step, 32-bit floats, one rate throughout: what is left is the loss and AdamW."""
    pytest.importorskip("trl")
    import torch
    from datasets import Dataset
    from trl import DPOConfig, DPOTrainer

    from selfinstruct.students.causal import descent, learning
    from selfinstruct.students.causal.pairs import learn_pairs
    from selfinstruct.students.causal.tokens import encode
    from selfinstruct.students.causal.weights import load

    monkeypatch.setattr(descent, "_share", lambda step, steps: 1.0)
    monkeypatch.setattr(learning, "mixed", lambda device: torch.autocast("cpu", enabled=False))
    lessons = [
        lesson(f"say {letter}", letter * (1 + at % 4), "z" * (4 - at % 4)) for at, letter in enumerate("abcdefgh")
    ]
    training = Training(steps=6, batch=8, rate=3e-3, rank=0, longest=64, beta=0.3, threads=1)

    def moved(model: Any) -> Any:
        return torch.cat(
            [(now - was).flatten() for now, was in zip(model.parameters(), base.parameters(), strict=True)]
        )

    base, tokenizer = load(find_weights(str(small)))
    ours, _ = load(find_weights(str(small)))
    pairs = [(encode(tokenizer, item, 64), encode(tokenizer, item, 64, item.worse)) for item in lessons]
    seen = learn_pairs(ours, base, pairs, training, tokenizer.pad_token_id, 0)
    assert seen == 6 * sum(len(side.whole) for pair in pairs for side in pair)

    theirs, _ = load(find_weights(str(small)))
    rows = [
        {
            "prompt": tokenizer.decode(better.prompt),
            "chosen": tokenizer.decode(better.answer[:-1]),
            "rejected": tokenizer.decode(worse.answer[:-1]),
        }
        for better, worse in pairs
    ]
    settings = DPOConfig(
        output_dir=str(tmp_path), max_steps=6, per_device_train_batch_size=8, learning_rate=3e-3, beta=0.3,
        lr_scheduler_type="constant", bf16=False, use_cpu=True, save_strategy="no", logging_strategy="no", report_to=[],
        disable_tqdm=True,
    )  # fmt: skip
    DPOTrainer(theirs, args=settings, train_dataset=Dataset.from_list(rows), processing_class=tokenizer).train()  # type: ignore[no-untyped-call, unused-ignore]
    capsys.readouterr()
    far = moved(theirs).norm()
    assert far > 0.1
    assert (moved(ours) - moved(theirs)).norm() < 0.02 * far


def test_places_of_weights(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match=r"holds neither config\.json nor a \.gguf"):
        find_weights(str(tmp_path / "empty"))
    (tmp_path / "a.gguf").write_bytes(b"GGUF")
    (tmp_path / "b.gguf").write_bytes(b"GGUF")
    with pytest.raises(UsageError, match="holds 2 files of GGUF; name one of them"):
        find_weights(str(tmp_path))
    assert find_weights(str(tmp_path / "a.gguf")).gguf == "a.gguf"
    (tmp_path / "notes.txt").write_text("")
    with pytest.raises(UsageError, match=r"is a file, but no \.gguf"):
        find_weights(str(tmp_path / "notes.txt"))
    assert find_weights("owner/name").place == "owner/name"
    one, other = find_weights(str(tmp_path / "a.gguf")).identity(), find_weights(str(tmp_path / "b.gguf")).identity()
    assert one.split()[1] == other.split()[1]
    (tmp_path / "b.gguf").write_bytes(b"GGUF2")
    assert find_weights(str(tmp_path / "b.gguf")).identity() != other


@pytest.mark.train
def test_a_template_that_refuses_a_row_is_told_with_the_row(small: Path, tmp_path: Path) -> None:
    import shutil

    shutil.copytree(small, tmp_path / "strict")
    (tmp_path / "strict" / "chat_template.jinja").write_text("{{ raise_exception('turns must alternate') }}")
    with pytest.raises(UsageError, match="row say a: the chat template of the student refuses"):
        student(tmp_path / "strict").try_out(LESSONS, LESSONS, FULL, 0)


@pytest.mark.train
def test_weights_that_cannot_be_loaded_are_told_in_a_line(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "no_such_thing"}))
    with pytest.raises(UsageError, match="cannot be loaded: ") as told:
        student(tmp_path).try_out([], LESSONS, FULL, 0)
    assert "\n" not in str(told.value)


def test_what_is_not_installed_is_named() -> None:
    try:
        import torch  # noqa: F401
    except ImportError:
        with pytest.raises(MissingExtra, match=r"needs .*torch.*train.*--student tfidf needs no torch"):
            student(Path("owner/name"))
