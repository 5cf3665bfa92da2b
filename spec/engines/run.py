"""Runs files in the real engines, and logs the rate of each update.

    python run.py <engine>...                       in one process, those named or all
    torchrun --nproc-per-node 2 run.py hf lightning

Takes the files that `toEngine` exported (exports/) and those that `importSchedule` reads (imports/), and writes
logs/exports/<engine>.json and logs/imports/<engine>.json. Install requirements.txt first.
"""

import hashlib
import importlib
import json
import os
import sys
from importlib.metadata import version
from pathlib import Path

FOLDER = Path(__file__).parent
RUNNERS = {
    "torch": "pytorch",
    "hf": "hf",
    "lightning": "lightning_trainer",
    "deepspeed": "deepspeed_engine",
    "megatron": "megatron_core",
    "megatron-bridge": "megatron_bridge",
    "automodel": "automodel",
    "torchtitan": "torchtitan_container",
    "torchtune": "torchtune_schedule",
    "composer": "composer_trainer",
    "nanotron": "nanotron_builder",
    "timm": "timm_scheduler",
    "open_clip": "open_clip_scheduler",
    "keras": "keras_schedule",
    "optax": "optax_schedule",
    "olmo": "olmo_scheduler",
    "olmo-core": "olmo_core_scheduler",
    "levanter": "levanter_optimizer",
    "litgpt": "litgpt_pretrain",
    "fairseq2": "fairseq2_scheduler",
}


def read_cases(folder):
    return json.loads((FOLDER / folder / "cases.json").read_text())


def exported(engine):
    """The exported files by the name of the schedule, with the updates of the run."""
    cases = read_cases("exports")
    files = {name: files[engine] for name, files in cases["cases"].items() if engine in files}
    return {name: (f"exports/{name}/{file}", cases["totalSteps"]) for name, file in files.items()}


def imported(engine):
    cases = read_cases("imports").get(engine, {})
    return {file: (f"imports/{engine}/{file}", case["totalSteps"]) for file, case in cases.items()}


def run_files(engine, kind, files):
    if not files:
        return
    runner = importlib.import_module(f"runners.{RUNNERS[engine]}")
    runs = {}
    for name, (file, total) in files.items():
        path = FOLDER / file
        rates = runner.run(str(path), total)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        runs[name] = {"file": path.name, "sha256": digest, "rates": rates}
    if int(os.environ.get("RANK", os.environ.get("LOCAL_RANK", "0"))) == 0:
        processes = int(os.environ.get("WORLD_SIZE", "1"))
        versions = {name: version(name).split("+")[0] for name in runner.PACKAGES}
        log = {"engine": engine, "versions": versions, "processes": processes, "runs": runs}
        target = FOLDER / "logs" / kind / f"{engine}.json"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(json.dumps(log, indent=1) + "\n")


if __name__ == "__main__":
    sys.path.insert(0, str(FOLDER))
    for name in sys.argv[1:] or RUNNERS:
        run_files(name, "exports", exported(name))
        run_files(name, "imports", imported(name))
