import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { contrastRatio, readTokens, type Theme } from "./contrast.ts";

const css = readFileSync(new URL("./tokens.css", import.meta.url), "utf8");
const themes: Theme[] = ["light", "dark"];
const tones = ["accent", "info", "success", "warning", "danger"];
const surfaces = ["surface-0", "surface-1", "surface-2", "surface-3"];

/** Text on background: WCAG 2.2, 1.4.3, level AA. */
const textPairs: [string, string][] = [
  ...surfaces.flatMap((surface): [string, string][] => [
    ["text", surface],
    ["text-muted", surface],
  ]),
  // Coloured words stand on pages, cards, hovered rows and their own tint.
  ...tones.flatMap((tone): [string, string][] => [
    ...["surface-0", "surface-1", "surface-2"].map((surface): [string, string] => [tone, surface]),
    [tone, `${tone}-subtle`],
    ["text", `${tone}-subtle`],
    ["text-muted", `${tone}-subtle`],
    [`${tone}-foreground`, tone],
  ]),
  ["accent-foreground", "accent-hover"],
  ["danger-foreground", "danger-hover"],
  ...["1", "2", "3", "4", "5"].map((tile): [string, string] => [`tile-${tile}-text`, `tile-${tile}`]),
];

/** Shapes that carry meaning: WCAG 2.2, 1.4.11. */
const shapePairs: [string, string][] = [
  ...surfaces.map((surface): [string, string] => ["focus", surface]),
  ...["allowed", "held", "denied", "failed", "cancelled"].map((name): [string, string] => [
    `chart-${name}`,
    "surface-1",
  ]),
  ["control-border", "surface-0"],
  ["control-border", "surface-1"],
];

describe.each(themes)("in the %s theme", (theme) => {
  const tokens = readTokens(css, theme);
  test.each(textPairs)("text %s on %s has 4.5:1", (text, background) => {
    expect(contrastRatio(tokens(text), tokens(background))).toBeGreaterThanOrEqual(4.5);
  });
  test.each(shapePairs)("shape %s on %s has 3:1", (shape, background) => {
    expect(contrastRatio(tokens(shape), tokens(background))).toBeGreaterThanOrEqual(3);
  });
});

test("black on white is 21:1 and a colour on itself 1:1, so the computation can be trusted", () => {
  const black = { l: 0, c: 0, h: 0 };
  const white = { l: 1, c: 0, h: 0 };
  expect(contrastRatio(black, white)).toBeCloseTo(21, 1);
  expect(contrastRatio(white, white)).toBeCloseTo(1, 5);
});

test("the computation agrees with a known pair: #767676 on white is 4.54:1", () => {
  // #767676 is a neutral grey of OKLCH lightness 0.5674.
  expect(contrastRatio({ l: 0.5674, c: 0, h: 0 }, { l: 1, c: 0, h: 0 })).toBeCloseTo(4.54, 1);
});

test("an unknown token is an error, not a pass", () => {
  expect(() => readTokens(css, "light")("surface-9")).toThrow(/surface-9/);
});
