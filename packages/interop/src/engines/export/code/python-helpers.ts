/** Python functions of the step for the nodes of a tree, with only the standard library. */

export const pythonHelpers = {
  power: `
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
`,
  logarithm: `
def logarithm(value):
    """A logarithm as IEEE 754 has it, where Python raises errors."""
    return math.log(value) if value > 0 else -math.inf if value == 0 else math.nan
`,
  constant: `
def constant(value):
    return lambda t: value
`,
  ramp: `
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
`,
  line_power: `
def line_power(scale, offset, slope, exponent):
    return lambda t: scale * power(offset + slope * t, exponent)
`,
  stairs: `
def stairs(boundaries, values, left=False):
    """Values that hold from boundary to boundary."""
    place = bisect.bisect_left if left else bisect.bisect_right
    return lambda t: values[place(boundaries, t)]
`,
  table: `
def table(start, values, linear=False):
    """Values at one time after the other."""

    def schedule(t):
        place = t - start
        if place <= 0:
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
            count = math.floor(t / quantum)
            if count * quantum > t:
                count -= 1
            elif (count + 1) * quantum <= t:
                count += 1
            t = count * quantum
        return child(t)

    return schedule
`,
  cycles: `
def cycles(body, floor, starts, lengths, tops, limit, afterwards):
    """A body over the share of each cycle; without a list of starts all cycles are equal."""

    def schedule(t):
        if starts is None:
            cycle = max(0, math.floor(t / lengths[0]))
            if cycle * lengths[0] > t > 0:
                cycle -= 1
            elif (cycle + 1) * lengths[0] <= t:
                cycle += 1
            start, length, top = cycle * lengths[0], lengths[0], tops(cycle)
        else:
            cycle = max(0, bisect.bisect_right(starts, t) - 1)
            start, length, top = starts[cycle], lengths[cycle], tops(cycle)
        if limit is not None and cycle >= limit:
            return afterwards
        share = body((t - start) / length)
        return floor * (1 - share) + top * share

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
