import type { TrpcDeps } from "../deps.ts";
import { router } from "../trpc.ts";
import { get } from "./get.ts";
import { save } from "./save.ts";

export const policiesRouter = (deps: TrpcDeps) => router({ get: get(deps), save: save(deps) });
