import type { ErrorCode } from '@infra/core';

/** What can be wrong with a request before an operation sees it: codes that only HTTP knows. */
export type RequestFault =
  | 'not_found'
  | 'method_not_allowed'
  | 'invalid_json'
  | 'invalid_request'
  | 'body_too_large'
  | 'media_type_not_supported'
  | 'too_many_viewers'
  | 'unauthenticated'
  | 'forbidden'
  | 'too_many_logins'
  | 'entrance_closed'
  | 'host_not_allowed'
  | 'origin_not_allowed'
  | 'internal_error';

/** The HTTP status of every code that an answer can carry: there is no other place for one. */
export const statusOfCode = {
  not_found: 404,
  method_not_allowed: 405,
  invalid_json: 400,
  invalid_request: 422,
  body_too_large: 413,
  media_type_not_supported: 415,
  too_many_viewers: 503,
  unauthenticated: 401,
  forbidden: 403,
  too_many_logins: 429,
  entrance_closed: 503,
  host_not_allowed: 403,
  origin_not_allowed: 403,
  internal_error: 500,
  operation_failed: 409,
  subject_busy: 409,
  usage: 422,
  invalid_value: 422,
  job_not_found: 404,
  run_not_found: 404,
  failure_not_found: 404,
  chain_not_found: 404,
  chain_invalid: 422,
  token_not_found: 404,
  invalid_parameters: 422,
  confirmation_required: 409,
  configuration_missing: 500,
  configuration_invalid: 500,
  extension_faulty: 500,
  job_index_stale: 500,
  state_directory_unusable: 500,
  address_unusable: 500,
  database_unreachable: 503,
  database_not_migrated: 503,
  schema_too_new: 503,
  embedded_database_failed: 503,
  wait_timed_out: 504,
  interrupted: 503,
} as const satisfies Record<ErrorCode | RequestFault, number>;

/** A code that an answer can carry. */
export type ProblemCode = keyof typeof statusOfCode;
