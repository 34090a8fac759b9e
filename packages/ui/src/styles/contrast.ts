export type Theme = "light" | "dark";

export interface Oklch {
  /** Lightness 0 to 1. */
  l: number;
  c: number;
  /** Degrees. */
  h: number;
}

/** The colours of a token sheet in one theme, by name without dashes in front. Throws on what it does not know. */
export function readTokens(css: string, theme: Theme): (name: string) => Oklch {
  return function colour(name) {
    const value = new RegExp(`--${name}:\\s*([^;]+);`).exec(css)?.[1]?.trim();
    if (!value) throw new Error(`There is no token --${name}.`);
    const alias = /^var\(--([\w-]+)\)$/.exec(value)?.[1];
    if (alias) return colour(alias);
    const sides = [...value.matchAll(/oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)/g)];
    const side = sides[theme === "light" ? 0 : 1];
    if (sides.length !== 2 || !side) throw new Error(`--${name} is not light-dark() of two opaque colours: ${value}`);
    return { l: Number(side[1]), c: Number(side[2]), h: Number(side[3]) };
  };
}

/** Linear sRGB of an OKLCH colour (Björn Ottosson's matrices), clipped to the gamut as screens do. */
function linearSrgb({ l, c, h }: Oklch): [number, number, number] {
  const a = c * Math.cos((h * Math.PI) / 180);
  const b = c * Math.sin((h * Math.PI) / 180);
  const long = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const medium = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (l - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const clip = (value: number) => Math.min(1, Math.max(0, value));
  return [
    clip(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short),
    clip(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short),
    clip(-0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short),
  ];
}

function luminance(colour: Oklch): number {
  const [red, green, blue] = linearSrgb(colour);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** WCAG 2.2 contrast ratio of two opaque colours, 1 to 21. */
export function contrastRatio(one: Oklch, other: Oklch): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}
