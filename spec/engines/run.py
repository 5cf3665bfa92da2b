"""Runs the exported files in the real engines, and logs the rate of each update.

    python run.py <engine>...          in one process, those named or all
    torchrun --nproc-per-node 2 run.py hf

Reads exports/cases.json, writes logs/<engine>.json. Install requirements.txt first.
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
    "torchtitan": "torchtitan_container",
    "torchtune": "torchtune_schedule",
    "composer": "composer_trainer",
    "timm": "timm_scheduler",
    "keras": "keras_schedule",
    "optax": "optax_schedule",
    "olmo": "olmo_scheduler",
}


def run_engine(engine, cases):
    runner = importlib.import_module(f"runners.{RUNNERS[engine]}")
    # Lightning starts its second process by itself.
    processes = 2 if engine == "lightning" else int(os.environ.get("WORLD_SIZE", "1"))
    runs = {}
    for case, files in cases["cases"].items():
        path = FOLDER / "exports" / case / files[engine]
        rates = runner.run(str(path), cases["totalSteps"])
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        runs[case] = {"file": files[engine], "sha256": digest, "rates": rates}
    if int(os.environ.get("RANK", os.environ.get("LOCAL_RANK", "0"))) == 0:
        versions = {name: version(name).split("+")[0] for name in runner.PACKAGES}
        log = {"engine": engine, "versions": versions, "processes": processes, "runs": runs}
        (FOLDER / "logs" / f"{engine}.json").write_text(json.dumps(log, indent=1) + "\n")


if __name__ == "__main__":
    sys.path.insert(0, str(FOLDER))
    all_cases = json.loads((FOLDER / "exports" / "cases.json").read_text())
    for name in sys.argv[1:] or RUNNERS:
        run_engine(name, all_cases)
