import { readFileSync } from "node:fs";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import * as ui from "../index.ts";
import { commandGroups } from "../layers/command-groups.ts";
import { Gallery } from "./gallery.tsx";

const html = renderToStaticMarkup(
  <ui.ThemeProvider>
    <ui.Toaster>
      <Gallery now={Date.UTC(2026, 2, 4, 12)} />
    </ui.Toaster>
  </ui.ThemeProvider>,
);

test("the gallery is drawn on a server, without a browser, and injects no style element", () => {
  expect(html).toContain('id="permissions"');
  expect(html).not.toContain("<style");
  expect(html).not.toContain("<script");
});

test("no id stands twice in the gallery", () => {
  const ids = [...html.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
});

test("every button of the gallery has a name", () => {
  const nameless = [...html.matchAll(/<button([^>]*)>(.*?)<\/button>/gs)].filter(
    ([, attributes = "", inner = ""]) =>
      !/aria-label=|role="(switch|checkbox)"/.test(attributes) && !/[\p{L}\d]/u.test(inner.replace(/<[^>]+>/g, "")),
  );
  expect(nameless.map(([text]) => text.slice(0, 120))).toEqual([]);
});

test("every exported component is described in the README", () => {
  const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
  const components = Object.keys(ui).filter((name) => /^[A-Z]/.test(name));
  expect(components.length).toBeGreaterThan(60);
  expect(components.filter((name) => !new RegExp(`\\b${name}\\b`).test(readme))).toEqual([]);
});

test("commands keep the order in which their headings first came", () => {
  const items = [{ id: 1, group: "Pages" }, { id: 2, group: "Actions" }, { id: 3, group: "Pages" }, { id: 4 }];
  expect(commandGroups(items).map(([group, members]) => [group, members.map(({ id }) => id)])).toEqual([
    ["Pages", [1, 3]],
    ["Actions", [2]],
    ["Everywhere", [4]],
  ]);
});
