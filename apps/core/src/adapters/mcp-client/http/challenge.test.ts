import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bearerParams, challengeOf } from "./challenge.ts";

const of = (header: string, status = 401) => challengeOf(status, { "www-authenticate": header }, "token");
const METADATA = "https://tools.example/.well-known/oauth-protected-resource";

describe("what a challenge says (RFC 9110, section 11.6.1)", () => {
  test.each<[header: string, params: Record<string, string>]>([
    [`Bearer resource_metadata="${METADATA}"`, { resource_metadata: METADATA }],
    ['bEaReR Scope="a b" , ERROR=\'x', { scope: "a b", error: "'x" }],
    ["Bearer", {}],
    ["", {}],
    ['Basic realm="Bearer scope=evil", Bearer scope="good"', { scope: "good" }],
    ['Bearer scope="good", Basic scope="evil"', { scope: "good" }],
    ["Negotiate YII=, Bearer scope=one, DPoP algs=ES256", { scope: "one" }],
    ['Bearer realm="a \\"quoted\\", \\\\ one", scope=x', { realm: 'a "quoted", \\ one', scope: "x" }],
    // Two lines of the header, joined.
    ['Bearer error="invalid_token", Bearer scope="s", error="late"', { error: "invalid_token", scope: "s" }],
    ['Bearer scope = "a" ,, error\t=b', { scope: "a", error: "b" }],
    // As some servers write it.
    [`Bearer resource_metadata=${METADATA}, scope=s`, { resource_metadata: METADATA, scope: "s" }],
    ['Bearer error="a" scope="b"', { error: "a", scope: "b" }],
    // To the first character that has no place there.
    ['Bearer scope="a", error="open', { scope: "a" }],
    ['Bearer scope="a", =b, error="c"', { scope: "a" }],
    ['scope="nobody\'s", Bearer error=e', { error: "e" }],
    ["Bearer __proto__=a, constructor=b", { ["__proto__"]: "a", constructor: "b" }],
  ])("%s", (header, params) => {
    expect([...bearerParams(header)]).toEqual(Object.entries(params));
  });
});

describe("which answers ask for another token", () => {
  test("every 401 does, one that does not say why too", () => {
    const challenge = { status: 401, scope: null, resourceMetadataUrl: null, token: null };
    expect(challengeOf(401, {}, null)).toEqual(challenge);
    expect(challengeOf(401, { "www-authenticate": 'Basic realm="x"' }, null)).toEqual(challenge);
  });

  test("a 403 does only where a Bearer challenge says insufficient_scope", () => {
    expect(of('Bearer error="insufficient_scope", scope="files:write"', 403)).toEqual({
      status: 403,
      scope: "files:write",
      resourceMetadataUrl: null,
      token: "token",
    });
    for (const header of ["", "Bearer", 'Bearer error="invalid_token"', 'Basic error="insufficient_scope"'])
      expect(of(header, 403)).toBeNull();
    expect(challengeOf(403, {}, "token")).toBeNull();
  });

  test.each([200, 202, 400, 402, 404, 407, 500])("HTTP %i does not", (status) => {
    expect(of('Bearer error="insufficient_scope"', status)).toBeNull();
  });
});

describe("what a hostile server says", () => {
  test.each(["a  b", " a", "a ", "a\\\\b", "ä", "a\tb", "x".repeat(2_049), ""])(
    "is no scope of RFC 6749: %j",
    (scope) => {
      expect(of(`Bearer scope="${scope}"`)).toMatchObject({ scope: null });
    },
  );

  test.each([
    "javascript:alert(1)",
    "file:///etc/passwd",
    "/relative",
    "https://",
    "https://user:pass@tools.example/",
    `https://tools.example/${"x".repeat(2_048)}`,
    `https://tools.example/${"ä".repeat(1_000)}`,
  ])("is no address of metadata: %s (A16)", (url) => {
    expect(of(`Bearer resource_metadata="${url}"`)).toMatchObject({ resourceMetadataUrl: null });
  });

  test("is not read where it is longer than anybody needs (A34)", () => {
    expect(of(`Bearer scope="s", x="${"y".repeat(8_192)}"`)).toMatchObject({ status: 401, scope: null });
  });

  const piece = fc.oneof(
    fc.constantFrom("Bearer", "bearer ", "Basic", ",", ", ", "=", '"', "\\", '\\"', " ", "\t", "scope=", "error="),
    fc.constantFrom(
      'error="insufficient_scope"',
      `resource_metadata="${METADATA}"`,
      'scope="a b"',
      "abc==",
      "http://x",
    ),
    fc.string({ unit: "binary", maxLength: 20 }),
  );
  const header = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(""));

  test("never throws, and gives nothing but scopes and web addresses (A34)", () => {
    fc.assert(
      fc.property(header, fc.constantFrom(401, 403), (text, status) => {
        const challenge = of(text, status);
        if (status === 401) expect(challenge).not.toBeNull();
        if (challenge?.scope != null) expect(challenge.scope).toMatch(/^[!-~]+(?: [!-~]+)*$/);
        if (challenge?.resourceMetadataUrl != null) expect(challenge.resourceMetadataUrl).toMatch(/^https?:\/\/[^@]+$/);
      }),
    );
  });

  test("what is written by the rules is read as it was meant, whatever stands around it", () => {
    const word = fc.stringMatching(/^[a-z]{1,8}$/);
    const quoted = fc.string({ unit: fc.constantFrom("a", " ", '"', "\\", ",", "=", "ä", "Bearer "), maxLength: 12 });
    const quote = (text: string): string => `"${text.replace(/["\\]/g, "\\$&")}"`;
    const other = fc
      .tuple(fc.constantFrom("Basic", "DPoP", "X"), fc.array(fc.tuple(word, quoted), { minLength: 1, maxLength: 3 }))
      .map(([scheme, params]) => `${scheme} ${params.map(([name, value]) => `${name}=${quote(value)}`).join(", ")}`);
    fc.assert(
      fc.property(
        fc.array(other, { maxLength: 2 }),
        quoted,
        fc.array(other, { maxLength: 2 }),
        (before, value, after) => {
          const text = [...before, `Bearer realm=${quote(value)}, scope="s"`, ...after].join(", ");
          expect([...bearerParams(text)]).toEqual([
            ["realm", value],
            ["scope", "s"],
          ]);
        },
      ),
    );
  });

  test.each([" ", "a", ",", "\\", '"', "a ", "a=", 'a="', "Bearer ", "Bearer a=\t", "a=a "])(
    "takes no time that grows faster than it: %j again and again (A34)",
    (text) => {
      const long = text.repeat(8_192).slice(0, 8_192);
      const startedAt = performance.now();
      bearerParams(long);
      expect(performance.now() - startedAt).toBeLessThan(200);
    },
  );
});
