import type { TrpcDeps } from "../deps.ts";
import { router } from "../trpc.ts";
import { create } from "./create.ts";
import { list } from "./list.ts";
import { revoke } from "./revoke.ts";

export const tokensRouter = (deps: TrpcDeps) =>
  router({ list: list(deps), create: create(deps), revoke: revoke(deps) });
