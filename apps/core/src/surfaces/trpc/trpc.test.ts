import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { expect, test } from "vitest";
import { z } from "zod";
import { CoreError } from "../../errors.ts";
import type { Caller } from "../../modules/principals/principal.ts";
import { adminProcedure, callerProcedure, publicProcedure, router, type TrpcContext } from "./trpc.ts";

const done = z.object({ done: z.literal(true) });
const app = router({
  input: publicProcedure
    .input(z.object({ server: z.object({ port: z.number() }) }))
    .output(done)
    .query(() => ({ done: true as const })),
  output: publicProcedure.output(done).query(() => ({ done: "secret value" }) as unknown as { done: true }),
  refused: publicProcedure.query(() => {
    throw new CoreError("server.not_found", 'There is no server "x".', { detail: "private detail" });
  }),
  fault: publicProcedure.query(() => {
    throw new Error("password=hunter2 at /srv/peta");
  }),
  zod: publicProcedure.query(() => z.object({ inner: z.string() }).parse({ inner: 7 })),
  caller: callerProcedure.query(() => "in"),
  admin: adminProcedure.query(() => "in"),
  change: publicProcedure.mutation(() => "in"),
});

const callerWith = (role: Caller["principal"]["role"]): Caller => ({
  principal: {
    id: "prn_1",
    workspaceId: "wsp_1",
    handle: "p",
    displayName: "P",
    kind: "person",
    role,
    status: "active",
    expiresAt: null,
    accountId: null,
    ownerId: null,
  },
  credential: { kind: "token", tokenId: "tok_1", tokenHash: "x" },
  channel: "api",
  ipAddress: null,
});

/** A request over HTTP as the endpoint makes it. */
async function ask(path: string, { context = {}, ...init }: RequestInit & { context?: Partial<TrpcContext> } = {}) {
  const response = await fetchRequestHandler({
    endpoint: "/trpc",
    req: new Request(`http://core.test/trpc/${path}`, init),
    router: app,
    createContext: () => ({
      caller: null,
      requestId: "r1",
      ipAddress: null,
      userAgent: null,
      isSetUp: true,
      setSessionCookie: () => {},
      ...context,
    }),
  });
  const text = await response.text();
  const body = JSON.parse(text) as { error?: { data: { peta: unknown } }; result?: { data: unknown } };
  return { status: response.status, text, peta: body.error?.data.peta, data: body.result?.data };
}

test("an input that does not fit is refused with the path and the problem", async () => {
  const answer = await ask(`input?input=${encodeURIComponent('{"server":{"port":"no"}}')}`);
  expect(answer).toMatchObject({
    status: 400,
    peta: { code: "input.invalid", message: expect.stringMatching(/^server\.port: .*number/) },
  });
});

test("an answer of ours that does not fit is our fault and shows nothing of itself", async () => {
  const answer = await ask("output");
  expect(answer).toMatchObject({ status: 500, peta: { code: "internal.error" } });
  expect(answer.text).not.toMatch(/secret value|done/);
  expect(await ask("zod")).toMatchObject({ status: 500, peta: { code: "internal.error" } });
});

test("a module's refusal keeps its code and sentence, and its detail stays inside", async () => {
  const answer = await ask("refused");
  expect(answer).toMatchObject({ status: 404, peta: { code: "server.not_found", message: 'There is no server "x".' } });
  expect(answer.text).not.toContain("private detail");
});

test("an unknown fault shows neither its text nor a stack", async () => {
  const answer = await ask("fault");
  expect(answer).toMatchObject({ status: 500, peta: { code: "internal.error" } });
  expect(answer.text).not.toMatch(/hunter2|\/srv|stack|\.ts:/);
});

test("what is not there, and what is asked for the wrong way, has a sentence too", async () => {
  expect(await ask("nothing.here")).toMatchObject({
    status: 404,
    peta: { code: "request.unsupported", message: "There is no such procedure." },
  });
  expect(await ask("change")).toMatchObject({ status: 405, peta: { code: "request.unsupported" } });
  expect(
    await ask("change", { method: "POST", body: "{oops", headers: { "content-type": "application/json" } }),
  ).toMatchObject({ data: "in" });
  expect(await ask("input?input={oops")).toMatchObject({ status: 400, peta: { code: "input.invalid" } });
});

test("A61: guards stand in front of the procedure: set up, then a caller, then the role", async () => {
  const context = { caller: callerWith("admin") };
  expect(await ask("caller", { context: { ...context, isSetUp: false } })).toMatchObject({
    status: 412,
    peta: { code: "setup.required" },
  });
  expect(await ask("caller")).toMatchObject({ status: 401, peta: { code: "auth.required" } });
  expect(await ask("caller", { context: { caller: callerWith("guest") } })).toMatchObject({ data: "in" });
  for (const role of ["user", "guest"] as const)
    expect(await ask("admin", { context: { caller: callerWith(role) } })).toMatchObject({
      status: 403,
      peta: { code: "auth.forbidden" },
    });
  for (const role of ["owner", "admin"] as const)
    expect(await ask("admin", { context: { caller: callerWith(role) } })).toMatchObject({ data: "in" });
});
