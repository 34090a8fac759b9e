import type { TrpcDeps } from "../deps.ts";
import { router } from "../trpc.ts";
import { publicStatus } from "./public-status.ts";
import { setUp } from "./set-up.ts";
import { status } from "./status.ts";

export const installationRouter = (deps: TrpcDeps) =>
  router({ publicStatus: publicStatus(deps), setUp: setUp(deps), status: status(deps) });
