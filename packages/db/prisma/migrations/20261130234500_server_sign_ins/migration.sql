-- CreateTable
CREATE TABLE "server_sign_ins" (
    "server_row_id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "sealed_credentials" BYTEA NOT NULL,
    "signed_in_by" TEXT,
    "signed_in_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "server_sign_ins_pkey" PRIMARY KEY ("server_row_id")
);

-- CreateIndex
CREATE INDEX "server_sign_ins_workspace_id_idx" ON "server_sign_ins"("workspace_id");

-- AddForeignKey
ALTER TABLE "server_sign_ins" ADD CONSTRAINT "server_sign_ins_server_row_id_fkey" FOREIGN KEY ("server_row_id") REFERENCES "servers"("id") ON DELETE CASCADE ON UPDATE CASCADE;
