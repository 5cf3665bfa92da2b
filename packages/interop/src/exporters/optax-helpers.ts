/** Python functions of `count`, in jax.numpy, for nodes that Optax has no schedule for. */

export const optaxHelpers = {
  ramp: `
def ramp(start, end, first, last, ease=lambda u: u, geometric=False, before="hold", after="hold", period=None):
    """A curve from one count to another, which holds its ends or goes on, a wave by what is left of its period."""
    low, high = 0.0 if before == "hold" else None, 1.0 if after == "hold" else None

    def schedule(count):
        if end == start:
            return jnp.where(count >= end, last, first)
        passed = count - start
        if period is not None:
            passed = jnp.where(passed < 0, passed, passed % period)
        share = ease(jnp.clip(passed / (end - start), low, high))
        return first * (last / first) ** share if geometric else first + (last - first) * share

    return schedule
`,
  line_power: `
def line_power(scale, offset, slope, exponent):
    """A power of a straight line."""
    return lambda count: scale * jnp.power(offset + slope * jnp.asarray(count, jnp.float32), exponent)
`,
  stairs: `
def stairs(boundaries, values, side="right"):
    """Values that hold from boundary to boundary."""
    return lambda count: jnp.asarray(values)[jnp.searchsorted(jnp.asarray(boundaries), count, side=side)]
`,
  table: `
def table(start, values, linear=False):
    """Values for one count after the other."""
    places = start + jnp.arange(len(values))
    if linear:
        return lambda count: jnp.interp(count, places, jnp.asarray(values))
    last = len(values) - 1
    return lambda count: jnp.asarray(values)[jnp.clip(jnp.floor(count - start), 0, last).astype(int)]
`,
  retimed: `
def retimed(child, shift=0, scale=1, minimum=None, maximum=None, quantum=None):
    """Another schedule by another clock."""

    def schedule(count):
        time = jnp.clip((count - shift) * scale, minimum, maximum)
        return child(time if quantum is None else time // quantum * quantum)

    return schedule
`,
  cycles: `
def cycles(body, length, multiplier, peak, floor, decay, decay_of, limit, afterwards):
    """A body over the share of each cycle; cycles may grow, shrink and fall."""
    starts = [0]
    while multiplier != 1 and len(starts) <= (100_000 if limit is None else limit):
        start = length * (multiplier ** len(starts) - 1) / (multiplier - 1)
        whole = round(start)
        start = whole if abs(start - whole) < 1e-9 * abs(start) else start
        if start >= 2**31:
            break
        if start == starts[-1]:
            limit = len(starts) - 1
            break
        starts.append(start)

    def schedule(count):
        if multiplier == 1:
            cycle = jnp.maximum(count // length, 0)
            passed = count - cycle * length
        else:
            bounds = jnp.asarray(starts)
            cycle = jnp.clip(jnp.searchsorted(bounds, count, side="right") - 1, 0, len(starts) - 1)
            passed = count - bounds[cycle]
        share = body(passed / (length * jnp.power(float(multiplier), cycle)))
        factor = jnp.power(float(decay), cycle)
        top = peak * factor if decay_of == "peak" else floor + (peak - floor) * factor
        value = floor * (1 - share) + top * share
        return value if limit is None else jnp.where(cycle >= limit, afterwards, value)

    return schedule
`,
  parts: `
def parts(children, boundaries, rebase=True, side="right"):
    """One schedule after the other."""

    def schedule(count):
        value = children[0](count)
        for child, start in zip(children[1:], boundaries):
            reached = count >= start if side == "right" else count > start
            value = jnp.where(reached, child(count - start if rebase else count), value)
        return value

    return schedule
`,
  product: `
def product(*children):
    """The product of schedules."""
    return lambda count: math.prod(child(count) for child in children)
`,
  total: `
def total(*children):
    """The sum of schedules."""
    return lambda count: sum(child(count) for child in children)
`,
  clamped: `
def clamped(child, minimum=None, maximum=None):
    """Another schedule between limits."""
    return lambda count: jnp.clip(child(count), minimum, maximum)
`,
} as const;

export type OptaxHelper = keyof typeof optaxHelpers;
