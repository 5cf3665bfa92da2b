"""Writes optimizers.json: what Optax 0.2.8 does with its optimizers and transformations, in float64.

    pip install optax==0.2.8 "jax[cpu]"==0.10.2
    python make_optimizers.py > optimizers.json

Each case is a call by Optax's own names, which the tests make by the same names in camelCase: a list of the function,
its positional arguments and its keyword arguments. `{"schedule": name}` stands for a schedule, a list that starts with a
function's name for what that gives.
"""

import json

import jax
import jax.numpy as jnp
import numpy as np
import optax

jax.config.update("jax_enable_x64", True)
STEPS = 12
RECORDED = [1, 2, 5, 12]
SHAPES = {"w": (3, 2), "b": (2,), "s": (), "k": (2, 2, 2)}

rng = np.random.default_rng(11)


def draw(scale=1.0):
    return {name: (scale * rng.normal(size=shape)).round(3) for name, shape in SHAPES.items()}


PARAMS = draw()
GRADIENTS = [draw(scale) for scale in rng.uniform(0.5, 2.0, size=STEPS)]
for gradients in GRADIENTS:
    gradients["w"][2, 1] = 0.0  # an element that has no gradient

SCHEDULES = {
    "rate": ["warmup_cosine_decay_schedule", {"init_value": 0.01, "peak_value": 0.1, "warmup_steps": 4, "decay_steps": 12, "end_value": 0.02}],
    "decay": ["linear_schedule", {"init_value": 0.1, "end_value": 0.01, "transition_steps": 8}],
    "rising": ["linear_schedule", {"init_value": 0.5, "end_value": 0.99, "transition_steps": 8}],
}
RATE, DECAY, RISING = ({"schedule": name} for name in SCHEDULES)
MASK = {"w": True, "b": False, "s": False, "k": True}


def call(name, *args, **options):
    return [name, list(args), options]


CASES = [
    call("adam", RATE, b1=0.8, b2=0.95, eps=1e-3, eps_root=1e-4),
    call("nadam", RATE),
    call("nadam", 0.05, b1=0.7, b2=0.9),
    call("adamw", 0.05, nesterov=True, weight_decay=0.1, mask=MASK),
    call("nadamw", RATE, weight_decay=0.1),
    call("nadamw", 0.05, mask=MASK, weight_decay=DECAY),
    call("amsgrad", RATE),
    call("amsgrad", 0.05, b2=0.5, bias_correction_mu=False),
    call("amsgrad", 0.05, b2=0.5, bias_correction_nu=False, eps_root=1e-6),
    call("adamax", 0.05),
    call("adamax", RATE, b1=0.8, b2=0.9, eps=1e-3),
    call("adamaxw", RATE),
    call("adamaxw", 0.05, weight_decay=0.2, mask=MASK),
    call("adabelief", 0.05),
    call("adabelief", RATE, b1=0.7, b2=0.99, eps=1e-8, eps_root=1e-10),
    call("adabelief", 0.05, nesterov=True),
    call("adan", 0.05),
    call("adan", RATE, b1=0.9, b2=0.8, b3=0.95, eps_root=0.0, weight_decay=0.1, mask=MASK),
    call("radam", 0.05),
    call("radam", RATE, b2=0.9, threshold=4.5, nesterov=True),
    call("radam", 0.05, b1=0.8, b2=0.8, eps=1e-4, eps_root=1e-6, threshold=2.5),
    call("yogi", 0.05),
    call("yogi", RATE, b1=0.8, b2=0.9, eps=1e-4),
    call("rmsprop", 0.02),
    call("rmsprop", RATE, decay=0.8, eps=1e-4, initial_scale=0.5, momentum=0.9),
    call("rmsprop", 0.02, eps_in_sqrt=False, eps=1e-3, bias_correction=True, momentum=0.5, nesterov=True),
    call("rmsprop", 0.02, centered=True, eps=1e-3),
    call("rmsprop", RATE, centered=True, eps=0.1, bias_correction=True, momentum=0.8),
    call("rmsprop", 0.02, centered=True, decay=0.7, initial_scale=1.0, eps_in_sqrt=False),
    call("adagrad", 0.1),
    call("adagrad", RATE, initial_accumulator_value=0.0, eps=1e-4),
    call("adadelta", 1.0),
    call("adadelta", eps=1e-3),
    call("adadelta", RATE, rho=0.8, eps=1e-3, weight_decay=0.1, weight_decay_mask=MASK),
    call("adadelta", 0.5, weight_decay=DECAY, eps=1e-2),
    call("adafactor", RATE),
    call("adafactor", 0.1, min_dim_size_to_factor=2),
    call("adafactor", 0.05, min_dim_size_to_factor=2, decay_rate=0.5, momentum=0.9, weight_decay_rate=0.01, weight_decay_mask=MASK),
    call("adafactor", min_dim_size_to_factor=2, clipping_threshold=None, eps=1e-6),
    call("adafactor", RATE, multiply_by_parameter_scale=False, factored=False, clipping_threshold=0.5),
    call("lamb", 0.05),
    call("lamb", RATE, b1=0.8, b2=0.9, eps=1e-3, weight_decay=0.1, mask=MASK),
    call("lars", 0.5),
    call("lars", RATE, weight_decay=0.1, weight_decay_mask=MASK, trust_coefficient=0.1, eps=1e-3, trust_ratio_mask=MASK, momentum=0.5, nesterov=True),
    call("novograd", 0.02),
    call("novograd", RATE, b1=0.8, b2=0.9, eps=1e-3, eps_root=1e-4, weight_decay=0.1),
    call("rprop", 0.02),
    call("rprop", 0.0, min_step_size=0.0),
    call("rprop", 0.1, eta_minus=0.3, eta_plus=1.5, min_step_size=0.05, max_step_size=0.15),
    call("sign_sgd", RATE),
    call("signum", 0.02),
    call("signum", RATE, beta=0.5),
    call("lion", RATE, b1=0.8, b2=0.9, weight_decay=0.1, mask=MASK),
    call("chain", call("scale_by_lion", mode="smooth", smooth_beta=2.0), call("scale", -0.1)),
    call("chain", call("scale_by_lion", mode="refined"), call("scale", -0.1)),
    call("chain", call("scale_by_param_block_norm", 0.1), call("scale", -0.01)),
    call("chain", call("scale_by_param_block_rms"), call("scale", -0.01)),
    call("chain", call("scale_by_trust_ratio", min_norm=0.5, trust_coefficient=0.2, eps=0.1), call("scale", -0.1)),
    call("chain", call("scale_by_yogi", initial_accumulator_value=0.1, eps_root=1e-3), call("scale", -0.05)),
    call("chain", call("clip", 0.4), call("sgd", 0.1)),
    call("chain", call("clip_by_block_rms", 0.7), call("sgd", 0.1)),
    call("chain", call("adaptive_grad_clip", 0.1), call("sgd", 0.1)),
    call("chain", call("adaptive_grad_clip", 0.3, eps=0.5), call("sgd", 0.1)),
    call("chain", call("centralize"), call("sgd", RATE)),
    call("chain", call("zero_nans"), call("sgd", 0.1, momentum=0.9)),
    call("apply_if_finite", call("adam", RATE), 1),
    call("apply_if_finite", call("sgd", 0.1, momentum=0.9), 5),
    call("chain", call("ema", 0.8), call("scale", -0.1)),
    call("chain", call("ema", 0.8, debias=False), call("scale", -0.1)),
    call("chain", call("adam", 0.05), call("apply_every", 3)),
    call("named_chain", ["clip", call("clip", 0.5)], ["adam", call("adam", RATE)]),
    call("chain", call("sgd", 0.1), call("freeze", MASK)),
    call("selective_transform", call("adam", 0.05), freeze_mask=MASK),
    call("chain", call("normalize"), call("sgd", 0.1)),
    call("lookahead", call("adam", 0.05), sync_period=3, slow_step_size=0.5),
    call("lookahead", call("sgd", RATE, momentum=0.9), sync_period=2, slow_step_size=0.3, reset_state=True),
    call("ademamix", RATE),
    call("ademamix", 0.05, b1=0.8, b2=0.9, b3=RISING, alpha=DECAY, eps=1e-4, eps_root=1e-6, weight_decay=0.1, mask=MASK),
    call("chain", call("scale_by_ademamix", b3=0.9), call("scale", -0.05)),
    call("adopt", 0.05),
    call("adopt", RATE, b1=0.8, b2=0.9, eps=1e-3, nesterov=True),
    call("adopt", 0.05, use_clipping=False, b2=0.5, eps=0.1),
    call("prodigy"),
    call("prodigy", RATE, betas=[0.8, 0.99], estim_lr0=0.1, estim_lr_coef=2.0, weight_decay=0.1, safeguard_warmup=True),
    call("prodigy", 0.5, beta3=0.9, estim_lr0=0.05, eps=1e-3),
    call("schedule_free", call("sgd", RATE), RATE, b1=0.8),
    call("schedule_free", call("adam", 0.05, b1=0.0), 0.05, weight_lr_power=1.5),
    call("schedule_free_sgd", 0.1),
    call("schedule_free_sgd", 0.5, warmup_steps=4, b1=0.7, weight_decay=0.1, weight_lr_power=1.0),
    call("schedule_free_adamw", 0.05),
    call("schedule_free_adamw", 0.05, warmup_steps=6, b1=0.95, b2=0.9, eps=1e-3, weight_decay=0.1),
    call("sam", call("sgd", 0.1), call("chain", call("normalize"), call("sgd", 0.05))),
    call("sam", call("adam", RATE), call("sgd", 0.05, momentum=0.9), sync_period=3, reset_state=False),
    call("sam", call("adam", 0.05), call("sgd", 0.1), sync_period=3, opaque_mode=True),
    call("muon", 0.05),
    call("muon", RATE, beta=0.8, nesterov=False, weight_decay=0.1, ns_steps=3, adaptive=True),
    call("muon", 0.05, ns_coeffs="dion", consistent_rms=0.2, adam_b1=0.8, adam_b2=0.9, adam_eps_root=1e-6, adam_weight_decay=0.1, adam_learning_rate=RATE),
    call("muon", 0.05, preconditioning="aol"),
    call("muon", 0.05, preconditioning="schatten", ns_coeffs=[3.0, -3.2, 1.2]),
]  # fmt: skip


def is_call(value):
    return isinstance(value, list) and len(value) == 3 and isinstance(value[1], list) and isinstance(value[2], dict)


def build(value):
    if is_call(value):
        name, args, options = value
        make = getattr(optax, name, None) or getattr(optax.contrib, name)
        return make(*map(build, args), **{key: build(each) for key, each in options.items()})
    if isinstance(value, list):
        return tuple(map(build, value))
    if isinstance(value, dict) and "schedule" in value:
        name, options = SCHEDULES[value["schedule"]]
        return getattr(optax, name)(**options)
    return value


def arrays(tree):
    return {name: jnp.asarray(x, jnp.float64) for name, x in tree.items()}


def has_nan(case):
    return "zero_nans" in json.dumps(case) or "apply_if_finite" in json.dumps(case)


def gradients_of(case, step):
    gradients = arrays(GRADIENTS[step])
    if has_nan(case) and step in (1, 2, 6):
        gradients["k"] = gradients["k"].at[0, 1, 0].set(jnp.nan)
    return gradients


def grad_fn(params, i):
    return jax.tree.map(lambda x: x * (1 + i) - 0.3, params)


def run(case):
    transformation = build(case)
    is_lookahead = case[0] == "lookahead"
    params = arrays(PARAMS)
    params = optax.LookaheadParams.init_synced(params) if is_lookahead else params
    state = transformation.init(params)
    extra = {"grad_fn": grad_fn} if case[2].get("opaque_mode") else {}
    recorded = []
    for step in range(STEPS):
        updates, state = transformation.update(gradients_of(case, step), state, params, **extra)
        params = optax.apply_updates(params, updates)
        if step + 1 in RECORDED:
            recorded.append(flat(params.fast if is_lookahead else params))
    result = {"call": case, "values": recorded}
    if is_lookahead:
        result["slow"] = flat(params.slow)
    if case[0].startswith("schedule_free"):
        result["evalParams"] = flat(optax.contrib.schedule_free_eval_params(state, params))
    return result


def flat(tree):
    numbers = np.concatenate([np.ravel(tree[name]) for name in SHAPES])
    return [None if np.isnan(x) else float(f"{x:.9g}") for x in numbers]


def symbols():
    """Every public name of Optax; of its smaller modules, such as optax.tree_utils, only what no other module has."""
    modules = {"": optax, "contrib.": optax.contrib, "tree.": optax.tree}
    for name in sorted(dir(optax)):
        if not name.startswith("_") and isinstance(getattr(optax, name), type(optax)):
            modules.setdefault(f"{name}.", getattr(optax, name))
    found = []
    known = set()
    for prefix, module in modules.items():
        public = {name: getattr(module, name) for name in dir(module) if not name.startswith("_")}
        own = {name: value for name, value in public.items() if not isinstance(value, type(optax))}
        if prefix in ("contrib.", "tree."):
            new = [name for name, value in own.items() if name not in dir(optax) or getattr(optax, name) is not value]
        else:
            new = [name for name, value in own.items() if id(value) not in known]
        found += [prefix + name for name in new]
        known |= {id(value) for value in own.values()}
    return sorted(found)


def rows(values):
    return "[\n  " + ",\n  ".join(json.dumps(value, separators=(",", ":")) for value in values) + "\n]"


print(f"""{{
"optax": {json.dumps(optax.__version__)},
"recorded": {json.dumps(RECORDED)},
"nanSteps": [1, 2, 6],
"schedules": {json.dumps(SCHEDULES)},
"params": {json.dumps({k: v.tolist() for k, v in PARAMS.items()})},
"gradients": {rows([{k: v.tolist() for k, v in g.items()} for g in GRADIENTS])},
"symbols": {json.dumps(symbols())},
"cases": {rows([run(case) for case in CASES])}
}}""")
