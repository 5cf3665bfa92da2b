/**
 * Python functions of the step for the nodes of a tree, with only the standard library.
 *
 * `closed-form.ts` computes the same in TypeScript; change both together.
 */

export const pythonHelpers = {
  power: `
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
`,
  logarithm: `
def logarithm(value):
    """A logarithm by the rules of IEEE 754; Python raises errors for infinite and undefined ones."""
    return math.log(value) if value > 0 else -math.inf if value == 0 else math.nan
`,
  cosine: `
def cosine(half_turns):
    """cos(pi * half_turns). Whole turns are removed first, because large angles have few digits left."""
    return math.cos(math.pi * math.fmod(half_turns, 2)) if math.isfinite(half_turns) else math.nan
`,
  quotient: `
def quotient(one, other):
    """A quotient by the rules of IEEE 754; Python raises errors for divisions by 0."""
    if other != 0:
        return one / other
    return math.nan if one == 0 else math.copysign(math.inf, one) * math.copysign(1.0, other)
`,
  floor: `
def floor(value):
    """A whole number as a float, and numbers that are not finite as they are."""
    return float(math.floor(value)) if math.isfinite(value) else value
`,
  constant: `
def constant(value):
    return lambda t: value
`,
  ramp: `
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
`,
  line_power: `
def line_power(scale, offset, slope, exponent):
    return lambda t: scale * power(offset + slope * t, exponent)
`,
  stairs: `
def stairs(boundaries, values, left=False):
    """A constant value between each two boundaries."""
    place = bisect.bisect_left if left else bisect.bisect_right
    return lambda t: values[place(boundaries, t)]
`,
  table: `
def table(start, values, linear=False):
    """One value per time unit."""

    def schedule(t):
        place = t - start
        if not place > 0:
            return values[0]
        if place >= len(values) - 1:
            return values[-1]
        below = math.floor(place)
        if not linear:
            return values[below]
        return values[below] + (values[below + 1] - values[below]) * (place - below)

    return schedule
`,
  retimed: `
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
`,
  cycles: `
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
`,
  parts: `
def parts(children, boundaries, rebase=True, left=False):
    """One schedule after the other."""
    place = bisect.bisect_left if left else bisect.bisect_right

    def schedule(t):
        part = place(boundaries, t)
        return children[part](t - boundaries[part - 1] if rebase and part > 0 else t)

    return schedule
`,
  product: `
def product(*children):
    return lambda t: math.prod(child(t) for child in children)
`,
  total: `
def total(*children):
    """The sum of schedules."""

    def schedule(t):
        value = children[0](t)
        for child in children[1:]:
            value += child(t)
        return value

    return schedule
`,
  clamped: `
def clamped(child, minimum=-math.inf, maximum=math.inf):
    def schedule(t):
        value = child(t)
        return minimum if value < minimum else maximum if value > maximum else value

    return schedule
`,
} as const;

export type PythonHelper = keyof typeof pythonHelpers;
