"""Mistral's own validation of fine-tuning rows: `validate_mistral.py FILE…` prints the refusals of each, by line."""

import json
import sys

from mistral_common.exceptions import MistralCommonException
from mistral_common.protocol.instruct.messages import FinetuningAssistantMessage, SystemMessage, UserMessage
from mistral_common.protocol.instruct.request import ChatCompletionRequest
from mistral_common.protocol.instruct.validator import MistralRequestValidatorV3, ValidationMode

TURNS = {"system": SystemMessage, "user": UserMessage, "assistant": FinetuningAssistantMessage}


def refusals(path: str) -> dict[int, str]:
    validator = MistralRequestValidatorV3(mode=ValidationMode.finetuning)
    found = {}
    with open(path, encoding="utf-8", newline="\n") as file:
        for number, line in enumerate(file, 1):
            messages = [TURNS[turn["role"]](content=turn["content"]) for turn in json.loads(line)["messages"]]
            try:
                validator.validate_request(ChatCompletionRequest(messages=messages))
            except MistralCommonException as error:
                found[number] = str(error)
    return found


print(json.dumps([refusals(path) for path in sys.argv[1:]]))
