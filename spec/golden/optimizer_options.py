"""Makes optimizers-options.json: every rule of the library with random combinations of its options, as its package computes them.

    pip install numpy torch==2.15.0 timm==1.0.31 pytorch_optimizer==4.1.0 schedulefree==1.4.1 prodigyopt==1.1.2
    python3 optimizer_options.py > optimizers-options.json

`python3 optimizer_options.py SEED COUNT` makes other cases, COUNT of each rule.
"""

import base64
import contextlib
import inspect
import json
import random
import sys

import numpy
import prodigyopt
import pytorch_optimizer
import schedulefree
import timm.optim
import torch

SEED = int(sys.argv[1]) if len(sys.argv) > 1 else 12012
COUNT = int(sys.argv[2]) if len(sys.argv) > 2 else 4

BETAS = [[0.9, 0.999], [0.8, 0.95], [0.95, 0.98], [0.0, 0.9], [0.5, 0.5]]
EPS = [1e-8, 1e-6, 1e-3]
DECAY = [0.0, 0.01, 0.3]
FLAG = [False, True]

# The class, the options to choose from, and what can't be chosen together.
RULES = {
    "SGD": (torch.optim.SGD, {"lr": [0.1, 0.01], "momentum": [0.0, 0.9, 0.5], "dampening": [0.0, 0.3, -0.2], "weight_decay": DECAY, "nesterov": FLAG, "maximize": FLAG}),
    "Adam": (torch.optim.Adam, {"lr": [0.01, 0.1], "betas": BETAS, "eps": EPS, "weight_decay": DECAY, "amsgrad": FLAG, "maximize": FLAG, "decoupled_weight_decay": FLAG}),
    "AdamW": (torch.optim.AdamW, {"lr": [0.01, 0.1], "betas": BETAS, "eps": EPS, "weight_decay": DECAY, "amsgrad": FLAG, "maximize": FLAG}),
    "NAdam": (torch.optim.NAdam, {"lr": [0.01, 0.1], "betas": BETAS, "eps": EPS, "weight_decay": DECAY, "momentum_decay": [4e-3, 0.0, 0.1], "decoupled_weight_decay": FLAG, "maximize": FLAG}),
    "RAdam": (torch.optim.RAdam, {"lr": [0.01, 0.1], "betas": [[0.9, 0.999], [0.8, 0.95], [0.95, 0.6], [0.0, 0.9]], "eps": EPS, "weight_decay": DECAY, "decoupled_weight_decay": FLAG, "maximize": FLAG}),
    "Adamax": (torch.optim.Adamax, {"lr": [0.01, 0.1], "betas": BETAS, "eps": EPS, "weight_decay": DECAY, "maximize": FLAG}),
    "RMSprop": (torch.optim.RMSprop, {"lr": [0.01, 0.001], "alpha": [0.99, 0.5, 0.9], "eps": EPS, "weight_decay": DECAY, "momentum": [0.0, 0.9], "centered": FLAG, "maximize": FLAG}),
    "Adagrad": (torch.optim.Adagrad, {"lr": [0.1, 0.01], "lr_decay": [0.0, 0.1], "weight_decay": DECAY, "initial_accumulator_value": [0.0, 0.1], "eps": [1e-10, 1e-3], "maximize": FLAG}),
    "Adadelta": (torch.optim.Adadelta, {"lr": [1.0, 0.1], "rho": [0.9, 0.5, 1.0], "eps": [1e-6, 1e-3], "weight_decay": DECAY, "maximize": FLAG}),
    "ASGD": (torch.optim.ASGD, {"lr": [0.1, 0.01], "lambd": [1e-4, 0.1], "alpha": [0.75, 1.0, 0.0], "t0": [1e6, 0, 3], "weight_decay": DECAY, "maximize": FLAG}),
    "Rprop": (torch.optim.Rprop, {"lr": [0.01, 0.1], "etas": [[0.5, 1.2], [0.9, 1.01]], "step_sizes": [[1e-6, 50], [0.005, 0.02]], "maximize": FLAG}),
    "Adafactor": (torch.optim.Adafactor, {"lr": [0.01, 1.0], "beta2_decay": [-0.8, -0.5, 0.0], "eps": [[None, 1e-3], [1e-6, 1e-2]], "d": [1.0, 2.0], "weight_decay": DECAY, "maximize": FLAG}),
    "Muon": (torch.optim.Muon, {"lr": [0.02, 0.001], "weight_decay": [0.1, 0.0], "momentum": [0.95, 0.0, 0.5], "nesterov": FLAG, "ns_coefficients": [[3.4445, -4.775, 2.0315], [2.0, -1.5, 0.5]], "eps": [1e-7, 1e-3], "ns_steps": [5, 1, 0], "adjust_lr_fn": [None, "original", "match_rms_adamw", "spectral_unclamped"]}),
    "Lion": (timm.optim.Lion, {"lr": [0.01, 1e-4], "betas": [[0.9, 0.99], [0.5, 0.9], [0.0, 0.9]], "weight_decay": DECAY, "caution": FLAG, "corrected_weight_decay": FLAG, "maximize": FLAG}),
    "Lamb": (timm.optim.Lamb, {"lr": [0.01, 0.1], "bias_correction": FLAG, "betas": BETAS, "eps": [1e-6, 1e-3], "weight_decay": DECAY, "grad_averaging": FLAG, "max_grad_norm": [1.0, None, 0.1], "trust_clip": FLAG, "always_adapt": FLAG, "caution": FLAG, "decoupled_decay": FLAG, "corrected_weight_decay": FLAG}),
    "Adopt": (timm.optim.Adopt, {"lr": [0.01, 0.1], "betas": [[0.9, 0.9999], [0.5, 0.9], [0.0, 0.0]], "eps": [1e-6, 1e-2], "clip_exp": [0.333, None, 0.0, 1.0], "weight_decay": DECAY, "decoupled": FLAG, "corrected_weight_decay": FLAG, "caution": FLAG, "maximize": FLAG}),
    "AdEMAMix": (pytorch_optimizer.AdEMAMix, {"lr": [0.01, 0.001], "betas": [[0.9, 0.999, 0.9999], [0.8, 0.9, 0.99]], "weight_decay": DECAY, "weight_decouple": FLAG, "fixed_decay": FLAG, "alpha": [5.0, 0.0, 2.0], "t_alpha_beta3": [None, 5.0, 1000.0], "eps": EPS, "maximize": FLAG}),
    "AdamWScheduleFree": (schedulefree.AdamWScheduleFree, {"lr": [0.01, 0.0025], "betas": [[0.9, 0.999], [0.5, 0.9]], "eps": EPS, "weight_decay": DECAY, "warmup_steps": [0, 4, 1000], "r": [0.0, 1.0], "weight_lr_power": [2.0, 0.0, 1.0]}),
    "SGDScheduleFree": (schedulefree.SGDScheduleFree, {"lr": [0.1, 1.0], "momentum": [0.9, 0.5], "weight_decay": DECAY, "warmup_steps": [0, 4, 1000], "r": [0.0, 1.0], "weight_lr_power": [2.0, 0.0, 1.0]}),
    "Prodigy": (prodigyopt.Prodigy, {"lr": [1.0, 0.5], "betas": [[0.9, 0.999], [0.8, 0.95]], "beta3": [None, 0.9], "eps": [1e-8, 1e-6], "weight_decay": DECAY, "decouple": FLAG, "use_bias_correction": FLAG, "safeguard_warmup": FLAG, "d0": [1e-6, 1e-3], "d_coef": [1.0, 0.5, 2.0], "growth_rate": [1.02, 1.5], "slice_p": [1, 2, 3, 11]}),
}
# Rules with one rate, or one momentum, for all groups.
ONE_GROUP = {"Prodigy"}
MATRICES = {"Muon"}

torch.set_num_threads(1)
chance = random.Random(SEED)


def encoded(tensor):
    return base64.b64encode(tensor.detach().to(torch.float32).contiguous().numpy().tobytes()).decode()


def options(name, space):
    """About half of the options, the others as the package has them."""
    while True:
        chosen = {key: chance.choice(values) for key, values in space.items() if key == "lr" or chance.random() < 0.5}
        if chosen.get("nesterov") and name == "SGD" and (chosen.get("momentum", 0) == 0 or chosen.get("dampening", 0) != 0):
            continue
        return chosen


def shapes(name):
    if name in MATRICES:
        return [chance.choice([[5, 3], [3, 7], [1, 9], [8, 1], [1, 1], [16, 16]]) for _ in range(2)]
    pool = [[1], [], [7], [33], [3, 5], [1, 6], [4, 1], [2, 3, 4], [2, 3, 2, 2], [300]]
    return [chance.choice(pool) for _ in range(chance.choice([1, 2, 3]))]


def generator(seed, scale, bias, spread, zero_every):
    """The generator that README.md states."""
    state = seed

    def draw():
        nonlocal state
        state = (state * 1664525 + 1013904223) % 2**32
        return state

    def value(i):
        uniform = (draw() >> 8) / 16777216 - 0.5
        if spread > 0:
            uniform *= 2.0 ** -((draw() >> 24) % spread)
        return 0.0 if zero_every > 0 and i % zero_every == 0 else float(numpy.float32(uniform * scale + bias))

    return value


def case(name, number):
    cls, space = RULES[name]
    args = options(name, space)
    all_shapes = shapes(name)
    inits = [0.5 * torch.randn(shape, generator=torch.Generator().manual_seed(chance.randrange(2**31))) for shape in all_shapes]
    if chance.random() < 0.1:
        inits[0] = torch.zeros(all_shapes[0])
    steps = chance.choice([1, 2, 10, 10, 10, 120])
    scale, bias, spread, zero_every = chance.choice([(1, 0, 0, 0), (1, 0.1, 0, 0), (0.01, 0, 8, 0), (2, 0, 0, 3), (1e-12, 0, 0, 0), (1e6, 0, 0, 0), (1, 0, 30, 0), (0, 0, 0, 0)])
    grads = {"kind": "lcg", "seed": chance.randrange(2**32), "scale": scale, "bias": bias, "spread": spread, "zero_every": zero_every}
    parameters = [torch.nn.Parameter(init.clone()) for init in inits]
    groups = [list(range(len(parameters)))]
    overrides = [{}]
    if len(parameters) > 1 and name not in ONE_GROUP and chance.random() < 0.5:
        groups = [[0], groups[0][1:]]
        overrides = [{}, {"lr": args["lr"] / 4}]
        if "weight_decay" in args:
            overrides[1]["weight_decay"] = 0.05
    changes = chance.random() < 0.3
    rates = None
    if changes:
        factor = [1 - 0.9 * t / steps for t in range(steps)]
        rates = [args["lr"] * f for f in factor] if len(groups) == 1 else [[args["lr"] * f, args["lr"] / 4 * f] for f in factor]
    extra = {"foreach": False} if "foreach" in inspect.signature(cls.__init__).parameters else {}
    with contextlib.redirect_stdout(sys.stderr):
        optimizer = cls([{"params": [parameters[i] for i in group], **more} for group, more in zip(groups, overrides)], **args, **extra)
    if hasattr(optimizer, "train"):
        optimizer.train()
    value = generator(**{key: grads[key] for key in ("seed", "scale", "bias", "spread", "zero_every")})
    for t in range(steps):
        if rates is not None:
            for group, rate in zip(optimizer.param_groups, rates[t] if isinstance(rates[t], list) else [rates[t]] * len(groups)):
                group["lr"] = rate
        for parameter in parameters:
            drawn = [value(i) for i in range(parameter.numel())]
            parameter.grad = torch.tensor(drawn, dtype=torch.float32).reshape(parameter.shape)
        optimizer.step()
    state = {}
    for key in ("exp_avg", "exp_avg_sq", "max_exp_avg_sq", "exp_avg_slow", "exp_inf", "square_avg", "grad_avg", "acc_delta", "sum", "ax", "z", "momentum_buffer", "prev", "step_size", "s", "p0"):
        # Prodigy keeps one zero for a parameter of zeros.
        held = [optimizer.state[p].get(key) if isinstance(optimizer.state[p].get(key), torch.Tensor) else None for p in parameters]
        held = [None if key == "p0" and each is not None and each.dim() == 0 else each for each in held]
        if any(each is not None for each in held):
            state[key] = [None if each is None else encoded(each) for each in held]
    result = {
        "id": f"{name} {number}",
        "name": name,
        "args": args,
        "groups": [
            {"params": [{"size": inits[i].numel(), "shape": all_shapes[i], "init": encoded(inits[i])} for i in group], **more}
            for group, more in zip(groups, overrides)
        ],
        "steps": steps,
        "lr_per_step": rates,
        "clip_norm": None,
        "grads": grads,
        "final": [encoded(parameter) for parameter in parameters],
        "state": state,
    }
    if name in MATRICES:
        result["tags"] = ["bfloat16 inside"]
    if hasattr(optimizer, "eval"):
        optimizer.eval()
        result["state"]["eval_params"] = [encoded(parameter) for parameter in parameters]
    return result


only = sys.argv[3].split(",") if len(sys.argv) > 3 else list(RULES)
cases = [case(name, number) for name in only for number in range(1, COUNT + 1)]
meta = {
    "torch": torch.__version__,
    "seed": SEED,
    "packages": {"prodigyopt": "1.1.2", "pytorch_optimizer": "4.1.0", "schedulefree": "1.4.1", "timm": timm.__version__},
    "threads": 1,
}
lines = ",\n".join(json.dumps(each) for each in cases)
print(f'{{"meta": {json.dumps(meta)},\n"cases": [\n{lines}\n],\n"raises": []}}')
