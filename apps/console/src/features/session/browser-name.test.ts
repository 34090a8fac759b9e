import { expect, test } from "vitest";
import { browserName } from "./browser-name.ts";

test("common browsers are named, the most special first", () => {
  const webkit = "AppleWebKit/537.36 (KHTML, like Gecko)";
  expect(browserName(`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webkit} Chrome/156.0 Safari/537.36 Edg/156.0`)).toBe(
    "Edge on Windows",
  );
  expect(browserName(`Mozilla/5.0 (X11; Linux x86_64) ${webkit} HeadlessChrome/156.0 Safari/537.36`)).toBe(
    "Chrome on Linux",
  );
  expect(browserName("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605 Version/18 Safari/605")).toBe(
    "Safari on macOS",
  );
  expect(browserName("Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0")).toBe(
    "Firefox on Android",
  );
});

test("something unknown is shown by its first word", () => {
  expect(browserName("curl/8.5.0")).toBe("curl");
  expect(browserName("MyTool/1.0 (test)")).toBe("MyTool");
  expect(browserName(null)).toBe("Unknown browser");
});
