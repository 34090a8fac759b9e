import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { layersSentence, refusingLayer, triStateOf, valueOfTriState } from "./layers.ts";
import { LayerPips } from "./layer-pips.tsx";
import { TriStateSwitch } from "./tri-state-switch.tsx";

test("the three positions of a switch are on, off and nothing said, there and back", () => {
  for (const value of [true, false, null]) expect(valueOfTriState(triStateOf(value))).toBe(value);
});

test("an unknown position grants nothing", () => {
  expect(valueOfTriState("ON")).toBeNull();
  expect(valueOfTriState("")).toBeNull();
});

test("the switch checks exactly the position of its value", () => {
  for (const [value, word] of [
    [true, "on"],
    [false, "off"],
    [null, "default"],
  ] as const) {
    const html = renderToStaticMarkup(<TriStateSwitch label="Switch" value={value} onChange={() => {}} />);
    expect(html.match(/aria-checked="true"/g)).toHaveLength(1);
    expect(html).toMatch(new RegExp(`aria-checked="true"[^>]*value="${word}"`));
  }
});

test("a disabled switch disables all three positions", () => {
  const html = renderToStaticMarkup(<TriStateSwitch label="Switch" value={null} onChange={() => {}} disabled />);
  expect(html.match(/<button [^>]*disabled=""/g)).toHaveLength(3);
});

test("the first layer that denies is the one that decides", () => {
  expect(refusingLayer({ server: "pass", administrator: "deny", user: "deny" })).toBe("administrator");
  expect(refusingLayer({ server: "pass", administrator: "not_said", user: "pass" })).toBeNull();
});

test("the marks are also said in words, the deciding one named", () => {
  const layers = { server: "pass", administrator: "deny", user: "not_said" } as const;
  expect(layersSentence(layers, "administrator")).toBe(
    "Server default allows, Administrator denies (decides), User says nothing",
  );
  expect(renderToStaticMarkup(<LayerPips layers={layers} />)).toContain("Administrator denies (decides)");
});
