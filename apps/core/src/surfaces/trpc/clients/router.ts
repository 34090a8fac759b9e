import type { TrpcDeps } from "../deps.ts";
import { router } from "../trpc.ts";
import { capabilities } from "./capabilities.ts";
import { endSession } from "./end-session.ts";
import { list } from "./list.ts";
import { sessions } from "./sessions.ts";
import { setSwitch } from "./set-switch.ts";

export const clientsRouter = (deps: TrpcDeps) =>
  router({
    list: list(deps),
    capabilities: capabilities(deps),
    setSwitch: setSwitch(deps),
    sessions: sessions(deps),
    endSession: endSession(deps),
  });
