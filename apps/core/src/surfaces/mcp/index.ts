export { createMcpSurface } from "./create-mcp-surface.ts";
export { DEFAULT_MCP_LIMITS, type McpLimits } from "./mcp-limits.ts";
