import path from "node:path";
import type { LaunchInput, ServerSettings } from "@peta/contract";
import { createTestCore } from "../create-test-core.ts";
import { serveHttp } from "./fixture/http.ts";
import type { Leg } from "./legs.ts";
import { startShim } from "./shim.ts";

const FIXTURE = path.join(import.meta.dirname, "fixture/main.ts");

export type Stage = Awaited<ReturnType<typeof createStage>>;

/** A real Core; each leg has a server, an agent that sees only this server, and a shim of its own. */
export async function createStage() {
  // Each browser says where it comes from: from one address there must not be so many sign-ins in one minute.
  const running = await createTestCore({ PETA_TRUSTED_PROXIES: "127.0.0.1" });
  const { api } = await running.setUp();
  await api.network.setLimits.mutate({ principalRatePerMinute: null, workspaceRatePerMinute: null });
  let count = 0;

  /** Registers what answers at `launch` and opens a way to it that needs no token. */
  async function openWay(launch: LaunchInput, names: Leg["names"], settings: ServerSettings = {}) {
    const serverId = `fixture-${++count}`;
    const principalId = `agent-${count}`;
    await api.servers.add.mutate({
      serverId,
      launch,
      settings: {
        questions: ["sampling", "elicitation", "roots"],
        extensionMethods: ["vendor.example/*"],
        ...settings,
      },
    });
    await api.principals.add.mutate({ principalId, kind: "agent" });
    await api.permissions.set.mutate({ principalId, serverId, enabled: true });
    const { token } = await api.tokens.create.mutate({ principalId });
    const shim = await startShim({
      target: new URL(`${running.url}/mcp?names=${names}`),
      token,
      prefixOf: names === "wire" ? serverId : null,
    });
    return {
      serverId,
      token,
      url: shim.url,
      async close() {
        await shim.close();
        await api.servers.remove.mutate({ serverId });
      },
    };
  }

  return {
    running,
    api,
    openWay,
    async openLeg({ server, transport, names }: Leg) {
      const fixture = transport === "http" ? await serveHttp([server]) : null;
      const way = await openWay(
        fixture
          ? { transport: "http", url: fixture.url }
          : { transport: "stdio", command: process.execPath, args: [FIXTURE, "stdio", server] },
        names,
        // One line serves one client at a time where nothing else says whom a question is for: docs/mcp-support.md.
        transport === "stdio" && server === "legacy" ? { connection: "per-session" } : {},
      );
      return {
        url: way.url,
        async close() {
          await way.close();
          await fixture?.close();
        },
      };
    },
    stop: () => running.stop(),
  };
}
