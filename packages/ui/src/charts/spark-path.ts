/** Points of a curve in a box of `width` x `height`, from the first value at the left to the last at the right. */
export function sparkPoints(values: readonly number[], width: number, height: number): { x: number; y: number }[] {
  if (values.length === 0) return [];
  const top = Math.max(...values);
  const low = Math.min(0, ...values);
  const span = top - low || 1;
  const step = values.length > 1 ? width / (values.length - 1) : 0;
  return values.map((value, index) => ({ x: index * step, y: height - ((value - low) / span) * height }));
}

/** The curve as SVG path data: straight between points, because a smoothed one shows values that never were. */
export function sparkPath(points: readonly { x: number; y: number }[]): string {
  return points.map(({ x, y }, index) => `${index === 0 ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
}
