import { type Entry, fromBufferPromise, type ZipFile } from "yauzl";
import { CoreError } from "../../errors.ts";
import { checkPath } from "./check-path.ts";
import { refuseSkills } from "./skill-errors.ts";
import type { SkillLimits } from "./skill-limits.ts";

export interface ArchiveFile {
  path: string;
  content: Uint8Array;
}

/** What file managers and version control leave in archives. */
const LITTER = /(?:^|\/)(?:__MACOSX|\.git|node_modules)(?:\/|$)|(?:^|\/)(?:\.DS_Store|Thumbs\.db)$/;

const FILE_TYPE = 0o170000;
const REGULAR = 0o100000;
const DIRECTORY = 0o040000;

/**
 * The files of a ZIP archive, in memory: nothing is ever unpacked to a disk. Refuses what lies outside of the archive's
 * own tree, links and devices, encrypted files, two files of one name, and whatever grows beyond the limits while it is
 * unpacked, whatever the archive says of its sizes (A34, A60). Throws skill.refused.
 */
export async function readArchive(
  bytes: Uint8Array,
  limits: SkillLimits,
): Promise<{ files: ArchiveFile[]; ignored: number }> {
  if (bytes.byteLength > limits.archiveBytes)
    throw refuseSkills(`The archive has ${bytes.byteLength} bytes; ${limits.archiveBytes} at most.`);
  let zip: ZipFile | undefined;
  try {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    zip = await fromBufferPromise(buffer, { strictFileNames: true, validateEntrySizes: true });
    return await readEntries(zip, limits);
  } catch (error) {
    if (error instanceof CoreError) throw error;
    const { message } = error as Error;
    throw refuseSkills(
      `This is not a ZIP archive that can be read: ${message.slice(0, 200).replace(/\.$/, "")}.`,
      error,
    );
  } finally {
    zip?.close();
  }
}

async function readEntries(zip: ZipFile, limits: SkillLimits): Promise<{ files: ArchiveFile[]; ignored: number }> {
  if (zip.entryCount > limits.entries)
    throw refuseSkills(`The archive has ${zip.entryCount} entries; ${limits.entries} at most.`);
  const files: ArchiveFile[] = [];
  const taken = new Map<string, string>();
  let total = 0;
  let ignored = 0;
  for await (const entry of zip.eachEntry()) {
    const isDirectory = entry.fileName.endsWith("/");
    const path = checkPath(isDirectory ? entry.fileName.slice(0, -1) : entry.fileName, limits);
    checkKind(entry, isDirectory);
    if (isDirectory) continue;
    // Also for what is left out: two readers of one archive must not see different files.
    const key = path.toLowerCase();
    if (taken.has(key))
      throw refuseSkills(`The archive has two files of one name: ${taken.get(key)} and ${path}. Keep one of them.`);
    taken.set(key, path);
    if (LITTER.test(path)) {
      ignored++;
      continue;
    }
    checkSize(entry, path, limits);
    const content = await readEntry(zip, entry, path, Math.min(limits.fileBytes, limits.totalBytes - total));
    total += content.byteLength;
    files.push({ path, content });
  }
  return { files, ignored };
}

function checkKind(entry: Entry, isDirectory: boolean): void {
  const type = (entry.externalFileAttributes >>> 16) & FILE_TYPE;
  if (type !== 0 && type !== (isDirectory ? DIRECTORY : REGULAR))
    throw refuseSkills(
      `${entry.fileName} is a link or a device. An archive of skills holds files and directories only.`,
    );
  if (entry.isEncrypted()) throw refuseSkills(`${entry.fileName} is encrypted. Pack the files without a password.`);
  if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8)
    throw refuseSkills(`${entry.fileName} is packed in an unusual way. Use an ordinary ZIP archive (deflate).`);
}

function checkSize({ compressedSize, uncompressedSize }: Entry, path: string, limits: SkillLimits): void {
  if (uncompressedSize > limits.fileBytes)
    throw refuseSkills(`${path} has ${uncompressedSize} bytes; ${limits.fileBytes} at most.`);
  if (uncompressedSize > limits.ratioFreeBytes && uncompressedSize > compressedSize * limits.ratio)
    throw refuseSkills(`${path} grows more than ${limits.ratio} times when it is unpacked: this looks like a trap.`);
}

/** @param room bytes that it may have at most: what the archive says of its size is not believed */
async function readEntry(zip: ZipFile, entry: Entry, path: string, room: number): Promise<Uint8Array> {
  const stream = await zip.openReadStreamPromise(entry);
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of stream as AsyncIterable<Buffer>) {
    length += piece.byteLength;
    if (length > room) {
      stream.destroy();
      throw refuseSkills(`The archive holds more than it may, unpacked: ${path} goes beyond the bound.`);
    }
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}
