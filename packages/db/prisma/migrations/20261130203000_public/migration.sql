-- AlterTable
ALTER TABLE "servers" ADD COLUMN "anonymous_access" BOOLEAN NOT NULL DEFAULT false,
    ADD COLUMN "anonymous_rate_limit" INTEGER NOT NULL DEFAULT 10,
    ADD CONSTRAINT "servers_anonymous_rate_limit_check" CHECK ("anonymous_rate_limit" BETWEEN 1 AND 1000);

-- AlterTable
ALTER TABLE "server_capabilities" ADD COLUMN "anonymous" BOOLEAN NOT NULL DEFAULT false;

-- What `/admin` kept of this had no effect. It opens nothing by itself: no tool is chosen yet.
UPDATE "servers" SET "anonymous_access" = l."anonymous_access", "anonymous_rate_limit" = l."anonymous_rate_limit"
FROM "legacy_servers" l WHERE l."server_row_id" = "servers"."id" AND l."anonymous_rate_limit" BETWEEN 1 AND 1000
    AND "servers"."user_fields" IS NULL;

-- AlterTable
ALTER TABLE "legacy_servers" DROP COLUMN "anonymous_access",
    DROP COLUMN "anonymous_rate_limit";
