"""The manifests of examples/scale and the commands of docs/scale.md are what schedulers, services and our CLI take."""

import json
import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import botocore.session
import pytest
import typer
import yaml
from botocore.validate import ParamValidator

from selfinstruct.cli.app import app
from tests.support.paths import ROOT

SCALE = ROOT / "examples" / "scale"
PAGE = (ROOT / "docs" / "scale.md").read_text("utf-8")


def commands() -> Iterator[tuple[str, list[str]]]:
    """Every command of ours in the page's code and in the manifests, with the place where it stands."""
    for code in re.findall(r"^```(?:sh)?\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL):
        for line in code.replace("\\\n", " ").splitlines():
            if line.startswith("selfinstruct "):
                yield "docs/scale.md", shlex.split(line)
    job = yaml.safe_load((SCALE / "rayjob.yaml").read_text("utf-8"))
    yield "rayjob.yaml", shlex.split(job["spec"]["entrypoint"])
    job = yaml.safe_load((SCALE / "indexed-job.yaml").read_text("utf-8"))
    [container] = job["spec"]["template"]["spec"]["containers"]
    yield "indexed-job.yaml", [*container["command"], *container["args"]]
    told = json.loads((SCALE / "sagemaker-processing.json").read_text("utf-8"))["AppSpecification"]
    yield "sagemaker-processing.json", [*told["ContainerEntrypoint"], *told["ContainerArguments"]]
    for words in ("", "gather"):
        script = (SCALE / "slurm-array.sh").read_text("utf-8").replace("exec srun", "exec")
        shown = script.replace("exec ", "exec printf '%s\\n' ")
        done = subprocess.run(["bash", "-c", shown, "job", *words.split()], capture_output=True, text=True, check=True)
        yield f"slurm-array.sh {words}".strip(), done.stdout.splitlines()


COMMANDS = list(commands())


def test_there_are_commands_everywhere() -> None:
    assert len({place for place, _ in COMMANDS}) == 6
    assert len(COMMANDS) >= 10


@pytest.mark.parametrize(("place", "words"), COMMANDS)
def test_our_command_line_takes_it(place: str, words: list[str]) -> None:
    group = typer.main.get_command(app)
    assert words[0] == "selfinstruct"
    command = group.commands[words[1]]  # type: ignore[attr-defined]
    with command.make_context(words[1], words[2:], obj=None) as context:  # an option that is unknown is an error here
        assert context.params


@pytest.mark.parametrize(
    ("service", "operation", "given"),
    [
        ("sagemaker", "CreateProcessingJob", "sagemaker-processing.json"),
        (
            "emr-serverless",
            "StartJobRun",
            {"jobDriver": "emr-job-driver.json", "configurationOverrides": "emr-overrides.json"},
        ),
    ],
)
def test_the_service_knows_every_field(service: str, operation: str, given: Any) -> None:
    def read(name: str) -> Any:
        return json.loads((SCALE / name).read_text("utf-8"))

    if isinstance(given, str):
        parameters = read(given)
    else:
        role = "arn:aws:iam::111122223333:role/emr-job"
        parameters = {"applicationId": "00f1abcd2345", "executionRoleArn": role, "clientToken": "x"}
        parameters |= {name: read(file) for name, file in given.items()}
    shape = botocore.session.get_session().get_service_model(service).operation_model(operation).input_shape
    assert shape is not None
    assert not ParamValidator().validate(parameters, shape).generate_report()
    assert strange(parameters, shape) == []


def strange(value: Any, shape: Any, at: str = "") -> list[str]:
    """The fields that the service's model does not know, which botocore would send all the same."""
    if shape.type_name == "list":
        return [found for item in value for found in strange(item, shape.member, at)]
    if shape.type_name != "structure":
        return []
    found = [f"{at}.{name}" for name in value if name not in shape.members]
    for name in value.keys() & shape.members.keys():
        found += strange(value[name], shape.members[name], f"{at}.{name}")
    return found


def test_manifests_of_kubernetes_hold_together() -> None:
    job = yaml.safe_load((SCALE / "indexed-job.yaml").read_text("utf-8"))
    assert (job["apiVersion"], job["kind"], job["spec"]["completionMode"]) == ("batch/v1", "Job", "Indexed")
    pod = job["spec"]["template"]["spec"]
    assert pod["restartPolicy"] == "Never"  # backoffLimitPerIndex asks for it
    [container] = pod["containers"]
    assert f"--workers={job['spec']['completions']}" in container["args"]
    ray = yaml.safe_load((SCALE / "rayjob.yaml").read_text("utf-8"))
    assert (ray["apiVersion"], ray["kind"]) == ("ray.io/v1", "RayJob")
    cluster = ray["spec"]["rayClusterSpec"]
    groups = [cluster["headGroupSpec"], *cluster["workerGroupSpecs"]]
    for spec in (pod, *(group["template"]["spec"] for group in groups)):
        volumes = {volume["name"] for volume in spec["volumes"]}
        for container in spec["containers"]:
            mounts = {mount["name"]: mount["mountPath"] for mount in container["volumeMounts"]}
            assert set(mounts) == volumes
            assert mounts["data"] == "/data"  # where the commands have their prompts and runs
    assert isinstance(yaml.safe_load(ray["spec"]["runtimeEnvYAML"]), dict)


def test_the_driver_of_emr_names_options_of_the_script() -> None:
    words = json.loads((SCALE / "emr-job-driver.json").read_text("utf-8"))["sparkSubmit"]["entryPointArguments"]
    script = (SCALE / "filter_corpus.py").read_text("utf-8")
    options = [word for word in words if word.startswith("--")]
    assert options
    assert all(f'"{option}"' in script for option in options)


@pytest.mark.parametrize("script", sorted(SCALE.glob("*.sh")), ids=lambda path: path.name)
def test_scripts_are_shell(script: Path) -> None:
    done = subprocess.run(["bash", "-n", script], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert script.stat().st_mode & 0o111


def test_the_page_names_every_file_of_the_examples() -> None:
    for path in SCALE.iterdir():
        assert f"../examples/scale/{path.name})" in PAGE, path.name


def test_python_of_the_page_and_the_examples_compiles() -> None:
    pieces = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert len(pieces) == 4
    for code in (*pieces, *(path.read_text("utf-8") for path in SCALE.glob("*.py"))):
        compile(code, "example", "exec")
    namespace: dict[str, Any] = {}
    said: list[Any] = []
    exec(pieces[0], namespace | {"print": said.append})
    assert said == [["words"]]
