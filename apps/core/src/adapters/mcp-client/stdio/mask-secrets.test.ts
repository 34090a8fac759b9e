import { expect, test } from "vitest";
import { childEnvironment } from "./child-environment.ts";
import { createMask } from "./mask-secrets.ts";

test("every form in which a secret is usually printed is masked", () => {
  const secret = 'p@ss "word"/1';
  const mask = createMask([secret]);
  for (const printed of [secret, encodeURIComponent(secret), JSON.stringify({ secret })])
    expect(mask(`a ${printed} b`)).toContain("••••••");
  expect(mask(`x=${secret}; y=${encodeURIComponent(secret)}`)).not.toContain("ss");
});

test("of two secrets the longer one is masked whole", () => {
  expect(createMask(["abcd", "abcdefgh"])("abcdefgh abcd")).toBe("•••••• ••••••");
});

test("the lines of a key are masked one by one, as a log prints them", () => {
  expect(createMask(["-----BEGIN-----\nAAAABBBB\n-----END-----"])("AAAABBBB")).toBe("••••••");
});

test("short and everyday values stay readable", () => {
  const mask = createMask(["1", "on", "true", "production", ""]);
  expect(mask("true production 1 on")).toBe("true production 1 on");
});

test("A47: of Core's environment only harmless variables reach a server, and its own win", () => {
  const own = {
    PATH: "/bin",
    HOME: "/home/x",
    LANG: "C",
    LC_ALL: "C",
    PETA_MASTER_KEY: "k",
    DATABASE_URL: "u",
    JWT_SECRET: "j",
    NODE_OPTIONS: "o",
    SHELL: "() { evil; }",
    LD_PRELOAD: "p",
  };
  expect(childEnvironment(own, { PATH: "/opt/bin", TOKEN: "t" })).toEqual({
    PATH: "/opt/bin",
    HOME: "/home/x",
    LANG: "C",
    LC_ALL: "C",
    TOKEN: "t",
  });
});

test("A47: a company's certificate authority and its proxy reach a server, the proxy's password and a sandbox excepted", () => {
  const company = {
    NODE_EXTRA_CA_CERTS: "/etc/company.pem",
    SSL_CERT_FILE: "/etc/company.pem",
    HTTPS_PROXY: "http://proxy.example:3128",
    no_proxy: "localhost",
  };
  const own = { ...company, HTTP_PROXY: "http://me:canary@proxy.example:3128", all_proxy: "me:canary@proxy.example" };
  expect(childEnvironment(own, {})).toEqual(company);
  expect(childEnvironment(own, {}, true)).toEqual({});
  expect(childEnvironment(own, { SSL_CERT_FILE: "/own.pem" }, true)).toEqual({ SSL_CERT_FILE: "/own.pem" });
});
