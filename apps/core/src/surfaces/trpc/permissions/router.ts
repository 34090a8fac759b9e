import type { TrpcDeps } from "../deps.ts";
import { router } from "../trpc.ts";
import { explain } from "./explain.ts";
import { set } from "./set.ts";
import { show } from "./show.ts";

export const permissionsRouter = (deps: TrpcDeps) =>
  router({ set: set(deps), show: show(deps), explain: explain(deps) });
