import { randomBytes } from "node:crypto";
import type { ChangeTopic, SocketNotification } from "@peta/contract";
import type { ConnectionView } from "../../shared/state.ts";
import { DeskError } from "../desk-error.ts";
import { createStore, type Store } from "../store.ts";
import type { Vault } from "../vault/setup-vault.ts";
import { type ConnectionDeps, type CoreConnection, createCoreConnection, type KnownCore } from "./core-connection.ts";
import { type Credential, credentialSchema } from "./credential.ts";
import type { KnownCoresFile } from "./known-cores.ts";

/** What happens on any of the connections. */
export interface ConnectionsListener {
  onLive?(connectionId: string): void;
  onNotification?(connectionId: string, notification: SocketNotification): void;
  onChanged?(connectionId: string, topics: readonly ChangeTopic[]): void;
  /** It is not there any more, or nobody is signed in. */
  onGone?(connectionId: string): void;
}

export interface Connections {
  /** Every Core that is known, in the order in which they were added. */
  views: Store<readonly Omit<ConnectionView, "waiting">[]>;
  currentId: Store<string | null>;
  /** Throws desk.no_connection. */
  get(connectionId: string): CoreConnection;
  /** Opens those of the last time. */
  start(): Promise<void>;
  /** Keeps the credential and connects; one that was there for the same address is replaced. Answers its id. */
  signIn(core: Pick<KnownCore, "url" | "name" | "signedInBy">, credential: Credential): Promise<string>;
  select(connectionId: string): void;
  signOut(connectionId: string): Promise<void>;
  remove(connectionId: string): Promise<void>;
  retryAll(): void;
  listen(listener: ConnectionsListener): void;
  stop(): void;
}

/** All Cores that the person uses, each connected at once: an approval of any of them must be seen. */
export function setupConnections(deps: ConnectionDeps & { vault: Vault; file: KnownCoresFile }): Connections {
  const { vault, file } = deps;
  const listeners: ConnectionsListener[] = [];
  const open = new Map<string, CoreConnection>();
  const views = createStore<readonly Omit<ConnectionView, "waiting">[]>([]);
  const remembered = file.read();
  let cores: readonly KnownCore[] = remembered.cores;
  const currentId = createStore(remembered.currentId);
  const knows = (connectionId: string | null): boolean => cores.some((core) => core.connectionId === connectionId);

  function refreshViews(): void {
    const found = cores.flatMap(({ connectionId }) => open.get(connectionId)?.view() ?? []);
    const renamed = cores.map((core) => ({
      ...core,
      name: found.find((view) => view.connectionId === core.connectionId)?.name ?? core.name,
    }));
    if (renamed.some(({ name }, index) => name !== cores[index]?.name)) {
      cores = renamed;
      try {
        remember(renamed);
      } catch {
        // A name that could not be written is learnt again.
      }
    }
    views.set(found);
  }

  function remember(next: readonly KnownCore[]): void {
    cores = next;
    if (!knows(currentId.get())) currentId.set(cores[0]?.connectionId ?? null);
    file.write({ cores: [...cores], currentId: currentId.get() });
  }

  function connect(core: KnownCore, credential: Credential | null): void {
    open.get(core.connectionId)?.stop();
    const { connectionId } = core;
    const save = (renewed: Credential): Promise<void> => vault.set(connectionId, JSON.stringify(renewed));
    const connection = createCoreConnection(
      deps,
      core,
      { credential, save },
      {
        onView() {
          refreshViews();
          if (connection.view().status === "signed_out") for (const { onGone } of listeners) onGone?.(connectionId);
        },
        onLive() {
          for (const { onLive } of listeners) onLive?.(connectionId);
        },
        onNotification(notification) {
          for (const { onNotification } of listeners) onNotification?.(connectionId, notification);
        },
        onChanged(topics) {
          for (const { onChanged } of listeners) onChanged?.(connectionId, topics);
        },
      },
    );
    open.set(connectionId, connection);
    connection.start();
    refreshViews();
  }

  async function stored(connectionId: string): Promise<Credential | null> {
    try {
      return credentialSchema.parse(JSON.parse((await vault.get(connectionId)) ?? "null"));
    } catch {
      return null;
    }
  }

  function get(connectionId: string): CoreConnection {
    const connection = open.get(connectionId);
    if (connection === undefined) throw new DeskError("desk.no_connection", "Desk does not know this Peta any more.");
    return connection;
  }

  async function forget(connectionId: string): Promise<void> {
    const connection = get(connectionId);
    // Whoever signs out offline is signed out here all the same.
    await connection.revoke().catch(() => {});
    connection.stop();
    await vault.remove(connectionId);
    for (const { onGone } of listeners) onGone?.(connectionId);
  }

  return {
    views,
    currentId,
    get,
    async start() {
      for (const core of cores) connect(core, await stored(core.connectionId));
      if (!knows(currentId.get())) currentId.set(cores[0]?.connectionId ?? null);
    },
    async signIn({ url, name, signedInBy }, credential) {
      const before = cores.find((core) => core.url === url);
      const connectionId = before?.connectionId ?? randomBytes(8).toString("hex");
      const core = { connectionId, url, name, signedInBy };
      await vault.set(connectionId, JSON.stringify(credential));
      currentId.set(connectionId);
      remember(before === undefined ? [...cores, core] : cores.map((one) => (one === before ? core : one)));
      connect(core, credential);
      return connectionId;
    },
    select(connectionId) {
      get(connectionId);
      currentId.set(connectionId);
      remember(cores);
    },
    async signOut(connectionId) {
      await forget(connectionId);
      remember(cores.map((core) => (core.connectionId === connectionId ? { ...core, signedInBy: null } : core)));
      const core = cores.find((one) => one.connectionId === connectionId);
      if (core !== undefined) connect(core, null);
    },
    async remove(connectionId) {
      await forget(connectionId);
      open.delete(connectionId);
      remember(cores.filter((core) => core.connectionId !== connectionId));
      refreshViews();
    },
    retryAll() {
      for (const connection of open.values()) if (connection.view().status !== "signed_out") connection.retry();
    },
    listen: (listener) => void listeners.push(listener),
    stop() {
      for (const connection of open.values()) connection.stop();
    },
  };
}
