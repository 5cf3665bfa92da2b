"""A learning-rate schedule made by anneal: learning_rate(update), from update 0 on.

keras.optimizers.AdamW(learning_rate=make_schedule())
"""
# the engine's own fields can't express this schedule: the nearest are off by 3.203e-6 (1.07 % of the largest rate) at update 49
# nearest fields: {"module":"keras.optimizers.schedules","class_name":"CosineDecay","config.initial_learning_rate":0.000029999999999999997,"config.decay_steps":52,"config.alpha":0.10088797220727785,"config.warmup_target":0.0003,"config.warmup_steps":9}
# of the nearest fields: Keras computes in float32
# anneal/export {"engine":"keras","engineVersion":"Keras 3422977a5 (2026-08-21)","totalSteps":60,"schedule":{"format":"anneal/schedule","version":1,"root":{"kind":"join","boundaries":[10],"children":[{"kind":"ramp","start":-1,"end":9,"from":0,"to":0.0003,"easing":{"kind":"linear","timeExponent":1},"interpolation":"arithmetic","before":"hold","after":"hold"},{"kind":"ramp","start":10,"end":60,"from":0.0003,"to":0.00003,"easing":{"kind":"cosine","exponent":1,"halfCycles":1,"timeExponent":1},"interpolation":"arithmetic","before":"hold","after":"hold"}],"rebase":false,"side":"right","labels":["warm-up","decay"]}}}

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


def make_schedule():
    """A Keras schedule: a table of the run in float32."""
    import keras

    class Schedule(keras.optimizers.schedules.LearningRateSchedule):
        def __init__(self):
            super().__init__()
            self.rates = keras.ops.convert_to_tensor(
                [learning_rate(update) for update in range(TOTAL_STEPS)], dtype="float32"
            )

        def __call__(self, step):
            update = keras.ops.clip(keras.ops.cast(step, "int32"), 0, TOTAL_STEPS - 1)
            return keras.ops.take(self.rates, update)

        def get_config(self):
            return {}

    return Schedule()
