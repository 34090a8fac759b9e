import { CoreError } from "../../errors.ts";
import { INSTRUCTIONS_WAIT, waitingInstructions } from "./instructions.ts";
import { describeQuarantine } from "./merge-catalogue.ts";
import type { Capability, CataloguedServer, ServerRecord } from "./server.ts";
import type { ServerConnection } from "./server-connector.ts";
import type { Overlay } from "./overlay-reading.ts";
import { describeWaitingWords } from "./wording.ts";
import { readInTime, type StoreCatalogueDeps, storeReading } from "./store-catalogue.ts";

/** Hashes of the definitions of tools, by name. */
export type SeenTools = ReadonlyMap<string, string>;

/** What this process knows of one server: its row, its tools, and what its last reading left to say. */
export function createLiveCatalogue(deps: StoreCatalogueDeps, initial: CataloguedServer) {
  let record: ServerRecord;
  let tools: ReadonlyMap<string, Capability>;
  /** What was wrong with the last reading. */
  let problem: string | null = null;
  /** Tools in quarantine. */
  let waiting: readonly string[] = [];
  /** Prompts, resources and templates whose words wait. */
  let reworded: readonly string[] = [];
  let storing: Promise<void> = Promise.resolve();

  /** Seen in this process; the store learns of it a moment later. */
  let hasAsked = false;

  function take(stored: CataloguedServer): void {
    record = hasAsked ? { ...stored.server, asks: true } : stored.server;
    tools = new Map(stored.capabilities.filter(({ kind }) => kind === "tool").map((tool) => [tool.name, tool]));
    reworded = stored.capabilities.filter((one) => one.waitingWording).map(({ name }) => name);
    waiting = [...tools.values()].filter((tool) => tool.quarantine).map(({ name }) => name);
  }
  take(initial);

  return {
    get record(): ServerRecord {
      return record;
    },
    /** Takes over what the store says now. */
    take,
    /** The server asks its clients: the very next request is carried accordingly. */
    noteAsking(): void {
      hasAsked = true;
      if (!record.asks) record = { ...record, asks: true };
    },
    /** Reads the catalogue over a connection and stores it. Throws what reading and storing throw. */
    async readFrom(connection: ServerConnection, overlay: Overlay | null = null): Promise<void> {
      const reading = await readInTime(deps, connection);
      // Instances of several users may read at the same time: each is laid over what the one before has left.
      storing = storing
        .catch(() => {})
        .then(async () => {
          const read = await storeReading(deps, record, connection, reading, overlay);
          problem = read.problem;
          take(read.stored);
        });
      await storing;
    },
    /**
     * Looks at what one client's own connection lists. Nothing of it is stored: a server may describe a tool differently
     * to whom it can ask, and that is no change of the tool.
     */
    async lookAt(connection: ServerConnection): Promise<SeenTools> {
      const { capabilities } = await readInTime(deps, connection);
      return new Map(
        capabilities.filter(({ kind }) => kind === "tool").map(({ name, definitionHash }) => [name, definitionHash]),
      );
    },
    /** Whether a connection shows a tool as another one than is known. */
    differsFrom: (seen: SeenTools): boolean =>
      [...seen].some(([name, hash]) => (tools.get(name)?.definitionHash ?? hash) !== hash),
    /** What was decided on must be what runs (A37). Throws permission.denied. */
    requireSame(method: string, params: Record<string, unknown>, seen: SeenTools): void {
      if (method !== "tools/call" || typeof params.name !== "string") return;
      const hash = seen.get(params.name);
      if (hash !== undefined && (tools.get(params.name)?.definitionHash ?? hash) !== hash) {
        throw new CoreError(
          "permission.denied",
          `On this client's own connection, the tool "${params.name}" is not the one that was looked at. It was not called.`,
        );
      }
    },
    toolDefinition: (name: string): Capability["definition"] | undefined => tools.get(name)?.definition,
    /** What an administrator should hear about a server that works. */
    notice(): string | null {
      const parts = [
        ...(waiting.length > 0 ? [describeQuarantine(waiting)] : []),
        ...(waitingInstructions(record) ? [INSTRUCTIONS_WAIT] : []),
        ...(reworded.length > 0 ? [describeWaitingWords(reworded)] : []),
      ];
      return parts.length > 0 ? parts.join(" ") : problem;
    },
    /** A caller decided on the catalogue before this connection; a tool that changed with it must not run (A37). */
    requireNotQuarantined(method: string, params: Record<string, unknown>): void {
      if (method !== "tools/call" || typeof params.name !== "string") return;
      if (tools.get(params.name)?.enabled === false) {
        throw new CoreError(
          "permission.denied",
          `The tool "${params.name}" is switched off. If it has changed, an administrator has to review it.`,
        );
      }
    },
  };
}

export type LiveCatalogue = ReturnType<typeof createLiveCatalogue>;
