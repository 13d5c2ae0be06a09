// Validates every operation against the schema and writes their types; with --check it only compares.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { codegen } from '@graphql-codegen/core';
import * as operations from '@graphql-codegen/typescript-operations';
import { Source, buildSchema, parse, printError, validate } from 'graphql';
import { format, resolveConfig } from 'prettier';

const schemaPath = process.env.LETHE_SCHEMA ?? '../schema.graphql';
const folder = 'src/operations';
const target = 'src/generated/operations.ts';

const schema = buildSchema(readFileSync(schemaPath, 'utf8'));
const documents = readdirSync(folder)
  .filter((name) => name.endsWith('.graphql'))
  .sort()
  .map((name) => {
    const location = `${folder}/${name}`;
    return { location, document: parse(new Source(readFileSync(location, 'utf8'), location)) };
  });

const errors = documents.flatMap(({ document }) => validate(schema, document));
if (errors.length > 0) {
  console.error(errors.map(printError).join('\n\n'));
  process.exit(1);
}

const text = await codegen({
  filename: target,
  documents,
  schema: parse(readFileSync(schemaPath, 'utf8')),
  schemaAst: schema,
  plugins: [{ operations: {} }],
  pluginMap: { operations },
  config: {
    enumType: 'string-literal',
    skipTypename: true,
    defaultScalarType: 'string',
    useTypeImports: true,
  },
});
const code = await format(text, { ...(await resolveConfig(target)), filepath: target });

if (!process.argv.includes('--check')) {
  writeFileSync(target, code);
} else if (readFileSync(target, 'utf8') !== code) {
  console.error(`${target} is out of date: run npm run codegen`);
  process.exit(1);
}
