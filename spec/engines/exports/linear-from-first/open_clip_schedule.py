"""A learning-rate schedule made by anneal: learning_rate(update), from update 0 on.

scheduler = make_scheduler(optimizer), in place of cosine_lr(...).
"""
# the engine's own fields can't express this schedule: the nearest are off by -3.158e-5 (10.5 % of the largest rate) at update 49
# nearest fields: {"lr":0.0003,"warmup":10,"epochs":1,"lr_scheduler":"cosine"}
# of the nearest fields: --warmup is one more: open_clip's warm-up reaches the peak an update early
# anneal/export {"engine":"open_clip","engineVersion":"open_clip 89fb801 (2026-06-27)","totalSteps":60,"schedule":{"format":"anneal/schedule","version":1,"root":{"kind":"join","boundaries":[10],"children":[{"kind":"ramp","start":-1,"end":9,"from":0,"to":0.0003,"easing":{"kind":"linear","timeExponent":1},"interpolation":"arithmetic","before":"hold","after":"hold"},{"kind":"ramp","start":10,"end":60,"from":0.0003,"to":0,"easing":{"kind":"linear","timeExponent":1},"interpolation":"arithmetic","before":"hold","after":"hold"}],"rebase":false,"side":"right","labels":["warm-up","decay"]}}}

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
        ramp(-1.0, 9.0, 0.0, 0.0003, lambda u: u, (0.0, 0.0003)),
        ramp(10.0, 60.0, 0.0003, 0.0, lambda u: u, (0.0003, 0.0)),
    ],
    [10.0],
    rebase=False,
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
