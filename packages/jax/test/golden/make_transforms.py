"""Writes transforms.json: what Optax 0.2.8 does with the transformations that this package has.

    pip install optax==0.2.8 "jax[cpu]"==0.10.2
    python make_transforms.py > transforms.json
"""

import functools
import json

import jax
import jax.numpy as jnp
import numpy as np
import optax

jax.config.update("jax_enable_x64", True)
STEPS = 12

rng = np.random.default_rng(7)
PARAMS = {"w": rng.normal(size=(3, 2)).round(3).tolist(), "b": rng.normal(size=2).round(3).tolist()}
GRADIENTS = [
    {"w": rng.normal(size=(3, 2)).round(3).tolist(), "b": (3 * rng.normal(size=2)).round(3).tolist()}
    for _ in range(STEPS)
]
VALUES = [3.0, 2.0, 2.5, 2.4, 2.1, 1.9, 1.95, 1.99, 2.0, 1.8, 1.85, 1.9]

schedule = optax.warmup_cosine_decay_schedule(0.01, 0.1, 4, 12, 0.02)
decay = optax.linear_schedule(0.1, 0.01, 8)
momentum = optax.linear_schedule(0.95, 0.4, 8)

CASES = {
    "adam": optax.adam(schedule),
    "adam, constant": optax.adam(0.05, b1=0.8, b2=0.99, eps=1e-3, eps_root=1e-4),
    "adam, nesterov": optax.adam(schedule, nesterov=True),
    "adamw": optax.adamw(schedule, weight_decay=0.1),
    "adamw, masked": optax.adamw(schedule, weight_decay=0.1, mask={"w": True, "b": False}),
    "sgd": optax.sgd(schedule),
    "sgd, momentum": optax.sgd(0.1, momentum=0.9),
    "sgd, nesterov": optax.sgd(schedule, momentum=0.9, nesterov=True),
    "lion": optax.lion(schedule, weight_decay=0.1),
    "scheduled decay": optax.chain(
        optax.scale_by_adam(), optax.add_decayed_weights(decay), optax.scale_by_learning_rate(schedule)
    ),
    "clip": optax.chain(optax.clip_by_global_norm(1.5), optax.sgd(0.1)),
    "multi steps": optax.MultiSteps(optax.adam(schedule), every_k_schedule=3),
    "multi steps, sum": optax.MultiSteps(optax.adam(schedule), every_k_schedule=2, use_grad_mean=False),
    "multi steps, skipped": optax.MultiSteps(
        optax.adam(schedule),
        every_k_schedule=2,
        should_skip_update_fn=functools.partial(optax.skip_large_updates, max_squared_norm=20.0),
    ),
    "masked": optax.masked(optax.sgd(0.5), {"w": False, "b": True}),
    "partition": optax.partition(
        {"fast": optax.adam(schedule), "none": optax.set_to_zero()}, {"w": "fast", "b": "none"}
    ),
    "partition, masked": optax.partition(
        {
            "fast": optax.adamw(schedule, weight_decay=0.1, mask={"w": False, "b": True}),
            "slow": optax.adamw(0.01, weight_decay=0.1, mask={"w": False, "b": True}),
        },
        {"w": "fast", "b": "slow"},
    ),
    "inject": optax.inject_hyperparams(optax.adamw)(learning_rate=schedule, weight_decay=0.1),
    "inject, Adam": optax.inject_hyperparams(optax.adam)(
        learning_rate=schedule, b1=momentum, b2=0.99, eps=1e-3, eps_root=1e-4
    ),
    "inject, nesterov": optax.inject_hyperparams(optax.adam)(learning_rate=0.1, b1=momentum, nesterov=True),
    "inject, momentum": optax.inject_hyperparams(optax.sgd)(learning_rate=0.1, momentum=momentum, nesterov=True),
    "inject, lion": optax.inject_hyperparams(optax.lion)(learning_rate=0.1, b1=momentum, b2=0.95),
    "inject, clip": optax.chain(
        optax.inject_hyperparams(optax.clip_by_global_norm)(max_norm=optax.linear_schedule(1.0, 3.0, 8)),
        optax.inject_hyperparams(optax.scale)(step_size=-0.1),
    ),
    "plateau": optax.chain(
        optax.sgd(0.1), optax.contrib.reduce_on_plateau(factor=0.5, patience=2, cooldown=1, min_scale=0.2)
    ),
    "plateau, averaged": optax.chain(
        optax.sgd(0.1), optax.contrib.reduce_on_plateau(factor=0.5, patience=1, accumulation_size=2)
    ),
}


def arrays(tree):
    return jax.tree.map(lambda x: jnp.asarray(x, jnp.float64), tree, is_leaf=lambda x: isinstance(x, list))


def run(transformation):
    params = arrays(PARAMS)
    state = transformation.init(params)
    every = []
    for gradients, value in zip(GRADIENTS, VALUES):
        updates, state = optax.with_extra_args_support(transformation).update(
            arrays(gradients), state, params, value=jnp.asarray(value)
        )
        params = optax.apply_updates(params, updates)
        every.append({name: np.asarray(x).tolist() for name, x in params.items()})
    return every


print(json.dumps({
    "optax": optax.__version__,
    "params": PARAMS,
    "gradients": GRADIENTS,
    "values": VALUES,
    "cases": {name: run(each) for name, each in CASES.items()},
}))
