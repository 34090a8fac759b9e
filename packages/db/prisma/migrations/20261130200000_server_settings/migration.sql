-- AlterEnum
ALTER TYPE "server_transport" ADD VALUE 'sse';
ALTER TYPE "server_transport" ADD VALUE 'rest';
ALTER TYPE "server_transport" ADD VALUE 'skills';

-- AlterTable
ALTER TABLE "servers" ADD COLUMN "settings" JSONB NOT NULL DEFAULT '{}';
