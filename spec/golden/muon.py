"""Makes muon.json: Muon of PyTorch 2.15.0 with each of its learning-rate adjustments, on matrices of every form.

    pip install numpy torch==2.15.0
    python3 muon.py > muon.json
"""

import base64
import json

import torch

SEED = 51015
ADJUSTMENTS = [None, "original", "match_rms_adamw", "spectral_unclamped"]
SHAPES = {"tall": [24, 10], "wide": [10, 24], "square": [16, 16], "row": [1, 9], "column": [9, 1]}
OPTIONS = [
    {"lr": 0.02},
    {"lr": 0.003, "weight_decay": 0.0, "nesterov": False, "momentum": 0.9},
    {"lr": 0.01, "ns_steps": 3, "ns_coefficients": [3.0, -3.2, 1.2], "eps": 1e-5},
]
STEPS = [1, 2, 6]

torch.set_num_threads(1)
generator = torch.Generator().manual_seed(SEED)


def encoded(tensor):
    return base64.b64encode(tensor.detach().to(torch.float32).contiguous().numpy().tobytes()).decode()


def case(number, adjustment, shape, options, steps):
    args = {**options, **({} if adjustment is None else {"adjust_lr_fn": adjustment})}
    parameter = torch.nn.Parameter(0.5 * torch.randn(shape, generator=generator))
    gradients = [0.1 * torch.randn(shape, generator=generator) for _ in range(steps)]
    init = encoded(parameter)
    optimizer = torch.optim.Muon([parameter], **args)
    for gradient in gradients:
        parameter.grad = gradient.clone()
        optimizer.step()
    return {
        "id": f"Muon {number}",
        "name": "Muon",
        "args": args,
        "groups": [{"params": [{"size": parameter.numel(), "shape": shape, "init": init}]}],
        "steps": steps,
        "lr_per_step": None,
        "clip_norm": None,
        "grads": {"kind": "explicit", "data": [[encoded(gradient)] for gradient in gradients]},
        "final": [encoded(parameter)],
        "state": {"momentum_buffer": [encoded(optimizer.state[parameter]["momentum_buffer"])]},
        "tags": ["bfloat16 inside"],
    }


def refusal(args):
    try:
        torch.optim.Muon([torch.nn.Parameter(torch.zeros(2, 2))], **args)
    except ValueError as error:
        return {"name": "Muon", "args": args, "raises": str(error)}
    raise AssertionError(f"{args} is not refused")


cases = [
    case(f"{form} {adjustment} {k}", adjustment, shape, OPTIONS[k], STEPS[k])
    for adjustment in ADJUSTMENTS
    for i, (form, shape) in enumerate(SHAPES.items())
    for k in ([0, 1, 2] if form in ("tall", "wide") else [i % 3])
]
raises = [refusal(args) for args in ({"adjust_lr_fn": "spectral"}, {"adjust_lr_fn": ""}, {"lr": -1}, {"momentum": -0.1})]
meta = {"torch": torch.__version__, "seed": SEED, "threads": 1}


def lines(values):
    return ",\n".join(json.dumps(value) for value in values)


print(f'{{"meta": {json.dumps(meta)},\n"cases": [\n{lines(cases)}\n],\n"raises": [\n{lines(raises)}\n]}}')
