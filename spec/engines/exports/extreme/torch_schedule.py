"""A learning-rate schedule made by anneal: learning_rate(update), from update 0 on.

scheduler = make_scheduler(optimizer), and scheduler.step() after each update.
"""
# the engine's own fields can't express this schedule: the nearest are off by 5.281e-6 (1.65 % of the largest rate) at update 59
# nearest fields: {"lr":0.00032,"schedulers":[{"name":"LinearLR","args":{"start_factor":0.0625,"end_factor":1,"total_iters":10},"start":0},{"name":"CosineAnnealingLR","args":{"T_max":50,"eta_min":0.00003529599073575926},"start":10}]}
# anneal/export {"engine":"torch","engineVersion":"PyTorch 2.15","totalSteps":60,"schedule":{"format":"anneal/schedule","version":1,"root":{"kind":"sum","children":[{"kind":"join","boundaries":[10],"children":[{"kind":"ramp","start":0,"end":10,"from":0,"to":0.0003,"easing":{"kind":"linear","timeExponent":1},"interpolation":"arithmetic","before":"hold","after":"hold"},{"kind":"ramp","start":10,"end":60,"from":0.0003,"to":0,"easing":{"kind":"cosine","exponent":1,"halfCycles":1,"timeExponent":1},"interpolation":"arithmetic","before":"hold","after":"hold"}],"rebase":false,"side":"right","labels":["warm-up","decay"]},{"kind":"clamp","child":{"kind":"power","scale":1,"offset":-1e+200,"slope":1,"exponent":3},"minimum":0.00001,"maximum":0.0003},{"kind":"clamp","child":{"kind":"power","scale":1,"offset":-30,"slope":1,"exponent":-3},"minimum":0,"maximum":0.00001},{"kind":"cycles","child":{"kind":"constant","value":1},"length":1e-310,"multiplier":1,"peak":0.00001,"floor":0,"decay":1,"decayOf":"peak","limit":null,"afterwards":0}]}}}

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


def floor(value):
    """A whole number as a float, and numbers that are not finite as they are."""
    return float(math.floor(value)) if math.isfinite(value) else value


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


def line_power(scale, offset, slope, exponent):
    return lambda t: scale * power(offset + slope * t, exponent)


def cycles(body, floor_value, starts, lengths, tops, limit, afterwards):
    """A body over the share of each cycle; without a list of starts all cycles are equal."""

    def schedule(t):
        if starts is None:
            length = lengths[0]
            cycle = max(0.0, floor(t / length))
            if cycle * length > t > 0:
                cycle -= 1
            elif (cycle + 1) * length <= t:
                cycle += 1
            # Beyond 2**53 the start of a cycle is rounded; the remainder is not.
            passed = t - cycle * length if cycle < 2**53 else math.fmod(t, length)
        else:
            cycle = max(0, bisect.bisect_right(starts, t) - 1)
            length = lengths[cycle]
            passed = t - starts[cycle]
        if limit is not None and cycle >= limit:
            return afterwards
        share = body(passed / length)
        return floor_value * (1 - share) + tops(cycle) * share

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


def clamped(child, minimum=-math.inf, maximum=math.inf):
    def schedule(t):
        value = child(t)
        return minimum if value < minimum else maximum if value > maximum else value

    return schedule


TOTAL_STEPS = 60
BASE_RATE = 0.00032
_schedule = total(
    parts(
        [
            ramp(0.0, 10.0, 0.0, 0.0003, lambda u: u, (0.0, 0.0003)),
            ramp(10.0, 60.0, 0.0003, 0.0, lambda u: (1 - cosine(1.0 * u)) / 2, (0.0003, 0.0)),
        ],
        [10.0],
        rebase=False,
    ),
    clamped(line_power(1.0, -1.0e+200, 1.0, 3.0), minimum=0.00001, maximum=0.0003),
    clamped(line_power(1.0, -30.0, 1.0, -3.0), minimum=0.0, maximum=0.00001),
    cycles(constant(1.0), 0.0, None, [1.0e-310], lambda cycle: 0.00001, None, 0.0),
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
