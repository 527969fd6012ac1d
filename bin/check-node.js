// Kept in plain old JavaScript: it must run on any Node there is.
var parts = process.versions.node.split('.');
var major = Number(parts[0]);
var minor = Number(parts[1]);
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    'askfolio: Node.js 22.18 or newer is needed, this is ' +
      process.versions.node +
      '; run it by `npm start` or `npx askfolio`, which bring their own, or install Node.js 24.\n',
  );
  process.exit(1);
}
