export { createMcpSurface, DEFAULT_MCP_LIMITS, type McpLimits, type McpSurface, type McpSurfaceDeps } from "./create-mcp-surface.ts";
