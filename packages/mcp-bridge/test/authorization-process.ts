import { startAuthorizedServer } from './authorization-server.ts';

// A server that wants logins, for tests of other packages: prints its address, and runs until it is ended.
const server = await startAuthorizedServer();
process.stdout.write(`${server.url}\n`);
