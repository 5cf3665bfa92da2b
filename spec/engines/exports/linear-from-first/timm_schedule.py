"""A learning-rate schedule made by anneal: learning_rate(update), from update 0 on.

lr_scheduler = make_scheduler(optimizer), in place of create_scheduler_v2(...).
"""
# the engine's own fields can't express this schedule: the nearest are off by 4.688e-6 (1.56 % of the largest rate) at update 9
# nearest fields: {"lr":0.0003046875,"sched":"poly","min_lr":0.000010687499999999982,"decay_rate":1,"epochs":49,"warmup_epochs":9,"cooldown_epochs":2,"warmup_lr":0.000029999999999999997,"warmup_prefix":true,"sched_on_updates":true}
# of the nearest fields: an epoch must have 1 update: timm counts epochs
# anneal/export {"engine":"timm","engineVersion":"timm aa4b5850 (2026-08-08)","totalSteps":60,"schedule":{"format":"anneal/schedule","version":1,"root":{"kind":"join","boundaries":[10],"children":[{"kind":"ramp","start":-1,"end":9,"from":0,"to":0.0003,"easing":{"kind":"linear","timeExponent":1},"interpolation":"arithmetic","before":"hold","after":"hold"},{"kind":"ramp","start":10,"end":60,"from":0.0003,"to":0,"easing":{"kind":"linear","timeExponent":1},"interpolation":"arithmetic","before":"hold","after":"hold"}],"rebase":false,"side":"right","labels":["warm-up","decay"]}}}

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
    """A scheduler of timm that counts updates."""
    from timm.scheduler.scheduler import Scheduler

    class Schedule(Scheduler):
        def _get_lr(self, t):
            return [learning_rate(t)] * len(self.optimizer.param_groups)

    scheduler = Schedule(optimizer, "lr", t_in_epochs=False)
    scheduler.step_update(0)
    return scheduler
