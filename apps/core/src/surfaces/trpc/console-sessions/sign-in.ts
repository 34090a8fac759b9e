import { meSchema, signInInputSchema } from "@peta/contract";
import { CoreError } from "../../../errors.ts";
import type { TrpcDeps } from "../deps.ts";
import { publicProcedure } from "../trpc.ts";

/** E-mail and password against a session cookie. */
export const signIn = ({ principals }: Pick<TrpcDeps, "principals">) =>
  publicProcedure
    .input(signInInputSchema)
    .output(meSchema)
    .mutation(async ({ input, ctx }) => {
      if (!ctx.isSetUp)
        throw new CoreError(
          "setup.required",
          "This installation is not set up yet. Open the set-up link from the start log.",
        );
      const { session, me } = await principals.signIn(input, ctx);
      ctx.setSessionCookie(session);
      return me;
    });
