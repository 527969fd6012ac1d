// Fastify with nothing around it and nothing behind it: answers every request with the same text of so many bytes.
import { fastify } from 'fastify';

const app = fastify({ logger: false });
const text = JSON.stringify({ text: 'x'.repeat(Math.max(0, Number(process.argv[2]) - 11)) });
app.post('/', async (_request, reply) => reply.type('application/json; charset=utf-8').send(text));
const address = await app.listen({ host: '127.0.0.1', port: 0 });
process.stdout.write(`${address}\n`);
