"""Training by pairs: DPO (Rafailov et al. 2023, arXiv 2305.18290) as TRL has it."""

import tempfile
from collections.abc import Sequence
from typing import Any

from selfinstruct.students.causal.learning import lora
from selfinstruct.students.student import Lesson, Training


def learn_pairs(model: Any, tokenizer: Any, lessons: Sequence[Lesson], training: Training, seed: int) -> Any:
    """The model after DPO on the pairs, against itself as it was; with LoRA the adapter is what is trained."""
    import torch
    from datasets import Dataset
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
    device = next(model.parameters()).device.type
    with tempfile.TemporaryDirectory() as folder:
        settings = DPOConfig(
            output_dir=folder, max_steps=training.steps, per_device_train_batch_size=training.batch,
            learning_rate=training.rate, warmup_steps=max(1, training.steps // 20), beta=training.beta,
            max_length=training.longest, seed=seed, data_seed=seed, use_cpu=device == "cpu",
            bf16=device == "cpu" or torch.cuda.is_bf16_supported(),
            save_strategy="no", logging_strategy="no", report_to=[], disable_tqdm=True, dataloader_pin_memory=False,
        )  # fmt: skip
        trainer = DPOTrainer(
            model, args=settings, train_dataset=rows, processing_class=tokenizer,
            peft_config=lora(training) if training.rank else None,
        )  # fmt: skip
        trainer.train()
        return trainer.model
