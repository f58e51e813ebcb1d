"""Grows seed tasks into an instruction-tuning dataset.

Importing this package loads nothing else; each name below is loaded when it is first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from selfinstruct._version import __version__

if TYPE_CHECKING:
    from selfinstruct.documents.passages import Passage as Passage
    from selfinstruct.documents.passages import passages as passages
    from selfinstruct.files.tasks import load_seeds as load_seeds
    from selfinstruct.flows.advice.flow import advise as advise
    from selfinstruct.flows.advice.pairs import advise_preferences as advise_preferences
    from selfinstruct.flows.datasets.corpus_stats import corpus_stats as corpus_stats
    from selfinstruct.flows.datasets.filter import filter_dataset as filter_dataset
    from selfinstruct.flows.datasets.judging.flow import ajudge_dataset as ajudge_dataset
    from selfinstruct.flows.datasets.judging.flow import judge_dataset as judge_dataset
    from selfinstruct.flows.datasets.judging.flow import preview_judging as preview_judging
    from selfinstruct.flows.datasets.merge import merge as merge
    from selfinstruct.flows.datasets.select import select_dataset as select_dataset
    from selfinstruct.flows.datasets.stats import dataset_stats as dataset_stats
    from selfinstruct.flows.distill.flow import adistill as adistill
    from selfinstruct.flows.distill.flow import distill as distill
    from selfinstruct.flows.distill.flow import preview_distill as preview_distill
    from selfinstruct.flows.doctor.flow import adoctor as adoctor
    from selfinstruct.flows.doctor.flow import doctor as doctor
    from selfinstruct.flows.doctor.workers import examine_engine as examine_engine
    from selfinstruct.flows.export.check import check as check
    from selfinstruct.flows.export.flow import export as export
    from selfinstruct.flows.export.follow import follow as follow
    from selfinstruct.flows.export.split_plan import plan_splits as plan_splits
    from selfinstruct.flows.generate.flow import agenerate as agenerate
    from selfinstruct.flows.generate.flow import aresume as aresume
    from selfinstruct.flows.generate.flow import generate as generate
    from selfinstruct.flows.generate.flow import preview as preview
    from selfinstruct.flows.generate.flow import resume as resume
    from selfinstruct.flows.generate.flow import stream as stream
    from selfinstruct.flows.generate.methods.asking import Ask as Ask
    from selfinstruct.flows.generate.methods.asking import Unanswered as Unanswered
    from selfinstruct.flows.generate.methods.method import Developed as Developed
    from selfinstruct.flows.generate.methods.method import method as method
    from selfinstruct.flows.ground.estimate import preview_ground as preview_ground
    from selfinstruct.flows.ground.flow import aground as aground
    from selfinstruct.flows.ground.flow import ground as ground
    from selfinstruct.flows.ingest.flow import ingest as ingest
    from selfinstruct.flows.ingest.read_document import read_document as read_document
    from selfinstruct.flows.jobs import ajobs as ajobs
    from selfinstruct.flows.jobs import jobs as jobs
    from selfinstruct.flows.label.flow import alabel as alabel
    from selfinstruct.flows.label.flow import label as label
    from selfinstruct.flows.label.flow import preview_label as preview_label
    from selfinstruct.flows.label.label_run import LabelRun as LabelRun
    from selfinstruct.flows.prefer.estimate import preview_preferences as preview_preferences
    from selfinstruct.flows.prefer.flow import aprefer as aprefer
    from selfinstruct.flows.prefer.flow import prefer as prefer
    from selfinstruct.flows.prove.flow import Proof as Proof
    from selfinstruct.flows.prove.flow import prove as prove
    from selfinstruct.flows.review.flow import review_export as review_export
    from selfinstruct.flows.review.flow import review_import as review_import
    from selfinstruct.flows.topics.flow import atopics as atopics
    from selfinstruct.flows.topics.flow import preview_topics as preview_topics
    from selfinstruct.flows.topics.flow import topics as topics
    from selfinstruct.flows.validate.flow import validate as validate
    from selfinstruct.flows.verify import verify as verify
    from selfinstruct.novelty.diversity.measured import diversity as diversity
    from selfinstruct.novelty.rouge import NoveltyIndex as NoveltyIndex
    from selfinstruct.page.flow import review_page as review_page
    from selfinstruct.prices import Price as Price
    from selfinstruct.progress import Progress as Progress
    from selfinstruct.records import Attempt as Attempt
    from selfinstruct.records import Instance as Instance
    from selfinstruct.records import Job as Job
    from selfinstruct.records import Task as Task
    from selfinstruct.reporting.flow import report as report
    from selfinstruct.runs.run import Run as Run
    from selfinstruct.sandbox.survey import examine_sandbox as examine_sandbox

_PUBLIC = {
    "documents.passages": "Passage passages",
    "files.tasks": "load_seeds",
    "flows.datasets.corpus_stats": "corpus_stats",
    "flows.datasets.filter": "filter_dataset",
    "flows.datasets.judging.flow": "ajudge_dataset judge_dataset preview_judging",
    "flows.datasets.merge": "merge",
    "flows.datasets.select": "select_dataset",
    "flows.datasets.stats": "dataset_stats",
    "flows.distill.flow": "adistill distill preview_distill",
    "flows.doctor.flow": "adoctor doctor",
    "flows.doctor.workers": "examine_engine",
    "flows.export.check": "check",
    "flows.advice.flow": "advise",
    "flows.advice.pairs": "advise_preferences",
    "flows.export.flow": "export",
    "flows.export.follow": "follow",
    "flows.export.split_plan": "plan_splits",
    "flows.generate.flow": "agenerate aresume generate preview resume stream",
    "flows.generate.methods.asking": "Ask Unanswered",
    "flows.generate.methods.method": "Developed method",
    "flows.ground.estimate": "preview_ground",
    "flows.ground.flow": "aground ground",
    "flows.ingest.flow": "ingest",
    "flows.ingest.read_document": "read_document",
    "flows.jobs": "ajobs jobs",
    "flows.label.flow": "alabel label preview_label",
    "flows.label.label_run": "LabelRun",
    "flows.prefer.estimate": "preview_preferences",
    "flows.prefer.flow": "aprefer prefer",
    "flows.prove.flow": "Proof prove",
    "flows.review.flow": "review_export review_import",
    "flows.topics.flow": "atopics preview_topics topics",
    "flows.validate.flow": "validate",
    "flows.verify": "verify",
    "novelty.diversity.measured": "diversity",
    "novelty.rouge": "NoveltyIndex",
    "page.flow": "review_page",
    "prices": "Price",
    "progress": "Progress",
    "records": "Attempt Instance Job Task",
    "reporting.flow": "report",
    "runs.run": "Run",
    "sandbox.survey": "examine_sandbox",
}
_HOME = {name: module for module, names in _PUBLIC.items() for name in names.split()}
__all__ = [*_HOME, "__version__"]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module 'selfinstruct' has no attribute {name!r}")
    return getattr(import_module(f"selfinstruct.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
