-- CreateTable
CREATE TABLE "server_templates" (
    "id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "template_id" TEXT NOT NULL,
    "definition" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "server_templates_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "skill_packages" (
    "id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "package_id" TEXT NOT NULL,
    "display_name" TEXT NOT NULL,
    "last_version" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "skill_packages_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "skill_versions" (
    "id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "package_row_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "hash" TEXT NOT NULL,
    "skills" JSONB NOT NULL,
    "size_bytes" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "skill_versions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "skill_files" (
    "version_row_id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "skill" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "content" BYTEA NOT NULL,

    CONSTRAINT "skill_files_pkey" PRIMARY KEY ("version_row_id","skill","path")
);

-- CreateIndex
CREATE UNIQUE INDEX "server_templates_workspace_id_template_id_key" ON "server_templates"("workspace_id", "template_id");

-- CreateIndex
CREATE UNIQUE INDEX "skill_packages_workspace_id_package_id_key" ON "skill_packages"("workspace_id", "package_id");

-- CreateIndex
CREATE INDEX "skill_versions_workspace_id_idx" ON "skill_versions"("workspace_id");

-- CreateIndex
CREATE UNIQUE INDEX "skill_versions_package_row_id_version_key" ON "skill_versions"("package_row_id", "version");

-- CreateIndex
CREATE INDEX "skill_files_workspace_id_idx" ON "skill_files"("workspace_id");

-- AddForeignKey
ALTER TABLE "server_templates" ADD CONSTRAINT "server_templates_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "skill_packages" ADD CONSTRAINT "skill_packages_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "skill_versions" ADD CONSTRAINT "skill_versions_package_row_id_fkey" FOREIGN KEY ("package_row_id") REFERENCES "skill_packages"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "skill_files" ADD CONSTRAINT "skill_files_version_row_id_fkey" FOREIGN KEY ("version_row_id") REFERENCES "skill_versions"("id") ON DELETE CASCADE ON UPDATE CASCADE;
