// Unpacks the browser of this folder's package into $TMPDIR and prints where it is. Runs on a copy of this folder
// whose dependencies are installed.
import { chmodSync, existsSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";

const require = createRequire(path.join(process.cwd(), "package.json"));
const { default: chromium, inflate } = await import(require.resolve("@sparticuz/chromium"));
const binary = await chromium.executablePath();
const archives = path.resolve(path.dirname(require.resolve("@sparticuz/chromium")), "../bin");
const libraries = path.join(await inflate(path.join(archives, "al2023.tar.br")), "lib");

// The package's own file looks for its fonts in fixed places.
const fontsFile = path.join(tmpdir(), "fonts.conf");
const fonts = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <dir>${path.join(tmpdir(), "fonts")}</dir>
  <cachedir>${path.join(tmpdir(), "fonts-cache")}</cachedir>
</fontconfig>
`;

// The package brings the libraries that a bare system lacks; the system's own come first where it has them.
const wrapper = path.join(tmpdir(), "chromium.sh");
const script = `#!/bin/sh
export LD_LIBRARY_PATH="\${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}${libraries}"
export FONTCONFIG_FILE="${fontsFile}"
exec "${binary}" "$@"
`;
if (!existsSync(binary)) throw new Error(`${binary} was not unpacked`);
writeFileSync(fontsFile, fonts);
writeFileSync(wrapper, script);
chmodSync(wrapper, 0o755);
process.stdout.write(wrapper);
