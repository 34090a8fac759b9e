import type { TrpcDeps } from "../deps.ts";
import { router } from "../trpc.ts";
import { count } from "./count.ts";
import { decide } from "./decide.ts";
import { get } from "./get.ts";
import { list } from "./list.ts";
import { settings } from "./settings.ts";
import { updateSettings } from "./update-settings.ts";

export const approvalsRouter = (deps: TrpcDeps) =>
  router({
    list: list(deps),
    get: get(deps),
    decide: decide(deps),
    count: count(deps),
    settings: settings(deps),
    updateSettings: updateSettings(deps),
  });
