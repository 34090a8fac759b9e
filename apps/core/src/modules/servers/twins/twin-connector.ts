import type { Launch } from "@peta/contract";
import { CoreError } from "../../../errors.ts";
import type { ConnectOptions, ServerConnection, ServerConnector } from "../server-connector.ts";
import type { ServerOutcome, ServerRequestOptions } from "../server-link.ts";

type Json = Record<string, unknown>;

export interface TwinCall {
  method: string;
  params: Json;
  options: ServerRequestOptions;
  answer(outcome: ServerOutcome): void;
  fail(error: CoreError): void;
}

export interface TwinConnection {
  launch: Launch;
  options: ConnectOptions;
  isClosed: boolean;
  /** Resources whose updates are wanted. */
  watched: readonly string[];
  /** Tasks of which it was asked to tell, each time. */
  watchedTasks: (readonly string[])[];
  /** Requests other than lists, waiting for the test to answer them. */
  calls: TwinCall[];
  /** The connection ends by itself. */
  die(): void;
}

export interface TwinConnector extends ServerConnector {
  connections: TwinConnection[];
  /** What the server lists, by method. */
  lists: Record<string, Json>;
  capabilities: Json;
  /** Which tasks the server agrees to tell of; null: it tells of none. */
  tellsOfTasks: ((taskIds: readonly string[]) => readonly string[]) | null;
  instructions: string | null;
  /** The next attempts fail with these, one each. */
  failures: CoreError[];
  /** What a server does before it answers. */
  door: ((options: ConnectOptions) => Promise<void>) | null;
  /** While set, attempts wait for it. */
  gate: Promise<void> | null;
  readonly latest: TwinConnection;
}

/** The tests' twin of the connector: serves lists from memory and leaves every other request to the test. */
export function createTwinConnector(): TwinConnector {
  const twin: TwinConnector = {
    connections: [],
    lists: { "tools/list": { tools: [{ name: "echo", inputSchema: {} }] } },
    capabilities: { tools: { listChanged: true } },
    tellsOfTasks: null,
    instructions: null,
    failures: [],
    door: null,
    gate: null,
    get latest() {
      const connection = twin.connections.at(-1);
      if (!connection) throw new Error("nothing was connected");
      return connection;
    },
    async connect(launch, options) {
      if (twin.gate) await twin.gate;
      const failure = twin.failures.shift();
      if (failure) throw failure;
      await twin.door?.(options);
      for (const step of ["check", "start", "handshake"] as const) options.onStep?.(step, `${step} done`);
      const state: TwinConnection = {
        launch,
        options,
        isClosed: false,
        watched: [],
        watchedTasks: [],
        calls: [],
        die() {
          state.isClosed = true;
          const error = new CoreError("server.died", "The server's process has ended.");
          for (const call of state.calls) call.fail(error);
          options.onClosed?.(error);
        },
      };
      twin.connections.push(state);
      const connection: ServerConnection = {
        era: "legacy",
        protocolVersion: "2025-11-25",
        serverInfo: { name: "twin", version: "1", instructions: twin.instructions },
        capabilities: twin.capabilities,
        request(method, params, requestOptions) {
          const list = twin.lists[method];
          if (list) return Promise.resolve({ kind: "result", result: list });
          return new Promise((resolve, reject) => {
            if (state.isClosed) return reject(new CoreError("server.died", "closed"));
            state.calls.push({ method, params, options: requestOptions, answer: resolve, fail: reject });
          });
        },
        async watch(uris) {
          state.watched = uris;
        },
        ...(twin.tellsOfTasks && {
          async watchTasks(taskIds: readonly string[]) {
            state.watchedTasks.push(taskIds);
            return twin.tellsOfTasks?.(taskIds) ?? [];
          },
        }),
        async close() {
          state.isClosed = true;
          for (const call of state.calls) call.fail(new CoreError("server.unreachable", "The server was stopped."));
        },
      };
      return connection;
    },
    async describeSandbox({ sandbox = null }) {
      return {
        requested: sandbox,
        inForce: { files: "host", network: "host", processes: "host", limits: [] },
        why: "A twin starts no program.",
      };
    },
    async close() {
      for (const connection of twin.connections) connection.isClosed = true;
    },
  };
  return twin;
}
