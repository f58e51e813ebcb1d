"""Training by pairs: DPO (Rafailov et al. 2023, arXiv 2305.18290) as TRL has it."""

import tempfile
from collections.abc import Sequence
from typing import Any

from selfinstruct.students.causal.learning import lora
from selfinstruct.students.student import Lesson, Training

_BEFORE = "gradient_checkpointing"


def learn_pairs(model: Any, tokenizer: Any, lessons: Sequence[Lesson], training: Training, seed: int) -> Any:
    """The model after DPO on the pairs, against itself as it was; with LoRA the adapter is what is trained."""
    import torch
    from datasets import Dataset
    from transformers import PrinterCallback
    from trl import DPOConfig, DPOTrainer

    rows = Dataset.from_list(
        [
            {
                "prompt": [{"role": turn.role, "content": turn.content} for turn in item.prompt],
                "chosen": [{"role": "assistant", "content": item.answer}],
                "rejected": [{"role": "assistant", "content": item.worse or ""}],
            }
            for item in lessons
        ]
    )
    # Recomputing takes a third longer, and what it saves is little for a student; its name is a new one since 5.24.
    recomputing = "activation_checkpointing" if hasattr(DPOConfig, "activation_checkpointing") else _BEFORE
    device = next(model.parameters()).device.type
    with tempfile.TemporaryDirectory() as folder:
        settings = DPOConfig(
            output_dir=folder, max_steps=training.steps, per_device_train_batch_size=training.batch,
            learning_rate=training.rate, warmup_steps=max(1, training.steps // 20), beta=training.beta,
            max_length=training.longest, seed=seed, data_seed=seed, use_cpu=device == "cpu",
            bf16=device == "cpu" or torch.cuda.is_bf16_supported(),
            save_strategy="no", logging_strategy="no", report_to=[], disable_tqdm=True, dataloader_pin_memory=False,
            **{recomputing: False},
        )  # fmt: skip
        trainer = DPOTrainer(
            model, args=settings, train_dataset=rows, processing_class=tokenizer,
            peft_config=lora(training) if training.rank else None,
        )  # fmt: skip
        trainer.remove_callback(PrinterCallback)  # which tells the figures of all of it as a line of Python
        trainer.train()
        return trainer.model
