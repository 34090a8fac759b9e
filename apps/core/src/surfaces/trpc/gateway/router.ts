import type { TrpcDeps } from "../deps.ts";
import { router } from "../trpc.ts";
import { callTool } from "./call-tool.ts";
import { listTools } from "./list-tools.ts";

export const gatewayRouter = (deps: TrpcDeps) => router({ listTools: listTools(deps), callTool: callTool(deps) });
