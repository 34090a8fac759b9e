import type { TrpcDeps } from "../deps.ts";
import { router } from "../trpc.ts";
import { list } from "./list.ts";
import { me } from "./me.ts";
import { revoke } from "./revoke.ts";
import { signIn } from "./sign-in.ts";
import { signOut } from "./sign-out.ts";

export const consoleSessionsRouter = (deps: TrpcDeps) =>
  router({ signIn: signIn(deps), signOut: signOut(deps), me: me(deps), list: list(deps), revoke: revoke(deps) });
