/** What of an OpenAPI description the client's types are made from. */
export interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

interface Operation {
  readonly summary?: string;
  readonly 'x-right'?: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly schema: Schema;
  }[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}

type Content = Readonly<Record<string, { readonly schema?: Schema }>>;

interface Schema {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly description?: string;
}

const API = '/api/v1';

/** The types of every route, as TypeScript: what each is given and what it gives. */
export function clientRoutes({ paths }: Description): string {
  const routes = Object.entries(paths)
    .filter(([path]) => path.startsWith(API))
    .flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, operation]) => {
        const name = `${method.toUpperCase()} ${path.slice(API.length)}`;
        return { name, text: routeText(name, operation) };
      }),
    )
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
  return `// Made from /openapi.json; docs/client.md says how.

/** What each route of the API is given, and what it gives. */
export interface Routes {
${routes.map(({ text }) => text).join('\n')}
}
`;
}

function routeText(name: string, operation: Operation): string {
  const { summary, parameters = [], requestBody, responses } = operation;
  const parts = [
    ...group(
      'params',
      parameters.filter(({ in: place }) => place === 'path'),
    ),
    ...group(
      'query',
      parameters.filter(({ in: place }) => place === 'query'),
    ),
    ...(requestBody ? [`readonly body: ${typeOf(jsonOf(requestBody.content))};`] : []),
    `readonly gives: ${givesOf(responses)};`,
  ];
  const right = operation['x-right'];
  const note = [summary, right === undefined ? '' : `Needs the right ${right}.`].filter(Boolean).join('. ');
  return `/** ${note} */\n'${name}': {\n${parts.join('\n')}\n};`;
}

function group(name: string, parameters: NonNullable<Operation['parameters']>): readonly string[] {
  if (parameters.length === 0) return [];
  const isNeeded = parameters.some(({ required }) => required === true);
  const fields = parameters.map(
    ({ name: field, required, schema }) =>
      `readonly ${keyOf(field)}${required === true ? '' : '?'}: ${typeOf(schema)};`,
  );
  return [`readonly ${name}${isNeeded ? '' : '?'}: { ${fields.join(' ')} };`];
}

function givesOf(responses: Operation['responses']): string {
  const content = responses['200']?.content;
  return content === undefined ? 'undefined' : typeOf(jsonOf(content));
}

function jsonOf(content: Content): Schema {
  return content['application/json']?.schema ?? {};
}

function typeOf(schema: Schema): string {
  const { type, anyOf, oneOf, allOf } = schema;
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  const either = anyOf ?? oneOf;
  if (either) return either.map((each) => `(${typeOf(each)})`).join(' | ');
  if (allOf) return allOf.map((each) => `(${typeOf(each)})`).join(' & ');
  if (Array.isArray(type)) return type.map((each: string) => typeOf({ ...schema, type: each })).join(' | ');
  switch (type) {
    case 'string':
    case 'boolean':
    case 'null':
      return type;
    case 'number':
    case 'integer':
      return 'number';
    case 'array':
      return `readonly (${schema.items ? typeOf(schema.items) : 'unknown'})[]`;
    case 'object':
      return objectType(schema);
    case undefined:
    default:
      return 'unknown';
  }
}

function objectType({ properties = {}, required = [], additionalProperties }: Schema): string {
  const fields = Object.entries(properties).map(
    ([name, schema]) => `readonly ${keyOf(name)}${required.includes(name) ? '' : '?'}: ${typeOf(schema)};`,
  );
  if (fields.length > 0) return `{ ${fields.join(' ')} }`;
  const values =
    typeof additionalProperties === 'object' && Object.keys(additionalProperties).length > 0
      ? typeOf(additionalProperties)
      : 'unknown';
  return `Readonly<Record<string, ${values}>>`;
}

function keyOf(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name);
}
