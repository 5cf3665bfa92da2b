"""A learning-rate schedule made by anneal: learning_rate(update), from update 0 on.

lr_scheduler = make_scheduler(optimizer), in place of create_scheduler_v2(...).
"""
# the engine's own fields can't express this schedule: the nearest are off by 3.203e-6 (1.07 % of the largest rate) at update 49
# nearest fields: {"lr":0.0003,"sched":"cosine","min_lr":0.000030266391662183356,"epochs":52,"warmup_epochs":9,"warmup_lr":0.000029999999999999997,"warmup_prefix":true,"sched_on_updates":true}
# of the nearest fields: an epoch must have 1 update: timm counts epochs
# of the nearest fields: timm's run has 61 updates, not 60
# anneal/export {"engine":"timm","engineVersion":"timm aa4b5850 (2026-08-08)","totalSteps":60,"schedule":{"format":"anneal/schedule","version":1,"root":{"kind":"join","boundaries":[10],"children":[{"kind":"ramp","start":-1,"end":9,"from":0,"to":0.0003,"easing":{"kind":"linear","timeExponent":1},"interpolation":"arithmetic","before":"hold","after":"hold"},{"kind":"ramp","start":10,"end":60,"from":0.0003,"to":0.00003,"easing":{"kind":"cosine","exponent":1,"halfCycles":1,"timeExponent":1},"interpolation":"arithmetic","before":"hold","after":"hold"}],"rebase":false,"side":"right","labels":["warm-up","decay"]}}}

import bisect
import math


def power(base, exponent):
    """A power as IEEE 754 has it, where Python raises errors."""
    try:
        value = math.pow(base, exponent)
    except ZeroDivisionError:
        return math.inf
    except OverflowError:
        return math.inf
    except ValueError:
        return math.inf if base == 0 else math.nan
    return value


def ramp(start, end, first, last, ease, ends, geometric=False, before=False, after=False):
    """From one time to another; it holds the values of its ends, or goes on."""

    def between(share):
        return first * power(last / first, share) if geometric else first + (last - first) * share

    def schedule(t):
        if t >= end and (not after or t == end or end == start):
            return ends[1]
        if t <= start and (not before or t == start or end == start):
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
        ramp(-1, 9, 0, 0.0003, lambda u: u, (0, 0.0003)),
        ramp(
            10,
            60,
            0.0003,
            0.00003,
            lambda u: (1 - math.cos(math.pi * math.fmod(1 * u, 2))) / 2,
            (0.0003, 0.00003),
        ),
    ],
    [10],
    rebase=False,
)


def learning_rate(update):
    """The rate of an update of the run, counted from 0."""
    return _schedule(max(0, update))


def make_scheduler(optimizer):
    """A scheduler of timm that counts updates."""
    from timm.scheduler.scheduler import Scheduler

    class Schedule(Scheduler):
        def _get_lr(self, t):
            return [learning_rate(t)] * len(self.optimizer.param_groups)

    scheduler = Schedule(optimizer, "lr", t_in_epochs=False)
    scheduler.step_update(0)
    return scheduler
