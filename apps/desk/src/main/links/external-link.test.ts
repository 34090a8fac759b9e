import { expect, test } from "vitest";
import { createOpenExternal, externalLink } from "./external-link.ts";

test.each([
  ["https://example.com/a?b=c#d", "https://example.com/a?b=c#d"],
  ["HTTPS://EXAMPLE.com", "https://example.com/"],
  ["http://127.0.0.1:3002/oauth/authorize?x=1", "http://127.0.0.1:3002/oauth/authorize?x=1"],
  ["https://example.com/$(id)`id`|&;'\"", "https://example.com/$(id)%60id%60|&;'%22"],
])("%s leaves the application as %s", (text, url) => expect(externalLink(text)).toBe(url));

test.each([
  "javascript:alert(1)",
  "file:///etc/passwd",
  "data:text/html,<script>alert(1)</script>",
  "smb://server/share",
  "ms-msdt:/id",
  "peta-desk://connect?core=https://example.com",
  "vbscript:x",
  "http://example.com/",
  "https://user:password@example.com/",
  "https://example.com/\r\nSet-Cookie: a",
  " https://example.com",
  "https:",
  "//example.com",
  "",
])("%j stays inside (A16)", (text) => expect(externalLink(text)).toBeNull());

test("what stays inside never reaches the shell (A16)", async () => {
  const opened: string[] = [];
  const open = createOpenExternal({ openExternal: async (url) => void opened.push(url) });
  expect(await open("file:///etc/passwd")).toBe(false);
  expect(await open("https://example.com")).toBe(true);
  expect(opened).toEqual(["https://example.com/"]);
});
