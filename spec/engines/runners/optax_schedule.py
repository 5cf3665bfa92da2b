"""An Optax schedule under JAX in float32."""

import jax

from .common import load_module

PACKAGES = ["optax", "jax"]


def run(path, total):
    schedule = jax.jit(load_module(path).schedule)
    return [float(schedule(update)) for update in range(total)]
