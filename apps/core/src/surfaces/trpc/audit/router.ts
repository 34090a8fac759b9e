import type { TrpcDeps } from "../deps.ts";
import { router } from "../trpc.ts";
import { activity } from "./activity.ts";
import { get } from "./get.ts";
import { list } from "./list.ts";
import { verify } from "./verify.ts";

export const auditRouter = (deps: TrpcDeps) =>
  router({ list: list(deps), get: get(deps), activity: activity(deps), verify: verify(deps) });
