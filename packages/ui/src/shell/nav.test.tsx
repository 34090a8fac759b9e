import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { ThemeProvider } from "../theme/theme-provider.tsx";
import { AppShell } from "./app-shell.tsx";
import { isNavItemActive } from "./nav.ts";

test.each([
  ["/servers", "/servers", true],
  ["/servers", "/servers/", true],
  ["/servers", "/servers/github?tab=tools", true],
  ["/servers", "/servers-old", false],
  ["/", "/", true],
  ["/", "/servers", false],
])("item %s at path %s: %s", (href, path, isActive) => {
  expect(isNavItemActive({ href }, path)).toBe(isActive);
});

test("an exact item is not active below itself", () => {
  expect(isNavItemActive({ href: "/settings", exact: true }, "/settings/keys")).toBe(false);
});

test("the shell begins with a way past the navigation, into a main that can take focus", () => {
  const html = renderToStaticMarkup(
    <ThemeProvider>
      <AppShell
        currentPath="/servers"
        workspace={{ name: "Acme" }}
        sections={[{ items: [{ href: "/servers", label: "Servers", icon: null, count: 120 }] }]}
      >
        Content
      </AppShell>
    </ThemeProvider>,
  );
  const target = /<a href="#([^"]+)"[^>]*>Skip to content/.exec(html)?.[1];
  expect(target).toBeTruthy();
  expect(html).toContain(`<main id="${target}" tabindex="-1"`);
  expect(html.indexOf("Skip to content")).toBeLessThan(html.indexOf("<nav"));
  expect(html).toContain('aria-current="page"');
  expect(html).toContain("99+");
});
