"""Makes more-schedules.json: values of schedulers that schedules.json lacks, computed by the libraries' own code.

    python3 more_schedules.py FOLDER > more-schedules.json

FOLDER has a checkout of each library under its own name, at the commits of VERSIONS: composer, llm-foundry,
tensor2tensor, torchtitan and nanoGPT. tensor2tensor needs the package tensorflow-cpu 2.21.0, which computes its values;
the others need only Python: their scheduler files run unchanged, and what they import of PyTorch and of their own
packages is stubbed here, none of which computes anything. PyTorch's LambdaLR, which they hand their function to, gives
`base_lr * function(step)`.
"""

import ast
import importlib.util
import json
import math
import sys
import types
import warnings
from pathlib import Path

VERSIONS = {
    "composer": "6405188",
    "llm-foundry": "8c8dd48f",
    "tensor2tensor": "bafdc1b6 with tensorflow 2.21.0",
    "torchtitan": "b5bcd76c",
    "nanogpt": "3adf61e1",
}

FOLDER = Path(sys.argv[1])
warnings.simplefilter("ignore")


def stub(name, **members):
    """A module that has only these members."""
    module = types.ModuleType(name)
    module.__dict__.update(members)
    module.__path__ = []
    sys.modules[name] = module
    return module


def load(name, path):
    """The module of a library's own file."""
    spec = importlib.util.spec_from_file_location(name, FOLDER / path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


class LambdaLR:
    def __init__(self, optimizer, lr_lambda):
        self.lr_lambda = lr_lambda


def stub_torch():
    for name in ("torch", "torch.optim", "torch.distributed", "torch.distributed.checkpoint"):
        stub(name)
    stub("torch.optim.lr_scheduler", LambdaLR=LambdaLR, LRScheduler=LambdaLR)
    stub("torch.distributed.checkpoint.stateful", Stateful=type("Stateful", (), {}))


def record(case, value_at, steps):
    """The case with the values at `steps`, up to the first error; `value_at(None)` builds."""
    case = dict(case, steps=[], lr=[])
    try:
        value_at = value_at()
    except Exception as error:
        return dict(case, raises=f"{type(error).__name__}: {error}", raises_at="construct")
    for step in steps:
        try:
            value = float(value_at(step))
        except Exception as error:
            # Their first value is computed by the constructor of LambdaLR.
            at = "construct" if step == 0 else step
            return dict(case, raises=f"{type(error).__name__}: {error}", raises_at=at)
        case["steps"].append(step)
        case["lr"].append(value)
    return case


def around(*edges, last):
    """Steps on both sides of each edge, a coarse grid, and some past the end."""
    near = {edge + offset for edge in edges for offset in (-2, -1, 0, 1, 2)}
    grid = {round(i * last / 40) for i in range(41)}
    return sorted(step for step in near | grid | {0, 1, 2, 3, last, last + 1} if step >= 0)


# Composer and llm-foundry


def composer_modules():
    stub_torch()
    stub("composer")
    stub("composer.core")
    stub("composer.core.serializable", Serializable=type("Serializable", (), {}))
    string_enum = load("composer.utils.string_enum", "composer/composer/utils/string_enum.py")
    stub("composer.utils", StringEnum=string_enum.StringEnum)
    time = load("composer.core.time", "composer/composer/core/time.py")
    sys.modules["composer.core"].__dict__.update(State=object, Time=time.Time, TimeUnit=time.TimeUnit)
    scheduler = load("composer.optim.scheduler", "composer/composer/optim/scheduler.py")
    stub(
        "composer.optim",
        ComposerScheduler=scheduler.ComposerScheduler,
        LinearScheduler=scheduler.LinearScheduler,
        scheduler=scheduler,
    )
    sys.modules["composer.optim.scheduler"] = scheduler
    for name in ("llmfoundry", "llmfoundry.utils"):
        stub(name)
    stub("llmfoundry.utils.warnings", experimental_class=lambda name: lambda cls: cls)
    foundry = load("llmfoundry.optim.scheduler", "llm-foundry/llmfoundry/optim/scheduler.py")
    return time, scheduler, foundry


def composer_cases():
    time, composer, foundry = composer_modules()
    counts = {}

    def case(name, args, run, last, edges=(), base_lr=0.3, tags=()):
        number = counts[name] = counts.get(name, 0) + 1
        module = composer if hasattr(composer, name) else foundry
        version = VERSIONS["composer" if module is composer else "llm-foundry"]
        batch = run.get("batch_size", 1)
        tokens = run.get("tokens_per_batch", 1)
        length = run.get("dataloader_len")

        def build():
            scheduler = getattr(module, name)(**args)
            duration = time.Time.from_timestring(run["max_duration"])

            def value_at(step):
                timestamp = time.Timestamp(
                    epoch=step // length if length else 0,
                    batch=step,
                    sample=step * batch,
                    token=step * tokens,
                )
                state = types.SimpleNamespace(
                    max_duration=duration, dataloader_len=length, timestamp=timestamp
                )
                return base_lr * scheduler(state, run.get("ssr", 1.0))

            return value_at

        head = {
            "id": f"composer/{name}/{number}",
            "library": "composer",
            "version": version,
            "name": name,
            "base_lr": base_lr,
            "args": args,
            "run": run,
            "precision": "f64",
            "eval": "closed",
            "tags": list(tags),
        }
        return record(head, build, around(*edges, last=last))

    epochs = {"max_duration": "7ep", "dataloader_len": 143}
    batches = {"max_duration": "1001ba"}
    samples = {"max_duration": "99990sp", "batch_size": 101}
    tokens = {"max_duration": "3e6tok", "tokens_per_batch": 2999, "dataloader_len": 57}
    both = {"max_duration": "1000ba", "dataloader_len": 77, "batch_size": 3, "tokens_per_batch": 1000}
    short = {"max_duration": "600ba", "ssr": 0.6}
    long = {"max_duration": "1300ba", "ssr": 1.3, "dataloader_len": 13}

    yield case("StepScheduler", {"step_size": "2ep"}, epochs, 1001, (286, 572))
    yield case("StepScheduler", {"step_size": "101ba", "gamma": 0.7}, batches, 1001, (101, 202, 909))
    yield case("StepScheduler", {"step_size": "0.13dur", "gamma": -0.5}, tokens, 1001, (131,))
    yield case("StepScheduler", {"step_size": "5000sp", "gamma": 0}, samples, 990, (50,))
    yield case("StepScheduler", {"step_size": "1ep", "gamma": 0.9}, short | {"dataloader_len": 101}, 600, (60,))
    yield case("StepScheduler", {"step_size": "0ba"}, batches, 10)
    yield case("StepScheduler", {"step_size": "1ep"}, batches, 10)
    yield case("StepScheduler", {"step_size": "30sec"}, batches, 10)
    yield case("StepScheduler", {"step_size": "2.5ba"}, batches, 10)
    yield case("StepScheduler", {"step_size": "10"}, batches, 10)

    mixed = {"milestones": ["90000tok", "3ep", "0.5dur", "1201sp"]}
    yield case("MultiStepScheduler", mixed, both, 1000, (90, 231, 401, 500))
    yield case("MultiStepScheduler", {"milestones": ["500ba", "200ba", "200ba"], "gamma": 0.3}, batches, 1001, (200, 500))
    yield case("MultiStepScheduler", {"milestones": []}, batches, 100)
    yield case("MultiStepScheduler", {"milestones": ["2ep", "0.5dur"], "gamma": 0.5}, long, 1300, (33, 650))
    yield case("MultiStepScheduler", {"milestones": ["1h30m"]}, batches, 10)

    yield case("ConstantScheduler", {}, batches, 1001, (1001,))
    yield case("ConstantScheduler", {"alpha": 0.25, "t_max": "0.3dur"}, epochs, 1001, (300,))
    yield case("ConstantScheduler", {"alpha": 3, "t_max": "7777sp"}, samples, 990, (77,))
    yield case("ConstantScheduler", {"alpha": 0.5, "t_max": "0ba"}, batches, 10)

    yield case("LinearScheduler", {}, batches, 1001, (1001,))
    yield case("LinearScheduler", {"alpha_i": 0.1, "alpha_f": 1.7, "t_max": "3ep"}, epochs, 1001, (429,))
    yield case("LinearScheduler", {"alpha_f": 0.05, "t_max": "0.777dur"}, tokens, 1001, (777,))
    yield case("LinearScheduler", {"t_max": "500ba"}, short, 600, (300,))
    yield case("LinearScheduler", {"t_max": "0ba"}, batches, 10)

    yield case("ExponentialScheduler", {"gamma": 0.9}, epochs, 1001, (143,))
    yield case("ExponentialScheduler", {"gamma": 0.999, "decay_period": "1ba"}, batches, 1001)
    yield case("ExponentialScheduler", {"gamma": 0.3, "decay_period": "100000tok"}, tokens, 1001)
    yield case("ExponentialScheduler", {"gamma": 1.001, "decay_period": "7ba"}, long, 1300)
    yield case("ExponentialScheduler", {"gamma": 0, "decay_period": "7ba"}, batches, 30)
    yield case("ExponentialScheduler", {"gamma": 0.5, "decay_period": "0ba"}, batches, 10)
    yield case("ExponentialScheduler", {"gamma": 0.5}, batches, 10)

    yield case("CosineAnnealingScheduler", {}, batches, 1001, (1001,))
    yield case("CosineAnnealingScheduler", {"t_max": "5ep", "alpha_f": 0.1}, epochs, 1001, (715,))
    yield case("CosineAnnealingScheduler", {"alpha_f": 0.01}, tokens, 1001, (1000,))
    yield case("CosineAnnealingScheduler", {"t_max": "70000sp", "alpha_f": 2}, samples, 990, (693,))
    yield case("CosineAnnealingScheduler", {"t_max": "1_000ba"}, short, 600, (600,))
    yield case("CosineAnnealingScheduler", {"t_max": "0ba"}, batches, 10)
    yield case("CosineAnnealingScheduler", {}, {"max_duration": "3ep"}, 10)

    restarts = "CosineAnnealingWarmRestartsScheduler"
    yield case(restarts, {"t_0": "100ba"}, batches, 1001, (100, 200, 1000))
    yield case(restarts, {"t_0": "37ba", "t_mult": 2, "alpha_f": 0.1}, batches, 1001, (37, 111, 259, 555))
    yield case(restarts, {"t_0": "0.05dur", "t_mult": 1.5}, epochs, 1001, (50, 125, 237))
    yield case(restarts, {"t_0": "30000tok", "t_mult": 1.1, "alpha_f": 0.2}, tokens, 1001, (11,))
    yield case(restarts, {"t_0": "9ba", "t_mult": 1.1}, batches, 1001, (9, 18))
    yield case(restarts, {"t_0": "64ba", "t_mult": 0.5}, batches, 200, (64, 96, 112, 126, 127))
    yield case(restarts, {"t_0": "600ba", "t_mult": 0.9}, batches, 1001, (600,))
    yield case(restarts, {"t_0": "0ba"}, batches, 10)

    yield case("PolynomialScheduler", {"power": 2}, batches, 1001, (1001,))
    yield case("PolynomialScheduler", {"power": 0.5, "alpha_f": 0.1, "t_max": "4ep"}, epochs, 1001, (572,))
    yield case("PolynomialScheduler", {"power": 3.7, "t_max": "2e6tok"}, tokens, 1001, (666,))
    yield case("PolynomialScheduler", {"power": 0}, batches, 1001, (1001,))
    yield case("PolynomialScheduler", {"power": 1, "t_max": "0dur"}, batches, 10)

    multi = "MultiStepWithWarmupScheduler"
    yield case(multi, {"t_warmup": "50ba", "milestones": ["3ep", "600ba"]}, epochs, 1001, (50, 429, 600))
    yield case(multi, {"t_warmup": "9000tok", "milestones": ["50ba", "5ba"], "gamma": 0.4}, both, 1000, (9, 50))
    yield case(multi, {"t_warmup": "100ba", "milestones": ["500ba"], "scale_warmup": True}, short, 600, (60, 100, 300))
    yield case(multi, {"t_warmup": "0ba", "milestones": ["5ba"]}, batches, 20)

    yield case("ConstantWithWarmupScheduler", {"t_warmup": "77ba"}, batches, 1001, (77,))
    yield case("ConstantWithWarmupScheduler", {"t_warmup": "0.1dur", "alpha": 0.4}, epochs, 1001, (100,))
    yield case("ConstantWithWarmupScheduler", {"t_warmup": "10ba", "t_max": "500ba"}, batches, 10)

    linear = "LinearWithWarmupScheduler"
    yield case(linear, {"t_warmup": "100ba"}, batches, 1001, (100, 1001))
    yield case(linear, {"t_warmup": "1ep", "alpha_i": 0.5, "alpha_f": 0.1, "t_max": "8ep"}, epochs, 1001, (143,))
    yield case(linear, {"t_warmup": "100000tok", "alpha_f": 0.25}, tokens, 1001, (33, 34))
    yield case(linear, {"t_warmup": "100ba", "scale_warmup": True}, short, 600, (60, 100))
    yield case(linear, {"t_warmup": "100ba", "scale_warmup": True}, long, 1300, (100, 130))
    yield case(linear, {"t_warmup": "100ba"}, short, 600, (60, 100))
    yield case(linear, {"t_warmup": "1001ba"}, batches, 1001, (1001,))
    yield case(linear, {"t_warmup": "2000ba"}, batches, 1001, (1001,))
    yield case(linear, {"t_warmup": "10ba"}, tokens, 10)
    yield case(linear, {"t_warmup": "10ba", "t_max": "999ba"}, batches, 10)
    yield case(linear, {"t_warmup": "10ba", "t_max": "6ep"}, epochs, 10)
    yield case(linear, {"t_warmup": "10ba", "t_max": "500ba", "alpha_f": 0.1}, {"max_duration": "1000sp", "batch_size": 1}, 600, (10, 500))

    cosine = "CosineAnnealingWithWarmupScheduler"
    yield case(cosine, {"t_warmup": "100ba", "alpha_f": 0.1}, batches, 1001, (100, 1001))
    yield case(cosine, {"t_warmup": "0.06dur"}, epochs, 1001, (60,))
    yield case(cosine, {"t_warmup": "3e5tok", "t_max": "4e6tok", "alpha_f": 0.02}, tokens, 1400, (100, 101, 1333, 1334))
    yield case(cosine, {"t_warmup": "5000sp"}, samples, 990, (49, 50))
    yield case(cosine, {"t_warmup": "0ba"}, batches, 1001)
    yield case(cosine, {"t_warmup": "50ba", "t_max": "0.5dur"}, batches, 10)

    power = "PolynomialWithWarmupScheduler"
    yield case(power, {"t_warmup": "100ba"}, batches, 1001, (100, 1001))
    yield case(power, {"t_warmup": "2ep", "power": 0.5, "alpha_f": 0.2}, epochs, 1001, (286,))
    yield case(power, {"t_warmup": "30000tok", "power": 3, "t_max": "1dur"}, tokens, 1001, (10, 11))

    root = "InverseSquareRootWithWarmupScheduler"
    yield case(root, {"t_warmup": "100ba", "t_scale": "100ba", "t_cooldown": "200ba"}, batches, 1001, (100, 801, 1001))
    yield case(
        root,
        {"t_warmup": "1ep", "t_scale": "3ep", "t_cooldown": "2ep", "alpha_f_decay": 0.1, "alpha_f_cooldown": 0.02},
        epochs,
        1001,
        (143, 715, 1001),
    )
    yield case(root, {"t_warmup": "90000tok", "t_scale": "30000tok", "t_cooldown": "0tok"}, tokens, 1001, (30, 31, 1000))
    yield case(root, {"t_warmup": "500ba", "t_scale": "50ba", "t_cooldown": "700ba"}, batches, 1001, (500, 1001))
    yield case(root, {"t_warmup": "100ba", "t_scale": "100ba", "t_cooldown": "100ba"}, short, 600, (100, 540))
    yield case(root, {"t_warmup": "0ba", "t_scale": "10ba", "t_cooldown": "0ba", "t_max": "0.5dur"}, batches, 1001, (500,))
    yield case(root, {"t_warmup": "0.1dur", "t_scale": "10ba", "t_cooldown": "0ba"}, batches, 10)
    yield case(root, {"t_warmup": "10ba", "t_scale": "10ba", "t_cooldown": "0ba"}, epochs, 10)
    yield case(root, {"t_warmup": "10ba", "t_scale": "10ba", "t_cooldown": "0ba", "alpha_f_cooldown": 0.1}, batches, 10)


# tensor2tensor


def tensor2tensor_cases():
    import tensorflow.compat.v1 as tf

    tf.disable_v2_behavior()
    stub("tensor2tensor")
    stub(
        "tensor2tensor.utils",
        mlperf_log=types.SimpleNamespace(transformer_print=lambda **_: None, OPT_LR=None, OPT_LR_WARMUP_STEPS=None),
    )
    module = load("tensor2tensor.utils.learning_rate", "tensor2tensor/tensor2tensor/utils/learning_rate.py")
    # tensor2tensor/layers/common_hparams.py, basic_params1; train_steps is added by its trainer.
    defaults = {
        "hidden_size": 64,
        "optimizer": "adam",
        "optimizer_multistep_accumulate_steps": 0,
        "learning_rate_schedule": "legacy",
        "learning_rate_constant": 1.0,
        "learning_rate_decay_scheme": "none",
        "learning_rate_decay_steps": 5000,
        "learning_rate_decay_staircase": False,
        "learning_rate_decay_rate": 1.0,
        "learning_rate_warmup_steps": 100,
        "learning_rate_cosine_cycle_steps": 250000,
        "learning_rate": 0.1,
    }
    count = 0

    def case(args, last, edges=(), tags=()):
        nonlocal count
        count += 1

        def build():
            with tf.Graph().as_default():
                step = tf.train.get_or_create_global_step()
                rate = module.learning_rate_schedule(types.SimpleNamespace(**(defaults | args)))
                session = tf.Session()
                return lambda number: session.run(rate, {step: number})

        head = {
            "id": f"tensor2tensor/learning_rate_schedule/{count}",
            "library": "tensor2tensor",
            "version": VERSIONS["tensor2tensor"],
            "name": "learning_rate_schedule",
            "args": args,
            "precision": "f32",
            "eval": "closed",
            "tags": list(tags),
        }
        return record(head, build, around(*edges, last=last))

    def product(words, **hparams):
        return {"learning_rate_schedule": words} | {
            (name if name in ("train_steps", "hidden_size", "optimizer", "optimizer_multistep_accumulate_steps") else f"learning_rate_{name}"): value
            for name, value in hparams.items()
        }

    transformer = "constant*linear_warmup*rsqrt_decay*rsqrt_hidden_size"
    yield case(product(transformer, constant=2.0, warmup_steps=4000, hidden_size=512), 20000, (4000,))
    yield case(product(" constant * linear_warmup*", constant=0.3, warmup_steps=77), 200, (77,))
    yield case(product("linear_warmup*rsqrt_normalized_decay", warmup_steps=1000), 5000, (1000,))
    yield case(product("constant*linear_decay", constant=0.5, decay_steps=300, train_steps=1000), 1200, (700, 1000))
    yield case(product("linear_warmup*cosdecay", warmup_steps=101, decay_steps=1000), 2500, (101, 1000, 2000))
    yield case(product("constant*linear_warmup*single_cycle_cos_decay", constant=0.01, warmup_steps=50, train_steps=1003), 1500, (50, 1003))
    yield case(product("multi_cycle_cos_decay", warmup_steps=33, decay_steps=250), 1500, (33, 283, 533))
    yield case(product("exp_decay", warmup_steps=100, decay_steps=500, decay_rate=0.5), 3000, (100, 600))
    yield case(product("constant*exp_decay", constant=0.2, warmup_steps=10, decay_steps=70, decay_rate=0.9, decay_staircase=True), 1000, (10, 80, 150))
    yield case(product("rsqrt_hidden_size", hidden_size=1024), 10)
    yield case(product(""), 10)
    yield case(product("rsqrt_decay", warmup_steps=1, optimizer_multistep_accumulate_steps=4), 400, (4,))
    yield case(product("constant*legacy", constant=0.5, warmup_steps=0), 100)
    yield case(product("constant*linear_wramup"), 10)
    yield case(product("single_cycle_cos_decay", warmup_steps=100, train_steps=100), 10)

    legacy = {"learning_rate_schedule": "legacy"}
    yield case(legacy, 400, (100,))
    yield case(product("legacy", decay_scheme="noam", warmup_steps=4000, hidden_size=512) | {"learning_rate": 0.2}, 20000, (3999, 4000))
    yield case(product("legacy", decay_scheme="noam", warmup_steps=0), 100)
    yield case(product("legacy", decay_scheme="noam", warmup_steps=1, optimizer="adafactor"), 100)
    yield case(product("legacy", decay_scheme="exp", decay_rate=0.8, decay_steps=100, warmup_steps=50, optimizer="momentum"), 1000, (50, 150))
    yield case(product("legacy", decay_scheme="exp", decay_rate=0.8, decay_steps=100, decay_staircase=True, warmup_steps=50), 1000, (50, 150))
    yield case(product("legacy", decay_scheme="piecewise", boundaries=[100, 300], multiples=[0.5, 0.25], warmup_steps=10), 500, (10, 100, 300))
    yield case(product("legacy", decay_scheme="cosine", cosine_cycle_steps=500, warmup_steps=20), 1800, (20, 500, 1000))
    yield case(product("legacy", decay_scheme="cyclelinear10x", warmup_steps=75), 700, (75, 150, 225))
    yield case(product("legacy", decay_scheme="sqrt", warmup_steps=60), 3000, (60, 61))
    yield case(product("legacy", decay_scheme="linear", warmup_steps=60), 10)


# torchtitan


def torchtitan_cases():
    stub_torch()
    for name in ("torchtitan", "torchtitan.components", "torchtitan.tools"):
        stub(name)
    import dataclasses
    import logging

    @dataclasses.dataclass(kw_only=True, slots=True)
    class Config:
        pass

    stub("torchtitan.config", Configurable=type("Configurable", (), {"Config": Config}))
    stub("torchtitan.tools.logging", logger=logging.getLogger("torchtitan"))
    logging.disable(logging.CRITICAL)
    stub("torchtitan.components.optimizer")
    stub("torchtitan.components.optimizer.optimizer", OptimizersContainer=list)
    name = "torchtitan.components.optimizer.lr_scheduler"
    container = load(name, "torchtitan/torchtitan/components/optimizer/lr_scheduler.py").LRSchedulersContainer

    def case(number, args, last, edges=(), base_lr=8e-4, tags=()):
        def build():
            config = container.Config(**args)
            schedulers = config.build(optimizers=["optimizer"], training_steps=args["total_steps"])
            [scheduler] = schedulers
            scheduler.lr_lambda(0)
            return lambda step: base_lr * scheduler.lr_lambda(step)

        head = {
            "id": f"torchtitan/lr_scheduler/{number}",
            "library": "torchtitan",
            "version": VERSIONS["torchtitan"],
            "name": "lr_scheduler",
            "base_lr": base_lr,
            "args": args,
            "precision": "f64",
            "eval": "closed",
            "tags": list(tags),
        }
        return record(head, build, around(*edges, last=last))

    cases = [
        ({"total_steps": 1000}, 1000, (199, 200)),
        ({"total_steps": 1000, "warmup_steps": 37, "decay_ratio": 0.2, "decay_type": "cosine", "min_lr_factor": 0.1}, 1001, (37, 800)),
        ({"total_steps": 777, "warmup_steps": 10, "decay_ratio": 0.33, "decay_type": "sqrt"}, 777, (10, 521)),
        ({"total_steps": 1000, "warmup_steps": 0, "decay_type": "linear", "min_lr_factor": 0.25}, 1000, ()),
        ({"total_steps": 100, "warmup_steps": 100, "decay_ratio": 0.5}, 100, ()),
        ({"total_steps": 100, "warmup_steps": 500}, 100, ()),
        ({"total_steps": 100, "warmup_steps": 80, "decay_ratio": 0.5, "decay_type": "cosine"}, 100, (80,)),
        ({"total_steps": 90, "warmup_steps": 5, "decay_ratio": 0.05, "decay_type": "linear"}, 90, (86,)),
        ({"total_steps": 50, "warmup_steps": 5, "decay_ratio": 0.25, "decay_type": "cosine"}, 75, (38, 50)),
        ({"total_steps": 100, "warmup_steps": 10, "decay_ratio": 0.0}, 100, (10,)),
        ({"total_steps": 100, "warmup_steps": 1, "decay_type": "exponential"}, 100, (1,)),
    ]
    for number, (args, last, edges) in enumerate(cases, 1):
        yield case(number, args, last, edges)


# nanoGPT


def nanogpt_cases():
    tree = ast.parse((FOLDER / "nanoGPT/train.py").read_text())
    [get_lr] = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "get_lr"]
    code = compile(ast.Module(body=[get_lr], type_ignores=[]), "train.py", "exec")
    defaults = {"learning_rate": 6e-4, "warmup_iters": 2000, "lr_decay_iters": 600000, "min_lr": 6e-5}

    def case(number, args, last, edges=()):
        def build():
            scope = {"math": math} | defaults | args
            exec(code, scope)
            # train.py: lr = get_lr(iter_num) if decay_lr else learning_rate
            return scope["get_lr"] if args.get("decay_lr", True) else lambda step: scope["learning_rate"]

        head = {
            "id": f"nanogpt/get_lr/{number}",
            "library": "nanogpt",
            "version": VERSIONS["nanogpt"],
            "name": "get_lr",
            "args": args,
            "precision": "f64",
            "eval": "closed",
            "tags": [],
        }
        return record(head, build, around(*edges, last=last))

    cases = [
        ({}, 600100, (2000, 600000)),
        ({"learning_rate": 1e-3, "warmup_iters": 100, "lr_decay_iters": 5000, "min_lr": 1e-4}, 5500, (100, 5000)),
        ({"warmup_iters": 0, "lr_decay_iters": 777, "min_lr": 0.0}, 1000, (777,)),
        ({"learning_rate": 3e-5, "decay_lr": False}, 3000, ()),
        ({"warmup_iters": 1, "lr_decay_iters": 2, "min_lr": 1e-3}, 9, ()),
        ({"warmup_iters": 50, "lr_decay_iters": 50}, 49, ()),
        ({"warmup_iters": 50, "lr_decay_iters": 50}, 100, (50,)),
    ]
    for number, (args, last, edges) in enumerate(cases, 1):
        yield case(number, args, last, edges)


def main():
    cases = [*composer_cases(), *torchtitan_cases(), *nanogpt_cases(), *tensor2tensor_cases()]
    print("[\n" + ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases) + "\n]")


if __name__ == "__main__":
    main()
