"""Grows seed tasks into an instruction-tuning dataset.

Importing this package loads nothing else; each name below is loaded when it is first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from selfinstruct.batchjobs import ajobs as ajobs
    from selfinstruct.batchjobs import jobs as jobs
    from selfinstruct.checking import check as check
    from selfinstruct.distillation import adistill as adistill
    from selfinstruct.distillation import distill as distill
    from selfinstruct.distillation import preview_distill as preview_distill
    from selfinstruct.exporting import export as export
    from selfinstruct.following import follow as follow
    from selfinstruct.labelling import alabel as alabel
    from selfinstruct.labelling import label as label
    from selfinstruct.labelling import preview_label as preview_label
    from selfinstruct.labelrun import LabelRun as LabelRun
    from selfinstruct.merging import merge as merge
    from selfinstruct.novelty import NoveltyIndex as NoveltyIndex
    from selfinstruct.pipeline import agenerate as agenerate
    from selfinstruct.pipeline import aresume as aresume
    from selfinstruct.pipeline import generate as generate
    from selfinstruct.pipeline import preview as preview
    from selfinstruct.pipeline import resume as resume
    from selfinstruct.pipeline import stream as stream
    from selfinstruct.preference_estimate import preview_preferences as preview_preferences
    from selfinstruct.preferences import aprefer as aprefer
    from selfinstruct.preferences import prefer as prefer
    from selfinstruct.review import review_export as review_export
    from selfinstruct.review import review_import as review_import
    from selfinstruct.run import Run as Run
    from selfinstruct.seeds import load_seeds as load_seeds
    from selfinstruct.sieve import filter_dataset as filter_dataset
    from selfinstruct.splitting import plan_splits as plan_splits
    from selfinstruct.stats import dataset_stats as dataset_stats
    from selfinstruct.validation import validate as validate

_HOME = {
    "ajobs": "batchjobs",
    "jobs": "batchjobs",
    "check": "checking",
    "adistill": "distillation",
    "distill": "distillation",
    "preview_distill": "distillation",
    "export": "exporting",
    "follow": "following",
    "LabelRun": "labelrun",
    "alabel": "labelling",
    "label": "labelling",
    "preview_label": "labelling",
    "review_export": "review",
    "review_import": "review",
    "NoveltyIndex": "novelty",
    "Run": "run",
    "agenerate": "pipeline",
    "aprefer": "preferences",
    "aresume": "pipeline",
    "generate": "pipeline",
    "plan_splits": "splitting",
    "prefer": "preferences",
    "preview": "pipeline",
    "preview_preferences": "preference_estimate",
    "dataset_stats": "stats",
    "filter_dataset": "sieve",
    "merge": "merging",
    "validate": "validation",
    "load_seeds": "seeds",
    "resume": "pipeline",
    "stream": "pipeline",
}
__all__ = [*_HOME, "__version__"]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module 'selfinstruct' has no attribute {name!r}")
    return getattr(import_module(f"selfinstruct.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
