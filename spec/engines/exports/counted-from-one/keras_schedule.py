"""A learning-rate schedule made by anneal: learning_rate(update), from update 0 on.

keras.optimizers.AdamW(learning_rate=make_schedule())
"""
# the engine's own fields can't express this schedule: the nearest are off by 1.899e-5 (6.33 % of the largest rate) at update 59
# nearest fields: {"module":"keras.optimizers.schedules","class_name":"CosineDecay","config.initial_learning_rate":0.000034687499999999996,"config.decay_steps":51,"config.alpha":0.08758169934640522,"config.warmup_target":0.00028125,"config.warmup_steps":9}
# the engine computes in float32: within 1e-6 of the largest rate
# anneal/export {"engine":"keras","engineVersion":"Keras 3422977a5 (2026-08-21)","totalSteps":60,"schedule":{"format":"anneal/schedule","version":1,"root":{"kind":"time","child":{"kind":"join","boundaries":[10],"children":[{"kind":"ramp","start":0,"end":10,"from":0,"to":0.0003,"easing":{"kind":"linear","timeExponent":1},"interpolation":"arithmetic","before":"hold","after":"hold"},{"kind":"ramp","start":10,"end":61,"from":0.0003,"to":0,"easing":{"kind":"linear","timeExponent":1},"interpolation":"arithmetic","before":"hold","after":"hold"}],"rebase":false,"side":"right","labels":["warm-up","decay"]},"shift":-1,"scale":1,"minimum":null,"maximum":null,"quantum":null}}}

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


def floor(value):
    """A whole number as a float, and numbers that are not finite as they are."""
    return float(math.floor(value)) if math.isfinite(value) else value


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


def retimed(child, shift=0, scale=1, minimum=None, maximum=None, quantum=None):
    """Another schedule by another clock."""

    def schedule(t):
        t = (t - shift) * scale
        if minimum is not None and t < minimum:
            t = minimum
        elif maximum is not None and t > maximum:
            t = maximum
        if quantum is not None:
            count = floor(t / quantum)
            if count * quantum > t:
                count -= 1
            elif (count + 1) * quantum <= t:
                count += 1
            t = count * quantum
        return child(t)

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
_schedule = retimed(
    parts(
        [
            ramp(0.0, 10.0, 0.0, 0.0003, lambda u: u, (0.0, 0.0003)),
            ramp(10.0, 61.0, 0.0003, 0.0, lambda u: u, (0.0003, 0.0)),
        ],
        [10.0],
        rebase=False,
    ),
    shift=-1.0,
)


def learning_rate(update):
    """The rate of an update of the run, counted from 0."""
    return _schedule(float(max(0, update)))


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
