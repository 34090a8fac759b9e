export { createAuditStore } from "./audit-store.ts";
export { createFileSpool, type FileSpoolDeps } from "./file-spool.ts";
