import type { TrpcDeps } from "../deps.ts";
import { router } from "../trpc.ts";
import { changes } from "./changes.ts";

export const eventsRouter = (deps: TrpcDeps) => router({ changes: changes(deps) });
