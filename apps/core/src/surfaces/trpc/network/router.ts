import type { TrpcDeps } from "../deps.ts";
import { router } from "../trpc.ts";
import { addRule } from "./add-rule.ts";
import { limits } from "./limits.ts";
import { removeRule } from "./remove-rule.ts";
import { rules } from "./rules.ts";
import { setLimits } from "./set-limits.ts";
import { setPrincipalLimit } from "./set-principal-limit.ts";

export const networkRouter = (deps: TrpcDeps) =>
  router({
    rules: rules(deps),
    addRule: addRule(deps),
    removeRule: removeRule(deps),
    limits: limits(deps),
    setLimits: setLimits(deps),
    setPrincipalLimit: setPrincipalLimit(deps),
  });
