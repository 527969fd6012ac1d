import { DuckDBInstance, type DuckDBConnection, type DuckDBPreparedStatement } from '@duckdb/node-api';

const SERIALIZE = 'skip_null := false, skip_empty := false, skip_default := false';

/** Nothing lies in this instance and nothing can be reached from it: it parses and prints, it never binds or runs. */
const LOCKS = {
  threads: '1',
  memory_limit: '256MB',
  max_expression_depth: '400',
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
  allow_community_extensions: 'false',
  enable_external_access: 'false',
  lock_configuration: 'true',
};

/** DuckDB's own reading and printing of statements, one at a time. */
export class DuckDbParser {
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;
  readonly #reading: DuckDBPreparedStatement;
  readonly #printing: DuckDBPreparedStatement;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(
    instance: DuckDBInstance,
    connection: DuckDBConnection,
    reading: DuckDBPreparedStatement,
    printing: DuckDBPreparedStatement,
  ) {
    this.#instance = instance;
    this.#connection = connection;
    this.#reading = reading;
    this.#printing = printing;
  }

  static async open(): Promise<DuckDbParser> {
    const instance = await DuckDBInstance.create(':memory:', LOCKS);
    const connection = await instance.connect();
    return new DuckDbParser(
      instance,
      connection,
      await connection.prepare(`SELECT json_serialize_sql($1::VARCHAR, ${SERIALIZE})`),
      await connection.prepare(
        `SELECT printed, json_serialize_sql(printed, ${SERIALIZE}) ` +
          'FROM (SELECT json_deserialize_sql($1::JSON) AS printed)',
      ),
    );
  }

  /** The statements of `text` as JSON, or what the parser says against it. */
  async read(text: string): Promise<string> {
    const [json = ''] = await this.#run(this.#reading, text);
    return json;
  }

  /** The statement that the tree means, and the tree that this text is read as. Rejects when it cannot be printed. */
  async print(json: string): Promise<{ readonly text: string; readonly reread: string }> {
    const [text = '', reread = ''] = await this.#run(this.#printing, json);
    return { text, reread };
  }

  close(): void {
    this.#reading.destroySync();
    this.#printing.destroySync();
    this.#connection.closeSync();
    this.#instance.closeSync();
  }

  /** A prepared statement holds its values until it has run, so the next one waits. */
  #run(statement: DuckDBPreparedStatement, value: string): Promise<readonly string[]> {
    const next = this.#last.then(async () => {
      statement.bindVarchar(1, value);
      const chunk = await (await statement.run()).fetchChunk();
      return (chunk?.getColumns() ?? []).map((column) => String(column[0]));
    });
    this.#last = next.catch(() => undefined);
    return next;
  }
}
