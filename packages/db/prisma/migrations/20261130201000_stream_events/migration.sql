-- CreateTable
CREATE TABLE "mcp_sessions" (
    "id_hash" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "principal_id" TEXT NOT NULL,
    "client_key" TEXT NOT NULL,
    "protocol_version" TEXT NOT NULL,
    "sealed_state" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "mcp_sessions_pkey" PRIMARY KEY ("id_hash")
);

-- CreateTable
CREATE TABLE "stream_events" (
    "session_hash" TEXT NOT NULL,
    "stream_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "is_last" BOOLEAN NOT NULL,
    "sealed_event" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "stream_events_pkey" PRIMARY KEY ("session_hash","stream_id","position")
);

-- CreateIndex
CREATE INDEX "mcp_sessions_workspace_id_idx" ON "mcp_sessions"("workspace_id");

-- CreateIndex
CREATE INDEX "mcp_sessions_principal_id_idx" ON "mcp_sessions"("principal_id");

-- CreateIndex
CREATE INDEX "mcp_sessions_last_seen_at_idx" ON "mcp_sessions"("last_seen_at");

-- CreateIndex
CREATE INDEX "stream_events_workspace_id_idx" ON "stream_events"("workspace_id");

-- CreateIndex
CREATE INDEX "stream_events_created_at_idx" ON "stream_events"("created_at");

-- AddForeignKey
ALTER TABLE "mcp_sessions" ADD CONSTRAINT "mcp_sessions_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "mcp_sessions" ADD CONSTRAINT "mcp_sessions_principal_id_fkey" FOREIGN KEY ("principal_id") REFERENCES "principals"("id") ON DELETE CASCADE ON UPDATE CASCADE;
