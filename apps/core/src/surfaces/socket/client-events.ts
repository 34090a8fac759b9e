import {
  clientInfoSchema,
  type ClientToServerEvents,
  configureServerRequestSchema,
  getCapabilitiesRequestSchema,
  getPendingApprovalsRequestSchema,
  setCapabilitiesRequestSchema,
  type SocketRequestResults,
  socketResponseSchema,
  unconfigureServerRequestSchema,
} from "@peta/contract";
import type { z } from "zod";
import type { Caller } from "../../modules/principals/principal.ts";
import type { UserOperations } from "../legacy/user-operations.ts";
import { createdNotice, type ToldApproval } from "./approval-notices.ts";
import type { Connection } from "./connection.ts";
import { decideApproval, refuseDecision } from "./decide-approval.ts";
import type { DeviceRequestsPort } from "./device-requests.ts";
import { toSocketError } from "./map-error.ts";
import { parsePayload, requestIdOf } from "./parse-payload.ts";
import type { ApprovalModules } from "./push-approvals.ts";

/** The callback of an event that was sent with one. */
export type Acknowledge = (answer: unknown) => void;

/** What Core does about one event of a device. */
export interface ClientEvent {
  /** It counts as a request of its principal. Answers and remarks do not. */
  isRequest: boolean;
  handle(connection: Connection, payload: unknown, acknowledge: Acknowledge | null): Promise<void> | void;
  refuse(connection: Connection, payload: unknown, acknowledge: Acknowledge | null, error: unknown): void;
}

export interface ClientEventDeps {
  operations: UserOperations;
  approvals: Pick<ApprovalModules, "decide">;
  listPending: (caller: Caller) => Promise<ToldApproval[]>;
  devices: Pick<DeviceRequestsPort, "answer">;
  now: () => number;
}

export type ClientEventTable = Record<keyof ClientToServerEvents, ClientEvent>;

/** Answers a failed request of an event that Core does not know, too. */
export const refuseRequest = (connection: Connection, payload: unknown, error: unknown, now: number): void => {
  const requestId = requestIdOf(payload);
  connection.socket.emit("socket_response", { requestId, success: false, error: toSocketError(error), timestamp: now });
};

const passOver = (): void => {};

/** Every event that a device may send. */
export function createClientEvents(deps: ClientEventDeps): ClientEventTable {
  const { operations, now } = deps;

  /** A request is answered by `socket_response` with its own id. */
  const request = <Name extends keyof SocketRequestResults, Schema extends z.ZodType<{ requestId: string }>>(
    _name: Name,
    schema: Schema,
    run: (caller: Caller, request: z.output<Schema>) => Promise<SocketRequestResults[Name]>,
  ): ClientEvent => ({
    isRequest: true,
    async handle(connection, payload) {
      const parsed = parsePayload(schema, payload);
      const data = await run(connection.caller, parsed);
      const { requestId } = parsed;
      connection.socket.emit("socket_response", {
        requestId,
        success: true,
        ...(data !== undefined && { data }),
        timestamp: now(),
      });
    },
    refuse: (connection, payload, _acknowledge, error) => refuseRequest(connection, payload, error, now()),
  });

  return {
    get_capabilities: request("get_capabilities", getCapabilitiesRequestSchema, async (caller, { data }) => ({
      capabilities: await operations.getCapabilities(caller, data?.clientKey),
    })),
    set_capabilities: request("set_capabilities", setCapabilitiesRequestSchema, async (caller, { data }) => {
      await operations.setCapabilities(caller, data);
      return undefined;
    }),
    configure_server: request("configure_server", configureServerRequestSchema, (caller, { data }) =>
      operations.configureServer(caller, data),
    ),
    unconfigure_server: request("unconfigure_server", unconfigureServerRequestSchema, (caller, { data }) =>
      operations.unconfigureServer(caller, data.serverId),
    ),
    get_pending_approvals: request("get_pending_approvals", getPendingApprovalsRequestSchema, async (caller) => ({
      approvals: (await deps.listPending(caller))
        .map(({ detail, serverId }) => createdNotice(detail, serverId))
        .reverse(),
    })),
    approval_decide: {
      isRequest: true,
      async handle({ socket, caller }, payload, acknowledge) {
        const ack = await decideApproval(deps.approvals, caller, payload);
        if (acknowledge) acknowledge(ack);
        else socket.emit("approval_decide_ack", ack);
      },
      refuse({ socket }, payload, acknowledge, error) {
        const ack = refuseDecision(payload, error);
        if (acknowledge) acknowledge(ack);
        else socket.emit("approval_decide_ack", ack);
      },
    },
    "client-info": {
      isRequest: false,
      handle(connection, payload) {
        connection.device = parsePayload(clientInfoSchema, payload);
      },
      refuse: passOver,
    },
    "client-message": {
      isRequest: true,
      handle: ({ socket }) => void socket.emit("ack", { message: "Message received", timestamp: now() }),
      refuse: passOver,
    },
    socket_response: {
      isRequest: false,
      handle: (connection, payload) => deps.devices.answer(connection, parsePayload(socketResponseSchema, payload)),
      refuse: passOver,
    },
  };
}
