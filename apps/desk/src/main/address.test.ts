import { expect, test } from "vitest";
import { parseCoreAddress } from "./address.ts";

test.each([
  ["https://peta.example.com/", "https://peta.example.com"],
  ["peta.example.com", "https://peta.example.com"],
  [" peta.example.com:8443/mcp ", "https://peta.example.com:8443"],
  ["http://127.0.0.1:3002/mcp", "http://127.0.0.1:3002"],
  ["localhost:3002", "http://localhost:3002"],
  ["[::1]:3002", "http://[::1]:3002"],
  ["http://core.localhost:3002", "http://core.localhost:3002"],
])("%s is %s", (typed, origin) => expect(parseCoreAddress(typed)).toBe(origin));

test.each([
  ["http://peta.example.com", /https only/],
  ["http://127.0.0.1.example.com", /https only/],
  ["http://10.0.0.5:3002", /https only/],
  ["https://olga:secret@peta.example.com", /user name or a password/],
  ["javascript://alert(1)", /not an address/],
  ["file:///etc/passwd", /not an address/],
  ["", /not an address/],
  ["https://", /not an address/],
])("%s is refused", (typed, says) => expect(() => parseCoreAddress(typed)).toThrow(says));
