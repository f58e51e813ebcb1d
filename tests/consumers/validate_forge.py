"""The Nova Forge SDK's validators: `validate_forge.py sft|cpt MODEL FILE…` prints what they refuse of each file.

That is "" where they take it. Nothing is asked of Amazon: the keys are made up, and files of text need no bucket.
"""

import json
import os
import sys
import warnings

sys.path.append(os.path.dirname(__file__))
from stand_ins import stand_in, without_its_init

stand_in("yaml", "jsonschema", "sagemaker")
own = "amzn_nova_forge"
without_its_init(
    own, f"{own}.core", f"{own}.dataset", f"{own}.validation", f"{own}.util", f"{own}.dataset.dataset_validator"
)
warnings.simplefilter("ignore")
os.environ |= {"AWS_ACCESS_KEY_ID": "none", "AWS_SECRET_ACCESS_KEY": "none", "AWS_DEFAULT_REGION": "us-east-1"}

from amzn_nova_forge.core.enums import Model, Platform, TrainingMethod  # noqa: E402
from amzn_nova_forge.dataset.dataset_validator.cpt_dataset_validator import CPTDatasetValidator  # noqa: E402
from amzn_nova_forge.dataset.dataset_validator.sft_dataset_validator import SFTDatasetValidator  # noqa: E402

MODELS = {"lite": Model.NOVA_LITE, "lite-2": Model.NOVA_LITE_2}


def refused(kind: str, model: str, path: str) -> str:
    try:
        with open(path, encoding="utf-8") as file:
            rows = [json.loads(line) for line in file]
    except ValueError as error:
        return f"not JSON lines: {error}"
    validator = CPTDatasetValidator() if kind == "cpt" else SFTDatasetValidator()
    method = TrainingMethod.CPT if kind == "cpt" else TrainingMethod.SFT_FULL
    try:
        validator.validate(iter(rows), MODELS[model], platform=Platform.BEDROCK, training_method=method)
    except Exception as error:
        return f"{type(error).__name__}: {str(error)[:200]}"
    return ""


out = sys.stdout
sys.stdout = sys.stderr
found = [refused(sys.argv[1], sys.argv[2], path) for path in sys.argv[3:]]
print(json.dumps(found), file=out)
