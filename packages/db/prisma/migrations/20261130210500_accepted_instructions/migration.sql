-- AlterTable
ALTER TABLE "servers" ADD COLUMN "accepted_instructions" TEXT;

-- What clients have been told until now stays what they are told.
UPDATE "servers" SET "accepted_instructions" = "server_info"->>'instructions';
