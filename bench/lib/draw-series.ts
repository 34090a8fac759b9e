export interface Series {
  title: string;
  unit: string;
  values: readonly number[];
}

const WIDTH = 860;
const HEIGHT = 130;
const LEFT = 90;

/** Series over the same seconds as an SVG picture, one below the other, each from zero. */
export function drawSeries(title: string, seconds: readonly number[], series: readonly Series[]): string {
  const last = seconds.at(-1) ?? 1;
  const panels = series.map(({ title: name, unit, values }, index) => {
    const top = 50 + index * (HEIGHT + 50);
    const most = Math.max(1, ...values) * 1.1;
    const points = values.map((value, i) => {
      const x = LEFT + ((seconds[i] ?? 0) / last) * (WIDTH - LEFT - 20);
      return `${x.toFixed(1)},${(top + HEIGHT - (value / most) * HEIGHT).toFixed(1)}`;
    });
    const from = values[0] ?? 0;
    const to = values.at(-1) ?? 0;
    return [
      `<text x="${LEFT}" y="${top - 8}" font-weight="600">${name}: ${from.toFixed(0)} to ${to.toFixed(0)} ${unit}</text>`,
      `<text x="${LEFT - 8}" y="${top + 10}" text-anchor="end">${most.toFixed(0)} ${unit}</text>`,
      `<text x="${LEFT - 8}" y="${top + HEIGHT}" text-anchor="end">0</text>`,
      `<rect x="${LEFT}" y="${top}" width="${WIDTH - LEFT - 20}" height="${HEIGHT}" fill="none" stroke="#c8ccd2"/>`,
      `<polyline points="${points.join(" ")}" fill="none" stroke="#2f6fdb" stroke-width="1.5"/>`,
    ].join("\n");
  });
  const height = 50 + series.length * (HEIGHT + 50);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="12" fill="#30343a">`,
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    `<text x="${LEFT}" y="20" font-size="14" font-weight="600">${title}</text>`,
    ...panels,
    `<text x="${WIDTH - 20}" y="${height - 12}" text-anchor="end">${Math.round(last)} s</text>`,
    "</svg>",
    "",
  ].join("\n");
}
