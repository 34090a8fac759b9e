import { setUpInputSchema, setUpOutputSchema } from "@peta/contract";
import type { TrpcDeps } from "../deps.ts";
import { publicProcedure } from "../trpc.ts";

/** Creates the Owner with the one-time set-up token and signs the browser in. */
export const setUp = ({ installation, principals }: Pick<TrpcDeps, "installation" | "principals">) =>
  publicProcedure
    .input(setUpInputSchema)
    .output(setUpOutputSchema)
    .mutation(async ({ input, ctx }) => {
      const created = await installation.setUp(input, { ipAddress: ctx.ipAddress });
      if (!input.wantsToken) ctx.setSessionCookie(await principals.openConsoleSession(created.owner, ctx));
      return { principalId: created.owner.handle, workspace: created.workspace.slug, token: created.token };
    });
