import { z } from 'zod';
import { JobDeclarationError } from './job-declaration-error.js';

/** The names of the parameters that can say what a run works on: their values are texts or numbers, if they are given. */
export type SubjectParameter<Schema extends z.ZodType> =
  unknown extends z.output<Schema> ? string : NamesOfValues<z.output<Schema>> & string;

type NamesOfValues<Parameters> = keyof {
  [Name in keyof Parameters as string extends Name
    ? never
    : Parameters[Name] extends string | number | null | undefined
      ? Name
      : never]: true;
};

/** @throws {JobDeclarationError} for a subject that is no parameter, is secret, or is neither a text nor a number. */
export function assertSubject(
  className: string,
  { subject, parameters }: { readonly subject?: string; readonly parameters?: z.ZodType },
): void {
  if (subject === undefined) return;
  const schema =
    parameters === undefined ? {} : z.toJSONSchema(parameters, { io: 'input', unrepresentable: 'any' });
  const [found] = valuesOf(schema, subject);
  if (found === undefined) {
    throw new JobDeclarationError(
      `${className}: subject: '${subject}' is none of its parameters; what a run works on is found by one of them`,
    );
  }
  if (valuesOf(schema, subject).some((value) => typeof value === 'object' && value['secret'] === true)) {
    throw new JobDeclarationError(
      `${className}: subject: the parameter '${subject}' is secret, and everybody sees what a run works on`,
    );
  }
  if (!valuesOf(schema, subject).every(canName)) {
    throw new JobDeclarationError(
      `${className}: subject: the parameter '${subject}' is neither a text nor a number`,
    );
  }
}

/** What a parameter may be, in each alternative of a schema that has several. */
function valuesOf(schema: z.core.JSONSchema.BaseSchema, name: string): z.core.JSONSchema._JSONSchema[] {
  const own = schema.properties?.[name];
  const alternatives = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  return [
    ...(own === undefined ? [] : [own]),
    ...alternatives.flatMap((one) => (typeof one === 'boolean' ? [] : valuesOf(one, name))),
  ];
}

// Where the schema does not say it, as with a coercion, the compiler has.
function canName(value: z.core.JSONSchema._JSONSchema): boolean {
  if (typeof value === 'boolean' || value.type === undefined) return true;
  return [value.type].flat().some((type) => ['string', 'number', 'integer'].includes(type));
}
