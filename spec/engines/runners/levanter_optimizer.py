"""Levanter's `OptimizerConfig.lr_scheduler` under JAX in float32.

Its module is loaded without the packages that models need, whose versions disagree with this JAX.
"""

import jax

from .common import read_yaml
from .stubs import stub_modules

stub_modules(
    "draccus",
    "equinox",
    "haliax",
    "jaxtyping",
    "jmp",
    "levanter",
    "wandb",
    but={"levanter", "levanter.trainer"},
)

from levanter.trainer import OptimizerConfig

PACKAGES = ["levanter", "optax", "jax"]


def run(path, total):
    config = read_yaml(path)
    steps = config["trainer"]["num_train_steps"]
    schedule = jax.jit(OptimizerConfig(**config["optimizer"]).lr_scheduler(steps))
    return [float(schedule(update)) for update in range(total)]
