"""A learning-rate schedule made by anneal: learning_rate(update), from update 0 on.

Step make_scheduler(optimizer) in place of the one that lr_scheduler_builder makes.
"""
# the engine's own fields can't express this schedule: the nearest are off by 4.768e-5 (15.4 % of the largest rate) at update 4
# nearest fields: {"optimizer.learning_rate_scheduler.learning_rate":0.000290622892342779,"optimizer.learning_rate_scheduler.lr_warmup_steps":11,"optimizer.learning_rate_scheduler.lr_warmup_style":"linear","optimizer.learning_rate_scheduler.lr_decay_style":"cosine","optimizer.learning_rate_scheduler.lr_decay_starting_step":13,"optimizer.learning_rate_scheduler.lr_decay_steps":46,"optimizer.learning_rate_scheduler.min_decay_lr":3.207169673256041e-7,"tokens.train_steps":60}
# anneal/export {"engine":"nanotron","engineVersion":"nanotron 2411b022 (2026-04-07)","totalSteps":60,"schedule":{"format":"anneal/schedule","version":1,"root":{"kind":"sum","children":[{"kind":"join","boundaries":[10],"children":[{"kind":"ramp","start":0,"end":10,"from":0,"to":0.0003,"easing":{"kind":"power","exponent":2,"timeExponent":1},"interpolation":"arithmetic","before":"hold","after":"hold"},{"kind":"ramp","start":10,"end":60,"from":0.0003,"to":0,"easing":{"kind":"cosine","exponent":1,"halfCycles":1,"timeExponent":1},"interpolation":"arithmetic","before":"hold","after":"hold"}],"rebase":false,"side":"right","labels":["warm-up","decay"]},{"kind":"ramp","start":0,"end":50,"from":0.00001,"to":0,"easing":{"kind":"tanh","lower":-6,"upper":3,"timeExponent":1},"interpolation":"arithmetic","before":"hold","after":"hold"}]}}}

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


def cosine(half_turns):
    """cos(pi * half_turns). Whole turns are removed first, because large angles have few digits left."""
    return math.cos(math.pi * math.fmod(half_turns, 2)) if math.isfinite(half_turns) else math.nan


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


def total(*children):
    """The sum of schedules."""

    def schedule(t):
        value = children[0](t)
        for child in children[1:]:
            value += child(t)
        return value

    return schedule


TOTAL_STEPS = 60
BASE_RATE = 0.00030999775183229765
_schedule = total(
    parts(
        [
            ramp(0.0, 10.0, 0.0, 0.0003, lambda u: power(u, 2.0), (0.0, 0.0003)),
            ramp(10.0, 60.0, 0.0003, 0.0, lambda u: (1 - cosine(1.0 * u)) / 2, (0.0003, 0.0)),
        ],
        [10.0],
        rebase=False,
    ),
    ramp(
        0.0,
        50.0,
        0.00001,
        0.0,
        lambda u: 1 - 1 / (1 + power(math.e, 2 * (-6.0 + 9.0 * u))),
        (0.000009999938558253979, 2.4726231566347322e-8),
    ),
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
