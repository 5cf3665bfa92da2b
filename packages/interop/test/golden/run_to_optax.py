"""Runs the code that write_to_optax.mjs writes, and adds its values: under jit, as they are when training.

Needs optax==0.2.8 and "jax[cpu]"==0.10.2; write_to_optax.mjs says how to call it.
"""

import json
import sys

import jax
import jax.numpy as jnp

cases = json.load(sys.stdin)
for case in cases:
    module = {}
    exec(case["code"], module)
    schedule = jax.jit(module["schedule"])
    whole = all(float(step).is_integer() for step in case["steps"])
    steps = [jnp.asarray(step, jnp.int32 if whole else jnp.float32) for step in case["steps"]]
    case["values"] = [float(schedule(step)) for step in steps]
json.dump(cases, sys.stdout, indent=1)
