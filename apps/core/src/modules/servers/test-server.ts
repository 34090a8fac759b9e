import type { Launch, ServerTestResult, testServerInputSchema } from "@peta/contract";
import type { z } from "zod";
import { CoreError, toPublicError } from "../../errors.ts";
import { adminEntry } from "../audit/admin-entry.ts";
import { requireAdministrator } from "../audit/require-administrator.ts";
import type { Caller } from "../principals/principal.ts";
import { checkLaunch } from "./check-launch.ts";
import { classifyFailure } from "./classify-failure.ts";
import { requireServer } from "./find-server.ts";
import { viewLaunch } from "./launch-view.ts";
import { createLineTail } from "./line-tail.ts";
import type { LiveServerDeps } from "./live-server.ts";
import { openLaunch } from "./seal-launch.ts";
import { textOrNull, titleOf } from "./server-view.ts";
import { readInTime } from "./store-catalogue.ts";
import type { ServerConnection } from "./server-connector.ts";
import type { ServerStore } from "./server-store.ts";
import { authorizeOnce } from "./sign-in/authorize-once.ts";
import type { ServerAuthorization } from "./sign-in/server-authorization.ts";
import type { SignInFlow } from "./sign-in/sign-in-flow.ts";

type TestServerDeps = LiveServerDeps & { store: ServerStore; signInFlow: SignInFlow };
type Step = ServerTestResult["steps"][number]["step"];

const STEPS: readonly Step[] = ["check", "start", "handshake", "catalogue"];

/**
 * Connects once, apart from the connection in use, reads the catalogue and closes again. A server's fault is the
 * result, with the step it failed in and what to do about it. Throws server.not_found, auth.forbidden.
 */
export function createTestServer(deps: TestServerDeps) {
  return async (actor: Caller, input: z.output<typeof testServerInputSchema>): Promise<ServerTestResult> => {
    const serverId = "serverId" in input ? input.serverId : null;
    await requireAdministrator(deps, actor, "server.test", serverId);
    const stored =
      "launch" in input ? null : (await requireServer(deps.store, actor.principal.workspaceId, input.serverId)).server;
    const launch = stored ? openLaunch(deps.vault, stored) : (input as { launch: Launch }).launch;
    await deps.audit.record(adminEntry(actor, "server.test", { launch: viewLaunch(launch) }, { serverId }));
    const signIn = stored
      ? deps.authorizations.hold(stored, launch)
      : { authorization: authorizeOnce(deps.signInFlow, launch), release() {} };
    const result = await runTest(deps, {
      workspaceId: actor.principal.workspaceId,
      serverId: serverId ?? "a server under test",
      launch,
      authorization: signIn?.authorization ?? null,
    }).finally(signIn?.release);
    if (result.error) {
      const outcome = result.error.code === "server.launch_refused" ? "denied" : "failed";
      await deps.audit.record(
        adminEntry(
          actor,
          "server.test",
          { launch: viewLaunch(launch) },
          { serverId, outcome, errorCode: result.error.code, reason: result.error.message },
        ),
      );
    }
    return result;
  };
}

async function runTest(
  deps: LiveServerDeps,
  about: { workspaceId: string; serverId: string; launch: Launch; authorization: ServerAuthorization | null },
): Promise<ServerTestResult> {
  const { workspaceId, serverId, launch, authorization } = about;
  const tail = createLineTail(deps.limits.stderrLines);
  const steps: ServerTestResult["steps"] = [];
  let stepStartedAt = deps.clock.now();
  const finish = (step: Step, ok: boolean, message: string): void => {
    const now = deps.clock.now();
    steps.push({ step, ok, durationMs: now - stepStartedAt, message });
    stepStartedAt = now;
  };
  const result: ServerTestResult = {
    ok: false,
    steps,
    era: null,
    protocolVersion: null,
    serverName: null,
    serverVersion: null,
    capabilities: [],
    stderrTail: [],
    error: null,
  };
  let connection: ServerConnection | null = null;
  try {
    checkLaunch(launch, deps.limits);
    connection = await deps.connector.connect(launch, {
      serverId,
      workspaceId,
      knownVersion: null,
      timeoutMs: deps.limits.startTimeoutMs,
      onStep: (step, message) => finish(step, true, message),
      onStderrLine: tail.push,
      onStartAgain: tail.clear,
      ...(authorization && { authorization }),
    });
    result.era = connection.era;
    result.protocolVersion = connection.protocolVersion;
    result.serverName = connection.serverInfo?.name ?? null;
    result.serverVersion = connection.serverInfo?.version ?? null;
    const reading = await readInTime(deps, connection);
    result.capabilities = reading.capabilities.map(({ kind, name, definition }) => ({
      kind,
      name,
      title: titleOf(definition),
      description: textOrNull(definition.description),
    }));
    finish(
      "catalogue",
      true,
      [
        `It lists ${reading.capabilities.length} ${reading.capabilities.length === 1 ? "capability" : "capabilities"}.`,
        ...reading.problems,
      ].join(" "),
    );
    result.ok = true;
  } catch (error) {
    const { code, message } = toPublicError(error);
    finish(STEPS[steps.length] ?? "catalogue", false, message);
    const failure = error instanceof CoreError ? error : { code, detail: undefined };
    result.error = { code, message, ...classifyFailure(failure, launch.transport, tail.lines()) };
    if (!(error instanceof CoreError)) deps.log.error({ err: error, serverId }, "a server test failed inside Core");
    else deps.log.info({ serverId, code, detail: error.detail }, `server test failed: ${message}`);
  } finally {
    await connection?.close();
    result.stderrTail = tail.lines();
  }
  return result;
}
