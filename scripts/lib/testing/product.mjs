// Stands for Core in the tests: says what happens to it; the first argument is its exit code after a signal.
const seen = [];
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => {
    seen.push(signal);
    process.stdout.write(`${signal}\n`);
    // Time enough for a second delivery to show.
    setTimeout(() => process.exit(Number(process.argv[2] ?? 0)), 200).unref();
    if (seen.length > 1) process.exit(99);
  });
}
process.stdout.write(`ready ${process.pid}\n`);
setInterval(() => {}, 1000);
