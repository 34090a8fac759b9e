/**
 * Node's HTTP. A plain `import` of it reads each of its exports, and one of them is `WebSocket`: that loads everything
 * behind `fetch`, 12 MB of memory (docs/adr/0028).
 */
export const http = process.getBuiltinModule("node:http");
