"""A learning-rate schedule made by anneal: learning_rate(update), from update 0 on.

Trainer(optimizers=optimizer, schedulers=make_scheduler(optimizer), step_schedulers_every_batch=True)
"""
# the engine's own fields can't express this schedule: the nearest are off by 1.070e-4 (35.7 % of the largest rate) at update 59
# nearest fields: {"optimizer.lr":0.00030937499999999997,"scheduler.name":"linear_decay_with_warmup","scheduler.t_warmup":"9ba","scheduler.t_max":"86ba","scheduler.alpha_f":0.04848484848484844,"max_duration":"60ba"}
# of the nearest fields: Composer's trainer runs updates 0 and 1 at the start value: its schedulers are one update behind
# anneal/export {"engine":"composer","engineVersion":"composer 640518880, llm-foundry 8c8dd48f7","totalSteps":60,"schedule":{"format":"anneal/schedule","version":1,"root":{"kind":"join","boundaries":[10,40],"children":[{"kind":"ramp","start":0,"end":10,"from":0,"to":0.0003,"easing":{"kind":"linear","timeExponent":1},"interpolation":"arithmetic","before":"hold","after":"hold"},{"kind":"constant","value":0.0003},{"kind":"ramp","start":40,"end":60,"from":0.0003,"to":0,"easing":{"kind":"linear","timeExponent":1},"interpolation":"arithmetic","before":"hold","after":"hold"}],"rebase":false,"side":"right","labels":["warm-up","stable","decay"]}}}

import bisect
import math


def power(base, exponent):
    """A power by the rules of IEEE 754; Python raises errors for infinite and undefined ones."""
    try:
        return math.pow(base, exponent)
    except OverflowError:
        size = math.inf
    except ValueError:
        size = math.inf if base == 0 else math.nan
    is_odd = abs(math.fmod(exponent, 2)) == 1
    return math.copysign(size, base) if is_odd else size


def constant(value):
    return lambda t: value


def ramp(start, end, first, last, ease, ends, geometric=False, before=False, after=False):
    """From one time to another; outside it holds the values of its ends, or continues."""

    def between(share):
        return first * power(last / first, share) if geometric else first + (last - first) * share

    def schedule(t):
        if t >= end and (end == start or not after or t == end):
            return ends[1]
        if end == start or t <= start and (not before or t == start):
            return ends[0]
        return between(ease((t - start) / (end - start)))

    return schedule


def parts(children, boundaries, rebase=True, left=False):
    """One schedule after the other."""
    place = bisect.bisect_left if left else bisect.bisect_right

    def schedule(t):
        part = place(boundaries, t)
        return children[part](t - boundaries[part - 1] if rebase and part > 0 else t)

    return schedule


TOTAL_STEPS = 60
BASE_RATE = 0.0003
_schedule = parts(
    [
        ramp(0.0, 10.0, 0.0, 0.0003, lambda u: u, (0.0, 0.0003)),
        constant(0.0003),
        ramp(40.0, 60.0, 0.0003, 0.0, lambda u: u, (0.0003, 0.0)),
    ],
    [10.0, 40.0],
    rebase=False,
)


def learning_rate(update):
    """The rate of an update of the run, counted from 0."""
    return _schedule(float(max(0, update)))


def make_scheduler(optimizer, *_unused, last_epoch=-1, **_ignored):
    """A PyTorch scheduler; step it once after each update."""
    from torch.optim.lr_scheduler import LambdaLR

    for group in optimizer.param_groups:
        group["lr"] = BASE_RATE
        group["initial_lr"] = BASE_RATE
    return LambdaLR(optimizer, lambda update: learning_rate(update) / BASE_RATE, last_epoch)
