/** Points on two spiral arms, labeled by their arm. */
export const POINTS = 120;

export interface Spirals {
  /** Two coordinates for each point. */
  readonly points: Float32Array<ArrayBuffer>;
  /** 0 or 1. */
  readonly arms: Float32Array<ArrayBuffer>;
}

export function spirals(): Spirals {
  const points = Float32Array.from({ length: 2 * POINTS }, (_, i) => {
    const point = Math.floor(i / 2);
    const radius = 0.2 + (0.8 * point) / POINTS;
    const angle = 3 * radius + (point % 2) * Math.PI;
    return 3 * radius * (i % 2 === 0 ? Math.cos(angle) : Math.sin(angle));
  });
  return { points, arms: Float32Array.from({ length: POINTS }, (_, i) => i % 2) };
}
