import { serveStdio, StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import { createMcpServer, type McpParts } from './mcp-server.ts';

/** Serves whoever started this process over its standard input and output, until that ends. */
export async function serveMcpOverStdio(parts: McpParts): Promise<void> {
  const ended = new Promise<void>((resolve) => {
    process.stdin.once('end', resolve);
    process.stdin.once('close', resolve);
  });
  const handle = serveStdio(() => createMcpServer(parts), {
    transport: new StdioServerTransport(),
    onerror: parts.onTrouble,
  });
  await ended;
  await handle.close();
}
