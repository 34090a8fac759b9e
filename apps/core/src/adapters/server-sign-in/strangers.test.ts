import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { afterAll, describe, expect, test, vi } from "vitest";
import { createAuthority } from "../mcp-client/fixtures/authority.ts";
import { createAddressGuard } from "../mcp-client/http/guard-address.ts";
import { allOf, rejected } from "./fixtures/secrets-seen.ts";
import { followAsBrowser, REDIRECT } from "./fixtures/sign-in-kit.ts";
import { useSignInKit } from "./fixtures/use-sign-in-kit.ts";
import { createSignInFlow } from "./index.ts";
import { createSignInGuard } from "./sign-in-guard.ts";
import { quoteAddress, quoteStranger } from "./sign-in-errors.ts";

const logged: unknown[] = [];
const note = (fields: object, message: string): void => void logged.push(fields, message);
const log = { debug: note, info: note, warn: note, error: note };
const kit = useSignInKit(log);
const { clock, flow, signIn } = kit;
const printed = (["log", "info", "warn", "error", "debug"] as const).map((name) => vi.spyOn(console, name));

afterAll(() => {
  for (const spy of printed) spy.mockRestore();
});

const METADATA = "/.well-known/oauth-authorization-server";
const LINK_LOCAL = ["http://169.254.169.254", "http://[fe80::1]", "http://[::ffff:169.254.169.254]", "http://0.0.0.0"];

describe("addresses that nobody signs in at (A17, A40)", () => {
  test.each(LINK_LOCAL)("metadata of the server at %s is not read", async (origin) => {
    const challenge = { scope: null, resourceMetadataUrl: `${origin}/latest/meta-data` };
    expect((await rejected(flow.begin(kit.request({ challenge })))).code).toBe("server.launch_refused");
  });

  test.each(LINK_LOCAL)("an authorization server at %s is not asked", async (origin) => {
    kit.resource.metadata = { authorization_servers: [origin] };
    expect(await rejected(flow.begin(kit.request()))).toMatchObject({
      code: "server.launch_refused",
      message: expect.stringMatching(/^Core does not connect to .* to sign in/) as string,
    });
  });

  test.each(["registration_endpoint", "token_endpoint", "revocation_endpoint"])(
    "a %s there gets nothing",
    async (endpoint) => {
      kit.authorization.switches.metadata = { [endpoint]: "https://169.254.169.254/x" };
      const all = signIn().then((held) => flow.revoke(held, kit.request()));
      if (endpoint === "revocation_endpoint") {
        await all;
        expect(JSON.stringify(logged.slice(-2))).toContain("Core does not connect to 169.254.169.254");
      } else expect((await rejected(all)).code).toBe("server.launch_refused");
    },
  );

  test("a name that leads there is refused when it is dialled", async () => {
    const guard = createAddressGuard(((_name: string, _options: object, callback: (...all: unknown[]) => void) =>
      callback(null, [
        { address: "127.0.0.1", family: 4 },
        { address: "169.254.169.254", family: 4 },
      ])) as never);
    const guarded = createSignInFlow({ clock, log, userAgent: "peta/test", guard });
    kit.resource.metadata = { authorization_servers: ["http://auth.example.com"] };
    expect((await rejected(guarded.begin(kit.request()))).code).toBe("server.launch_refused");
    await guarded.close();
  });

  test("a server that is elsewhere sends Core to nothing on Core's own machine (A17)", async () => {
    const launch = { ...kit.launch, url: "http://10.255.255.1/mcp" };
    const challenge = { scope: null, resourceMetadataUrl: `${kit.server.url}/mcp` };
    expect(await rejected(flow.begin(kit.request({ launch, challenge })))).toMatchObject({
      code: "server.launch_refused",
      message: expect.stringMatching(/only a server that is on Core's own machine/) as string,
    });
    expect(kit.server.heard).toEqual([]);
  });

  test("a server on Core's own machine may have any name of it", async () => {
    const launch = { ...kit.launch, url: kit.launch.url.replace("127.0.0.1", "localhost") };
    kit.resource.metadata = { resource: launch.url };
    expect((await signIn(kit.request({ launch }))).issuer).toBe(kit.authorization.url);
  });

  test.each([
    [["127.0.0.1"], true],
    [["::1", "127.0.1.1"], true],
    [["203.0.113.7"], false],
    [["203.0.113.7", "127.0.0.1"], false],
    [["127.0.0.1", "169.254.169.254"], false],
  ])("a server whose name leads to %j is on Core's own machine: %s (A17)", async (leadsTo, isHere) => {
    const resolve = (_name: string, _options: object, callback: (...all: unknown[]) => void): void =>
      callback(
        null,
        leadsTo.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
      );
    const guard = await createSignInGuard(resolve as never)("https://mcp.example.com/mcp");
    const check = () => guard.checkHost("127.0.0.1");
    if (isHere) expect(check).not.toThrow();
    else expect(check).toThrow(/Core does not connect to 127.0.0.1/);
  });

  test("an address that is none of the web is not asked", async () => {
    kit.resource.metadata = { authorization_servers: ["ftp://127.0.0.1/x"] };
    expect((await rejected(flow.begin(kit.request()))).code).toBe("server.sign_in_failed");
  });
});

describe("redirects", () => {
  const redirect = (from: string, location: string, status = 302): void => {
    kit.authorization.switches.instead[from] = { status, headers: { location }, raw: "" };
  };

  test("three are followed to metadata, inside the origin", async () => {
    const { instead } = kit.authorization.switches;
    redirect(METADATA, "/1");
    redirect("/1", "/2");
    redirect("/2", "/3");
    instead["/3"] = { status: 200, body: kit.authorization.metadata() };
    expect((await flow.begin(kit.request())).issuer).toBe(kit.authorization.url);
    redirect("/3", "/4");
    instead["/4"] = { status: 200, body: kit.authorization.metadata() };
    expect((await rejected(flow.begin(kit.request()))).message).toMatch(/no metadata of one/);
    expect(kit.authorization.asked("/4")).toEqual([]);
  });

  test.each(["elsewhere", "http://169.254.169.254/x"])("to another origin (%s) none is (A40)", async (where) => {
    redirect(METADATA, where === "elsewhere" ? `${kit.server.url}${METADATA}` : where);
    expect((await rejected(flow.begin(kit.request()))).code).toBe("server.sign_in_failed");
    expect(kit.server.heard.map(({ path }) => path)).not.toContain(METADATA);
  });

  test.each([302, 307, 308])("with credentials none is, not even inside the origin (%i)", async (status) => {
    const held = await signIn();
    redirect("/token", "/elsewhere", status);
    expect(await rejected(flow.renew(held, kit.request()))).toMatchObject({
      code: "server.unreachable",
      message: expect.stringMatching(/redirects a request that carries credentials/) as string,
    });
    redirect("/register", "/elsewhere", status);
    expect((await rejected(flow.begin(kit.request()))).code).toBe("server.unreachable");
    expect(kit.authorization.asked("/elsewhere")).toEqual([]);
  });
});

describe("bounds", () => {
  test("a document is read up to 64 KiB", async () => {
    kit.authorization.switches.metadata = { service_documentation: `https://example.com/${"x".repeat(60_000)}` };
    expect((await flow.begin(kit.request())).issuer).toBe(kit.authorization.url);
    kit.authorization.switches.metadata = { service_documentation: `https://example.com/${"x".repeat(70_000)}` };
    expect(await rejected(flow.begin(kit.request()))).toMatchObject({
      code: "server.unreachable",
      message: expect.stringMatching(/more than the 65536 bytes/) as string,
    });
  });

  test("an answer is waited for ten seconds", async () => {
    kit.authorization.switches.hangs = METADATA;
    const refused = rejected(flow.begin(kit.request()));
    await expect.poll(() => kit.authorization.asked(METADATA)).toHaveLength(1);
    clock.advance(10_000);
    expect(await refused).toMatchObject({
      code: "server.unreachable",
      message: expect.stringMatching(/10 s/) as string,
    });
  });

  test("nothing is waited for when Core stops", async () => {
    const stopping = createSignInFlow({ clock, log, userAgent: "peta/test" });
    kit.authorization.switches.hangs = METADATA;
    const refused = rejected(stopping.begin(kit.request()));
    await expect.poll(() => kit.authorization.asked(METADATA)).toHaveLength(1);
    await stopping.close();
    expect((await refused).code).toBe("server.unreachable");
    expect((await rejected(stopping.begin(kit.request()))).code).toBe("server.unreachable");
  });
});

describe("what is shown to whom", () => {
  test("nobody sees the headers and the query of the launch, nor what is in its address", async () => {
    const url = new URL(kit.launch.url);
    url.username = "user-of-the-launch";
    url.password = "password-of-the-launch";
    const launch = { ...kit.launch, url: url.href, query: { key: "query-of-the-launch" } };
    const held = await signIn(kit.request({ launch }));
    await flow.revoke(await flow.renew(held, kit.request({ launch })), kit.request({ launch }));
    const heard = JSON.stringify([kit.server.heard, kit.authorization.heard]);
    expect(heard).not.toMatch(/of-the-launch/);
    expect(Buffer.from(heard).includes(Buffer.from("user-of-the-launch").toString("base64"))).toBe(false);
    const ofCore = kit.authorization.heard.filter(({ path }) => !path.startsWith("/authorize"));
    expect(new Set(ofCore.map(({ headers }) => headers["user-agent"]))).toEqual(new Set(["peta/test"]));
  });

  test("certificates of the launch are for the server alone, and its authority does not count elsewhere", async () => {
    const { ca, server, client } = await createAuthority();
    const seen: string[] = [];
    const secure = createServer(
      { key: server.privateKey, cert: server.certificate, ca, requestCert: true, rejectUnauthorized: false },
      (request, response) => {
        const subject = (request.socket as import("node:tls").TLSSocket).getPeerCertificate().subject;
        seen.push(`${subject?.CN ?? "nobody"} ${request.url}`);
        const resource = `https://localhost:${port}/mcp`;
        response.end(JSON.stringify({ resource, authorization_servers: [named] }));
      },
    );
    await new Promise<void>((resolve) => secure.listen(0, "127.0.0.1", resolve));
    const { port } = secure.address() as AddressInfo;
    let named = kit.authorization.url;
    const tls = { certificate: client.certificate, privateKey: client.privateKey, ca };
    const request = kit.request({ launch: { ...kit.launch, url: `https://localhost:${port}/mcp`, tls } });
    expect(await signIn(request)).toMatchObject({ issuer: kit.authorization.url });
    expect(seen).toEqual(["core /.well-known/oauth-protected-resource/mcp"]);
    // The same machine under another name is another origin.
    named = `https://127.0.0.1:${port}`;
    expect(await rejected(flow.begin(request))).toMatchObject({
      code: "server.unreachable",
      message: expect.stringMatching(/certificate/) as string,
    });
    expect(seen).toHaveLength(2);
    secure.closeAllConnections();
    secure.close();
  });

  test("what an authorization server says is short, in one line, and has nothing in it that looks like a token", () => {
    const said = quoteStranger(`no\u202e\u0000\n  \u200b<b>${"word ".repeat(200)}`);
    expect(said).toMatch(/^no <b>word [^\p{C}]*…$/u);
    expect(said.length).toBeLessThanOrEqual(201);
    expect(quoteStranger(`bad short and ${"A1-_".repeat(10)}`, ["short"])).toBe("bad … and …");
    expect(quoteStranger("sho\u200brt", ["short"])).not.toContain("short");
    expect(quoteAddress(`https://a.example.com/\u202e\u001b[31m${"x".repeat(500)}`)).toMatch(
      /^https:\/\/a\.example\.com\/ \[31mx{170,}…$/,
    );
  });

  test("no error, log line or line of the console has a secret in it, whatever is answered", async () => {
    const [clientId, clientSecret] = ["by hand", "s3cret-short"];
    kit.authorization.clients.set(clientId, { secret: clientSecret, method: "any", redirectUris: [REDIRECT] });
    const request = kit.request({ oauth: { clientId, clientSecret } });
    const held = { ...(await signIn(request)), accessToken: "acc-held", refreshToken: "ref-held" };
    const errors: Error[] = [];
    const secrets = new Set([clientSecret, held.accessToken, held.refreshToken]);
    const answerWith = (path: string, shape: "refusal" | "page" | "half" | "fault", echo: string): void => {
      const body = { error: "invalid_grant", error_description: `not ${echo}` };
      kit.authorization.switches.instead[path] = {
        refusal: { status: 400, body },
        page: { status: 400, raw: `<html>${echo}` },
        half: { status: 200, raw: `{"access_token":"never-used","token_type":"${echo}` },
        fault: { status: 500, raw: echo },
      }[shape];
    };
    for (const shape of ["refusal", "page", "half", "fault"] as const) {
      const pending = await flow.begin(request);
      const answer = await followAsBrowser(pending.authorizationUrl);
      const verifier = (pending.memo as { codeVerifier: string }).codeVerifier;
      for (const secret of [answer.code, verifier]) secrets.add(secret);
      answerWith("/token", shape, `${answer.code} ${verifier} ${clientSecret}`);
      errors.push(await rejected(flow.finish(pending, answer)));
      answerWith("/token", shape, `${held.accessToken},${held.refreshToken} ${clientSecret}`);
      errors.push(await rejected(flow.renew(held, request)));
      answerWith("/revoke", shape, `${held.accessToken} ${held.refreshToken}`);
      await flow.revoke(held, request);
    }
    secrets.add("never-used");
    kit.authorization.switches.instead["/register"] = {
      status: 400,
      body: { error: "invalid_redirect_uri", error_description: clientSecret.repeat(4) },
    };
    errors.push(await rejected(flow.begin(kit.request())));
    expect(errors).toHaveLength(9);
    const all = [...errors.map(allOf), JSON.stringify(logged), JSON.stringify(printed.map(({ mock }) => mock.calls))];
    for (const secret of secrets) for (const text of all) expect(text).not.toContain(secret);
    expect(printed.flatMap(({ mock }) => mock.calls)).toEqual([]);
  });
});
