import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { createThemeStore, parseThemeChoice, type ThemeHost, themeScript, themeStorageKey } from "./theme-store.ts";

/** A browser as far as themes go: storage, the root element, the storage event. */
function createHost(stored?: string, isStorageRefused = false) {
  const storage = new Map<string, string>(stored === undefined ? [] : [[themeStorageKey, stored]]);
  const attributes = new Map<string, string>();
  const listeners = new Set<(event: { key: string | null }) => void>();
  const refuse = () => {
    if (isStorageRefused) throw new Error("The operation is insecure.");
  };
  const host: ThemeHost = {
    localStorage: {
      getItem: (key) => (refuse(), storage.get(key) ?? null),
      setItem: (key, value) => (refuse(), void storage.set(key, value)),
      removeItem: (key) => (refuse(), void storage.delete(key)),
    },
    document: {
      documentElement: {
        setAttribute: (name, value) => void attributes.set(name, value),
        removeAttribute: (name) => void attributes.delete(name),
      },
    },
    addEventListener: (_, listener) => void listeners.add(listener),
    removeEventListener: (_, listener) => void listeners.delete(listener),
  };
  return { host, storage, attributes, listeners };
}

test("the inline script sets what was chosen before the first paint", () => {
  const { host, attributes } = createHost("dark");
  runInNewContext(themeScript, { localStorage: host.localStorage, document: host.document });
  expect(attributes.get("data-theme")).toBe("dark");
});

test.each([undefined, "system", "</script>", "purple"])("the inline script leaves %s to the system", (stored) => {
  const { host, attributes } = createHost(stored);
  runInNewContext(themeScript, { localStorage: host.localStorage, document: host.document });
  expect(attributes.size).toBe(0);
});

test("the inline script survives a browser that refuses storage", () => {
  const { host } = createHost("dark", true);
  expect(() =>
    runInNewContext(themeScript, { localStorage: host.localStorage, document: host.document }),
  ).not.toThrow();
});

test("a choice is remembered and put on the root; system takes both away", () => {
  const { host, storage, attributes } = createHost();
  const store = createThemeStore(() => host);
  store.write("light");
  expect([store.read(), storage.get(themeStorageKey), attributes.get("data-theme")]).toEqual([
    "light",
    "light",
    "light",
  ]);
  store.write("system");
  expect([store.read(), storage.size, attributes.size]).toEqual(["system", 0, 0]);
});

test("without storage the choice holds until the page is closed", () => {
  const { host, attributes } = createHost(undefined, true);
  const store = createThemeStore(() => host);
  store.write("dark");
  expect(store.read()).toBe("dark");
  expect(attributes.get("data-theme")).toBe("dark");
});

test("a change in another tab is followed, one of another key is not, and none after unsubscribing", () => {
  const { host, storage, attributes, listeners } = createHost();
  const store = createThemeStore(() => host);
  let changes = 0;
  const stop = store.subscribe(() => changes++);
  storage.set(themeStorageKey, "dark");
  for (const listener of listeners) listener({ key: themeStorageKey });
  for (const listener of listeners) listener({ key: "another" });
  expect([changes, attributes.get("data-theme")]).toEqual([1, "dark"]);
  stop();
  expect(listeners.size).toBe(0);
});

test("on the server, where there is no browser, the theme is the system's", () => {
  expect(createThemeStore(() => undefined).read()).toBe("system");
  expect(parseThemeChoice("DARK")).toBe("system");
});
