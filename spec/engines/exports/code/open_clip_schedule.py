"""A learning-rate schedule made by anneal: learning_rate(update), from update 0 on.

scheduler = make_scheduler(optimizer), in place of cosine_lr(...).
"""
# the engine's own fields can't express this schedule: the nearest are off by 5.906e-5 (19.1 % of the largest rate) at update 4
# nearest fields: {"lr":0.0002809354625980198,"warmup":12,"epochs":1,"lr_scheduler":"cosine"}
# of the nearest fields: --warmup is one more: open_clip's warm-up reaches the peak an update early
# anneal/export {"engine":"open_clip","engineVersion":"open_clip 89fb801 (2026-06-27)","totalSteps":60,"schedule":{"format":"anneal/schedule","version":1,"root":{"kind":"sum","children":[{"kind":"join","boundaries":[10],"children":[{"kind":"ramp","start":0,"end":10,"from":0,"to":0.0003,"easing":{"kind":"power","exponent":2,"timeExponent":1},"interpolation":"arithmetic","before":"hold","after":"hold"},{"kind":"ramp","start":10,"end":60,"from":0.0003,"to":0,"easing":{"kind":"cosine","exponent":1,"halfCycles":1,"timeExponent":1},"interpolation":"arithmetic","before":"hold","after":"hold"}],"rebase":false,"side":"right","labels":["warm-up","decay"]},{"kind":"ramp","start":0,"end":50,"from":0.00001,"to":0,"easing":{"kind":"tanh","lower":-6,"upper":3,"timeExponent":1},"interpolation":"arithmetic","before":"hold","after":"hold"}]}}}

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


def make_scheduler(optimizer):
    """A function of the update, as open_clip's schedulers are."""

    def adjust(update):
        rate = learning_rate(update)
        for group in optimizer.param_groups:
            group["lr"] = rate
        return rate

    adjust(0)
    return adjust
