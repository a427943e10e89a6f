import { openStore } from '../src/open-store.ts';

/** Writes numbers from 1 up until it is killed, and says each on standard output once it is written. */
const path = process.argv[2];
if (path === undefined) throw new Error('Give the path of the store.');
const store = openStore({ path });
store.migrate('numbers', [{ name: 'make the table', sql: 'CREATE TABLE numbers (value INTEGER NOT NULL) STRICT' }]);
const write = (value: number): void => {
  store.transaction(() => {
    store.run('INSERT INTO numbers (value) VALUES (?)', value);
    store.run('INSERT INTO numbers (value) VALUES (?)', -value);
  });
  process.stdout.write(`${value}\n`, () => write(value + 1));
};
write(1);
