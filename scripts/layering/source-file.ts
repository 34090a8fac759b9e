/** One source file, by its path from the root of the repository. */
export interface SourceFile {
  path: string;
  text: string;
}

export interface Import {
  from: string;
  /** Gone after type stripping: `import type … from`. */
  isType: boolean;
}

const STATEMENT = /(?:^|[;\n])\s*(import|export)\b(\s+type\b)?(?:[^;"'`]*?\bfrom\s*)?\s*["']([^"'\n]+)["']/g;
const DYNAMIC = /(\btypeof\s+)?\bimport\s*\(\s*["'`]([^"'`\n]+)["'`]/g;
const COMMENT = /\/\*[\s\S]*?\*\/|(^|[\s;{}(,])\/\/[^\n]*/g;

/** Every module a file names, with static, dynamic and re-exporting statements alike. */
export function importsOf({ text }: SourceFile): Import[] {
  const code = text.replace(COMMENT, "$1");
  return [
    ...Array.from(code.matchAll(STATEMENT), ([, , type, from = ""]) => ({ from, isType: type !== undefined })),
    ...Array.from(code.matchAll(DYNAMIC), ([, type, from = ""]) => ({ from, isType: type !== undefined })),
  ];
}

/** Tests and their twins may reach across the layers of their own workspace. */
export const isTest = (path: string): boolean =>
  /\.test\.tsx?$|\/(testing|twins|fixtures)\/|^(apps|packages)\/[^/]+\/test\//.test(path);
