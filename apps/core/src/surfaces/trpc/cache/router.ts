import type { TrpcDeps } from "../deps.ts";
import { router } from "../trpc.ts";
import { entries } from "./entries.ts";
import { policies } from "./policies.ts";
import { purge } from "./purge.ts";
import { removePolicy } from "./remove-policy.ts";
import { setPolicy } from "./set-policy.ts";
import { status } from "./status.ts";

export const cacheRouter = (deps: TrpcDeps) =>
  router({
    policies: policies(deps),
    setPolicy: setPolicy(deps),
    removePolicy: removePolicy(deps),
    entries: entries(deps),
    status: status(deps),
    purge: purge(deps),
  });
