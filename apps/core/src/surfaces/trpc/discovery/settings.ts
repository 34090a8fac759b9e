import { discoverySettingSchema } from "@peta/contract";
import { z } from "zod";
import type { TrpcDeps } from "../deps.ts";
import { ownCredentialProcedure } from "../trpc.ts";

/** What is said of how agents meet their tools: all of it to administrators, to others the default and their own. */
export const settings = ({ discovery }: Pick<TrpcDeps, "discovery">) =>
  ownCredentialProcedure.output(z.array(discoverySettingSchema)).query(({ ctx }) => discovery.settings(ctx.caller));
